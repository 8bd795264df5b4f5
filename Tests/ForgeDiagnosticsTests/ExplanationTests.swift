import ForgeDiagnostics
import Testing

@Suite struct ExplanationTests {
  @Test("is a text that fits a terminal", arguments: DiagnosticCode.allCases)
  func fitsATerminal(_ code: DiagnosticCode) {
    let lines = code.explanation.split(separator: "\n", omittingEmptySubsequences: false)
    #expect((6...20).contains(lines.count))
    #expect(lines.allSatisfy { $0.count <= 80 && $0.last?.isWhitespace != true })
    #expect(lines.first?.isEmpty == false && lines.last?.isEmpty == false)
    #expect(!code.explanation.contains("\t"))
  }

  @Test("has a title of one line without a full stop", arguments: DiagnosticCode.allCases)
  func hasATitle(_ code: DiagnosticCode) {
    #expect(code.title.first?.isUppercase == true || code.title.first == "'")
    #expect(code.title.last != "." && !code.title.contains("\n"))
    #expect(code.title.count <= 80)
  }

  @Test func codesAreStableNames() {
    let names = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: /PF0[1-9][0-9]{2}/) != nil })
    #expect(names == names.sorted())
  }
}
