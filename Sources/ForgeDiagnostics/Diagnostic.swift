/// How much a diagnostic weighs: an error stops the command with exit code 1, a warning does not.
package enum Severity: String, Sendable, Hashable, Comparable {
  case error, warning

  package static func < (left: Self, right: Self) -> Bool {
    left == .error && right == .warning
  }
}

/// A finding in a user's file: what was found, what was wanted, where, and what to do.
///
/// Messages are lower-case sentences without a full stop; `help` is the way out (a did-you-mean, a command), `notes` point at
/// the other places that belong to the finding.
package struct Diagnostic: Error, Sendable, Hashable {
  /// Another place that explains the finding.
  package struct Note: Sendable, Hashable {
    package var message: String
    package var place: Place

    package init(_ message: String, at place: Place = .nowhere) {
      self.message = message
      self.place = place
    }
  }

  package var severity: Severity
  package var code: DiagnosticCode
  package var message: String
  package var place: Place
  package var notes: [Note]
  package var help: String?

  package init(
    _ severity: Severity = .error,
    _ code: DiagnosticCode,
    _ message: String,
    at place: Place,
    notes: [Note] = [],
    help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.notes = notes
    self.help = help
  }
}

extension Diagnostic: Comparable {
  /// The order in which findings are shown: by file, place, weight, code and text.
  package static func < (left: Self, right: Self) -> Bool {
    if left.sortPath != right.sortPath { return left.sortPath < right.sortPath }
    if left.sortPosition != right.sortPosition { return left.sortPosition < right.sortPosition }
    if left.severity != right.severity { return left.severity < right.severity }
    return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
  }

  private var sortPath: String { place.path ?? "" }

  private var sortPosition: TextPosition {
    switch place {
    case .text(let span): span.start
    case .byte(_, let offset): TextPosition(line: 0, column: offset)
    case .file, .nowhere: TextPosition(line: 0, column: 0)
    }
  }
}
