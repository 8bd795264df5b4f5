import ForgeInterface
import Testing

/// What the network gets of a category, by hand; the one-hot columns are those of `sklearn.preprocessing.OneHotEncoder` and
/// `pandas.get_dummies`.
@Suite struct CategoryTests {
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

  static let oneHot = [
    Case("the first value", "encode: one_hot", .label("a"), [1, 0, 0]),
    Case("a value in the middle", "encode: one_hot", .label("b"), [0, 1, 0]),
    Case("the last value", "encode: one_hot", .label("c"), [0, 0, 1]),
    Case("one-hot is the default", "unit: none", .label("b"), [0, 1, 0]),
    Case("a value by its place", "encode: one_hot", .index(2), [0, 0, 1]),
    Case("first dropped, the first", "encode: { one_hot: { drop: first } }", .label("a"), [0, 0]),
    Case("first dropped, the second", "encode: { one_hot: { drop: first } }", .label("b"), [1, 0]),
    Case("first dropped, the last", "encode: { one_hot: { drop: first } }", .label("c"), [0, 1]),
    Case("middle dropped, the first", "encode: { one_hot: { drop: b } }", .label("a"), [1, 0]),
    Case("middle dropped, itself", "encode: { one_hot: { drop: b } }", .label("b"), [0, 0]),
    Case("middle dropped, the last", "encode: { one_hot: { drop: b } }", .label("c"), [0, 1]),
    Case("last dropped, the middle", "encode: { one_hot: { drop: c } }", .label("b"), [0, 1]),
    Case("last dropped, itself", "encode: { one_hot: { drop: c } }", .label("c"), [0, 0]),
    Case("an option without keys", "encode: { one_hot: {} }", .label("c"), [0, 0, 1]),
  ]

  static let unknown = [
    Case("unknown becomes zeros", "unknown: zeros", .label("x"), [0, 0, 0]),
    Case(
      "unknown becomes zeros where one is dropped",
      "unknown: zeros, encode: { one_hot: { drop: b } }",
      .label("x"),
      [0, 0]
    ),
    Case("unknown counts as a value", "unknown: { as: c }", .label("x"), [0, 0, 1]),
    Case(
      "unknown counts as the dropped value",
      "unknown: { as: a }, encode: { one_hot: { drop: first } }",
      .label("x"),
      [0, 0]
    ),
    Case("what is known stays", "unknown: { as: c }", .label("b"), [0, 1, 0]),
    Case("another case is unknown", "unknown: zeros", .label("A"), [0, 0, 0]),
    Case("unknown is not missing", "unknown: zeros, missing: indicator", .label("x"), [0, 0, 0, 0]),
    Case("an id for unknown", "unknown: { as: c }, encode: index", .label("x"), [2]),
    Case("a row for unknown", "unknown: { as: c }, encode: { embedding: table }", .label("x"), [2]),
    Case("no row for unknown", "unknown: zeros, encode: { embedding: table }", .label("x"), [-1]),
  ]

  static let missing = [
    Case("imputed", "missing: { impute: b }", .missing, [0, 1, 0]),
    Case("imputed with an indicator", "missing: { impute: b, indicator: true }", .missing, [0, 1, 0, 1]),
    Case("there, with an indicator beside", "missing: { impute: b, indicator: true }", .label("a"), [1, 0, 0, 0]),
    Case("only an indicator", "missing: indicator", .missing, [0, 0, 0, 1]),
    Case("there, with only an indicator", "missing: indicator", .label("c"), [0, 0, 1, 0]),
    Case("imputed where it is dropped", "missing: { impute: a }, encode: { one_hot: { drop: first } }", .missing, [0, 0]),
    Case("missing by its place", "missing: { impute: b }", .index(-1), [0, 1, 0]),
    Case("an imputed id", "missing: { impute: c }, encode: index", .missing, [2]),
    Case("an imputed row", "missing: { impute: c }, encode: { embedding: table }", .missing, [2]),
    Case(
      "an imputed row and its indicator",
      "missing: { impute: c, indicator: true }, encode: { embedding: table }",
      .missing,
      [2, 1]
    ),
    Case("no row and an indicator", "missing: indicator, encode: { embedding: table }", .missing, [-1, 1]),
    Case("a row and no indicator", "missing: indicator, encode: { embedding: table }", .label("b"), [1, 0]),
  ]

