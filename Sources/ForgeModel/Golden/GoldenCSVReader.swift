import ForgeDiagnostics
import ForgeInterface
import ForgeJSON
import ForgeSpec

/// Reads golden vectors of named scalars from a table, as a data frame writes it.
package func readGoldenCSV(
  _ bytes: [UInt8],
  path: String,
  features: [Feature],
  outputs: [Output],
  at span: SourceSpan,
  into sink: inout DiagnosticSink
) -> GoldenVectors? {
  let table: CSVTable
  do {
    table = try CSVTable(bytes)
  } catch {
    sink.error(.unreadableGolden, error.message, at: GoldenCSV.span(path, error.position, width: 1))
    return nil
  }
  let reader = GoldenCSV(table: table, path: path)
  return reader.read(features, outputs, at: span, into: &sink)
}

private struct GoldenCSV {
  let table: CSVTable
  let path: String

  static func span(_ path: String, _ position: TextPosition, width: Int) -> SourceSpan {
    SourceSpan(
      path: path,
      start: position,
      end: TextPosition(line: position.line, column: position.column + max(1, width))
    )
  }

  private func span(_ cell: CSVTable.Cell) -> SourceSpan {
    Self.span(path, cell.position, width: cell.text.unicodeScalars.count)
  }

  func read(_ features: [Feature], _ outputs: [Output], at span: SourceSpan, into sink: inout DiagnosticSink) -> GoldenVectors?
  {
    let errorsBefore = sink.diagnostics.count
    guard let columns = indexedColumns(into: &sink) else { return nil }
    var used: Set<Int> = []
    let inputColumns = features.map { feature in
      column(feature.name, columns, noun: "feature", at: span, used: &used, into: &sink)
    }
    let outputColumns = outputs.map { OutputColumns($0, columns, used: &used) }
    for (output, columns) in zip(outputs, outputColumns) where columns.isEmpty {
      sink.error(
        .missingGoldenColumn,
        "\(path) has no column for output '\(output.name)': \(OutputColumns.wanted(output))",
        at: span,
        help: didYouMean(output.name, among: table.header.map(\.text))
      )
    }
    for (index, cell) in table.header.enumerated() where !used.contains(index) {
      let known = features.map(\.name) + outputs.map(\.name)
      sink.error(
        .unknownGoldenColumn,
        "column '\(cell.text)' is no feature or output",
        at: self.span(cell),
        help: didYouMean(cell.text, among: known) ?? "remove it from the golden file"
      )
    }
    if table.rows.isEmpty { sink.error(.unreadableGolden, "the table has no rows", at: .file(path: path)) }
    guard sink.diagnostics.count == errorsBefore else { return nil }
    let rows = table.rows.map { cells in
      GoldenVectors.Row(
        inputs: zip(features, inputColumns).map { value(of: $0, cells[$1 ?? 0], into: &sink) ?? .missing },
        expected: zip(outputs, outputColumns).map { expected($0, $1, cells, into: &sink) }
      )
    }
    return sink.diagnostics.count == errorsBefore ? GoldenVectors(rows: rows) : nil
  }

  private func indexedColumns(into sink: inout DiagnosticSink) -> [ExactText: Int]? {
    var columns: [ExactText: Int] = [:]
    for (index, cell) in table.header.enumerated() {
      if let first = columns[ExactText(cell.text)] {
        sink.error(
          .unreadableGolden,
          "column '\(cell.text)' stands twice",
          at: span(cell),
          notes: [.init("first here", at: .text(span(table.header[first])))]
        )
        return nil
      }
      columns[ExactText(cell.text)] = index
    }
    return columns
  }

  private func column(
    _ name: String,
    _ columns: [ExactText: Int],
    noun: String,
    at span: SourceSpan,
    used: inout Set<Int>,
    into sink: inout DiagnosticSink
  ) -> Int? {
    guard let index = columns[ExactText(name)] else {
      sink.error(
        .missingGoldenColumn,
        "\(path) has no column for \(noun) '\(name)'",
        at: span,
        help: didYouMean(name, among: table.header.map(\.text))
      )
      return nil
    }
    used.insert(index)
    return index
  }

