import ForgeInterface
import Testing

/// What the network gets of numbers, whole numbers and booleans, by hand.
@Suite struct ScalarFeatureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let options: String
    let value: FeatureValue
    let columns: [Double]

    init(_ id: String, _ options: String, _ value: FeatureValue, _ columns: [Double]) {
      testDescription = id
      self.options = options
      self.value = value
      self.columns = columns
    }
  }

  static let numbers = [
    Case("as it is", "type: number", .number(3.5), [3.5]),
    Case("infinity is a number", "type: number", .number(.infinity), [.infinity]),
    Case("transformed", "type: number, transform: [{ affine: { scale: 2 } }, { clip: { max: 5 } }]", .number(3), [5]),
    Case(
      "imputed before the transforms",
      "type: number, missing: { impute: 3 }, transform: [{ affine: { scale: 2 } }]",
      .missing,
      [6]
    ),
    Case("NaN is missing", "type: number, missing: { impute: 3 }", .number(.nan), [3]),
    Case("a sentinel is missing", "type: number, missing: { impute: 3 }, missing_values: [nil, nan, -999]", .number(-999), [3]),
    Case("next to a sentinel is not", "type: number, missing: { impute: 3 }, missing_values: [-999]", .number(-998), [-998]),
    Case(
      "negative zero is a sentinel of zero",
      "type: number, missing: { impute: 3 }, missing_values: [0]",
      .number(-0.0),
      [3]
    ),
    Case("nothing is missing, sentinels or not", "type: number, missing: { impute: 3 }, missing_values: [-999]", .missing, [3]),
    Case("zero and an indicator", "type: number, missing: indicator", .missing, [0, 1]),
    Case(
      "zero after the transforms",
      "type: number, missing: indicator, transform: [{ affine: { offset: 7 } }]",
      .missing,
      [0, 1]
    ),
    Case(
      "there and no indicator",
      "type: number, missing: indicator, transform: [{ affine: { offset: 7 } }]",
      .number(1),
      [8, 0]
    ),
    Case("imputed and an indicator", "type: number, missing: { impute: 3, indicator: true }", .number(.nan), [3, 1]),
    Case("there, imputation unused", "type: number, missing: { impute: 3, indicator: true }", .number(4), [4, 0]),
    Case(
      "the imputed value itself is no missing one",
      "type: number, missing: { impute: -999, indicator: true }, missing_values: [-999]",
      .missing,
      [-999, 1]
    ),
  ]

  private static let buckets = "transform: [{ bucketize: { boundaries: [0, 10], closed: left, to: one_hot } }]"

  static let vectors = [
    Case("the lowest bucket", "type: number, \(buckets)", .number(-1), [1, 0, 0]),
    Case("a boundary", "type: number, \(buckets)", .number(0), [0, 1, 0]),
    Case("the highest bucket", "type: number, \(buckets)", .number(99), [0, 0, 1]),
    Case("zeros and an indicator", "type: number, missing: indicator, \(buckets)", .missing, [0, 0, 0, 1]),
    Case(
      "the bucket of the imputed value",
      "type: number, missing: { impute: 5, indicator: true }, \(buckets)",
      .missing,
      [0, 1, 0, 1]
    ),
    Case(
      "a bucket's number after other steps",
      "type: number, transform: [{ affine: { scale: 10 } }, { bucketize: { boundaries: [0, 10], closed: left } }]",
      .number(1),
      [2]
    ),
  ]

  static let integers = [
    Case("a whole number", "type: integer", .number(-7), [-7]),
    Case("a whole number's sentinel", "type: integer, missing: { impute: 2 }, missing_values: [-1]", .number(-1), [2]),
    Case("a whole number and an indicator", "type: integer, missing: indicator", .number(5), [5, 0]),
    Case("a whole number that is missing", "type: integer, missing: { impute: 2, indicator: true }", .missing, [2, 1]),
  ]

  static let booleans = [
    Case("true", "type: boolean", .boolean(true), [1]), Case("false", "type: boolean", .boolean(false), [0]),
    Case("an imputed truth", "type: boolean, missing: { impute: true }", .missing, [1]),
    Case("an imputed falsehood", "type: boolean, missing: { impute: false, indicator: true }", .missing, [0, 1]),
    Case("a boolean's indicator", "type: boolean, missing: indicator", .missing, [0, 1]),
    Case("a boolean transformed", "type: boolean, transform: [{ affine: { scale: 2, offset: -1 } }]", .boolean(true), [1]),
    Case(
      "an imputed boolean transformed",
      "type: boolean, missing: { impute: false }, transform: [{ affine: { scale: 2, offset: -1 } }]",
      .missing,
      [-1]
    ),
  ]

  @Test("encodes a scalar", arguments: numbers + vectors + integers + booleans)
  func encodes(_ example: Case) throws {
    #expect(try feature("{ name: x, \(example.options) }").columns(example.value) == example.columns)
  }

  @Test(
    "refuses a missing value",
    arguments: [
      ("type: number", .missing), ("type: number", .number(.nan)), ("type: number, missing_values: [nan, -999]", .number(-999)),
      ("type: integer", .missing), ("type: boolean", .missing), ("type: number, missing: error", .number(.nan)),
    ] as [(String, FeatureValue)]
  )
  func refusesMissing(options: String, value: FeatureValue) throws {
    #expect(try feature("{ name: x, \(options) }").refusal(of: value) == "the value is missing")
  }

  @Test func letsNaNThroughWhereItIsNotMissing() throws {
    let x = try feature("{ name: x, type: number, missing_values: [nil] }")
    #expect(try x.columns(.number(.nan))[0].isNaN)
    #expect(x.refusal(of: .missing) == "the value is missing")
  }
}
