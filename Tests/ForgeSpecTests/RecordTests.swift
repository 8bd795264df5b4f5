import ForgeDiagnostics
import ForgeJSON
import ForgeSpec
import Testing

@Suite struct RecordTests {
  static let units = Key("units", ValueType<Int>.count, "How many.")
  static let rate = Key("rate", ValueType<Double>.number, default: 0.5, "How fast.")
  static let label = Key(optional: "label", ValueType<String>.line, "What it is called.")
  static let names = Key("names", ValueType<[String]>.list(of: .line), "Several.")

  static let plain = RecordType("thing", [AnyKey(units), AnyKey(rate), AnyKey(label)])
  static let withShorthand = RecordType("thing", shorthand: "units", [AnyKey(units), AnyKey(rate), AnyKey(label)])
  static let ofLists = RecordType("thing", shorthand: "names", [AnyKey(names), AnyKey(rate)])
  static let optionalOnly = RecordType("thing", [AnyKey(rate), AnyKey(label)])
  static let demanding = RecordType("thing", [AnyKey(units), AnyKey(names), AnyKey(rate)])

  @Test func readsKeysInAnyOrder() throws {
    let record = try #require(read("{ label: x, units: 3, rate: 2 }", Self.plain).record)
    #expect(record[Self.units] == 3)
    #expect(record[Self.rate] == 2)
    #expect(record[Self.label] == "x")
  }

  @Test func fillsInDefaultsAndKnowsWhatStandsInTheFile() throws {
    let record = try #require(read("{ units: 3 }", Self.plain).record)
    #expect(record[Self.rate] == 0.5)
    #expect(record[Self.label] == nil)
    #expect(record.has(Self.units))
    #expect(!record.has(Self.rate))
    #expect(record.span(of: Self.units).start.column == 13)
    #expect(record.span(of: Self.rate) == record.span)
  }

  @Test func reportsEveryUnknownKeyWithASuggestion() {
    let reading = read("{ unitz: 3, units: 4, colour: red }", Self.plain)
    #expect(reading.record == nil)
    #expect(reading.diagnostics.map(\.code) == [.unknownKey, .unknownKey])
    #expect(reading.diagnostics.map(\.message) == ["thing has no key 'unitz'", "thing has no key 'colour'"])
    #expect(reading.diagnostics.map(\.help) == ["did you mean 'units'?", "its keys are units, rate, label"])
    #expect(reading.diagnostics.map { $0.span?.start.column } == [6, 26])
  }

  @Test func reportsEveryMissingKey() {
    let reading = read("{ rate: 1 }", Self.demanding)
    #expect(reading.diagnostics.map(\.code) == [.missingKey, .missingKey])
    #expect(
      reading.diagnostics.map(\.message) == [
        "thing needs 'units': a whole number of at least 1",
        "thing needs 'names': a list of at least 1 item, each a line of text",
      ]
    )
  }

  @Test func reportsUnknownMissingAndMistypedKeysTogether() {
    let reading = read("{ rate: fast, nmaes: [x] }", Self.demanding)
    #expect(reading.diagnostics.map(\.code) == [.wrongType, .unknownKey, .missingKey])
    // 'names' is there, misspelt.
    #expect(reading.diagnostics.last?.message.hasPrefix("thing needs 'units'") == true)
  }

  @Test func aMistypedKeyIsNotMissing() {
    #expect(read("{ units: x }", Self.plain).diagnostics.map(\.code) == [.wrongType])
    #expect(read("{ units: }", Self.plain).diagnostics.map(\.code) == [.wrongType])
  }

  @Test func comparesKeysByBytes() {
    let accented = RecordType("thing", [AnyKey(Key("\u{E9}", ValueType<Int>.count, "One."))])
    #expect(read("{ \"e\\u0301\": 1 }", accented).diagnostics.map(\.code) == [.unknownKey, .missingKey])
  }

  @Test("takes a scalar for the shorthand key", arguments: [("3", 3), ("x", nil), ("[1]", nil)] as [(String, Int?)])
  func readsShorthand(yaml: String, units: Int?) {
    let reading = read(yaml, Self.withShorthand)
    #expect(reading.record?[Self.units] == units)
    #expect(reading.diagnostics.map(\.code) == (units == nil ? [.wrongType] : []))
  }

  @Test func takesAListForAListsShorthand() {
    #expect(read("[a, b]", Self.ofLists).record?[Self.names] == ["a", "b"])
    #expect(read("a", Self.ofLists).diagnostics.map(\.code) == [.wrongType])
  }

  @Test func refusesAScalarWithoutShorthand() {
    let reading = read("3", Self.plain)
    #expect(reading.diagnostics.map(\.code) == [.wrongType])
    #expect(reading.diagnostics.map(\.message) == ["thing takes a mapping (units, rate, label), not '3'"])
  }

  @Test func takesNothingForAMappingWithoutKeys() {
    #expect(read("", Self.optionalOnly).record?[Self.rate] == 0.5)
    #expect(read("", Self.plain).diagnostics.map(\.code) == [.missingKey])
    #expect(read("\"\"", Self.optionalOnly).diagnostics.map(\.code) == [.wrongType])
  }

  @Test func describesItselfAsJSONSchema() {
    let units: JSONValue = ["type": "integer", "minimum": 1, "description": "How many."]
    let object: JSONValue = [
      "type": "object", "additionalProperties": false,
      "properties": [
        "units": units, "rate": ["type": "number", "description": "How fast."],
        "label": ["type": "string", "description": "What it is called."],
      ],
      "required": ["units"],
    ]
    #expect(Self.plain.schema == object)
    #expect(Self.withShorthand.schema == ["anyOf": [object, units]])
    #expect(Self.optionalOnly.schema["required"] == nil)
  }

  private func read(_ yaml: String, _ type: RecordType) -> (record: Record?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let document = YAMLReading("k: \(yaml)\n")
    guard case .mapping(let pairs)? = document.node?.content, let pair = pairs.first else { return (nil, document.diagnostics) }
    let record = type.read(pair.value, into: &sink)
    return (record, sink.diagnostics)
  }
}
