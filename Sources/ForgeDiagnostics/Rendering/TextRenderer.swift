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
    let head = "\(place(diagnostic.place))\(painted(diagnostic.severity.rawValue + ":", color)) "
    var text = head + painted(diagnostic.message, .bold) + " [\(diagnostic.code.rawValue)]\n"
    text += excerpt(diagnostic.place)
    for note in diagnostic.notes {
      text += "\(place(note.place))\(painted("note:", .cyan)) \(note.message)\n" + excerpt(note.place)
    }
    if let help = diagnostic.help { text += "  \(painted("help:", .green)) \(help)\n" }
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

  private func place(_ place: Place) -> String {
    switch place {
    case .text(let span): "\(span.path):\(span.start.line):\(span.start.column): "
    case .byte(let path, let offset): "\(path): byte \(offset): "
    case .file(let path): "\(path): "
    case .nowhere: "  "
    }
  }

  private func excerpt(_ place: Place) -> String {
    guard case .text(let span) = place, let line = sources.line(span.start.line, of: span.path) else { return "" }
    let scalars = Array(line.unicodeScalars.prefix(400))
    let start = max(0, min(span.start.column - 1, scalars.count))
    let isOneLine = span.end.line == span.start.line
    let end = max(start + 1, isOneLine ? min(span.end.column - 1, scalars.count) : scalars.count)
    let number = "\(span.start.line)"
    let shown = String(String.UnicodeScalarView(scalars.map { $0 == "\t" || $0.value >= 0x20 ? $0 : "\u{FFFD}" }))
    let margin = String(repeating: " ", count: number.count)
    let pad = String(String.UnicodeScalarView(scalars.prefix(start).map { $0 == "\t" ? "\t" : " " }))
    let mark = "^" + String(repeating: "~", count: max(0, end - start - 1))
    return "  \(number) | \(shown)\n  \(margin) | \(pad)\(painted(mark, .green))\n"
  }

  private enum Color: String {
    case red = "31;1", yellow = "33;1", green = "32;1", cyan = "36;1", bold = "1"
  }

  private func painted(_ text: String, _ color: Color) -> String {
    usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
