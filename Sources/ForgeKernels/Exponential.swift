// Needs: MultiplyAdd, Select

extension Kernel {
  /// `e^x`: at most 1.02 ulp off over all float32 numbers, 0.8 ulp where the result is denormal; ∞ above 88.72, 0 below -103.97,
  /// NaN for NaN.
  ///
  /// `x = n · ln 2 + r`, then `e^x = 2^n · e^r` (Cody and Waite, “Software Manual for the Elementary Functions”, 1980).
  @inline(__always) static func exponential(_ x: Vector) -> Vector {
    let (n, r) = splitExponent(saturatedExponent(x))
    return scale(exponentialOfRest(r) + 1, byPowerOfTwo: n)
  }

  /// `e^(x + tail)` for an `x` of at most 24 bits and a tail that is small beside 1, which keeps the accuracy of `exponential`
  /// where the exponent itself has more than 24 bits.
  @inline(__always) static func exponential(_ x: Vector, plus tail: Vector) -> Vector {
    let (n, r) = splitExponent(saturatedExponent(x))
    return scale(exponentialOfRest(r + tail) + 1, byPowerOfTwo: n)
  }

  /// The whole number `n` next to `x / ln 2`, in the low bits of an integer whose upper bits mean nothing, and `r = x - n · ln 2`.
  ///
  /// Adding 1.5 · 2²³ rounds to a whole number. `ln 2` is subtracted as 355/512, of which `n` times has no rounding error, and
  /// the small difference to it.
  @inline(__always) static func splitExponent(_ x: Vector) -> (n: SIMD16<Int32>, r: Vector) {
    let shifted = multiplyAdd(x, 1.442695, 12_582_912)
    let n = shifted - 12_582_912
    let r = multiplyAdd(n, 2.121944e-4, multiplyAdd(n, -0.693359375, x))
    return (unsafeBitCast(shifted, to: SIMD16<Int32>.self), r)
  }

  /// `e^r - 1` for `|r| ≤ ½ · ln 2`, with the relative accuracy that it has near zero.
  @inline(__always) static func exponentialOfRest(_ r: Vector) -> Vector {
    let square = r * r
    let low = multiplyAdd(r, 0.16666667, 0.5)
    let middle = multiplyAdd(r, 8.333208e-3, 0.04166649)
    let high = multiplyAdd(r, 1.9944266e-4, 1.393267e-3)
    let p = multiplyAdd(multiplyAdd(high, square, middle), square, low)
    return multiplyAdd(square, p, r)
  }

  /// The exponent kept where `2^n` can be made in two steps; the results beyond are ∞ and 0 all the same.
  @inline(__always) private static func saturatedExponent(_ x: Vector) -> Vector {
    select(x .< -104, -104, select(x .> 89, 89, x))
  }

  /// `x · 2^n` for `n` from -151 to 129 in the low bits of an integer: in two steps, of which only the last can round.
  @inline(__always) private static func scale(_ x: Vector, byPowerOfTwo n: SIMD16<Int32>) -> Vector {
    let half = n &>> 1
    return x * powerOfTwo(half) * powerOfTwo(n &- half)
  }

  /// `2^n` for `n` from -126 to 127 in the low bits of an integer.
  @inline(__always) static func powerOfTwo(_ n: SIMD16<Int32>) -> Vector {
    unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
  }
}
