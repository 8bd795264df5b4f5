import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeSpec

/// The longest table that is read; more rows go into a file of tensors.
private let mostTableBytes = 64 << 20

/// Reads golden vectors of named scalars from a table, as a data frame writes it. `place` is where the file is named;
/// `outputTypes` are what the graph gives for the outputs, nil to leave their shapes unchecked.
package func readGoldenCSV(
  _ bytes: [UInt8],
  path: String,
  features: [Feature],
  outputs: [Output],
  outputTypes: [TensorType]? = nil,
  at place: Place,
  into sink: inout DiagnosticSink
) -> GoldenVectors? {
  guard bytes.count <= mostTableBytes else {
    sink.error(
      .unreadableGolden,
      "the table is \(bytes.count) bytes long, the limit is \(mostTableBytes)",
      at: .file(path: path),
      help: "keep some of its rows, or save them as .safetensors or .npz"
    )
    return nil
  }
  let table: CSVTable
  do {
    table = try CSVTable(bytes)
  } catch {
    sink.error(.unreadableGolden, error.message, at: GoldenCSV.span(path, error.position, width: 1))
    return nil
  }
  var reader = GoldenCSV(table: table, path: path)
  let vectors = reader.read(features, outputs, outputTypes, at: place, into: &sink)
  reader.faults.finish(path, into: &sink)
  return reader.faults.isEmpty ? vectors : nil
}

private struct GoldenCSV {
  let table: CSVTable
  let path: String
  var faults = GoldenFaults()

  init(table: CSVTable, path: String) {
    self.table = table
    self.path = path
  }

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

  mutating func read(
    _ features: [Feature],
    _ outputs: [Output],
    _ outputTypes: [TensorType]?,
    at place: Place,
    into sink: inout DiagnosticSink
  ) -> GoldenVectors? {
    guard isSeparatedByCommas(into: &sink), let columns = indexedColumns(into: &sink) else { return nil }
    var used: Set<Int> = []
    let inputColumns = features.map { columns[ExactText($0.name)] }
    used.formUnion(inputColumns.compactMap { $0 })
    let outputColumns = outputs.map { OutputColumns($0, columns, used: &used) }
    checkNames(features, inputColumns, outputs, outputColumns, used: used, at: place, into: &sink)
    checkElements(features, inputColumns, outputTypes, outputs, outputColumns, into: &sink)
    if table.rows.isEmpty { faults.report(.unreadableGolden, "the table has no rows", at: .file(path: path), into: &sink) }
    guard faults.isEmpty else { return nil }
    var rows: [GoldenVectors.Row] = []
    rows.reserveCapacity(table.rows.count)
    for cells in table.rows {
      var inputs: [FeatureValue] = []
      for (feature, column) in zip(features, inputColumns) {
        inputs.append(value(of: feature, cells[column ?? 0], into: &sink) ?? .missing)
      }
      var wanted: [GoldenVectors.Expected] = []
      for (output, columns) in zip(outputs, outputColumns) {
        wanted.append(expected(output, columns, cells, into: &sink))
      }
      rows.append(GoldenVectors.Row(inputs: inputs, expected: wanted))
    }
    return GoldenVectors(rows: rows)
  }

  // MARK: Columns

  /// Whether the header is more than one cell in which another separator stands, as some locales write it.
  private mutating func isSeparatedByCommas(into sink: inout DiagnosticSink) -> Bool {
    guard table.header.count == 1, let only = table.header.first else { return true }
    guard let other = [(";", "semicolons"), ("\t", "tabs")].first(where: { only.text.contains($0.0) }) else { return true }
    faults.report(
      .unreadableGolden,
      "the header is one column, \(only.text.quotedForMessage)",
      at: .text(span(only)),
      help: "cells are separated by commas, not \(other.1): pandas writes them so with sep=','",
      into: &sink
    )
    return false
  }

