// Needs: Exponential, MultiplyAdd, Select

extension Kernel {
  /// `factor · ½ · erfc(a / √2)` for `a ≥ 0`: the upper tail of the normal distribution, scaled. At most 6 ulp off wherever the
  /// result is normal; 0 beyond 14.3; NaN for NaN.
  ///
  /// The tail is `e^(-a²/2) · R(a)`. `R` falls from ½ like `1 / a`, and `R(a) · (a + c)` is a polynomial in `(a - c) / (a + c)`
  /// to within 2^-27 for `c = 3.375` (the substitution of Schonfelder, “Chebyshev expansions for the error and related
  /// functions”, Math. Comp. 32, 1978). `a²` is taken in two parts, since `e^(-a²/2)` would multiply its rounding error by a
  /// hundred.
  @inline(__always) static func normalTail(_ a: Vector, times factor: Vector) -> Vector {
    let a = select(a .> 14.5, 14.5, a)
    let upper = unsafeBitCast(unsafeBitCast(a, to: SIMD16<UInt32>.self) & 0xFFFF_F000, to: Vector.self)
    let power = exponential(-0.5 * upper * upper, plus: -0.5 * (a - upper) * (a + upper))
    let inverse = 1 / (a + 3.375)
    let q = (a - 3.375) * inverse
    var p = multiplyAdd(q, 1.3681955e-4, 3.1279944e-4)
    p = multiplyAdd(p, q, -8.502281e-4)
    p = multiplyAdd(p, q, -2.2543545e-3)
    p = multiplyAdd(p, q, 7.824673e-3)
    p = multiplyAdd(p, q, 8.72023e-3)
    p = multiplyAdd(p, q, -0.09838429)
    p = multiplyAdd(p, q, 0.2953758)
    p = multiplyAdd(p, q, -0.5529922)
    p = multiplyAdd(p, q, 0.7410803)
    return p * inverse * factor * power
  }
}
