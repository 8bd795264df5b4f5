import ForgeDiagnostics

/// Reports the faults of a golden file: the first hundred, and at the end how many more there are.
struct GoldenFaults {
  private static let mostShown = 100

  /// How many faults there are, shown or not.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  /// Whether the next fault is only counted, so that help for it need not be looked for.
  var isFull: Bool { count >= Self.mostShown }

  mutating func report(
    _ code: DiagnosticCode,
    _ message: String,
    at place: Place,
    notes: [Diagnostic.Note] = [],
    help: String? = nil,
    into sink: inout DiagnosticSink
  ) {
    count += 1
    guard count <= Self.mostShown else { return }
    sink.error(code, message, at: place, notes: notes, help: help)
  }

  /// Says how many faults were not shown.
  func finish(_ path: String, into sink: inout DiagnosticSink) {
    let rest = count - Self.mostShown
    guard rest > 0 else { return }
    sink.error(.badGoldenValue, "and \(rest) more fault\(rest == 1 ? "" : "s")", at: .file(path: path))
  }
}
