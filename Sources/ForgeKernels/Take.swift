// Needs: CopyRows, Places

extension Kernel {
  /// `y[o][c] = x[o][places[c]]`: rows of the middle axis of `[outer][size][inner]` at `count` computed places; see
  /// `boundedPlace`.
  static func take(
    _ x: UnsafePointer<Float>,
    places: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int
  ) {
    takeRows(x, into: y, outer: outer, size: size, inner: inner, count: count) { boundedPlace(places[$0], in: size) }
  }

  /// The same with ids.
  static func take(
    _ x: UnsafePointer<Float>,
    places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int
  ) {
    takeRows(x, into: y, outer: outer, size: size, inner: inner, count: count) { boundedPlace(places[$0], in: size) }
  }

  @inline(__always) private static func takeRows(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int,
    _ place: (Int) -> Int
  ) {
    for block in 0..<outer {
      for index in 0..<count {
        copy(x + (block * size + place(index)) * inner, into: y + (block * count + index) * inner, count: inner)
      }
    }
  }
}
