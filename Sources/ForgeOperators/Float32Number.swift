import ForgeSpec

extension ValueType where Value == Double {
  /// A number that generated code can hold as float32.
  static var float32: ValueType<Double> {
    ValueType<Double>.number.map { (value) throws(Refusal) in
      guard Float(value).isFinite else { throw Refusal("is too large for float32, which ends at 3.4e38") }
      return value
    }
  }

  /// A number of at least zero that generated code can hold as float32.
  static var nonNegativeFloat32: ValueType<Double> {
    ValueType<Double>.nonNegativeNumber.map { (value) throws(Refusal) in
      guard Float(value).isFinite else { throw Refusal("is too large for float32, which ends at 3.4e38") }
      return value
    }
  }

  /// A number above zero that float32 can hold with all its digits, and its inverse too.
  static var positiveFloat32: ValueType<Double> {
    ValueType<Double>.positiveNumber.map { (value) throws(Refusal) in
      guard Float(value).isNormal, Float(1 / value).isNormal else {
        throw Refusal("is out of the range of float32 numbers and their inverses, 1.2e-38 to 8.5e37")
      }
      return value
    }
  }
}
