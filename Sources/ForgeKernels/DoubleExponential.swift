// Needs: Doubles

extension Kernel {
  /// `e^x` for `x` from -700 to 700, to within 2^-34 of itself; NaN for NaN.
  @inline(__always) static func exponential(_ x: Doubles) -> Doubles {
    let (power, rest) = splitExponential(x)
    return multiplyAdd(power, rest, power)
  }

  /// `e^x - 1` for `x` from -700 to 700, to within 2^-34 of itself, near 0 too; NaN for NaN.
  @inline(__always) static func exponentialMinusOne(_ x: Doubles) -> Doubles {
    let (power, rest) = splitExponential(x)
    return multiplyAdd(power, rest, power - 1)
  }

  /// `2^x` for `x` from -1000 to 1000; NaN for NaN.
  @inline(__always) static func powerOfTwo(_ x: Doubles) -> Doubles {
    let shifted = x + 0x1.8p52
    let power = powerOfTwo(ofBits: bits(shifted))
    return multiplyAdd(power, exponentialOfRest((x - (shifted - 0x1.8p52)) * 0.6931471805599453), power)
  }

  /// `e^x = 2^n · e^r` as `2^n` and `e^r - 1`, with the whole number `n` next to `x / ln 2`.
  @inline(__always) private static func splitExponential(_ x: Doubles) -> (power: Doubles, rest: Doubles) {
    let shifted = multiplyAdd(x, 1.4426950408889634, 0x1.8p52)
    let n = shifted - 0x1.8p52
    return (powerOfTwo(ofBits: bits(shifted)), exponentialOfRest(multiplyAdd(n, -0.6931471805599453, x)))
  }

  /// `2^n` for `n` from -1022 to 1023 in the low bits of an integer.
  @inline(__always) private static func powerOfTwo(ofBits n: SIMD8<UInt64>) -> Doubles {
    unsafeBitCast((n &+ 1023) &<< 52, to: Doubles.self)
  }

  /// `e^r - 1` for `|r| ≤ ½ · ln 2`, with the relative accuracy that it has near zero.
  @inline(__always) private static func exponentialOfRest(_ r: Doubles) -> Doubles {
    var p = multiplyAdd(r, 2.4882503835995408e-5, 0.00019904946453007169)
    p = multiplyAdd(p, r, 0.0013888809292069913)
    p = multiplyAdd(p, r, 0.0083332889748281704)
    p = multiplyAdd(p, r, 0.041666666955301845)
    p = multiplyAdd(p, r, 0.16666666754488488)
    p = multiplyAdd(p, r, 0.49999999999735804)
    return multiplyAdd(r * r, p, r)
  }
}
