import ForgeDiagnostics

/// A comma-separated table with a header (RFC 4180): quoted fields, CRLF or LF, a byte-order mark, UTF-8.
package struct CSVTable: Sendable {
  package struct Cell: Sendable, Equatable {
    package let text: String
    package let position: TextPosition
  }

  package let header: [Cell]
  package let rows: [[Cell]]

  /// Why a text is no such table.
  package struct Fault: Error, Sendable, Equatable {
    package let message: String
    package let position: TextPosition
  }

  /// Reads a table. Every row has as many cells as the header; empty lines are passed over, as pandas does.
  package init(_ bytes: [UInt8]) throws(Fault) {
    var scanner = CSVScanner(bytes)
    var records: [[Cell]] = []
    while let record = try scanner.record() { records.append(record) }
    guard let header = records.first else {
      throw Fault(message: "the table is empty", position: TextPosition(line: 1, column: 1))
    }
    for record in records.dropFirst() where record.count != header.count {
      throw Fault(
        message: "this row has \(record.count) cell\(record.count == 1 ? "" : "s"), but the header has \(header.count)",
        position: record[0].position
      )
    }
    self.header = header
    rows = Array(records.dropFirst())
  }
}

/// Walks over the bytes of a table, counting lines and columns (in Unicode scalars).
private struct CSVScanner {
  private let bytes: [UInt8]
  private var offset = 0
  private var position = TextPosition(line: 1, column: 1)

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func advance() {
    guard offset < bytes.count else { return }
    if endsLine {
      position = TextPosition(line: position.line + 1, column: 1)
    } else if bytes[offset] & 0xC0 != 0x80 {
      position.column += 1
    }
    offset += 1
  }

  /// Whether the current byte ends a line: a line feed, or a carriage return without one behind it, as old Macs wrote it.
  private var endsLine: Bool {
    switch current {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): offset + 1 == bytes.count || bytes[offset + 1] != UInt8(ascii: "\n")
    default: false
    }
  }

  /// The next record, or nil at the end of the text.
  mutating func record() throws(CSVTable.Fault) -> [CSVTable.Cell]? {
    while let byte = current, isLineBreak(byte) { advance() }
    guard current != nil else { return nil }
    var cells: [CSVTable.Cell] = [try cell()]
    while current == UInt8(ascii: ",") {
      advance()
      cells.append(try cell())
    }
    if current == UInt8(ascii: "\r") { advance() }
    if current == UInt8(ascii: "\n") { advance() }
    return cells
  }

  private mutating func cell() throws(CSVTable.Fault) -> CSVTable.Cell {
    let start = position
    let text = current == UInt8(ascii: "\"") ? try quoted() : plain()
    guard let text = String(validating: text, as: UTF8.self) else {
      throw CSVTable.Fault(message: "the cell is not UTF-8", position: start)
    }
    return CSVTable.Cell(text: text, position: start)
  }

  private mutating func plain() -> [UInt8] {
    let start = offset
    while let byte = current, byte != UInt8(ascii: ","), !isLineBreak(byte) { advance() }
    return Array(bytes[start..<offset])
  }

  private mutating func quoted() throws(CSVTable.Fault) -> [UInt8] {
    let start = position
    var text: [UInt8] = []
    advance()
    while let byte = current {
      advance()
      if byte != UInt8(ascii: "\"") {
        text.append(byte)
      } else if current == UInt8(ascii: "\"") {
        text.append(byte)
        advance()
      } else {
        guard let after = current, after != UInt8(ascii: ","), !isLineBreak(after) else { return text }
        throw CSVTable.Fault(message: "a closing quote must be followed by a comma or the end of the line", position: position)
      }
    }
    throw CSVTable.Fault(message: "the quote that opens here is never closed", position: start)
  }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
