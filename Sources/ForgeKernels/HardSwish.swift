// Needs: HardSigmoid, Map

extension Kernel {
  /// `x * min(max(x + 3, 0), 6) / 6`.
  static func hardSwish(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { hardSwish($0) }
  }

  /// `x * min(max(x + 3, 0), 6) / 6`: at most 2.5 ulp off; NaN stays NaN.
  @inline(__always) static func hardSwish(_ x: Vector) -> Vector { x * hardSigmoid(x) }
}
