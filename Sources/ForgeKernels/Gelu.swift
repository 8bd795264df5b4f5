// Needs: Exponential, LargerOrSmaller, Map, MultiplyAdd, Sign

extension Kernel {
  /// `x * Φ(x)` with the cumulative normal distribution `Φ(x) = ½ · erfc(-x / √2)`.
  static func gelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { gelu($0) }
  }

  /// `x * Φ(x)`: at most 6.7 ulp off for every float32, far below 0 too, and 7.6 without FMA; NaN for NaN and, as `-∞ · 0`, for
  /// -∞.
  ///
  /// With `a = |x|` it is `max(x, 0) - a · Φ(-a)`, and `Φ(-a)` is `e^(-a²/2) · R(a)`. `R`, Mills' ratio times the density at 0,
  /// falls from ½ like `0.4 / a`: a minimax quotient of polynomials, as in Cody, “Rational Chebyshev approximations for the error
  /// function” (Math. Comp. 23, 1969), is within 2^-26 of it. Its coefficients are positive, so that nothing cancels. Beyond 14.5
  /// the tail is 0.
  @inline(__always) static func gelu(_ x: Vector) -> Vector {
    let magnitude = absoluteValue(x)
    let a = smaller(14.5, magnitude)
    // -∞ stays what it is.
    let factor = smaller(x, -a)
    let (exponent, rest) = negatedHalfOfSquare(a)
    let (n, r) = splitExponent(exponent, biasedBy: 127 + 25)
    let power = (exponentialOfRest(r + rest) + 1) * powerOfTwo(biased: n)
    return multiplyAdd(power * factor, scaledTailRatio(a), larger(0, x))
  }

  /// `2^-25 · R(a)`, for `gelu`.
  @inline(__always) private static func scaledTailRatio(_ a: Vector) -> Vector {
    var numerator = multiplyAdd(a, 0x1p-25 * 0.3989469, 0x1p-25 * 3.9379342)
    numerator = multiplyAdd(numerator, a, 0x1p-25 * 17.757507)
    numerator = multiplyAdd(numerator, a, 0x1p-25 * 42.47446)
    numerator = multiplyAdd(numerator, a, 0x1p-25 * 48.45263)
    var denominator = a + 9.871562
    denominator = multiplyAdd(denominator, a, 45.496967)
    denominator = multiplyAdd(denominator, a, 116.53318)
    denominator = multiplyAdd(denominator, a, 162.26817)
    denominator = multiplyAdd(denominator, a, 96.90526)
    return numerator / denominator
  }

  /// `-a²/2` and what its rounding lost, which `e^(-a²/2)` would magnify a hundred times.
  @inline(__always) private static func negatedHalfOfSquare(_ a: Vector) -> (Vector, rest: Vector) {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      let rounded = -0.5 * a * a
      return (rounded, multiplyAdd(-0.5 * a, a, -rounded))
    #else
      // The square of a number of 12 bits is not rounded.
      let upper = unsafeBitCast(unsafeBitCast(a, to: SIMD16<UInt32>.self) & 0xFFFF_F000, to: Vector.self)
      return (-0.5 * upper * upper, -0.5 * (a - upper) * (a + upper))
    #endif
  }
}
