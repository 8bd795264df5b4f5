import Testing

import ForgeJSON

/// A text and what it reads as.
struct SoundText: Sendable, CustomTestStringConvertible {
  let text: String
  let value: JSONValue

  init(_ text: String, _ value: JSONValue) {
    (self.text, self.value) = (text, value)
  }

  var testDescription: String { text }
}

@Suite struct JSONReaderTests {
  @Test(arguments: [
    SoundText("null", .null),
    SoundText(" \n\r\ttrue ", true),
    SoundText("false", false),
    SoundText("[]", []),
    SoundText("[ ]", []),
    SoundText("{}", [:]),
    SoundText("[1, [2, {\"a\": null}], \"b\"]", [1, [2, ["a": .null]], "b"]),
    SoundText("{\"b\": 1, \"a\": {\"b\": 2}}", ["b": 1, "a": ["b": 2]]),
    SoundText("\"\"", ""),
    SoundText("\"a/b é 😀\"", "a/b é 😀"),
    SoundText(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    SoundText(#""\u0041\u00e9\u00E9\u2028""#, "Aéé\u{2028}"),
    SoundText(#""\ud83d\ude00\udbff\udfff\uD800\uDC00""#, "😀\u{10FFFF}\u{10000}"),
    SoundText(#""x\u0000y\uFFFF""#, "x\0y\u{FFFF}"),
    SoundText(#""run\tafter\trun""#, "run\tafter\trun"),
  ])
  func reads(_ sound: SoundText) throws {
    #expect(try JSONValue(parsing: Array(sound.text.utf8)) == sound.value)
  }

  @Test(arguments: [
    SoundText("0", 0),
    SoundText("-1", -1),
    SoundText("9223372036854775807", .integer(.max)),
    SoundText("-9223372036854775808", .integer(.min)),
    SoundText("9223372036854775808", .number(9_223_372_036_854_775_808)),
    SoundText("-0", .number(-0.0)),
    SoundText("0.5", 0.5),
    SoundText("1.0", 1.0),
    SoundText("-12.25e+2", -1225.0),
    SoundText("1E-2", 0.01),
    SoundText("0e0", 0.0),
    SoundText("5e-324", .number(.leastNonzeroMagnitude)),
    SoundText("1e-999", 0.0),
    SoundText("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    SoundText("0.1000000000000000055511151231257827021181583404541015625", 0.1),
  ])
  func readsNumbers(_ sound: SoundText) throws {
    #expect(try JSONValue(parsing: Array(sound.text.utf8)) == sound.value)
  }

  @Test func keepsTheSignOfZero() throws {
    let value = try JSONValue(parsing: Array("-0".utf8))
    guard case .number(let zero) = value else { return #expect(Bool(false), "-0 is a number") }
    #expect(zero.sign == .minus)
  }

  @Test func keepsTheOrderOfMembers() throws {
    let keys = (0..<40).map { "k\(($0 * 7) % 40)" }
    let text = "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else {
      return #expect(Bool(false), "it is an object")
    }
    #expect(members.map(\.key) == keys)
  }

  @Test func findsMembersByTheirBytes() {
    let value: JSONValue = ["e\u{301}": 1, "\u{E9}": 2]
    #expect(value["\u{E9}"] == 2)
    #expect(value["e\u{301}"] == 1)
    #expect(value["e"] == nil)
    #expect(JSONValue.array([])["e"] == nil)
  }

  @Test func takesKeysThatDifferInBytesOnly() throws {
    let value = try JSONValue(parsing: Array("{\"e\u{301}\": 1, \"\u{E9}\": 2}".utf8))
    #expect(value == ["e\u{301}": 1, "\u{E9}": 2])
    #expect(value != ["\u{E9}": 1, "e\u{301}": 2])
  }

  /// Swift's `==` of such keys would take hours.
  @Test(.timeLimit(.minutes(1))) func comparesLongKeysInLinearTime() throws {
    let marks = { (first: String, second: String) in String(repeating: first + second, count: 1 << 18) }
    let keys = [marks("\u{301}", "\u{323}"), marks("\u{323}", "\u{301}")]
    let value = try JSONValue(parsing: Array("{\"\(keys[0])\": 0, \"\(keys[1])\": 1}".utf8))
    #expect(value[keys[1]] == 1)
  }

  @Test func takesNestingUpToTheLimit() throws {
    let text = { (depth: Int) in Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
    _ = try JSONValue(parsing: text(64))
    _ = try JSONValue(parsing: text(2), maximumDepth: 2)
    #expect(throws: JSONError(message: "nested deeper than 64 levels", byteOffset: 64)) { try JSONValue(parsing: text(65)) }
    #expect(throws: JSONError(message: "nested deeper than 2 levels", byteOffset: 2)) {
      try JSONValue(parsing: text(3), maximumDepth: 2)
    }
    #expect(throws: JSONError(message: "nested deeper than 64 levels", byteOffset: 64)) {
      try JSONValue(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
  }

  @Test func refusesLeadingSpaceWhenTold() throws {
    let space = JSONError(message: "expected a value, found byte 0x20", byteOffset: 0)
    #expect(throws: space) { try JSONValue(parsing: Array(" 1".utf8), allowsLeadingSpace: false) }
    #expect(try JSONValue(parsing: Array("1 \n".utf8), allowsLeadingSpace: false) == 1)
  }

  @Test func readsFromABuffer() throws {
    let bytes = Array("[1]".utf8)
    let value = try bytes.withUnsafeBytes { try JSONValue(parsing: $0) }
    #expect(value == [1])
    #expect(throws: JSONError(message: "expected a value, found the end of the text", byteOffset: 0)) {
      try JSONValue(parsing: UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }
}
