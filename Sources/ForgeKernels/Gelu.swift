// Needs: Exponential, LargerOrSmaller, Map, MultiplyAdd, Sign

extension Kernel {
  /// `x * Φ(x)` with the cumulative normal distribution `Φ(x) = ½ · erfc(-x / √2)`.
  static func gelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { gelu($0) }
  }

  /// `x * Φ(x)`: at most 7 ulp off for every float32, far below 0 too; NaN for NaN and, as `-∞ · 0`, for -∞.
  ///
  /// With `a = |x|` it is `max(x, 0) - a · Φ(-a)`, and `Φ(-a)` is `e^(-a²/2) · R(a)`. `R` falls from ½ like `1 / a`, and
  /// `R(a) · (a + c)` is a polynomial in `q = (a - c) / (a + c)` to within 2^-27 for `c = 3.375` (the substitution of Schonfelder,
  /// “Chebyshev expansions for the error and related functions”, Math. Comp. 32, 1978). Beyond 14.5 the tail is 0.
  @inline(__always) static func gelu(_ x: Vector) -> Vector {
    let magnitude = absoluteValue(x)
    let a = smaller(14.5, magnitude)
    // -∞ stays what it is.
    let factor = smaller(x, -a)
    let (exponent, rest) = negatedHalfOfSquare(a)
    let (n, r) = splitExponent(exponent, biasedBy: 127 + 25)
    let power = (exponentialOfRest(r + rest) + 1) * powerOfTwo(biased: n)
    let inverse = 0x1p-25 / (a + 3.375)
    let scaled = ratioPolynomial(multiplyAdd(inverse, -6.75 * 0x1p25, 1)) * inverse
    return multiplyAdd(power * factor, scaled, larger(0, x))
  }

  /// `R(a) · (a + c)` in `q`, for `gelu`.
  @inline(__always) private static func ratioPolynomial(_ q: Vector) -> Vector {
    let square = q * q
    var p = multiplyAdd(q, 1.3681955e-4, 3.1279944e-4)
    p = multiplyAdd(p, square, multiplyAdd(q, -8.502281e-4, -2.2543545e-3))
    p = multiplyAdd(p, square, multiplyAdd(q, 7.824673e-3, 8.72023e-3))
    p = multiplyAdd(p, square, multiplyAdd(q, -0.09838429, 0.2953758))
    return multiplyAdd(p, square, multiplyAdd(q, -0.5529922, 0.7410803))
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
