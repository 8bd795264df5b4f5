extension Kernel {
  /// `y = x`, element by element.
  @inline(__always) static func copy(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    y.update(from: x, count: count)
  }

  /// Copies `rows` rows of `length` elements that lie `sourceStride` apart to where they lie `targetStride` apart.
  static func copyRows(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    length: Int
  ) {
    for row in 0..<rows { copy(x + row * sourceStride, into: y + row * targetStride, count: length) }
  }
}
