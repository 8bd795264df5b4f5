import ForgeDiagnostics
import Testing

/// The source line and the mark below it.
@Suite struct CaretTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let columns: (start: Int, end: Int)
    let shown: String
    let mark: String

    init(_ id: String, _ line: String, _ start: Int, _ end: Int, shown: String? = nil, mark: String) {
      testDescription = id
      self.line = line
      columns = (start, end)
      self.shown = shown ?? line
      self.mark = mark
    }
  }

  static let cases = [
    Case("the first column", "abc: 1", 1, 4, mark: "^~~"),
    Case("an empty span", "abc: 1", 3, 3, mark: "  ^"),
    Case("up to the end of the line", "abc: 1", 6, 7, mark: "     ^"),
    Case("beyond the end of the line", "abc: 1", 6, 99, mark: "     ^"),
    Case("right behind the line", "abc:", 5, 6, mark: "    ^"),
    Case("an empty line", "", 1, 2, mark: "^"),
    Case("a tab before stays a tab", "\tabc: 1", 2, 5, mark: "\t^~~"),
    Case("tabs and blanks", " \t \tx", 5, 6, mark: " \t \t^"),
    Case("letters beyond ASCII", "größe: 1", 8, 9, mark: "       ^"),
    Case("under letters beyond ASCII", "größe: 1", 1, 6, mark: "^~~~~"),
    Case("a flag is as wide as its two scalars", "🇩🇪: 1", 5, 6, mark: "    ^"),
    Case("a control character is shown as a replacement", "a\u{1B}[31mb", 7, 8, shown: "a\u{FFFD}[31mb", mark: "      ^"),
    Case("a NUL", "\u{0}x", 2, 3, shown: "\u{FFFD}x", mark: " ^"),
    Case("a carriage return before the line feed is not shown", "abc: 1\r", 1, 4, shown: "abc: 1", mark: "^~~"),
  ]

  @Test("marks the columns", arguments: cases)
  func marks(_ example: Case) {
    let (shown, mark) = excerpt(of: example.line, example.columns.start, example.columns.end)
    #expect(shown == example.shown)
    #expect(mark == example.mark)
  }

  @Test(
    "stands under wide and combining characters",
    arguments: [
      ("wide letters", "日本: x", 5),
      ("an emoji", "🙂: x", 4),
      ("a combining accent", "cafe\u{301}: x", 8),
      ("a joiner of no width", "a\u{200D}b: x", 6),
    ]
  )
  func standsUnderWideCharacters(id: String, line: String, column: Int) {
    let (shown, mark) = excerpt(of: line, column, column + 1)
    let before = String(String.UnicodeScalarView(shown.unicodeScalars.prefix(column - 1)))
    #expect(terminalWidth(of: mark.filter { $0 != "^" }) == terminalWidth(of: before), "\(id)")
  }

  @Test(arguments: [(1, "v"), (60, "b"), (400, ","), (700, "e"), (708, "]")])
  func marksAColumnOfALongLine(column: Int, character: Character) {
    let line = "values: [" + String(repeating: "abcde, ", count: 99) + "abcde]"
    let (shown, mark) = excerpt(of: line, column, column + 1)
    #expect(line[line.index(line.startIndex, offsetBy: column - 1)] == character)
    #expect(shown.dropFirst(mark.count - 1).first == character)
    #expect(shown.count <= 110)
  }

  @Test func cutsAMarkAtTheEndOfWhatIsShown() {
    let line = String(repeating: "x", count: 500)
    let (shown, mark) = excerpt(of: line, 1, 501)
    #expect(shown.hasSuffix("…"))
    #expect(mark.count < shown.count)
  }

  @Test(
    "no character of a source line reaches the terminal as a command",
    arguments: ["\u{7F}", "\u{85}", "\u{9B}", "\u{9D}", "\u{202E}", "\u{2066}", "\u{AD}"]
  )
  func shieldsTheTerminal(_ character: String) {
    #expect(!excerpt(of: "a\(character)b", 1, 2).shown.contains(character))
  }

  @Test(arguments: ["two\nlines", "two\r\nlines", "a\u{1B}[2Jb", "a\u{9B}2Jb", "a\u{202E}b"])
  func keepsAMessageOnOneLine(_ name: String) {
    let diagnostic = Diagnostic(
      .error,
      .unknownKey,
      "there is no key '\(name)'",
      at: .file(path: name),
      notes: [.init(name)],
      help: "not '\(name)'"
    )
    let lines = TextRenderer(plain: "").render(diagnostic).split(separator: "\n")
    #expect(lines.count == 3)
    let unfit: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
    #expect(!lines.contains { $0.unicodeScalars.contains { unfit.contains($0.properties.generalCategory) } })
  }

  /// The source line as shown, and the line below it, both without the margin.
  private func excerpt(of line: String, _ start: Int, _ end: Int) -> (shown: String, mark: String) {
    let text = TextRenderer(plain: line).render(Diagnostic(.error, .wrongType, "wrong", at: .text(span(1, start, end))))
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 3, lines[1].hasPrefix("  1 | "), lines[2].hasPrefix("    | ") else { return (text, "") }
    return (String(lines[1].dropFirst(6)), String(lines[2].dropFirst(6)))
  }

  /// How many columns a terminal takes for a text, for the characters of these tests.
  private func terminalWidth(of text: String) -> Int {
    text.reduce(0) { width, character in
      guard let scalar = character.unicodeScalars.first else { return width }
      switch scalar.value {
      case 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF, 0x3000...0x9FFF: return width + 2
      case 0x200D: return width
      default: return width + 1
      }
    }
  }
}
