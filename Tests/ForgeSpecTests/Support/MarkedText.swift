import ForgeDiagnostics

/// A text in which `⟦` and `⟧` mark a stretch: the marks are taken out, and their places counted in scalars.
struct MarkedText: Sendable {
  let text: String
  let start: TextPosition
  let end: TextPosition

  init(_ marked: String) {
    var text = ""
    var position = TextPosition(line: 1, column: 1)
    var marks: [TextPosition] = []
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "⟦", "⟧": marks.append(position)
      case "\n": position = TextPosition(line: position.line + 1, column: 1)
      default: position.column += 1
      }
      if scalar != "⟦", scalar != "⟧" { text.unicodeScalars.append(scalar) }
    }
    precondition(marks.count == 2, "a text has one marked stretch")
    self.text = text
    start = marks[0]
    end = marks[1]
  }

  func span(path: String) -> SourceSpan { SourceSpan(path: path, start: start, end: end) }
}
