import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct TextTests {
  @Test(
    "takes any scalar as text, byte by byte",
    arguments: [
      ("Dream", "Dream"), ("\"no\"", "no"), ("'012'", "012"), ("two words", "two words"), ("\" x \"", " x "),
      ("größe", "größe"), ("\"e\\u0301\"", "e\u{301}"), ("7", "7"), ("0", "0"), ("-1", "-1"), ("a:b", "a:b"),
      ("1.2.3", "1.2.3"),
    ]
  )
  func readsText(yaml: String, value: String) {
    let reading = ValueReading(yaml, as: .text)
    #expect(reading.value.map { Array($0.utf8) } == Array(value.utf8))
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(
    "warns of text in which other YAML readers see something else",
    arguments: [
      ("no", "a boolean"), ("No", "a boolean"), ("NO", "a boolean"), ("yes", "a boolean"), ("on", "a boolean"),
      ("off", "a boolean"), ("y", "a boolean"), ("n", "a boolean"), ("true", "a boolean"), ("False", "a boolean"),
      ("~", "nothing"), ("null", "nothing"), ("Null", "nothing"), ("012", "an octal number"), ("00", "an octal number"),
      ("1_000", "a number or a time"), ("12:30", "a number or a time"), ("1e3", "a number"), (".5", "a number"),
      ("+1", "a number"), ("1.5", "a number"), (".inf", "a number"), ("-.INF", "a number"), (".NaN", "a number"),
      ("0x10", "a number"), ("0o17", "a number"), ("0b11", "a number"), ("2024-01-31", "a date"),
    ]
  )
  func warnsOfOtherReadings(text: String, reading other: String) {
    let reading = ValueReading(text, as: .text)
    #expect(reading.value == text)
    #expect(reading.codes == [.ambiguousScalar])
    #expect(reading.diagnostics.map(\.severity) == [.warning])
    #expect(reading.messages == ["'k': '\(text)' is taken as text, but other YAML readers see \(other)"])
    #expect(reading.helps == ["put it in quotes"])
  }

  /// Scalars that PyYAML 6 (YAML 1.1) loads as an int or float.
  @Test(arguments: ["+.inf", "-1_000", "190:20:30.15", "1_000.5"])
  func warnsOfRarerReadings(text: String) {
    #expect(ValueReading(text, as: .text).codes == [.ambiguousScalar])
  }

  @Test(
    "refuses what is no scalar",
    arguments: [("", "nothing"), ("[a]", "a list"), ("{ a: b }", "a mapping")]
  )
  func refusesNoText(yaml: String, found: String) {
    let reading = ValueReading(yaml, as: .text)
    #expect(reading.value == nil)
    #expect(reading.codes == [.wrongType])
    #expect(reading.messages == ["'k' must be text, not \(found)"])
  }

  @Test(
    "takes a line as it is written",
    arguments: [("1.4.0", "1.4.0"), ("yes", "yes"), ("\"mg/dl\"", "mg/dl"), ("012", "012")]
  )
  func readsLines(yaml: String, value: String) {
    let reading = ValueReading(yaml, as: .line)
    #expect(reading.value == value)
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(
    "refuses text that does not stay on its line or cannot be seen",
    arguments: [
      ("\"a\\tb\"", "holds the control character U+0009"), ("\"a\\0b\"", "holds the control character U+0000"),
      ("\"\\e[31m\"", "holds the control character U+001B"), ("\"a\\x7fb\"", "holds the control character U+007F"),
      ("\"a\\nb\"", "must be one line, but holds a line break (U+000A)"),
      ("\"a\\u2028b\"", "must be one line, but holds a line break (U+2028)"),
      ("\"a\\u202Eb\"", "holds the invisible character U+202E"), ("\"a\\u200Bb\"", "holds the invisible character U+200B"),
    ]
  )
  func refusesUnfitText(yaml: String, fault: String) {
    for type in [ValueType<String>.line, .text] {
      let reading = ValueReading(yaml, as: type)
      #expect(reading.value == nil)
      #expect(reading.messages == ["'k' \(fault)"])
      #expect(reading.codes == [.invalidText])
    }
  }

  @Test func refusesEmptyTextButNoEmptyLine() {
    let reading = ValueReading("\"\"", as: .text)
    #expect(reading.value == nil)
    #expect(reading.codes == [.valueNotAllowed])
    #expect(ValueReading("\"\"", as: .line).value == "")
  }

  @Test(arguments: ["a\u{200D}b", "می\u{200C}خواهم"])
  func keepsJoinersOfWriting(text: String) {
    #expect(ValueReading(text, as: .text).value == text)
  }
}

@Suite struct NameTests {
  @Test(
    "takes any visible text for a name",
    arguments: ["bill_length", "Bill length", "größe", "日本", "7", "x.y", "\"a b\"", "no", String(repeating: "x", count: 200)]
  )
  func readsNames(yaml: String) {
    let reading = ValueReading(yaml, as: .identifier)
    #expect(reading.value == yaml.filter { $0 != "\"" })
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(
    "refuses names that cannot be seen",
    arguments: [
      ("\"\"", .invalidName), ("\" x\"", .invalidName), ("\"a\\tb\"", .invalidName), ("\"a\\nb\"", .invalidName),
      ("\"\\x7f\"", .invalidName), (String(repeating: "x", count: 201), .invalidName),
      (String(repeating: "ö", count: 101), .invalidName), ("", .wrongType), ("[a]", .wrongType),
    ] as [(String, DiagnosticCode)]
  )
  func refusesNames(yaml: String, code: DiagnosticCode) {
    let reading = ValueReading(yaml, as: .identifier)
    #expect(reading.value == nil)
    #expect(reading.codes == [code])
  }

  @Test(arguments: ["\"a\\x85b\"", "\"a\\u2028b\"", "\"a\\u202Eb\"", "\"\\u200B\"", "\"a\\u00ADb\""])
  func refusesNamesThatAreNotWhatTheyLookLike(yaml: String) {
    #expect(ValueReading(yaml, as: .identifier).codes == [.invalidName])
  }

  @Test func refusesABlankAtTheEndOfAName() {
    #expect(ValueReading("\"x \"", as: .identifier).codes == [.invalidName])
  }
}
