/// Collects the findings of a stage, so that one run shows all of them.
package struct DiagnosticSink: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []

  package init() {}

  /// Whether anything found so far stops the command.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  package mutating func report(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
  }

  package mutating func error(
    _ code: DiagnosticCode,
    _ message: String,
    at place: Place,
    notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    report(Diagnostic(.error, code, message, at: place, notes: notes, help: help))
  }

  package mutating func warn(
    _ code: DiagnosticCode,
    _ message: String,
    at place: Place,
    notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    report(Diagnostic(.warning, code, message, at: place, notes: notes, help: help))
  }

  package mutating func error(
    _ code: DiagnosticCode,
    _ message: String,
    at span: SourceSpan,
    notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    error(code, message, at: .text(span), notes: notes, help: help)
  }

  package mutating func warn(
    _ code: DiagnosticCode,
    _ message: String,
    at span: SourceSpan,
    notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    warn(code, message, at: .text(span), notes: notes, help: help)
  }
}
