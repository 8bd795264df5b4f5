// Needs: Broadcast, Combine, DoubleExponential, DoubleLogarithm, Doubles

extension Kernel {
  /// `y[i] = a[i]^b[i]`; `y` may be `a`.
  static func power(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { power($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func power(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { power($0, $1) }
  }

  /// `a^b`: at most 0.51 ulp off; special values as in C's `pow` (ISO/IEC 9899:2018, F.10.4.4).
  @inline(__always) static func power(_ a: Vector, _ b: Vector) -> Vector { inDoubles(a, b) { power($0, $1) } }

  /// `2^(b · log₂ |a|)`, with the sign of `a` where `b` is odd, and NaN for negative `a` where `b` is not whole.
  @inline(__always) private static func power(_ a: Doubles, _ b: Doubles) -> Doubles {
    // A number beyond all whole float32 that are odd stands for the larger ones: without it ∞ · 0 would come of 1^∞.
    let size = absoluteValue(b)
    let exponent = select(size .> 0x1p200, withSign(of: b, Doubles(repeating: 0x1p200)), b)
    let power = exponent * logarithmOfTwo(absoluteValue(a))
    let magnitude = powerOfTwo(select(power .> 500, 500, select(power .< -500, -500, power)))
    // Adding 2⁵² rounds to a whole number, whose last bit tells whether it is odd.
    let bounded = select(size .> 0x1p25, 0x1p25, size)
    let whole = bounded + 0x1p52
    let signed = unsafeBitCast(bits(magnitude) ^ (bits(a) & (bits(whole) &<< 63)), to: Doubles.self)
    let isNegative = (a .< 0) .& (a .> -.infinity)
    let result = select(whole - 0x1p52 .== bounded, signed, select(isNegative, .nan, magnitude))
    return select((a .== 1) .| (b .== 0), 1, result)
  }

  /// `log₂ a` for `a ≥ 0`: -∞ for 0, ∞ for ∞.
  @inline(__always) private static func logarithmOfTwo(_ a: Doubles) -> Doubles {
    let (k, f) = splitLogarithm(a)
    let result = multiplyAdd(logarithm(ofOnePlus: f), 1.4426950408889634, k)
    return select(a .== 0, -.infinity, select(a .< .infinity, result, a))
  }
}