  /// Reports what has several elements, which a cell cannot hold.
  private mutating func checkElements(
    _ features: [Feature],
    _ inputColumns: [Int?],
    _ outputTypes: [TensorType]?,
    _ outputs: [Output],
    _ outputColumns: [OutputColumns],
    into sink: inout DiagnosticSink
  ) {
    for (feature, column) in zip(features, inputColumns) {
      guard case .tensor(let type) = feature.kind, let column else { continue }
      checkIsOneElement(type, "feature", table.header[column], into: &sink)
    }
    for (index, columns) in outputColumns.enumerated() {
      guard let type = outputTypes?[index], case .tensor = outputs[index].kind, let column = columns.values.first, let column
      else { continue }
      checkIsOneElement(type, "output", table.header[column], into: &sink)
    }
  }

  private mutating func checkIsOneElement(
    _ type: TensorType,
    _ noun: String,
    _ cell: CSVTable.Cell,
    into sink: inout DiagnosticSink
  ) {
    guard type.shape.fixedCount != 1 else { return }
    refuse(
      cell,
      "\(noun) \(cell.text.quotedForMessage) is \(type.shape), but a cell holds one number",
      help: "record the golden vectors as .safetensors or .npz",
      into: &sink
    )
  }

  private mutating func checkNames(
    _ features: [Feature],
    _ inputColumns: [Int?],
    _ outputs: [Output],
    _ outputColumns: [OutputColumns],
    used: Set<Int>,
    at place: Place,
    into sink: inout DiagnosticSink
  ) {
    let unknown = table.header.indices.filter { !used.contains($0) }
    let lackedFeatures = zip(features, inputColumns).filter { $0.1 == nil }.map(\.0)
    let lackedOutputs = zip(outputs, outputColumns).filter { $0.1.isEmpty }.map(\.0)
    let names = GoldenNames(
      noun: "column",
      missing: lackedFeatures.map { .init(noun: "feature", name: $0.name) }
        + lackedOutputs.map { .init(noun: "output", name: $0.name, columns: OutputColumns.wanted($0)) },
      strangers: unknown.map { .init(name: table.header[$0].text) }
    )
    if names.isOneFinding {
      let finding = names.finding(path, at: place)
      return faults.report(finding.code, finding.message, at: place, notes: finding.notes, help: finding.help, into: &sink)
    }
    for lacked in names.missing {
      faults.report(
        .missingGoldenColumn,
        "\(path) has no column for \(lacked.noun) '\(lacked.name)'\(lacked.columns.map { ": \($0)" } ?? "")",
        at: place,
        help: didYouMean(lacked.name, among: plainNames),
        into: &sink
      )
    }
    let known = features.map(\.name) + outputs.flatMap(OutputColumns.names)
    for cell in unknown.map({ table.header[$0] }) {
      faults.report(
        .unknownGoldenColumn,
        "column \(cell.text.quotedForMessage) is no feature or output",
        at: .text(span(cell)),
        help: didYouMean(cell.text, among: known) ?? "remove it from the golden file",
        into: &sink
      )
    }
  }

  /// The names in the header that a message may show.
  private var plainNames: [String] {
    table.header.map(\.text).filter { !$0.unicodeScalars.contains(where: \.isUnfitForOneLine) }
  }

  private mutating func indexedColumns(into sink: inout DiagnosticSink) -> [ExactText: Int]? {
    var columns: [ExactText: Int] = [:]
    for (index, cell) in table.header.enumerated() {
      if let first = columns[ExactText(cell.text)] {
        faults.report(
          .unreadableGolden,
          "column \(cell.text.quotedForMessage) stands twice",
          at: .text(span(cell)),
          notes: [.init("first here", at: .text(span(table.header[first])))],
          into: &sink
        )
        return nil
      }
      columns[ExactText(cell.text)] = index
    }
    return columns
  }

  // MARK: Cells

