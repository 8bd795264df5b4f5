// Needs: Doubles, QuarterTurns

extension Kernel {
  /// The sine of angles that were split, to within 2^-35.
  @inline(__always) static func sine(_ angle: QuarterTurns) -> Doubles {
    let isOdd = unsafeBitCast(0 &- (angle.turns & 1), to: SIMDMask<SIMD8<Int64>>.self)
    let magnitude = select(isOdd, cosineOfRest(angle.rest), sineOfRest(angle.rest))
    return unsafeBitCast(bits(magnitude) ^ ((angle.turns & 2) &<< 62), to: Doubles.self)
  }

  /// The cosine: the sine a quarter turn on.
  @inline(__always) static func cosine(_ angle: QuarterTurns) -> Doubles { sine((angle.turns &+ 1, angle.rest)) }

  /// `sin r` for `|r| ≤ π/4`.
  @inline(__always) static func sineOfRest(_ r: Doubles) -> Doubles {
    let square = r * r
    var p = multiplyAdd(square, 2.7183116069022057e-6, -0.00019839334849297095)
    p = multiplyAdd(p, square, 0.0083333293859357406)
    p = multiplyAdd(p, square, -0.16666666641626962)
    return r * multiplyAdd(square, p, 1)
  }

  /// `cos r` for `|r| ≤ π/4`.
  @inline(__always) static func cosineOfRest(_ r: Doubles) -> Doubles {
    let square = r * r
    var p = multiplyAdd(square, 2.4390450028634007e-5, -0.0013886763788928201)
    p = multiplyAdd(p, square, 0.041666623324237027)
    p = multiplyAdd(p, square, -0.49999999725107767)
    return multiplyAdd(square, p, 1)
  }
}
