// Needs: LargerOrSmaller, Map

extension Kernel {
  /// `min(max(x, 0), 6)`; NaN stays NaN.
  static func relu6(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { relu6($0) }
  }

  /// `min(max(x, 0), 6)`; NaN stays NaN.
  @inline(__always) static func relu6(_ x: Vector) -> Vector { smaller(6, larger(0, x)) }
}
