import ForgeDiagnostics
import ForgeSpec
import Testing

/// Places are lines and columns counted from 1, columns in Unicode scalars.
@Suite struct YAMLMarksTests {
  /// In each text the value of the last pair of the root mapping is marked.
  @Test(
    "marks a value where it stands",
    arguments: [
      ("a plain scalar", "a: ⟦xyz⟧\n"),
      ("a quoted scalar with its quotes", "a: ⟦\"xyz\"⟧\n"),
      ("on a later line", "a: 1\nbb:   ⟦2⟧\n"),
      ("behind letters beyond ASCII", "größe: ⟦Maß⟧\n"),
      ("behind wide letters", "日本: ⟦語⟧\n"),
      ("behind an emoji", "🙂🙂: ⟦x⟧\n"),
      ("behind a combining accent", "cafe\u{301}: ⟦x⟧\n"),
      ("behind a tab", "a:\t⟦x⟧\n"),
      ("a flow list", "a: ⟦[1, 2,\n  3]⟧\n"),
      ("a flow mapping", "a: ⟦{ b: c }⟧\n"),
      ("after a comment", "# größe\na: ⟦1⟧ # and another\n"),
      ("after a document start", "---\na: ⟦1⟧\n"),
      ("without a line break at the end", "a: ⟦1⟧"),
      ("after Windows line breaks", "a: 1\r\nb: ⟦2⟧\r\n"),
    ]
  )
  func marksValues(id: String, marked: String) throws {
    let marked = MarkedText(Self.withoutCarriageReturns(marked))
    let text = id.contains("Windows") ? marked.text.replacing("\n", with: "\r\n") : marked.text
    let reading = YAMLReading(text)
    #expect(reading.diagnostics.isEmpty)
    #expect(try lastPair(reading).value.span == marked.span(path: "spec.yaml"))
  }

  @Test func marksKeysOfTheirOwn() throws {
    let marked = MarkedText("a: 1\n⟦größe⟧: 2\n")
    #expect(try lastPair(YAMLReading(marked.text)).keySpan == marked.span(path: "spec.yaml"))
  }

  @Test func marksAMissingValueBehindItsColon() throws {
    let pair = try lastPair(YAMLReading("a:\n"))
    #expect(pair.value.isEmpty)
    #expect(pair.value.span.start == TextPosition(line: 1, column: 3))
  }

  @Test func keepsTextAndQuotesApart() {
    let text = #"{a: 1, b: "1", c: '1', d: [no, "no"], e: {}, f: [], g: , "h": x}"#
    #expect(YAMLReading(text).sketch == #"{a: 1, b: "1", c: "1", d: [no, "no"], e: {}, f: [], g: , h: x}"#)
  }

  @Test func readsBlockScalars() {
    #expect(YAMLReading("a: |\n  x\n  y\nb: >\n  x\n  y\n").sketch == "{a: \"x\ny\n\", b: \"x y\n\"}")
  }

  @Test func keepsTheOrderOfTheFile() {
    #expect(YAMLReading("z: 1\na: 2\nm: 3\n").sketch == "{z: 1, a: 2, m: 3}")
  }

  private func lastPair(_ reading: YAMLReading) throws -> YAMLPair {
    guard case .mapping(let pairs)? = reading.node?.content else { throw NoMapping() }
    return try #require(pairs.last)
  }

  private struct NoMapping: Error {}

  private static func withoutCarriageReturns(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" }))
  }
}
