import ForgeInterface

/// A text as a Swift string literal.
func stringLiteral(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": literal += "\\\""
    case "\\": literal += "\\\\"
    case "\n": literal += "\\n"
    case "\t": literal += "\\t"
    case "\r": literal += "\\r"
    default:
      if scalar.isInvisible {
        literal += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        literal.unicodeScalars.append(scalar)
      }
    }
  }
  return literal + "\""
}

extension Unicode.Scalar {
  /// A control, a separator of lines, or a mark of format: what a reader of the source would not see.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format: true
    default: false
    }
  }
}

/// Lines indented by a number of spaces, as one text; empty lines stay empty.
func indented(_ lines: [String], by spaces: Int) -> String {
  let prefix = String(repeating: " ", count: spaces)
  return lines.map { $0.isEmpty ? "" : prefix + $0 }.joined(separator: "\n")
}

/// A text broken into lines of at most `width` characters, for documentation.
func wrapped(_ text: String, width: Int = 110) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? String(word) : " \(word)"
  }
  return line.isEmpty ? lines : lines + [line]
}

/// A text inside a table of Markdown.
func tableCell(_ text: String) -> String {
  var cell = String.UnicodeScalarView()
  var previous: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    switch scalar {
    case "|": cell += ["\\", "|"]
    case "\n" where previous == "\r": break
    case "\n", "\r": cell.append(" ")
    default: cell.append(scalar)
    }
    previous = scalar
  }
  return String(cell)
}

/// Text with a full stop at its end.
func sentence(_ text: String) -> String {
  guard let last = text.last else { return text }
  return ".!?".contains(last) ? text : text + "."
}

extension SwiftIdentifier {
  /// The name as the label of an argument, where only three reserved words need backticks.
  var label: String { ["inout", "let", "var"].contains(name) ? "`\(name)`" : name }
}
