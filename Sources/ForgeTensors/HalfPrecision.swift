// 16-bit floating-point numbers by bit arithmetic: `Float16` is not there on every Mac. Both conversions are exact.

extension Float {
  /// The value of an IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. Keeps the payload of a NaN.
  init(float16Bits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF) << 13
    // The fields now stand where binary32 wants them, with an exponent that is 112 too small. Multiplying by 2^112
    // corrects it for subnormal numbers too.
    let rebiased = (Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)).bitPattern
    self.init(bitPattern: sign | (magnitude < 0x0F80_0000 ? rebiased : magnitude | 0x7F80_0000))
  }

  /// The value of a bfloat16: the upper 16 bits of an IEEE 754 binary32.
  init(bfloat16Bits bits: UInt16) {
    self.init(bitPattern: UInt32(bits) << 16)
  }
}
