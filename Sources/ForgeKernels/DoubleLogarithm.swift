// Needs: Doubles

extension Kernel {
  /// `ln x` to within 2^-40 of itself for every float32 and their sums; -∞ for 0, NaN below and for NaN.
  @inline(__always) static func logarithm(_ x: Doubles) -> Doubles {
    let (k, f) = splitLogarithm(x)
    let result = multiplyAdd(k, 0.6931471805599453, logarithm(ofOnePlus: f))
    return select(x .< 0, .nan, select(x .== 0, -.infinity, select(x .< .infinity, result, x)))
  }

  /// `ln(1 + x)` to within 2^-40 of itself, near 0 too; -∞ for -1, NaN below and for NaN.
  @inline(__always) static func logarithmOnePlus(_ x: Doubles) -> Doubles {
    let (k, f) = splitLogarithm(1 + x)
    // Near 0 the sum has lost digits of x.
    let result = multiplyAdd(k, 0.6931471805599453, logarithm(ofOnePlus: select(k .== 0, x, f)))
    return select(x .< -1, .nan, select(x .== -1, -.infinity, select(x .< .infinity, result, x)))
  }

  /// `x = 2^k · (1 + f)` with `1 + f` from √½ to √2, for finite `x` above 0 that are not denormal.
  @inline(__always) static func splitLogarithm(_ x: Doubles) -> (k: Doubles, f: Doubles) {
    let rootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    let offset = bits(x) &- rootOfHalf
    let f = unsafeBitCast((offset & 0x000F_FFFF_FFFF_FFFF) &+ rootOfHalf, to: Doubles.self) - 1
    // The exponent and 1024 become the low bits of 2⁵².
    let k = unsafeBitCast(((offset &+ 0x4000_0000_0000_0000) &>> 52) | 0x4330_0000_0000_0000, to: Doubles.self)
    return (k - (0x1p52 + 1024), f)
  }

  /// `ln(1 + f) = 2 · artanh s` with `s = f / (2 + f)`, for `f` from √½ - 1 to √2 - 1.
  @inline(__always) static func logarithm(ofOnePlus f: Doubles) -> Doubles {
    let s = f / (2 + f)
    let square = s * s
    var p = multiplyAdd(square, 0.19584054131430357, 0.22176194442535913)
    p = multiplyAdd(p, square, 0.28572109047979894)
    p = multiplyAdd(p, square, 0.39999995622589254)
    p = multiplyAdd(p, square, 0.66666666675799679)
    return multiplyAdd(s * square, p, 2 * s)
  }
}
