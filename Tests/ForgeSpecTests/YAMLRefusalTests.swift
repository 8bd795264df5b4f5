import ForgeDiagnostics
import ForgeSpec
import Testing

/// What YAML knows and the spec language does not.
@Suite struct YAMLRefusalTests {
  @Test(
    "refuses parts of YAML that the spec language leaves out",
    arguments: [
      ("an anchor on a scalar", "a: ⟦&x 1⟧\n", .aliasOrAnchor),
      ("an anchor on a flow mapping", "a: ⟦&x {⟧ b: 1 }\n", .aliasOrAnchor),
      ("an anchor on a key", "⟦&x a⟧: 1\n", .aliasOrAnchor),
      ("an alias of nothing", "a: ⟦*x⟧\n", .aliasOrAnchor),
      ("an alias as a key", "? ⟦*x⟧\n: 1\n", .aliasOrAnchor),
      ("a core tag", "a: ⟦!!str 1⟧\n", .tag),
      ("a local tag", "a: ⟦!thing x⟧\n", .tag),
      ("a tag on a flow list", "a: ⟦!!set [⟧1]\n", .tag),
      ("the non-specific tag", "a: ⟦! x⟧\n", .tag),
      ("a binary tag", "a: ⟦!!binary aGk=⟧\n", .tag),
      ("a list as a key", "? ⟦[a, b]⟧\n: 1\n", .wrongType),
      ("a mapping as a key", "⟦{ a: b }⟧: 1\n", .wrongType),
    ] as [(String, String, DiagnosticCode)]
  )
  func refuses(id: String, marked: String, code: DiagnosticCode) throws {
    let marked = MarkedText(marked)
    let reading = YAMLReading(marked.text)
    #expect(reading.codes == [code])
    #expect(reading.diagnostics.first?.span == marked.span(path: "spec.yaml"))
  }

  @Test func reportsAnchorAndAliasInOneReading() {
    let reading = YAMLReading("base: &b { x: 1 }\nother:\n  <<: *b\n  y: 2\n")
    #expect(reading.codes == [.aliasOrAnchor, .aliasOrAnchor])
    #expect(reading.diagnostics.map { $0.span?.start } == [TextPosition(line: 1, column: 7), TextPosition(line: 3, column: 7)])
  }

  @Test func expandsNoAliases() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for i in 1...9 { text += "a\(i): &a\(i) [\([String](repeating: "*a\(i - 1)", count: 9).joined(separator: ", "))]\n" }
    let reading = YAMLReading(text)
    #expect(reading.node == nil)
    #expect(Set(reading.codes) == [.aliasOrAnchor])
  }

  @Test func takesAMergeKeyForAnyOtherKey() {
    #expect(YAMLReading("a:\n  <<: { b: 1 }\n  c: 2\n").sketch == "{a: {<<: {b: 1}, c: 2}}")
  }

  @Test(
    "refuses a second document",
    arguments: [
      ("after a start", "a: 1\n⟦---⟧\nb: 2\n"), ("after an end", "a: 1\n...\n⟦---⟧\nb: 2\n"),
      ("that is empty", "a: 1\n⟦---⟧\n"), ("after a start of the first", "---\na: 1\n⟦---⟧\nb: 2\n"),
    ]
  )
  func refusesASecondDocument(id: String, marked: String) throws {
    let marked = MarkedText(marked)
    let reading = YAMLReading(marked.text)
    #expect(reading.node == nil)
    #expect(reading.codes == [.severalDocuments])
    #expect(reading.diagnostics.first?.span == marked.span(path: "spec.yaml"))
  }

  @Test func readsOneDocumentWithItsStartAndEnd() {
    #expect(YAMLReading("%YAML 1.1\n---\na: 1\n...\n# the end\n").sketch == "{a: 1}")
  }

  @Test(
    "says that nothing is there",
    arguments: ["", "\n\n", "   \n", "# only a comment\n", "# a\n\n# b", "\u{FEFF}", "\u{FEFF}# comment\n"]
  )
  func saysThatNothingIsThere(text: String) {
    let reading = YAMLReading(text)
    #expect(reading.node == nil)
    #expect(reading.codes == [.emptyDocument])
    #expect(reading.diagnostics.first?.place == .file(path: "spec.yaml"))
  }

  @Test func takesAnEmptyDocumentThatStartsForAnEmptyScalar() {
    #expect(YAMLReading("---\n").node?.isEmpty == true)
  }

  @Test(
    "points at a mistake of syntax",
    arguments: [
      ("an unclosed list", "a: [1, 2\nb: 3\n"), ("an unclosed quote", "a: \"x\nb: 3\n"), ("a stray bracket", "a: ]\n"),
      ("uneven indentation", "a:\n    b: 1\n  c: 2\n"), ("a value after a value", "a: b: c\n"),
      ("an escape that is none", "a: \"\\q\"\n"), ("text after the end", "a: 1\n... b\n"),
      ("a reserved character", "a: @x\n"), ("a percent sign at the start of a line", "a: 1\n%x\n"),
    ]
  )
  func pointsAtSyntax(id: String, text: String) {
    let reading = YAMLReading(text)
    #expect(reading.node == nil)
    #expect(reading.codes == [.malformedYAML])
    #expect(reading.diagnostics.first?.span != nil)
  }
}
