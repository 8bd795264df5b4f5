import ForgeDiagnostics
import Testing

/// Workflow commands as GitHub's runner parses them: https://docs.github.com/actions/reference/workflow-commands, and
/// `ActionCommand.cs` of actions/runner for the escapes.
@Suite struct GitHubRendererTests {
  @Test func rendersALineForEachFinding() {
    let diagnostics = [
      Diagnostic(.error, .unknownKey, "no key 'nmae'", at: .text(span(2, 10, 14)), help: "did you mean 'name'?"),
      Diagnostic(.warning, .unusedFeature, "unused", at: .file(path: "spec.yaml")),
      Diagnostic(.error, .unreadableWeights, "cut", at: .byte(path: "w.npz", offset: 3)),
      Diagnostic(.error, .fileNotFound, "nothing", at: .nowhere),
    ]
    #expect(
      renderGitHub(diagnostics) == """
        ::error file=spec.yaml,line=2,col=10,endLine=2,endColumn=14,title=PF0201::no key 'nmae' [PF0201]%0Adid you mean 'name'?
        ::warning file=spec.yaml,title=PF0305::unused [PF0305]
        ::error file=w.npz,title=PF0501::cut [PF0501]
        ::error title=PF0901::nothing [PF0901]

        """
    )
  }

  @Test(
    "escapes what would end or change a message",
    arguments: [
      ("a percent sign", "100 % sure", "100 %25 sure"),
      ("an escape that is there already", "100%0A", "100%250A"),
      ("a line feed", "a\nb", "a\\u{A}b"),
      ("a carriage return", "a\rb", "a\\u{D}b"),
      ("a Windows line break", "a\r\nb", "a\\u{D}\\u{A}b"),
      ("colons and commas stay", "a: b, c::d", "a: b, c::d"),
    ]
  )
  func escapesMessages(id: String, message: String, escaped: String) {
    let text = renderGitHub([Diagnostic(.error, .wrongType, message, at: .nowhere)])
    #expect(text == "::error title=PF0203::\(escaped) [PF0203]\n")
  }

  @Test(
    "escapes what would end or change a property",
    arguments: [
      ("a comma", "a,line=9.yaml", "a%2Cline=9.yaml"),
      ("a colon", "a::b.yaml", "a%3A%3Ab.yaml"),
      ("a percent sign", "100%.yaml", "100%25.yaml"),
      ("a line feed", "a\nb.yaml", "a\\u{A}b.yaml"),
      ("blanks and letters stay", "mein Modell/größe.yaml", "mein Modell/größe.yaml"),
    ]
  )
  func escapesProperties(id: String, path: String, escaped: String) {
    let text = renderGitHub([Diagnostic(.error, .wrongType, "wrong", at: .file(path: path))])
    #expect(text == "::error file=\(escaped),title=PF0203::wrong [PF0203]\n")
  }

  @Test("escapes a percent sign that Swift sees as one character with an accent")
  func escapesWithinGraphemes() {
    let text = renderGitHub([Diagnostic(.error, .wrongType, "5%\u{301}0A", at: .nowhere)])
    #expect(text.unicodeScalars.starts(with: "::error title=PF0203::5%25\u{301}0A".unicodeScalars))
  }
}
