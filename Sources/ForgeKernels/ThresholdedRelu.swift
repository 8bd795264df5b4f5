// Needs: Map, Select

extension Kernel {
  /// `x` above the threshold, else 0.
  static func thresholdedRelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, threshold: Float) {
    map(x, count: count, into: y) { thresholdedRelu($0, threshold: threshold) }
  }

  /// `x` above the threshold, else 0; NaN stays NaN.
  @inline(__always) static func thresholdedRelu(_ x: Vector, threshold: Float) -> Vector { select(x .<= threshold, 0, x) }
}
