import ForgeDiagnostics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How diagnostics are shown.
enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, github, sarif
}

/// Gathers the diagnostics of a command and shows them at its end: text goes to standard error, documents for machines to
/// standard output.
struct Reporter {
  let format: ReportFormat
  var sources = SourceTexts()
  private(set) var diagnostics: [Diagnostic] = []

  init(format: ReportFormat) { self.format = format }

  /// Whether the command's own output may go to standard output as text.
  var showsText: Bool { format == .text || format == .github }

  mutating func take(_ sink: DiagnosticSink) { diagnostics += sink.diagnostics }

  /// The exit code for what was found: 2 when an input is not there, 1 for errors, else 0.
  var exitCode: Int32 {
    let errors = diagnostics.filter { $0.severity == .error }
    if errors.contains(where: { $0.code == .fileNotFound || $0.code == .unreadableFile }) { return 2 }
    return errors.isEmpty ? 0 : 1
  }

  /// Shows everything, sorted by place.
  func show() {
    let sorted = diagnostics.sorted()
    switch format {
    case .text:
      let renderer = TextRenderer(sources: sources, usesColor: terminalHasColor(STDERR_FILENO))
      for diagnostic in sorted { writeError(renderer.render(diagnostic)) }
      if let summary = renderer.summary(sorted) { writeError(summary) }
    case .json: writeOutput(renderJSON(sorted, toolVersion: toolVersion))
    case .github: writeOutput(renderGitHub(sorted))
    case .sarif: writeOutput(renderSARIF(sorted, toolVersion: toolVersion))
    }
  }
}

/// The version of this program.
let toolVersion = "0.1.0"

/// Whether colour is wanted: on a terminal, unless `NO_COLOR` is set (https://no-color.org).
private func terminalHasColor(_ descriptor: Int32) -> Bool {
  if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
  if let term = getenv("TERM"), String(cString: term) == "dumb" { return false }
  return isatty(descriptor) == 1
}

/// Writes to standard output as a whole. A reader that gets only a part must not take the run for a success: the program ends.
func writeOutput(_ text: String) {
  if writeAll(Array(text.utf8), to: STDOUT_FILENO) { return }
  writeError("error: \(FileFault("write", "standard output").message)\n")
  exit(1)
}

/// Writes to standard error as a whole.
func writeError(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }
