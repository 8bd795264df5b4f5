extension Kernel {
  /// `y = Float(ids)`, element by element; exact for ids up to 2²⁴.
  @inline(__always) static func copy(_ ids: UnsafePointer<Int32>, into y: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { y[i] = Float(ids[i]) }
  }

  /// Copies `rows` rows of `length` ids that lie `sourceStride` apart, as floats, to where they lie `targetStride` apart.
  static func copyRows(
    _ ids: UnsafePointer<Int32>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    length: Int
  ) {
    for row in 0..<rows { copy(ids + row * sourceStride, into: y + row * targetStride, count: length) }
  }
}