  // MARK: Cells

  private func value(of feature: Feature, _ cell: CSVTable.Cell, into sink: inout DiagnosticSink) -> FeatureValue? {
    if cell.text.isEmpty { return .missing }
    switch feature.kind {
    case .number: return number(cell, feature.name, into: &sink).map { .number($0) }
    case .integer:
      guard let value = number(cell, feature.name, into: &sink) else { return nil }
      guard value.isNaN || value == value.rounded() else {
        refuse(cell, "'\(feature.name)' is an integer feature, but the cell is '\(cell.text)'", into: &sink)
        return nil
      }
      return .number(value)
    case .boolean: return flag(cell, feature.name, into: &sink).map { .boolean($0) }
    case .category, .ordinal: return .label(cell.text)
    case .tensor:
      guard let value = number(cell, feature.name, into: &sink) else { return nil }
      return .tensor(.init(shape: [1], elements: [value]))
    }
  }

  private func expected(
    _ output: Output,
    _ columns: OutputColumns,
    _ cells: [CSVTable.Cell],
    into sink: inout DiagnosticSink
  ) -> GoldenVectors.Expected {
    var expected = GoldenVectors.Expected()
    expected.values = columns.values.map { column in
      column.flatMap { number(cells[$0], output.name, into: &sink) }
    }
    guard let label = columns.label else { return expected }
    let cell = cells[label]
    switch output.kind {
    case .category(let labels):
      expected.label = labels.firstIndex { ExactText($0.text) == ExactText(cell.text) }
      if expected.label == nil {
        let help = didYouMean(cell.text, among: labels.map(\.text))
        refuse(cell, "'\(cell.text)' is not among the values of output '\(output.name)'", help: help, into: &sink)
      }
    case .boolean: expected.label = flag(cell, output.name, into: &sink).map { $0 ? 1 : 0 }
    case .number, .tensor: break
    }
    return expected
  }

  private func number(_ cell: CSVTable.Cell, _ name: String, into sink: inout DiagnosticSink) -> Double? {
    switch cell.text.lowercased() {
    case "nan": return .nan
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: break
    }
    let isPlain = cell.text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard isPlain, let value = Double(cell.text) else {
      refuse(cell, "'\(cell.text)' is no number, but '\(name)' takes one", into: &sink)
      return nil
    }
    return value
  }

  private func flag(_ cell: CSVTable.Cell, _ name: String, into sink: inout DiagnosticSink) -> Bool? {
    switch cell.text {
    case "true", "True", "TRUE", "1", "1.0": return true
    case "false", "False", "FALSE", "0", "0.0": return false
    default:
      refuse(cell, "'\(cell.text)' is neither true nor false, but '\(name)' is boolean", into: &sink)
      return nil
    }
  }

  private func refuse(_ cell: CSVTable.Cell, _ message: String, help: String? = nil, into sink: inout DiagnosticSink) {
    sink.error(.badGoldenValue, message, at: span(cell), help: help)
  }
}

/// Which columns tell what the prototype gave for an output.
private struct OutputColumns {
  var label: Int?
  var values: [Int?] = []

  var isEmpty: Bool { label == nil && values.allSatisfy { $0 == nil } }

  init(_ output: Output, _ columns: [ExactText: Int], used: inout Set<Int>) {
    func take(_ name: String) -> Int? {
      guard let index = columns[ExactText(name)] else { return nil }
      used.insert(index)
      return index
    }
    switch output.kind {
    case .category(let labels):
      label = take(output.name)
      values = labels.map { take("\(output.name).\($0.text)") }
    case .boolean:
      label = take(output.name)
      values = [take("\(output.name).probability")]
    case .number, .tensor: values = [take(output.name)]
    }
  }

  static func wanted(_ output: Output) -> String {
    switch output.kind {
    case .category: "'\(output.name)' with labels, or '\(output.name).LABEL' with probabilities"
    case .boolean: "'\(output.name)' with true or false, or '\(output.name).probability'"
    case .number, .tensor: "'\(output.name)'"
    }
  }
}
