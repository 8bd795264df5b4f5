// Needs: LargerOrSmaller, Map

extension Kernel {
  /// `max(x, 0)`; NaN stays NaN.
  static func relu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { relu($0) }
  }

  /// `max(x, 0)`; NaN stays NaN.
  @inline(__always) static func relu(_ x: Vector) -> Vector { larger(0, x) }
}
