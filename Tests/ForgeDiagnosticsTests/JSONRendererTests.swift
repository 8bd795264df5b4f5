import ForgeDiagnostics
import ForgeJSON
import Testing

@Suite struct JSONRendererTests {
  @Test func rendersEveryKindOfPlace() throws {
    let diagnostics = [
      Diagnostic(
        .error,
        .unknownKey,
        "\"nmae\"\tis unknown",
        at: .text(span((2, 10), (3, 1))),
        notes: [.init("in this section", at: .text(span(1, 1, 6))), .init("without a place")],
        help: "did you mean 'name'?"
      ),
      Diagnostic(.warning, .unreadableWeights, "odd", at: .byte(path: "größe.npz", offset: 12)),
      Diagnostic(.error, .cannotWrite, "full", at: .file(path: "out")),
      Diagnostic(.error, .fileNotFound, "nothing", at: .nowhere),
    ]
    let expected: JSONValue = [
      "schema": 1, "tool": "protoforge", "version": "1.2.3",
      "diagnostics": [
        [
          "code": "PF0201", "severity": "error", "message": "\"nmae\"\tis unknown", "file": "spec.yaml",
          "range": ["start": ["line": 2, "column": 10], "end": ["line": 3, "column": 1]],
          "notes": [
            [
              "message": "in this section", "file": "spec.yaml",
              "range": ["start": ["line": 1, "column": 1], "end": ["line": 1, "column": 6]],
            ],
            ["message": "without a place"],
          ],
          "help": "did you mean 'name'?",
        ],
        [
          "code": "PF0501", "severity": "warning", "message": "odd", "file": "größe.npz", "byteOffset": 12,
          "notes": [],
        ],
        ["code": "PF0703", "severity": "error", "message": "full", "file": "out", "notes": []],
        ["code": "PF0901", "severity": "error", "message": "nothing", "notes": []],
      ],
    ]
    #expect(try JSONValue(parsing: Array(renderJSON(diagnostics, toolVersion: "1.2.3").utf8)) == expected)
  }

  @Test func rendersNoFindingsAsAnEmptyList() throws {
    let text = renderJSON([], toolVersion: "1.2.3")
    #expect(try JSONValue(parsing: Array(text.utf8))["diagnostics"] == [])
    #expect(text.hasSuffix("}\n"))
  }
}
