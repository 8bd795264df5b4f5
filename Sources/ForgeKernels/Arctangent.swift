// Needs: Doubles

extension Kernel {
  /// The angle of the point `(x, y)`, to within 2^-34 of itself; special values as in C's `atan2`.
  ///
  /// The smaller coordinate through the larger one is the tangent of an angle up to π/4, and that less π/4 is one of at most π/8.
  @inline(__always) static func arctangent(_ y: Doubles, over x: Doubles) -> Doubles {
    let (height, width) = (finite(absoluteValue(y)), finite(absoluteValue(x)))
    let isSteep = height .> width
    let low = select(isSteep, width, height)
    let high = select(isSteep, height, width)
    let isFar = low .> high * 0.4142135623730950
    let divisor = select(isFar, low + high, select(high .== 0, 1, high))
    let t = select(isFar, low - high, low) / divisor
    let square = t * t
    var p = multiplyAdd(square, 0.04748271165845786, -0.084784040564233595)
    p = multiplyAdd(p, square, 0.11045093120005125)
    p = multiplyAdd(p, square, -0.14282042036202462)
    p = multiplyAdd(p, square, 0.19999905185261343)
    p = multiplyAdd(p, square, -0.33333332514584798)
    var angle = multiplyAdd(t * square, p, t)
    angle += select(isFar, 0.7853981633974483, Doubles(repeating: 0))
    angle = select(isSteep, 1.5707963267948966 - angle, angle)
    let isBehind = unsafeBitCast(0 &- (bits(x) &>> 63), to: SIMDMask<SIMD8<Int64>>.self)
    return withSign(of: y, select(isBehind, 3.141592653589793 - angle, angle))
  }

  /// A number larger than all of float32 in place of ∞, so that quotients are numbers.
  @inline(__always) private static func finite(_ x: Doubles) -> Doubles { select(x .== .infinity, 0x1p600, x) }
}
