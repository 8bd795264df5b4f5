// Needs: Arctangent, Doubles, Map

extension Kernel {
  /// The angle with the tangent `x`.
  static func atan(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { atan($0) }
  }

  /// The angle with the tangent `x`: at most 0.51 ulp off for every float32; ±π/2 for ±∞, NaN for NaN.
  @inline(__always) static func atan(_ x: Vector) -> Vector {
    inDoubles(x) { arctangent($0, over: Doubles(repeating: 1)) }
  }
}