  static let ids = [
    Case("an id", "encode: index", .label("c"), [2]), Case("an id by its place", "encode: index", .index(1), [1]),
    Case("a row", "encode: { embedding: { weights: table } }", .label("b"), [1]),
  ]

  @Test("encodes a category", arguments: oneHot + unknown + missing + ids)
  func encodes(_ example: Case) throws {
    let feature = try feature("{ name: kind, type: category, values: [a, b, c], \(example.options) }")
    #expect(try feature.columns(example.value) == example.columns)
  }

  @Test(
    "refuses a value",
    arguments: [
      ("unit: none", .label("x"), "'x' is not among the values"), ("unit: none", .missing, "the value is missing"),
      ("unit: none", .index(-1), "the value is missing"), ("unit: none", .index(3), "there is no value number 3"),
      ("unit: none", .index(-2), "there is no value number -2"), ("unit: none", .number(1), "a category is needed"),
      ("unit: none", .boolean(true), "a category is needed"), ("unknown: zeros", .missing, "the value is missing"),
      ("missing: indicator", .label("x"), "'x' is not among the values"),
      ("unit: none", .label("a "), "'a ' is not among the values"),
      ("unit: none", .label(""), "'' is not among the values"),
    ] as [(String, FeatureValue, String)]
  )
  func refuses(options: String, value: FeatureValue, reason: String) throws {
    let feature = try feature("{ name: kind, type: category, values: [a, b, c], \(options) }")
    #expect(feature.refusal(of: value) == reason)
  }

  @Test func comparesTextsByBytes() throws {
    let composed = try feature("{ name: kind, type: category, values: [\"\\u00E9\", x], unknown: zeros }")
    #expect(try composed.columns(.label("\u{E9}")) == [1, 0])
    #expect(try composed.columns(.label("e\u{301}")) == [0, 0])
  }

  @Test func dropsAValueCalledFirstWhenThereIsOne() throws {
    let ranked = try feature("{ name: rank, type: category, values: [last, first], encode: { one_hot: { drop: first } } }")
    #expect(try ranked.columns(.label("last")) == [1])
    #expect(try ranked.columns(.label("first")) == [0])
  }

  @Test(
    "takes an ordinal by its place",
    arguments: [
      ("unit: none", .label("low"), [0]), ("unit: none", .label("high"), [2]), ("unit: none", .index(1), [1]),
      ("unknown: { as: mid }", .label("x"), [1]), ("missing: { impute: high }", .missing, [2]),
      ("missing: { impute: high, indicator: true }", .missing, [2, 1]),
      ("missing: { impute: high, indicator: true }", .label("low"), [0, 0]), ("missing: indicator", .missing, [0, 1]),
      ("missing: indicator, transform: [{ affine: { offset: 7 } }]", .missing, [0, 1]),
      ("transform: [{ affine: { scale: 0.5, offset: -1 } }]", .label("high"), [0]),
      ("missing: { impute: mid }, transform: [{ affine: { scale: 10 } }]", .missing, [10]),
      ("transform: [{ bucketize: { boundaries: [1], closed: left, to: one_hot } }]", .label("mid"), [0, 1]),
    ] as [(String, FeatureValue, [Double])]
  )
  func encodesOrdinals(options: String, value: FeatureValue, columns: [Double]) throws {
    let feature = try feature("{ name: level, type: ordinal, values: [low, mid, high], \(options) }")
    #expect(try feature.columns(value) == columns)
  }

  @Test func refusesUnknownOrdinals() throws {
    let level = try feature("{ name: level, type: ordinal, values: [low, high] }")
    #expect(level.refusal(of: .label("mid")) == "'mid' is not among the values")
    #expect(level.refusal(of: .missing) == "the value is missing")
    #expect(level.refusal(of: .number(1)) == "a category is needed")
  }
}
