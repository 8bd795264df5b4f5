import ForgeDiagnostics

/// A stretch of `spec.yaml` within one line: columns from `start` up to, not including, `end`.
func span(_ line: Int, _ start: Int, _ end: Int, path: String = "spec.yaml") -> SourceSpan {
  span((line, start), (line, end), path: path)
}

/// A stretch of `spec.yaml` from one line and column up to another.
func span(_ start: (line: Int, column: Int), _ end: (line: Int, column: Int), path: String = "spec.yaml") -> SourceSpan {
  SourceSpan(
    path: path,
    start: TextPosition(line: start.line, column: start.column),
    end: TextPosition(line: end.line, column: end.column)
  )
}

extension TextRenderer {
  /// A renderer without colour for one file.
  init(plain text: String, path: String = "spec.yaml") {
    var sources = SourceTexts()
    sources.add(Array(text.utf8), path: path)
    self.init(sources: sources, usesColor: false)
  }
}
