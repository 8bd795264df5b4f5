import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct YAMLEncodingTests {
  @Test(
    "reads the same with any line breaks",
    arguments: [
      ("line feeds", "a: 1\nb:\n  - x\n  - y\n"),
      ("Windows line breaks", "a: 1\r\nb:\r\n  - x\r\n  - y\r\n"),
      ("old Mac line breaks", "a: 1\rb:\r  - x\r  - y\r"),
      ("mixed line breaks", "a: 1\r\nb:\n  - x\r  - y"),
      ("a byte-order mark and a comment", "\u{FEFF}# comment\na: 1\nb:\n  - x\n  - y\n"),
    ]
  )
  func readsTheSame(id: String, text: String) {
    let reading = YAMLReading(text)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.sketch == "{a: 1, b: [x, y]}")
  }

  @Test(
    "reads a file that starts with a byte-order mark",
    arguments: [
      ("a byte-order mark", "\u{FEFF}a: 1\nb:\n  - x\n  - y\n"),
      ("a byte-order mark and a document start", "\u{FEFF}---\na: 1\nb:\n  - x\n  - y\n"),
      ("a byte-order mark and Windows line breaks", "\u{FEFF}a: 1\r\nb:\r\n  - x\r\n  - y\r\n"),
    ]
  )
  func readsAByteOrderMark(id: String, text: String) {
    #expect(YAMLReading(text).sketch == "{a: 1, b: [x, y]}")
  }

  @Test func countsNoColumnForAByteOrderMark() {
    let reading = YAMLReading("\u{FEFF}a: x\na: y\n")
    #expect(reading.codes == [.duplicateKey])
    #expect(reading.diagnostics.first?.notes.first?.place.start == TextPosition(line: 1, column: 1))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let position: TextPosition

    init(_ id: String, before: String, _ bytes: [UInt8], after: String = "\n", line: Int, column: Int) {
      testDescription = id
      self.bytes = Array(before.utf8) + bytes + Array(after.utf8)
      position = TextPosition(line: line, column: column)
    }
  }

  static let broken = [
    Broken("a lone continuation byte", before: "a: x", [0x80], line: 1, column: 5),
    Broken(
      "Latin-1, at the byte that does not go on",
      before: "# Iris\nname: Gr",
      [0xF6, 0xDF],
      after: "e\n",
      line: 2,
      column: 10
    ),
    Broken("behind letters of two bytes", before: "größe: ", [0xFF], line: 1, column: 8),
    Broken("behind letters of four bytes", before: "🙂: ", [0xFF], line: 1, column: 4),
    Broken("a sequence that is cut off", before: "a: x", [0xC3], after: "", line: 1, column: 5),
    Broken("an overlong slash", before: "a: ", [0xC0, 0xAF], line: 1, column: 4),
    Broken("a surrogate", before: "a: ", [0xED, 0xA0, 0x80], line: 1, column: 4),
    Broken("beyond U+10FFFF", before: "a: ", [0xF4, 0x90, 0x80, 0x80], line: 1, column: 4),
    Broken("UTF-16", before: "", [0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00], after: "", line: 1, column: 1),
    Broken("a NUL", before: "a: x\nb: ", [0x00], line: 2, column: 4),
    Broken("a bell", before: "a: \"x", [0x07], after: "\"\n", line: 1, column: 6),
    Broken("a delete", before: "a: x", [0x7F], line: 1, column: 5),
    Broken("a C1 control", before: "a: x", [0xC2, 0x81], line: 1, column: 5),
    Broken("behind Windows line breaks", before: "a: x\r\nb: ", [0xFF], line: 2, column: 4),
    Broken("far behind", before: String(repeating: "# größer\n", count: 5000) + "ab", [0xFF], line: 5001, column: 3),
  ]

  @Test("points at the first byte that is no text", arguments: broken)
  func pointsAtBrokenText(_ example: Broken) throws {
    let reading = YAMLReading(example.bytes)
    #expect(reading.node == nil)
    #expect(reading.codes == [.invalidText])
    #expect(reading.diagnostics.first?.span?.start == example.position)
  }

  @Test func countsOldMacLineBreaksBeforeBrokenText() throws {
    let reading = YAMLReading(Array("a: x\rb: ".utf8) + [0xFF])
    #expect(reading.diagnostics.first?.span?.start == TextPosition(line: 2, column: 4))
  }

  @Test(
    "says that a tab is no indentation",
    arguments: [
      ("at the start of a value", "a:\n⟦\t⟧b: 1\n"),
      ("behind blanks", "a:\n  b: 1\n⟦\t⟧c: 2\n"),
      ("in front of a list item", "a:\n⟦\t⟧- 1\n"),
    ]
  )
  func refusesTabs(id: String, marked: String) throws {
    let marked = MarkedText(marked)
    let reading = YAMLReading(marked.text)
    #expect(reading.codes == [.malformedYAML])
    #expect(reading.diagnostics.first?.span == marked.span(path: "spec.yaml"))
    #expect(reading.diagnostics.first?.help == "YAML is indented with spaces; this is a tab")
  }

  @Test func findsTheTabBehindLettersBeyondASCII() throws {
    let reading = YAMLReading("- größe: x\n  \"ä\"\t\tb\n")
    #expect(reading.codes == [.malformedYAML])
    #expect(reading.diagnostics.first?.help == nil)
  }

  @Test func allowsTabsWhereTheyIndentNothing() {
    #expect(YAMLReading("a:\t1\t# comment\nb: [1,\t2]\n").sketch == "{a: 1, b: [1, 2]}")
  }
}
