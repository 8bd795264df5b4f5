// Needs: ExponentialMinusOne, LargerOrSmaller, Map, Select

extension Kernel {
  /// `x`, below 0 `alpha * (e^x - 1)`.
  static func elu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, alpha: Float) {
    map(x, count: count, into: y) { elu($0, alpha: alpha) }
  }

  /// `x`, below 0 `alpha * (e^x - 1)`: at most 2 ulp off; NaN for NaN.
  @inline(__always) static func elu(_ x: Vector, alpha: Float) -> Vector {
    let below = exponentialMinusOne(larger(-25, x))
    return select(x .< 0, below * alpha, x)
  }
}
