import ForgeDiagnostics
import Testing

@Suite struct TextRendererTests {
  private let source = """
    protoforge: 1
    model: { nmae: Iris }
    layers:
      - dense:
          units: 3
    """

  @Test func showsTheLineACaretAndTheWayOut() {
    let diagnostic = Diagnostic(
      .error,
      .unknownKey,
      "'model' has no key 'nmae'",
      at: .text(span(2, 10, 14)),
      help: "did you mean 'name'?"
    )
    #expect(
      TextRenderer(plain: source).render(diagnostic) == """
        spec.yaml:2:10: error: 'model' has no key 'nmae' [PF0201]
          2 | model: { nmae: Iris }
            |          ^~~~
          help: did you mean 'name'?

        """
    )
  }

  @Test func showsNotesWithTheirOwnLines() {
    let diagnostic = Diagnostic(
      .warning,
      .unusedLayer,
      "layer 'fc' reaches no output",
      at: .text(span(4, 5, 10)),
      notes: [
        .init("the list starts here", at: .text(span(3, 1, 7))), .init("'fc' is [3]"), .init("in it", at: .file(path: "w.npz")),
      ]
    )
    #expect(
      TextRenderer(plain: source).render(diagnostic) == """
        spec.yaml:4:5: warning: layer 'fc' reaches no output [PF0408]
          4 |   - dense:
            |     ^~~~~
        spec.yaml:3:1: note: the list starts here
          3 | layers:
            | ^~~~~~
          note: 'fc' is [3]
        w.npz: note: in it

        """
    )
  }

  @Test func underlinesToTheEndOfTheFirstOfSeveralLines() {
    let diagnostic = Diagnostic(.error, .missingKey, "a key is missing", at: .text(span((4, 5), (5, 15))))
    #expect(
      TextRenderer(plain: source).render(diagnostic) == """
        spec.yaml:4:5: error: a key is missing [PF0202]
          4 |   - dense:
            |     ^~~~~~

        """
    )
  }

  @Test(
    "names the place that there is",
    arguments: [
      (Place.byte(path: "w.safetensors", offset: 12), "w.safetensors: byte 12: error: unreadable [PF0501]\n"),
      (.file(path: "w.safetensors"), "w.safetensors: error: unreadable [PF0501]\n"),
      (.text(span(1, 1, 2, path: "other.yaml")), "other.yaml:1:1: error: unreadable [PF0501]\n"),
      (.text(span(6, 1, 2)), "spec.yaml:6:1: error: unreadable [PF0501]\n"),
    ]
  )
  func namesThePlace(_ place: Place, _ expected: String) {
    #expect(TextRenderer(plain: source).render(Diagnostic(.error, .unreadableWeights, "unreadable", at: place)) == expected)
  }

  @Test func widensTheMarginForLongLineNumbers() {
    let text = String(repeating: "\n", count: 99) + "a: b"
    #expect(
      TextRenderer(plain: text).render(Diagnostic(.error, .wrongType, "wrong", at: .text(span(100, 4, 5)))) == """
        spec.yaml:100:4: error: wrong [PF0203]
          100 | a: b
              |    ^

        """
    )
  }

  @Test func coloursNothingWithoutColour() {
    let diagnostic = Diagnostic(
      .error,
      .unknownKey,
      "unknown",
      at: .text(span(2, 10, 14)),
      notes: [.init("here", at: .text(span(1, 1, 2)))],
      help: "help"
    )
    #expect(!TextRenderer(plain: source).render(diagnostic).contains("\u{1B}"))
  }

  @Test func saysTheSameWithColour() {
    var sources = SourceTexts()
    sources.add(Array(source.utf8), path: "spec.yaml")
    let diagnostic = Diagnostic(.warning, .unusedFeature, "unused", at: .text(span(2, 10, 14)), help: "help")
    let colored = TextRenderer(sources: sources, usesColor: true).render(diagnostic)
    #expect(colored.contains("\u{1B}[33;1mwarning:\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == TextRenderer(plain: source).render(diagnostic))
  }

  @Test(
    "counts findings",
    arguments: [
      (0, 0, nil),
      (1, 0, "1 error; 'protoforge explain PF0201' tells more\n"),
      (2, 1, "2 errors, 1 warning; 'protoforge explain PF0201' tells more\n"),
      (0, 2, "2 warnings\n"),
    ] as [(Int, Int, String?)]
  )
  func countsFindings(errors: Int, warnings: Int, summary: String?) {
    let findings =
      [Diagnostic](repeating: Diagnostic(.error, .unknownKey, "e", at: .nowhere), count: errors)
      + [Diagnostic](repeating: Diagnostic(.warning, .unusedFeature, "w", at: .nowhere), count: warnings)
    #expect(TextRenderer(plain: "").summary(findings) == summary)
  }
}
