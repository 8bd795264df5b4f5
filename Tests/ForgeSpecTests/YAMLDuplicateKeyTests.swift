import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct YAMLDuplicateKeyTests {
  @Test(
    "refuses a key that stands twice, at every level",
    arguments: [
      ("in the root", "a: 1\n⟦a⟧: 2\n"),
      ("in a mapping", "r:\n  a: 1\n  b: 2\n  ⟦a⟧: 3\n"),
      ("in a list's mapping", "r:\n  - a: 1\n    ⟦a⟧: 2\n"),
      ("in a flow mapping", "r: { a: 1, ⟦a⟧: 2 }\n"),
      ("deep within", "r: [[{ x: [{ a: 1, ⟦a⟧: 2 }] }]]\n"),
      ("in quotes", "a: 1\n⟦\"a\"⟧: 2\n"),
      ("as an escape", "a: 1\n⟦\"\\x61\"⟧: 2\n"),
      ("with a value of another kind", "a: [1]\n⟦a⟧: { b: 1 }\n"),
      ("without a value", "a:\n⟦a⟧:\n"),
      ("the empty key", "\"\": 1\n⟦''⟧: 2\n"),
      ("beyond ASCII", "größe: 1\n⟦größe⟧: 2\n"),
    ]
  )
  func refusesDuplicates(id: String, marked: String) throws {
    let marked = MarkedText(marked)
    let reading = YAMLReading(marked.text)
    #expect(reading.codes == [.duplicateKey])
    #expect(reading.diagnostics.first?.span == marked.span(path: "spec.yaml"))
    #expect(reading.diagnostics.first?.notes.map(\.message) == ["first here"])
  }

  @Test func reportsEveryDuplicateInOneReading() {
    let reading = YAMLReading("a: 1\na: 2\na: 3\nb: { c: 1, c: 2 }\nb: 4\n")
    #expect(reading.codes == [.duplicateKey, .duplicateKey, .duplicateKey, .duplicateKey])
    #expect(reading.diagnostics.map { $0.span?.start.line } == [2, 3, 4, 5])
  }

  @Test func reportsDuplicatesBeforeAMistakeOfSyntax() {
    #expect(YAMLReading("a: 1\na: 2\nb: [\n").codes == [.duplicateKey, .malformedYAML])
  }

  @Test(
    "keeps keys apart that differ in bytes",
    arguments: [
      ("case", "a: 1\nA: 2\n"), ("a blank", "a: 1\n\"a \": 2\n"), ("composition", "\u{E9}: 1\ne\u{301}: 2\n"),
      ("a number's form", "1: a\n1.0: b\n"), ("different mappings", "x: { a: 1 }\ny: { a: 1 }\n"),
    ]
  )
  func keepsUnlikeKeysApart(id: String, text: String) {
    #expect(YAMLReading(text).diagnostics.isEmpty)
  }
}
