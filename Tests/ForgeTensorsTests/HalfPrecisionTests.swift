import Testing

@testable import ForgeTensors

@Suite struct HalfPrecisionTests {
  /// All 65 536 numbers, against the definition in IEEE 754: (-1)^s * 2^(e - 15) * 1.f, subnormal 2^-14 * 0.f.
  @Test func convertsEveryFloat16() {
    var wrong: [UInt16] = []
    for bits in UInt16.min...UInt16.max {
      let sign: Double = bits & 0x8000 == 0 ? 1 : -1
      let exponent = Int(bits >> 10 & 0x1F)
      let fraction = Double(bits & 0x3FF) / 1024
      let expected: Double
      switch exponent {
      case 0: expected = sign * 0x1p-14 * fraction
      case 31: expected = fraction == 0 ? sign * .infinity : .nan
      default: expected = sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
      let float = Float(float16Bits: bits)
      let isRight = expected.isNaN ? float.isNaN : Double(float) == expected && float.sign == expected.sign
      if !isRight { wrong.append(bits) }
    }
    #expect(wrong == [])
  }

  @Test func keepsThePayloadOfNaN() {
    #expect(Float(float16Bits: 0x7E01).bitPattern == 0x7FC0_2000)
    #expect(Float(float16Bits: 0xFC01).bitPattern == 0xFF80_2000)
  }

  @Test func convertsBfloat16() {
    #expect(Float(bfloat16Bits: 0x3F80) == 1)
    #expect(Float(bfloat16Bits: 0x8001).bitPattern == 0x8001_0000)
    #expect(Float(bfloat16Bits: 0xFF80) == -.infinity)
  }
}
