// Needs: LargerOrSmaller, Map

extension Kernel {
  /// `min(max(x, minimum), maximum)`; NaN stays NaN.
  static func clip(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    minimum: Float = -.infinity,
    maximum: Float = .infinity
  ) {
    map(x, count: count, into: y) { clip($0, minimum: minimum, maximum: maximum) }
  }

  /// `min(max(x, minimum), maximum)`; NaN stays NaN.
  @inline(__always) static func clip(
    _ x: Vector,
    minimum: Float = -.infinity,
    maximum: Float = .infinity
  ) -> Vector {
    smaller(maximum, larger(minimum, x))
  }
}
