import ForgeJSON

/// Diagnostics for people and compilers' parsers: `path:line:col: error: message [PF0203]`, the source line and a caret.
package struct TextRenderer: Sendable {
  private let sources: SourceTexts
  private let usesColor: Bool

  package init(sources: SourceTexts, usesColor: Bool) {
    self.sources = sources
    self.usesColor = usesColor
  }

  /// A diagnostic with its source line, notes and help, ending in a line break.
  package func render(_ diagnostic: Diagnostic) -> String {
    let color = diagnostic.severity == .error ? Color.red : .yellow
    let head = "\(place(diagnostic.place).escapedForOneLine)\(painted(diagnostic.severity.rawValue + ":", color)) "
    var text = head + painted(diagnostic.message.escapedForOneLine, .bold) + " [\(diagnostic.code.rawValue)]\n"
    text += excerpt(diagnostic.place)
    for note in diagnostic.notes {
      let head = place(note.place).escapedForOneLine + painted("note:", .cyan)
      text += "\(head) \(note.message.escapedForOneLine)\n" + excerpt(note.place)
    }
    if let help = diagnostic.help { text += "  \(painted("help:", .green)) \(help.escapedForOneLine)\n" }
    return text
  }

  /// “2 errors, 1 warning”, or nothing when there is nothing to count.
  package func summary(_ diagnostics: [Diagnostic]) -> String? {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    guard !parts.isEmpty else { return nil }
    let codes = Set(diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)).sorted()
    let explain = codes.first.map { "; 'protoforge explain \($0)' tells more" } ?? ""
    return parts.joined(separator: ", ") + explain + "\n"
  }

  /// What has no place is set in, so that it stands out from the lines of files.
  private func place(_ place: Place) -> String { place == .nowhere ? "  " : place.prefix }

  /// The line with a caret below its first marked column: of a long line a window around the caret.
  private func excerpt(_ place: Place) -> String {
    guard case .text(let span) = place, let line = sources.line(span.start.line, of: span.path) else { return "" }
    let scalars = Array(line.unicodeScalars)
    let start = max(0, min(span.start.column - 1, scalars.count))
    let lineEnd = span.end.line == span.start.line ? min(span.end.column - 1, scalars.count) : scalars.count
    let window = Self.window(around: start, of: scalars.count)
    let number = "\(span.start.line)"
    let margin = String(repeating: " ", count: number.count)
    let before = window.lowerBound > 0 ? "…" : ""
    let after = window.upperBound < scalars.count ? "…" : ""
    let shown = String(String.UnicodeScalarView(scalars[window].map(Self.visible)))
    let pad = (before.isEmpty ? "" : " ") + scalars[window.lowerBound..<start].map(Self.blank).joined()
    let marked = scalars[start..<max(start, min(lineEnd, window.upperBound))]
    let mark = "^" + String(repeating: "~", count: max(0, marked.reduce(-1) { $0 + Self.visible($1).terminalWidth }))
    return "  \(number) | \(before)\(shown)\(after)\n  \(margin) | \(pad)\(painted(mark, .green))\n"
  }

  /// The columns that are shown of a line: all of a short one, else 100 with the caret in the first half.
  private static func window(around caret: Int, of count: Int) -> Range<Int> {
    guard count > 130 else { return 0..<count }
    let first = max(0, min(caret - 40, count - 100))
    return first..<min(count, first + 100)
  }

  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar != "\t" && scalar.isUnfitForOneLine ? "\u{FFFD}" : scalar
  }

  /// What is as wide as the scalar is shown.
  private static func blank(_ scalar: Unicode.Scalar) -> String {
    scalar == "\t" ? "\t" : String(repeating: " ", count: visible(scalar).terminalWidth)
  }

  private enum Color: String {
    case red = "31;1", yellow = "33;1", green = "32;1", cyan = "36;1", bold = "1"
  }

  private func painted(_ text: String, _ color: Color) -> String {
    usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
