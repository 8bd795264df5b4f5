/// A position in a text: line and column counted from 1, columns in Unicode scalars (as libyaml counts them).
package struct TextPosition: Sendable, Hashable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A stretch of one file's text, from `start` up to, not including, `end`.
package struct SourceSpan: Sendable, Hashable {
  /// The path as the user gave it or as it is best shown.
  package var path: String
  package var start: TextPosition
  package var end: TextPosition

  package init(path: String, start: TextPosition, end: TextPosition) {
    self.path = path
    self.start = start
    self.end = end
  }
}

/// Where a diagnostic points.
package enum Place: Sendable, Hashable {
  /// A stretch of a text file.
  case text(SourceSpan)
  /// A byte of a binary file, counted from 0.
  case byte(path: String, offset: Int)
  /// A file or folder as a whole.
  case file(path: String)
  /// The command line or the program itself.
  case nowhere

  /// The place in front of a message, as compilers write it: `spec.yaml:3:5: `; nothing for nowhere.
  var prefix: String {
    switch self {
    case .text(let span): "\(span.path):\(span.start.line):\(span.start.column): "
    case .byte(let path, let offset): "\(path): byte \(offset): "
    case .file(let path): "\(path): "
    case .nowhere: ""
    }
  }

  /// The path of the file, where there is one.
  package var path: String? {
    switch self {
    case .text(let span): span.path
    case .byte(let path, _), .file(let path): path
    case .nowhere: nil
    }
  }
}
