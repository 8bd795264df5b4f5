import ForgeDiagnostics

/// Shows the findings in every form; gives the first error.
func checkReport(_ sink: DiagnosticSink, of bytes: [UInt8], path: String) -> String? {
  let sorted = sink.diagnostics.sorted()
  guard !sorted.isEmpty else { return nil }
  var sources = SourceTexts()
  sources.add(bytes, path: path)
  let renderer = TextRenderer(sources: sources, usesColor: true)
  for diagnostic in sorted {
    precondition(!diagnostic.message.isEmpty, "a finding is a sentence")
    _ = renderer.render(diagnostic)
  }
  _ = renderer.summary(sorted)
  _ = renderGitHub(sorted)
  if fingerprint(bytes) % 16 == 0 {
    _ = renderJSON(sorted, toolVersion: "fuzz")
    _ = renderSARIF(sorted, toolVersion: "fuzz")
  }
  return sorted.first { $0.severity == .error }.map { "\($0.code)" }
}
