// Needs: Arctangent, DoubleRoot, Doubles, Map

extension Kernel {
  /// The angle with the sine `x`.
  static func asin(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { asin($0) }
  }

  /// The angle with the sine `x`: at most 0.51 ulp off; NaN outside -1 to 1.
  @inline(__always) static func asin(_ x: Vector) -> Vector {
    inDoubles(x) { arctangent($0, over: squareRoot((1 - $0) * (1 + $0))) }
  }
}
