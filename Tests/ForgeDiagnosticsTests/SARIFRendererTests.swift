import ForgeDiagnostics
import ForgeJSON
import Testing

@Suite struct SARIFRendererTests {
  private let diagnostics = [
    Diagnostic(
      .error,
      .duplicateKey,
      "'a' stands twice",
      at: .text(span(3, 1, 2)),
      notes: [.init("first here", at: .text(span(1, 1, 2)))],
      help: "remove one"
    ),
    Diagnostic(.warning, .unusedFeature, "unused", at: .text(span((2, 5), (4, 1)))),
    Diagnostic(.error, .duplicateKey, "'b' stands twice", at: .text(span(4, 1, 2))),
    Diagnostic(.error, .unreadableWeights, "cut", at: .byte(path: "/models/a b.npz", offset: 0)),
    Diagnostic(.error, .cannotWrite, "full", at: .file(path: "../out")),
    Diagnostic(.error, .fileNotFound, "nothing", at: .nowhere),
  ]

  @Test func followsTheStandard() throws {
    #expect(SARIFRules(checking: try log(diagnostics)).breaches == [])
  }

  @Test func followsTheStandardForEveryCode() throws {
    let all = DiagnosticCode.allCases.map { Diagnostic(.error, $0, "found", at: .text(span(1, 1, 1))) }
    #expect(SARIFRules(checking: try log(all)).breaches == [])
  }

  @Test func followsTheStandardWithoutFindings() throws {
    let log = try log([])
    #expect(SARIFRules(checking: log).breaches == [])
    #expect(log["runs"]?.items?[0]["results"] == [])
  }

  @Test func namesEachRuleOnceAndRefersToItByIndex() throws {
    let run = try #require(try log(diagnostics)["runs"]?.items?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.items)
    #expect(rules.map { $0["id"] } == ["PF0103", "PF0305", "PF0501", "PF0703", "PF0901"])
    #expect(run["results"]?.items?.map { $0["ruleIndex"] } == [0, 1, 0, 2, 3, 4])
  }

  @Test func givesEachResultItsLevelTextAndPlaces() throws {
    let results = try #require(try log(diagnostics)["runs"]?.items?.first?["results"]?.items)
    let expected: JSONValue = [
      "ruleId": "PF0103", "ruleIndex": 0, "level": "error", "message": ["text": "'a' stands twice\nremove one"],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": "spec.yaml"],
            "region": ["startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 2],
          ]
        ]
      ],
      "relatedLocations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": "spec.yaml"],
            "region": ["startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2],
          ],
          "message": ["text": "first here"],
        ]
      ],
    ]
    #expect(results[0] == expected)
    #expect(results[1]["level"] == "warning")
    #expect(results[3]["locations"]?.items?[0]["physicalLocation"]?["region"] == ["byteOffset": 0, "byteLength": 1])
    #expect(results[4]["locations"]?.items?[0]["physicalLocation"]?["region"] == nil)
    #expect(results[5]["locations"] == nil)
  }

  @Test(
    "writes paths as URI references",
    arguments: [
      ("spec.yaml", "spec.yaml"),
      ("../models/iris-v1.2_final~.yaml", "../models/iris-v1.2_final~.yaml"),
      ("/models/a b.yaml", "file:///models/a%20b.yaml"),
      ("größe.yaml", "gr%C3%B6%C3%9Fe.yaml"),
      ("c:d.yaml", "c%3Ad.yaml"),
      ("100%.yaml", "100%25.yaml"),
      ("a?b#c.yaml", "a%3Fb%23c.yaml"),
      ("a\tb\\c.yaml", "a%09b%5Cc.yaml"),
      ("[1].yaml", "%5B1%5D.yaml"),
      ("日.yaml", "%E6%97%A5.yaml"),
    ]
  )
  func writesPathsAsURIs(path: String, uri: String) throws {
    let log = try log([Diagnostic(.error, .wrongType, "wrong", at: .file(path: path))])
    let result = try #require(log["runs"]?.items?.first?["results"]?.items?.first)
    #expect(result["locations"]?.items?[0]["physicalLocation"]?["artifactLocation"]?["uri"]?.text == uri)
    #expect(SARIFRules(checking: log).breaches == [])
  }

  @Test func keepsNotesThatHaveNoPlace() throws {
    let diagnostic = Diagnostic(.error, .shapeMismatch, "does not fit", at: .text(span(1, 1, 2)), notes: [.init("'x' is [3]")])
    #expect(renderSARIF([diagnostic], toolVersion: "1").contains("'x' is [3]"))
  }

  private func log(_ diagnostics: [Diagnostic]) throws -> JSONValue {
    try JSONValue(parsing: Array(renderSARIF(diagnostics, toolVersion: "1.2.3").utf8))
  }
}
