import ForgeDiagnostics
import ForgeSpec
import Testing

/// Numbers are decimal, as in JSON, with a leading `+` or `.` allowed; nothing is guessed.
@Suite struct NumberTests {
  @Test(
    "reads a decimal number",
    arguments: [
      ("0", 0), ("3", 3), ("-3", -3), ("+1", 1), ("0.5", 0.5), (".5", 0.5), ("-.5", -0.5), ("5.", 5), ("1e3", 1000),
      ("1E3", 1000), ("1.0e-5", 0.00001), ("1e+3", 1000), ("-0", 0), ("0.1", 0.1), ("9007199254740993", 9007199254740992),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("5e-324", .leastNonzeroMagnitude), ("1e-999", 0),
    ] as [(String, Double)]
  )
  func readsNumbers(text: String, value: Double) {
    let reading = ValueReading(text, as: .number)
    #expect(reading.value == value)
    #expect(reading.diagnostics.isEmpty)
  }

  @Test func readsNegativeZero() {
    #expect(ValueReading("-0.0", as: .number).value?.sign == .minus)
  }

  private static let finite = "it must be finite"

  static let refusedNumbers: [(text: String, help: String?)] = [
    ("\"3\"", "in quotes it is text: remove the quotes"), ("'1e3'", "in quotes it is text: remove the quotes"),
    ("012", "some YAML readers take a leading 0 for octal: remove it"), ("1_000", "write the digits without '_'"),
    ("0x10", nil), ("0o17", nil), ("0b11", nil), ("12:30", nil), (".inf", finite), ("-.inf", finite), (".nan", finite),
    ("inf", finite), ("nan", finite), ("~", nil), ("null", nil), ("", nil), ("''", nil), ("true", nil), ("x", nil), (".", nil),
    ("1e", nil), ("1e+", nil), ("e3", nil), ("1.2.3", nil), ("1 2", nil), ("1,5", nil), ("--1", nil), ("+-1", nil), ("1f", nil),
    ("٣", nil), ("½", nil), ("0x1p3", nil), ("[1]", nil), ("{ a: 1 }", nil),
    ("00", "some YAML readers take a leading 0 for octal: remove it"),
    ("01.5", nil),
  ]

  @Test("refuses whatever is no plain decimal number", arguments: refusedNumbers)
  func refusesNumbers(_ example: (text: String, help: String?)) {
    let reading = ValueReading(example.text, as: .number)
    #expect(reading.value == nil)
    #expect(reading.codes == [.wrongType])
    #expect(reading.helps == [example.help])
  }

  @Test(arguments: ["1e999", "-1e999", "1.8e308"])
  func refusesNumbersBeyondFloat64(text: String) {
    let reading = ValueReading(text, as: .number)
    #expect(reading.value == nil)
    #expect(reading.codes == [.valueNotAllowed])
    #expect(reading.messages == ["'k' must be a finite number, but '\(text)' is too large for float64"])
  }

  @Test(
    "bounds numbers",
    arguments: [
      ("1", true, true), ("5e-324", true, true), ("0", false, true), ("-0.0", false, true), ("-1", false, false),
    ]
  )
  func boundsNumbers(text: String, isPositive: Bool, isNonNegative: Bool) {
    let positive = ValueReading(text, as: .positiveNumber)
    #expect((positive.value != nil) == isPositive)
    #expect(positive.codes == (isPositive ? [] : [.valueNotAllowed]))
    let nonNegative = ValueReading(text, as: .nonNegativeNumber)
    #expect((nonNegative.value != nil) == isNonNegative)
    #expect(nonNegative.codes == (isNonNegative ? [] : [.valueNotAllowed]))
  }

  @Test(
    "reads a whole number",
    arguments: [("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("9007199254740992", 1 << 53), ("-9007199254740992", -1 << 53)]
  )
  func readsIntegers(text: String, value: Int) {
    let reading = ValueReading(text, as: .integer())
    #expect(reading.value == value)
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(
    "refuses whatever is no whole number in digits",
    arguments: [
      ("1e3", "write 1000"), ("1.0", "write 1"), ("+1", "write 1"), ("1.5", nil),
      ("007", "some YAML readers take a leading 0 for octal: remove it"),
      ("1_000", "write the digits without '_'"), ("0x10", nil), ("\"3\"", "in quotes it is text: remove the quotes"), ("", nil),
      ("~", nil), ("true", nil), ("٣", nil), ("9 9", nil), ("[1]", nil),
    ] as [(String, String?)]
  )
  func refusesIntegers(text: String, help: String?) {
    let reading = ValueReading(text, as: .integer())
    #expect(reading.value == nil)
    #expect(reading.codes == [.wrongType])
    #expect(reading.helps == [help])
  }

  @Test(
    "bounds whole numbers",
    arguments: [
      ("0", "'k' must be a whole number of at least 1, not '0'"), ("-3", "'k' must be a whole number of at least 1, not '-3'"),
    ]
  )
  func boundsCounts(text: String, message: String) {
    let reading = ValueReading(text, as: .count)
    #expect(reading.value == nil)
    #expect(reading.codes == [.valueNotAllowed])
    #expect(reading.messages == [message])
  }

  @Test func boundsIntegersOnBothSides() {
    #expect(ValueReading("3", as: .integer(1...3)).value == 3)
    #expect(ValueReading("4", as: .integer(1...3)).messages == ["'k' must be a whole number from 1 to 3, not '4'"])
    #expect(ValueReading("9007199254740993", as: .integer()).codes == [.valueNotAllowed])
    #expect(ValueReading("9223372036854775807", as: .count).value == Int.max)
    let beyond = ValueReading("9223372036854775808", as: .count)
    #expect(beyond.codes == [.valueNotAllowed])
    #expect(beyond.messages == ["'k' must be a whole number of at least 1, but '9223372036854775808' does not fit 64 bits"])
  }
}
