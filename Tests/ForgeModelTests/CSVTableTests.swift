import ForgeDiagnostics
@testable import ForgeModel
import Testing

/// Tables as RFC 4180 has them, and as pandas and R write them.
@Suite struct CSVTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let records: [[String]]

    init(_ id: String, _ text: String, _ records: [[String]]) {
      testDescription = id
      self.text = text
      self.records = records
    }
  }

  static let lineBreaks = [
    Case("line feeds", "a,b\n1,2\n3,4\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    Case("Windows line breaks", "a,b\r\n1,2\r\n3,4\r\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    Case("old Mac line breaks", "a,b\r1,2\r3,4\r", [["a", "b"], ["1", "2"], ["3", "4"]]),
    Case("no line break at the end", "a,b\n1,2", [["a", "b"], ["1", "2"]]),
    Case("empty lines at the end", "a,b\n1,2\n\n\r\n\n", [["a", "b"], ["1", "2"]]),
    Case("only a header", "a,b\n", [["a", "b"]]),
    Case("only a header without a line break", "a,b", [["a", "b"]]),
    Case("a byte-order mark", "\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    Case("a byte-order mark before a quote", "\u{FEFF}\"a\",b\n1,2\n", [["a", "b"], ["1", "2"]]),
  ]

  static let cells = [
    Case("empty cells", "a,b,c\n,,\n1,,\n", [["a", "b", "c"], ["", "", ""], ["1", "", ""]]),
    Case("an empty cell at the end of the text", "a,b\n1,", [["a", "b"], ["1", ""]]),
    Case("one column", "a\n1\n2\n", [["a"], ["1"], ["2"]]),
    Case("blanks belong to the cell", "a, b\n 1 ,2 \n", [["a", " b"], [" 1 ", "2 "]]),
    Case("letters beyond ASCII", "größe,島\nä,🙂\n", [["größe", "島"], ["ä", "🙂"]]),
    Case("a quote within an unquoted cell", "a,b\n5\" nail,x\n", [["a", "b"], ["5\" nail", "x"]]),
    Case("other separators are text", "a;b\tc\n1;2\t3\n", [["a;b\tc"], ["1;2\t3"]]),
  ]

  static let quotes = [
    Case("quoted cells", "\"a\",\"b\"\n\"1\",\"2\"\n", [["a", "b"], ["1", "2"]]),
    Case("a comma in quotes", "a,b\n\"1,5\",2\n", [["a", "b"], ["1,5", "2"]]),
    Case("a line break in quotes", "a,b\n\"one\ntwo\",2\n", [["a", "b"], ["one\ntwo", "2"]]),
    Case("a Windows line break in quotes is kept", "a,b\r\n\"one\r\ntwo\",2\r\n", [["a", "b"], ["one\r\ntwo", "2"]]),
    Case("a doubled quote", "a,b\n\"say \"\"hi\"\"\",2\n", [["a", "b"], ["say \"hi\"", "2"]]),
    Case("only a doubled quote", "a,b\n\"\"\"\",2\n", [["a", "b"], ["\"", "2"]]),
    Case("an empty text in quotes", "a,b\n\"\",2\n", [["a", "b"], ["", "2"]]),
    Case("a quoted cell at the end of the text", "a,b\n1,\"2\"", [["a", "b"], ["1", "2"]]),
    Case("an empty quoted cell in a table of one column", "a\n\"\"\nx\n", [["a"], [""], ["x"]]),
  ]

  @Test("reads a table", arguments: lineBreaks + cells + quotes)
  func reads(_ example: Case) throws {
    let table = try CSVTable(Array(example.text.utf8))
    #expect([table.header.map(\.text)] + table.rows.map { $0.map(\.text) } == example.records)
  }

  @Test(
    "marks a cell where it starts",
    arguments: [
      ("the header", "⟦a⟧,b\n1,2\n", 0, 0), ("a later cell", "a,b\n1,⟦2⟧\n", 1, 1),
      ("behind letters of several bytes", "größe,⟦b⟧\n", 0, 1),
      ("behind an emoji", "🙂🙂,⟦b⟧\n", 0, 1), ("a quoted cell, at its quote", "a,b\n1,⟦\"2\"⟧\n", 1, 1),
      ("behind a line break in quotes", "a,b\n\"x\ny\",⟦2⟧\n", 1, 1),
      ("the row behind a line break in quotes", "a,b\n\"x\ny\",2\n⟦3⟧,4\n", 2, 0),
      ("after Windows line breaks", "a,b\n1,2\n3,⟦4⟧\n", 2, 1), ("behind a byte-order mark", "⟦a⟧,b\n", 0, 0),
    ]
  )
  func marksCells(id: String, marked: String, record: Int, column: Int) throws {
    let marked = MarkedText(marked)
    var text = marked.text
    if id.contains("Windows") { text = text.replacing("\n", with: "\r\n") }
    if id.contains("byte-order") { text = "\u{FEFF}" + text }
    let table = try CSVTable(Array(text.utf8))
    #expect(([table.header] + table.rows)[record][column].position == marked.start)
  }

  @Test func countsOldMacLineBreaks() throws {
    let table = try CSVTable(Array("a,b\r1,2\r".utf8))
    #expect(table.rows[0][1].position == TextPosition(line: 2, column: 3))
  }

  /// The excerpt below a message comes from `SourceTexts`, which must break lines as the reader does.
  @Test(arguments: ["\u{B}", "\u{C}", "\u{85}", "\u{2028}"])
  func agreesWithTheExcerptOnLines(separator: String) throws {
    let text = "a,b\nx\(separator)y,2\n3,4\n"
    let cell = try CSVTable(Array(text.utf8)).rows[1][0]
    var sources = SourceTexts()
    sources.add(Array(text.utf8), path: "g.csv")
    let span = SourceSpan(path: "g.csv", start: cell.position, end: cell.position)
    let rendered = TextRenderer(sources: sources, usesColor: false).render(
      Diagnostic(.error, .badGoldenValue, "bad", at: .text(span))
    )
    #expect(rendered.contains(" | 3,4\n"))
  }

  @Test(
    "refuses what is no table",
    arguments: [
      ("nothing", "", "the table is empty", 1, 1), ("only line breaks", "\n\n", "the table is empty", 1, 1),
      ("a short row", "a,b\n1,2\n3\n", "this row has 1 cell, but the header has 2", 3, 1),
      ("a long row", "a,b\n1,2,3\n", "this row has 3 cells, but the header has 2", 2, 1),
      ("a row with a comma at its end", "a,b\n1,2,\n", "this row has 3 cells, but the header has 2", 2, 1),
      ("an unclosed quote", "a,b\n1,\"2\n3,4\n", "the quote that opens here is never closed", 2, 3),
      ("an unclosed quote in the header", "\"a,b\n", "the quote that opens here is never closed", 1, 1),
      ("text behind a quote", "a,b\n\"1\"x,2\n", "a closing quote must be followed by a comma or the end of the line", 2, 4),
      ("a blank behind a quote", "a,b\n\"1\" ,2\n", "a closing quote must be followed by a comma or the end of the line", 2, 4),
    ]
  )
  func refuses(id: String, text: String, message: String, line: Int, column: Int) {
    #expect(fault(Array(text.utf8)) == CSVTable.Fault(message: message, position: TextPosition(line: line, column: column)))
  }

  @Test(
    "points at the cell that is no UTF-8",
    arguments: [
      ("Latin-1", Array("a,b\n1,".utf8) + [0xE4] + Array("x\n".utf8), 2, 3),
      ("in quotes", Array("a,b\n1,\"".utf8) + [0xFF] + Array("\"\n".utf8), 2, 3),
      ("cut off", Array("a,b\n1,2\nx".utf8) + [0xC3], 3, 1),
      ("UTF-16", [0xFF, 0xFE, 0x61, 0x00], 1, 1),
    ] as [(String, [UInt8], Int, Int)]
  )
  func refusesOtherEncodings(id: String, bytes: [UInt8], line: Int, column: Int) {
    #expect(
      fault(bytes) == CSVTable.Fault(message: "the cell is not UTF-8", position: TextPosition(line: line, column: column))
    )
  }

  @Test func passesOverEmptyLines() throws {
    let table = try CSVTable(Array("a,b\n1,2\n\n\r\n3,4\n\n".utf8))
    #expect(table.rows.map { $0.map(\.text) } == [["1", "2"], ["3", "4"]])
    #expect(table.rows[1][0].position.line == 5)
  }

  @Test(.timeLimit(.minutes(1)))
  func readsAHundredThousandCells() throws {
    let row = (0..<50).map { "\($0).5" }.joined(separator: ",") + "\n"
    let table = try CSVTable(Array(String(repeating: row, count: 2001).utf8))
    #expect(table.rows.count == 2000)
  }

  private func fault(_ bytes: [UInt8]) -> CSVTable.Fault? {
    do throws(CSVTable.Fault) {
      _ = try CSVTable(bytes)
      return nil
    } catch {
      return error
    }
  }
}
