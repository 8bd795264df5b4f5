// Needs: ExponentialMinusOne, LargerOrSmaller, Sign

extension Kernel {
  /// `tanh x`: at most 2.5 ulp off for every float32; NaN for NaN.
  ///
  /// `tanh |x| = d / (d + 2)` with `d = e^(2|x|) - 1`, and then the sign of `x`. Beyond 10 the result is 1.
  @inline(__always) static func hyperbolicTangent(_ x: Vector) -> Vector {
    let magnitude = absoluteValue(x)
    let d = exponentialMinusOne(2 * smaller(10, magnitude))
    return withSign(of: x, d / (d + 2))
  }
}
