// Needs: ExponentialMinusOne, LargerOrSmaller, Map, Select

extension Kernel {
  /// `above * x`, below 0 `below * (e^x - 1)`.
  static func selu(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    above: Float = 1.050701,
    below: Float = 1.7580993
  ) {
    map(x, count: count, into: y) { selu($0, above: above, below: below) }
  }

  /// `above * x`, below 0 `below * (e^x - 1)`: at most 2 ulp off; NaN for NaN.
  ///
  /// The usual factors are `s` = 1.0507009873554805 and `s * α` = 1.7580993408473766.
  @inline(__always) static func selu(_ x: Vector, above: Float = 1.050701, below: Float = 1.7580993) -> Vector {
    let curve = exponentialMinusOne(larger(-25, x))
    return select(x .< 0, curve * below, x * above)
  }
}