  private mutating func value(of feature: Feature, _ cell: CSVTable.Cell, into sink: inout DiagnosticSink) -> FeatureValue? {
    if cell.text.isEmpty { return .missing }
    switch feature.kind {
    case .number: return number(cell, feature.name, into: &sink).map { .number($0) }
    case .integer:
      guard let value = number(cell, feature.name, into: &sink) else { return nil }
      guard value.isNaN || Int(exactly: value) != nil else {
        refuse(cell, "'\(feature.name)' is an integer feature, but the cell is \(cell.text.quotedForMessage)", into: &sink)
        return nil
      }
      return .number(value)
    case .boolean: return flag(cell, feature.name, into: &sink).map { .boolean($0) }
    case .category, .ordinal:
      guard !cell.text.unicodeScalars.contains(where: \.isUnfitForOneLine) else {
        refuse(cell, "\(cell.text.quotedForMessage) holds a control character", into: &sink)
        return nil
      }
      return .label(cell.text)
    case .tensor(let type):
      guard let value = number(cell, feature.name, into: &sink) else { return nil }
      guard type.element == .float32 || Int32(exactly: value) != nil else {
        refuse(cell, "\(cell.text.quotedForMessage) is no id: '\(feature.name)' takes whole numbers of 32 bits", into: &sink)
        return nil
      }
      return .tensor(.init(shape: type.shape.fixedSizes ?? [1], elements: [value]))
    }
  }

  private mutating func expected(
    _ output: Output,
    _ columns: OutputColumns,
    _ cells: [CSVTable.Cell],
    into sink: inout DiagnosticSink
  ) -> GoldenVectors.Expected {
    var expected = GoldenVectors.Expected()
    for column in columns.values {
      expected.values.append(column.flatMap { number(cells[$0], output.name, into: &sink) })
    }
    guard let label = columns.label else { return expected }
    let cell = cells[label]
    switch output.kind {
    case .category(let labels):
      expected.label = labels.firstIndex { ExactText($0.text) == ExactText(cell.text) }
      if expected.label == nil {
        refuse(
          cell,
          cell.text.isEmpty
            ? "the cell is empty, but output '\(output.name)' needs a label"
            : "\(cell.text.quotedForMessage) is not among the values of output '\(output.name)'",
          help: faults.isFull ? nil : didYouMean(cell.text, among: labels.map(\.text)),
          into: &sink
        )
      }
    case .boolean: expected.label = flag(cell, output.name, into: &sink).map { $0 ? 1 : 0 }
    case .number, .tensor: break
    }
    return expected
  }

  private mutating func number(_ cell: CSVTable.Cell, _ name: String, into sink: inout DiagnosticSink) -> Double? {
    switch cell.text.lowercased() {
    case "nan": return .nan
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: break
    }
    let isPlain = cell.text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard isPlain, let value = Double(cell.text) else {
      refuse(cell, "\(shown(cell, "no number")), but '\(name)' takes a number", into: &sink)
      return nil
    }
    guard value.isFinite else {
      refuse(cell, "\(cell.text.quotedForMessage) is too large for float64", into: &sink)
      return nil
    }
    return value
  }

  private mutating func flag(_ cell: CSVTable.Cell, _ name: String, into sink: inout DiagnosticSink) -> Bool? {
    switch cell.text {
    case "true", "True", "TRUE", "1", "1.0": return true
    case "false", "False", "FALSE", "0", "0.0": return false
    default:
      refuse(cell, "\(shown(cell, "neither true nor false")), but '\(name)' is boolean", into: &sink)
      return nil
    }
  }

  /// Such as “'one' is no number”.
  private func shown(_ cell: CSVTable.Cell, _ fault: String) -> String {
    cell.text.isEmpty ? "the cell is empty" : "\(cell.text.quotedForMessage) is \(fault)"
  }

  private mutating func refuse(
    _ cell: CSVTable.Cell,
    _ message: String,
    help: String? = nil,
    into sink: inout DiagnosticSink
  ) {
    faults.report(.badGoldenValue, message, at: .text(span(cell)), help: help, into: &sink)
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

  /// The columns that may stand for an output.
  static func names(_ output: Output) -> [String] {
    switch output.kind {
    case .category(let labels): [output.name] + labels.map { "\(output.name).\($0.text)" }
    case .boolean: [output.name, "\(output.name).probability"]
    case .number, .tensor: [output.name]
    }
  }

  /// What the columns of an output are called where that is not its name alone.
  static func wanted(_ output: Output) -> String? {
    switch output.kind {
    case .category: "'\(output.name)' with labels, or '\(output.name).LABEL' with probabilities"
    case .boolean: "'\(output.name)' with true or false, or '\(output.name).probability'"
    case .number, .tensor: nil
    }
  }
}
