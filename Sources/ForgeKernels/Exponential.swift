// Needs: LargerOrSmaller, MultiplyAdd

extension Kernel {
  /// `e^x`: at most 1.07 ulp off over all float32 numbers, 0.8 ulp where the result is denormal; ∞ above 88.72, 0 below -103.97,
  /// NaN for NaN.
  ///
  /// `x = n · ln 2 + r`, then `e^x = 2^n · e^r` (Cody and Waite, “Software Manual for the Elementary Functions”, 1980). `2^n` is
  /// multiplied in two steps, of which only the last can round.
  @inline(__always) static func exponential(_ x: Vector) -> Vector {
    let (n, r) = splitExponent(smaller(89, larger(-104, x)), biasedBy: 254)
    let half = n &>> 1
    return (exponentialOfRest(r) + 1) * powerOfTwo(biased: half) * powerOfTwo(biased: n &- half)
  }

  /// `e^x` for `x ≤ 0`, with fewer steps.
  @inline(__always) static func exponential(ofNonPositive x: Vector) -> Vector {
    scaledExponential(ofNonPositive: x) * 0x1p-25
  }

  /// `2^25 · e^x` for `x ≤ 0`, which is nowhere denormal: from -105 on it is 0, as `e^x` is then, and with it what is made of lanes
  /// that stand for nothing. Numbers that become denormal take a processor some 100 cycles.
  @inline(__always) static func scaledExponential(ofNonPositive x: Vector) -> Vector {
    let (n, r) = splitExponent(larger(-105.5, x), biasedBy: 127 + 25)
    return (exponentialOfRest(r) + 1) * powerOfTwo(biased: n)
  }

  /// `e^(sign · x) = 2^n · e^(sign · r)`: the whole number `n` next to `sign · x / ln 2`, plus a bias, in the low bits of an integer
  /// whose upper bits mean nothing, and `r = x - sign · n · ln 2`.
  ///
  /// Adding 1.5 · 2²³ rounds to a whole number. `ln 2` is subtracted as 355/512, of which `n` times has no rounding error, and
  /// the small difference to it. A sign in the constants, unlike that of `-x`, takes no instruction.
  @inline(__always) static func splitExponent(
    _ x: Vector,
    sign: Float = 1,
    biasedBy bias: Float
  ) -> (n: SIMD16<Int32>, r: Vector) {
    let shifted = multiplyAdd(x, sign * 1.442695, 12_582_912 + bias)
    let n = shifted - (12_582_912 + bias)
    let r = multiplyAdd(n, sign * 2.121944e-4, multiplyAdd(n, sign * -0.693359375, x))
    return (unsafeBitCast(shifted, to: SIMD16<Int32>.self), r)
  }

  /// `e^(sign · r) - 1` for `|r| ≤ ½ · ln 2`, with the relative accuracy that it has near zero.
  ///
  /// A minimax polynomial, `e^r` to within 2^-28.
  @inline(__always) static func exponentialOfRest(_ r: Vector, sign: Float = 1) -> Vector {
    let square = r * r
    let low = multiplyAdd(r, sign * 0.16666535, 0.5)
    let high = multiplyAdd(square, 1.3863775e-3, multiplyAdd(r, sign * 8.367489e-3, 0.041667238))
    return multiplyAdd(square, multiplyAdd(high, square, low), r * sign)
  }

  /// `2^(n - 127)` for `n` from 1 to 254 in the low bits of an integer; 0 for 0 and ∞ for 255.
  @inline(__always) static func powerOfTwo(biased n: SIMD16<Int32>) -> Vector { unsafeBitCast(n &<< 23, to: Vector.self) }
}
