import ForgeDiagnostics
import ForgeJSON
import ForgeModel

/// Shows how a model compares with its golden vectors.
enum ParityTable {
  /// A line an output: rows, largest differences, verdict.
  static func text(_ report: ParityReport) -> String {
    let header = ["output", "rows", "max abs", "max rel", "admitted", "verdict"]
    let rows = report.outputs.map { output in
      [
        output.name, "\(output.rows)", shortText(output.largestAbsolute), shortText(output.largestRelative),
        "\(shortText(output.tolerance.absolute)) + \(shortText(output.tolerance.relative))·|want|",
        output.passes ? "ok" : "FAILED in \(counted(Set(output.failures.map(\.row)).count, "row"))",
      ]
    }
    return table([header] + rows)
  }

  /// An error an output that fails, with its worst rows.
  static func report(_ report: ParityReport, spec: Project, into sink: inout DiagnosticSink) {
    let place = spec.model.spec.golden.map { Place.text($0.file.span) } ?? .nowhere
    for output in report.outputs where !output.passes {
      let rows = Set(output.failures.map(\.row)).count
      let worst = output.failures.prefix(5).map { Diagnostic.Note("row \($0.row + 1) \($0.explanation)") }
      sink.error(
        .parityFailed,
        "output \(output.name.quotedForMessage) is not what the prototype gave in \(rows) of \(counted(output.rows, "row"))",
        at: place,
        notes: Array(worst),
        help: "check layout, preprocessing constants and layer options against the prototype"
      )
    }
    for refusal in report.refusals.prefix(5) {
      sink.error(
        .parityFailed,
        "the model refuses golden row \(refusal.row + 1): \(refusal.explanation)",
        at: place,
        help: refusal.help
      )
    }
  }
}

/// “1 row”, “2 rows”.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// Columns side by side, the first to the left and the others to the right, without trailing blanks.
func table(_ rows: [[String]]) -> String {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let pad = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 || column == row.count - 1 ? cell + pad : pad + cell
    }
    var line = cells.joined(separator: "  ")
    while line.hasSuffix(" ") { line.removeLast() }
    return line + "\n"
  }.joined()
}
