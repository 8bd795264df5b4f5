// Needs: Places

extension Kernel {
  /// Works each element `updates[o][c][i]` into `y[o][places[o][c][i]][i]`, one after the other; see `boundedPlace`.
  ///
  /// - `y`: `[outer][size][inner]`; `updates` and `places`: `[outer][count][inner]`.
  @inline(__always) static func scatterElements(
    _ updates: UnsafePointer<Float>,
    places: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int,
    _ joined: (_ old: Float, _ new: Float) -> Float
  ) {
    for block in 0..<outer {
      for row in (block * count)..<(block * count + count) {
        for column in 0..<inner {
          let source = row * inner + column
          let target = (block * size + boundedPlace(places[source], in: size)) * inner + column
          y[target] = joined(y[target], updates[source])
        }
      }
    }
  }

  /// The same with ids.
  @inline(__always) static func scatterElements(
    _ updates: UnsafePointer<Float>,
    places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int,
    _ joined: (_ old: Float, _ new: Float) -> Float
  ) {
    for block in 0..<outer {
      for row in (block * count)..<(block * count + count) {
        for column in 0..<inner {
          let source = row * inner + column
          let target = (block * size + boundedPlace(places[source], in: size)) * inner + column
          y[target] = joined(y[target], updates[source])
        }
      }
    }
  }
}
