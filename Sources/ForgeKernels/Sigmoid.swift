// Needs: Exponential, LargerOrSmaller, Map, MultiplyAdd

extension Kernel {
  /// `1 / (1 + e^-x)`.
  static func sigmoid(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { sigmoid($0) }
  }

  /// `1 / (1 + e^-x)`: at most 2.5 ulp off for every float32; NaN for NaN.
  ///
  /// Both sides of the quotient are scaled, so that no `e^-x` overflows whose inverse is not 0.
  @inline(__always) static func sigmoid(_ x: Vector) -> Vector {
    0x1p-24 / onePlusExponential(minus: larger(-104, x), times: 0x1p-24)
  }

  /// `x · sigmoid(z)`: at most 2.5 ulp off for a `z` from -88.3 up, and 0 with the sign of `x` below; NaN for NaN, and where `x` is
  /// infinite and `z` is -∞.
  @inline(__always) static func gate(_ x: Vector, bySigmoidOf z: Vector) -> Vector {
    x / onePlusExponential(minus: larger(-89, z), times: 1)
  }

  /// `(1 + e^-x) · factor` for a power of two and an `x` for which it is not beyond all numbers, but ∞ where `2^n · factor` is,
  /// with `n` next to `-x / ln 2`: at most 1.1 ulp off.
  @inline(__always) private static func onePlusExponential(minus x: Vector, times factor: Float) -> Vector {
    // From 70 up it is the factor.
    let (n, r) = splitExponent(smaller(70, x), sign: -1, biasedBy: Float(factor.exponentBitPattern))
    return multiplyAdd(exponentialOfRest(r, sign: -1) + 1, powerOfTwo(biased: n), factor)
  }
}
