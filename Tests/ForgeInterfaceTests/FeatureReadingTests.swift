import ForgeDiagnostics
import ForgeInterface
import Testing

@Suite struct FeatureReadingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let entry: String
    let codes: [DiagnosticCode]
    let message: String
    let help: String?

    init(_ entry: String, _ codes: DiagnosticCode..., message: String, help: String? = nil) {
      self.entry = entry
      self.codes = codes
      self.message = message
      self.help = help
    }

    var testDescription: String { entry }
  }

  static let types = [
    Case(
      "{ name: x, type: nubmer }",
      .valueNotAllowed,
      message: "there is no feature type 'nubmer'",
      help: "did you mean 'number'?"
    ),
    Case(
      "{ name: x, type: date }",
      .valueNotAllowed,
      message: "there is no feature type 'date'",
      help: "types are number, integer, boolean, category, ordinal, tensor"
    ),
    Case(
      "{ name: \"12\", type: number }",
      .invalidName,
      message: "no Swift name can be made from '12'",
      help: "start the name with a letter"
    ),
    Case("{ type: number }", .missingKey, message: "a number feature needs 'name': a name"),
    Case(
      "{ name: x, type: number, values: [a] }",
      .unknownKey,
      message: "a number feature has no key 'values'",
      help: "its keys are name, summary, unit, missing, missing_values, transform"
    ),
    Case(
      "{ name: x, type: boolean, missing_values: [0] }",
      .unknownKey,
      message: "a boolean feature has no key 'missing_values'",
      help: "its keys are name, summary, unit, missing, transform"
    ),
  ]

  static let categories = [
    Case(
      "{ name: x, type: category, values: [a, b], encode: onehot }",
      .valueNotAllowed,
      message:
        "'encode' must be 'one_hot', { one_hot: { drop: value } }, 'index' or { embedding: { weights: NAME } }, not 'onehot'",
      help: "did you mean 'one_hot'?"
    ),
    Case(
      "{ name: x, type: category, values: [a, b], encode: { one_hot: { drop: c } } }",
      .unknownCategoryValue,
      message: "'c' is not among the values",
      help: "write 'first' or one of the values"
    ),
    Case(
      "{ name: x, type: category, values: [Dream, Biscoe], unknown: { as: Draem } }",
      .unknownCategoryValue,
      message: "'Draem' is not among the values",
      help: "did you mean 'Dream'?"
    ),
    Case(
      "{ name: x, type: category, values: [Dream, Biscoe], missing: { impute: Drem } }",
      .unknownCategoryValue,
      message: "'Drem' is not among the values",
      help: "did you mean 'Dream'?"
    ),
    Case(
      "{ name: x, type: category, values: [a, b], unknown: zero }",
      .valueNotAllowed,
      message: "'unknown' must be 'error', 'zeros' or { as: value }, not 'zero'",
      help: "did you mean 'zeros'?"
    ),
    Case(
      "{ name: x, type: category, values: [a, b], encode: index, unknown: zeros }",
      .conflictingKeys,
      message: "'unknown: zeros' means columns of zeros, but 'encode: index' has none",
      help: "write unknown: { as: VALUE }"
    ),
    Case(
      "{ name: x, type: category, values: [a, b], encode: index, missing: indicator }",
      .conflictingKeys,
      message: "an indicator is a column of numbers, but 'encode: index' gives an id",
      help: "write missing: { impute: VALUE }"
    ),
    Case(
      "{ name: x, type: category, values: [a, b], encode: { embedding: {} } }",
      .missingKey,
      message: "'embedding' needs 'weights': a line of text"
    ),
    Case("{ name: x, type: category, values: [] }", .valueNotAllowed, message: "'values' needs at least 1 item, but has 0"),
    Case(
      "{ name: x, type: category }",
      .missingKey,
      message: "a category feature needs 'values': a list of at least 1 item, each text"
    ),
    Case(
      "{ name: x, type: ordinal, values: [a, b], unknown: zeros }",
      .conflictingKeys,
      message: "'unknown: zeros' means columns of zeros, but an ordinal is one column with the value's place",
      help: "write unknown: { as: VALUE }"
    ),
  ]

  static let missing = [
    Case(
      "{ name: x, type: number, missing: impute }",
      .valueNotAllowed,
      message: "'missing' must be 'error', 'indicator', { impute: value } or { impute: value, indicator: true }, not 'impute'"
    ),
    Case(
      "{ name: x, type: number, missing: indicater }",
      .valueNotAllowed,
      message:
        "'missing' must be 'error', 'indicator', { impute: value } or { impute: value, indicator: true }, not 'indicater'",
      help: "did you mean 'indicator'?"
    ),
    Case("{ name: x, type: number, missing: {} }", .missingKey, message: "'missing' needs 'impute': a value"),
    Case("{ name: x, type: number, missing: { impute: abc } }", .wrongType, message: "'impute' must be a number, not 'abc'"),
    Case(
      "{ name: x, type: integer, missing: { impute: 1.5 } }",
      .wrongType,
      message: "'impute' must be a whole number, not '1.5'"
    ),
    Case(
      "{ name: x, type: boolean, missing: { impute: 1 } }",
      .wrongType,
      message: "'impute' must be true or false, not '1'",
      help: "write true"
    ),
    Case(
      "{ name: x, type: number, missing_values: [none] }",
      .wrongType,
      message: "an item of 'missing_values' must be nil, nan or a number, not 'none'"
    ),
    Case(
      "{ name: x, type: number, missing_values: -999 }",
      .wrongType,
      message: "'missing_values' must be a list of at least 1 item, each nil, nan or a number, not '-999'"
    ),
    Case(
      "{ name: x, type: tensor, shape: [2], missing: indicator }",
      .unknownKey,
      message: "a tensor feature has no key 'missing'",
      help: "its keys are name, summary, unit, shape, dtype, transform"
    ),
  ]

  static let tensors = [
    Case(
      "{ name: x, type: tensor }",
      .missingKey,
      message: "a tensor feature needs 'shape': a list of items, each a size of at least 1 or a name"
    ),
    Case(
      "{ name: x, type: tensor, shape: [0] }",
      .valueNotAllowed,
      message: "an item of 'shape' must be a whole number of at least 1, not '0'"
    ),
    Case(
      "{ name: x, type: tensor, shape: [2.5] }",
      .wrongType,
      message: "an item of 'shape' must be a whole number of at least 1, not '2.5'"
    ),
    Case(
      "{ name: x, type: tensor, shape: [1, 1, 1, 1, 1, 1, 1, 1, 1] }",
      .valueNotAllowed,
      message: "'shape' has 9 axes, but at most 8 are possible"
    ),
    Case(
      "{ name: x, type: tensor, shape: [1048577, 1048577] }",
      .sizeOverflow,
      message: "[1048577, 1048577] has more elements than can be held"
    ),
    Case(
      "{ name: x, type: tensor, shape: [9223372036854775807, 9223372036854775807] }",
      .sizeOverflow,
      message: "[9223372036854775807, 9223372036854775807] has more elements than can be held"
    ),
    Case(
      "{ name: x, type: tensor, shape: [weights] }",
      .nameClash,
      message: "an axis cannot be called 'weights': generated code uses that word"
    ),
    Case(
      "{ name: x, type: tensor, shape: [for] }",
      .nameClash,
      message: "an axis cannot be called 'for': generated code uses that word"
    ),
    Case(
      "{ name: x, type: tensor, shape: [2], dtype: float64 }",
      .valueNotAllowed,
      message: "'dtype' must be 'float32' or 'int64', not 'float64'",
      help: "did you mean 'float32'?"
    ),
  ]

  @Test("refuses what a feature cannot be", arguments: types + categories + missing + tensors)
  func refuses(_ example: Case) {
    let reading = readFeature(example.entry)
    #expect(reading.value == nil)
    #expect(reading.codes == example.codes)
    #expect(reading.messages.first == example.message)
    #expect(reading.helps.first == example.help)
  }

  @Test func readsWhatAFeatureIs() throws {
    let x = try feature("{ name: bill_length, type: number, summary: From the tip., unit: mm, missing: { impute: 4 } }")
    #expect(x.name == "bill_length")
    #expect(x.swiftName.name == "billLength")
    #expect(x.summary == "From the tip.")
    #expect(x.unit == "mm")
    #expect(x.kind.word == "number")
    #expect(x.isOptional)
    #expect(!x.missing.hasIndicator)
  }

  @Test("knows the word of its type", arguments: ["number", "integer", "boolean", "category", "ordinal", "tensor"])
  func knowsItsWord(word: String) throws {
    let options = ["category": ", values: [a]", "ordinal": ", values: [a]", "tensor": ", shape: [2]"]
    #expect(try feature("{ name: x, type: \(word)\(options[word] ?? "") }").kind.word == word)
  }
}
