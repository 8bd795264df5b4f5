// Needs: AnyLane, Doubles, Sign

extension Kernel {
  /// Angles as quarter turns and a rest: `x = n · π/2 + rest`, where `n` is the low bits of `turns` and the rest lies between -π/4
  /// and π/4.
  typealias QuarterTurns = (turns: SIMD8<UInt64>, rest: Doubles)

  /// Whether an angle is too large for `quarterTurns`.
  @inline(__always) static func hasLargeAngle(_ x: Vector) -> Bool { isAny(absoluteValue(x) .> 0x1p28) }

  /// The quarter turns of angles up to 2²⁸.
  ///
  /// Adding 1.5 · 2⁵² rounds to a whole number. π/2 is subtracted in two parts, of which the first has 25 bits: `n` times has no
  /// rounding error (Cody and Waite, “Software Manual for the Elementary Functions”, 1980).
  @inline(__always) static func quarterTurns(_ x: Doubles) -> QuarterTurns {
    let shifted = multiplyAdd(x, 0.6366197723675814, 0x1.8p52)
    let n = shifted - 0x1.8p52
    return (bits(shifted), multiplyAdd(n, -1.5893254773528196e-08, multiplyAdd(n, -1.5707963109016418, x)))
  }

  /// The quarter turns of any float32 angles; a rest of NaN for ±∞.
  @inline(__always) static func quarterTurnsOfAny(_ x: Doubles) -> QuarterTurns {
    var (turns, rest) = quarterTurns(x)
    for lane in 0..<8 where x[lane].magnitude > 0x1p28 && x[lane].magnitude < .infinity {
      (turns[lane], rest[lane]) = quarterTurns(ofLarge: Float(x[lane]))
    }
    return (turns, rest)
  }

  /// The quarter turns of one angle from 2²⁸ up.
  ///
  /// `x · 2/π` is computed from just those bits of 2/π that matter: products with the bits before are whole turns, those with the
  /// bits behind too small (Payne and Hanek, “Radian Reduction for Trigonometric Functions”, SIGNUM Newsletter 18, 1983). 94 bits
  /// are left behind the point, of which 62 are kept; no float32 comes nearer to a multiple of π/2 than 2⁻³⁰.
  @inline(__always) private static func quarterTurns(ofLarge x: Float) -> (turns: UInt64, rest: Double) {
    let significand = UInt64(x.significandBitPattern | 0x80_0000)
    let first = Int(x.exponentBitPattern) - 127 - 25
    let product =
      ((significand &* bitsOfTwoOverPi(from: first)) &<< 32) &+ significand &* bitsOfTwoOverPi(from: first + 32)
      &+ (significand &* bitsOfTwoOverPi(from: first + 64)) &>> 32
    let turns = (product &+ 0x2000_0000_0000_0000) &>> 62
    let rest = Double(Int64(bitPattern: product &<< 2)) * (0x1p-64 * 1.5707963267948966)
    return x < 0 ? (0 &- turns, -rest) : (turns, rest)
  }

  /// 32 bits of 2/π behind the point; the first has the number 0.
  @inline(__always) private static func bitsOfTwoOverPi(from first: Int) -> UInt64 {
    let word = first >> 5
    let pair = wordOfTwoOverPi(word) &<< 32 | wordOfTwoOverPi(word + 1)
    return (pair &>> UInt64(32 - (first & 31))) & 0xFFFF_FFFF
  }

  @inline(__always) private static func wordOfTwoOverPi(_ index: Int) -> UInt64 {
    switch index {
    case 0: 0xA2F9_836E
    case 1: 0x4E44_1529
    case 2: 0xFC27_57D1
    case 3: 0xF534_DDC0
    case 4: 0xDB62_9599
    case 5: 0x3C43_9041
    default: 0xFE51_63AB
    }
  }
}
