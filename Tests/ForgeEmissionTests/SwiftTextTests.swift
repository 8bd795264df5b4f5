import Testing

@testable import ForgeEmission

@Suite struct SwiftTextTests {
  @Test(
    "writes a text as a Swift literal",
    arguments: [
      ("plain", "\"plain\""), ("", "\"\""), ("größe 日本 🙂", "\"größe 日本 🙂\""), ("say \"hi\"", #""say \"hi\"""#),
      (#"a\b"#, #""a\\b""#),
      (#"\(danger)"#, #""\\(danger)""#), ("a\nb", #""a\nb""#), ("a\tb", #""a\tb""#), ("a\rb", #""a\rb""#),
      ("a\r\nb", #""a\r\nb""#),
      ("\0", #""\u{0}""#), ("\u{1B}[31m", #""\u{1b}[31m""#), ("\u{7F}", #""\u{7f}""#), ("a\u{200B}b", #""a\u{200b}b""#),
      ("\u{202E}abc", #""\u{202e}abc""#), ("\u{FEFF}x", #""\u{feff}x""#), ("e\u{301}", "\"e\u{301}\""),
      ("\"\u{301}", "\"\\\"\u{301}\""),
    ]
  )
  func writesLiterals(text: String, literal: String) {
    #expect(Array(stringLiteral(text).utf8) == Array(literal.utf8))
  }

  @Test("escapes what cannot be seen in a source file", arguments: ["\u{80}", "\u{85}", "\u{9F}", "\u{2028}", "\u{2029}"])
  func escapesInvisibleCharacters(character: String) {
    #expect(!stringLiteral(character).contains(character))
  }

  @Test func indentsLinesThatAreNotEmpty() {
    #expect(indented(["a", "", "  b"], by: 4) == "    a\n\n      b")
    #expect(indented([], by: 4) == "")
  }

  @Test(
    "breaks a text into lines",
    arguments: [
      ("", 10, []), ("one", 10, ["one"]), ("one two three", 7, ["one two", "three"]),
      ("one two three", 6, ["one", "two", "three"]),
      ("a   b\n c", 80, ["a b c"]), ("averylongword b", 5, ["averylongword", "b"]), ("größe größe", 5, ["größe", "größe"]),
      ("größe größe", 11, ["größe größe"]),
    ] as [(String, Int, [String])]
  )
  func breaksLines(text: String, width: Int, lines: [String]) {
    #expect(wrapped(text, width: width) == lines)
  }

  @Test(arguments: [("a|b", "a\\|b"), ("a\nb", "a b"), ("||", "\\|\\|"), ("plain", "plain")])
  func writesTableCells(text: String, cell: String) {
    #expect(tableCell(text) == cell)
  }

  @Test(arguments: [("a\r\nb", "a b"), ("a|\u{301}b", "a\\|\u{301}b")])
  func writesTableCellsWithinGraphemes(text: String, cell: String) {
    #expect(Array(tableCell(text).utf8) == Array(cell.utf8))
  }

  @Test(arguments: [("A probe", "A probe."), ("A probe.", "A probe."), ("Really?", "Really?"), ("", "")])
  func endsSentences(text: String, sentence: String) {
    #expect(ForgeEmission.sentence(text) == sentence)
  }
}
