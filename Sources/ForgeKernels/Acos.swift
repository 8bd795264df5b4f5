// Needs: Arctangent, DoubleRoot, Doubles, Map

extension Kernel {
  /// The angle with the cosine `x`.
  static func acos(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { acos($0) }
  }

  /// The angle with the cosine `x`: at most 0.51 ulp off; NaN outside -1 to 1.
  @inline(__always) static func acos(_ x: Vector) -> Vector {
    inDoubles(x) { arctangent(squareRoot((1 - $0) * (1 + $0)), over: $0) }
  }
}
