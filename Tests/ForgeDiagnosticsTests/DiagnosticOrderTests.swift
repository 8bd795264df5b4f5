import ForgeDiagnostics
import Testing

@Suite struct DiagnosticOrderTests {
  /// In the order in which they are to be shown.
  static let ordered = [
    Diagnostic(.error, .fileNotFound, "at no place", at: .nowhere),
    Diagnostic(.error, .unreadableFile, "a file as a whole", at: .file(path: "a.yaml")),
    Diagnostic(.warning, .unreadableFile, "a warning about a file", at: .file(path: "a.yaml")),
    Diagnostic(.error, .unknownKey, "the first line", at: .text(span(1, 8, 9, path: "a.yaml"))),
    Diagnostic(.error, .unknownKey, "an earlier column", at: .text(span(2, 3, 9, path: "a.yaml"))),
    Diagnostic(.error, .missingKey, "a later column", at: .text(span(2, 10, 11, path: "a.yaml"))),
    Diagnostic(.error, .wrongType, "a higher code", at: .text(span(2, 10, 11, path: "a.yaml"))),
    Diagnostic(.error, .wrongType, "b text", at: .text(span(2, 10, 11, path: "a.yaml"))),
    Diagnostic(.warning, .ambiguousScalar, "a warning after the errors", at: .text(span(2, 10, 11, path: "a.yaml"))),
    Diagnostic(.error, .unknownKey, "a later line", at: .text(span(10, 1, 2, path: "a.yaml"))),
    Diagnostic(.error, .unreadableWeights, "an early byte", at: .byte(path: "b.npz", offset: 7)),
    Diagnostic(.error, .unreadableWeights, "a late byte", at: .byte(path: "b.npz", offset: 12)),
    Diagnostic(.error, .unreadableGolden, "a later file", at: .file(path: "c.csv")),
  ]

  @Test func sortsByFilePlaceWeightCodeAndText() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      #expect(Self.ordered.shuffled(using: &generator).sorted() == Self.ordered)
    }
  }

  @Test func isAStrictOrder() {
    for (i, left) in Self.ordered.enumerated() {
      for (j, right) in Self.ordered.enumerated() {
        #expect((left < right) == (i < j), "'\(left.message)' and '\(right.message)'")
      }
    }
  }
}

@Suite struct DiagnosticSinkTests {
  @Test func keepsFindingsInTheOrderOfReporting() {
    var sink = DiagnosticSink()
    sink.error(.unknownKey, "first", at: span(9, 1, 2))
    sink.warn(.unusedFeature, "second", at: .nowhere)
    sink.error(.missingKey, "third", at: .file(path: "a.yaml"), help: "add it")
    #expect(sink.diagnostics.map(\.message) == ["first", "second", "third"])
    #expect(sink.diagnostics.map(\.severity) == [.error, .warning, .error])
    #expect(sink.diagnostics[2].help == "add it")
  }

  @Test func aWarningIsNoError() {
    var sink = DiagnosticSink()
    #expect(!sink.hasErrors)
    sink.warn(.unusedFeature, "unused", at: .nowhere)
    #expect(!sink.hasErrors)
    sink.error(.unknownKey, "unknown", at: .nowhere)
    #expect(sink.hasErrors)
  }
}
