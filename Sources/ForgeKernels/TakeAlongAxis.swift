// Needs: Places

extension Kernel {
  /// `y[o][c][i] = x[o][places[o][c][i]][i]` with `x` as `[outer][size][inner]`, `places` and `y` as `[outer][count][inner]`;
  /// see `boundedPlace`.
  static func takeAlongAxis(
    _ x: UnsafePointer<Float>,
    places: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int
  ) {
    takeElements(x, into: y, outer: outer, size: size, inner: inner, count: count) { boundedPlace(places[$0], in: size) }
  }

  /// The same with ids.
  static func takeAlongAxis(
    _ x: UnsafePointer<Float>,
    places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int
  ) {
    takeElements(x, into: y, outer: outer, size: size, inner: inner, count: count) { boundedPlace(places[$0], in: size) }
  }

  @inline(__always) private static func takeElements(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int,
    _ place: (Int) -> Int
  ) {
    for block in 0..<outer {
      for row in (block * count)..<(block * count + count) {
        for column in 0..<inner {
          y[row * inner + column] = x[(block * size + place(row * inner + column)) * inner + column]
        }
      }
    }
  }
}
