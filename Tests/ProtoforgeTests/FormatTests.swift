import Foundation
import Testing

/// The documents for machines hold everything that the text says, and nothing else stands on standard output.
@Suite struct FormatTests {
  /// A spec with two misspelt words.
  private let folder: Scratch

  init() throws {
    folder = try Scratch(iris: [("layout: pytorch", "layout: pytroch"), ("version: 1.0.0", "versoin: 1.0.0")])
  }

  @Test(arguments: ["validate", "build", "check", "verify"])
  func jsonHoldsEveryFinding(_ command: String) throws {
    let outcome = try Protoforge.run(command, "iris.yaml", "--format", "json", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.isEmpty)
    let document = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(document.schema == 1)
    #expect(document.tool == "protoforge")
    #expect("\(document.version)\n" == (try Protoforge.run("--version", in: folder).output))
    #expect(try document.diagnostics.map(\.headline) == headlines(command))
    let unknown = try #require(document.diagnostics.first { $0.code == "PF0201" })
    #expect(unknown.file == "iris.yaml")
    #expect(unknown.range == .init(start: .init(line: 11, column: 3), end: .init(line: 11, column: 10)))
    #expect(unknown.help?.contains("'version'") == true)
  }

  @Test func jsonHoldsTheNotes() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    try folder.write("", to: "IrisClassifier/README.md")
    let outcome = try Protoforge.run("check", "iris.yaml", "--format", "json", "--diff", in: folder)
    let document = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(document.diagnostics.count == 1)
    #expect(document.diagnostics.first?.notes.first?.message == "differs")
    #expect(document.diagnostics.first?.notes.first?.file?.hasSuffix("IrisClassifier/README.md") == true)
  }

  @Test(arguments: ["json", "sarif"]) func aDocumentIsPrintedWhenAllIsWell(_ format: String) throws {
    let folder = try Scratch(iris: [])
    for command in ["validate", "build", "build", "check", "verify"] {
      let outcome = try Protoforge.run(command, "iris.yaml", "--format", format, in: folder)
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.isEmpty)
      #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [String: Any])
    }
  }

  @Test func githubHasALineForEveryFinding() throws {
    let outcome = try Protoforge.run("validate", "iris.yaml", "--format", "github", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    let line = #/::(error|warning) file=iris\.yaml,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=(PF\d{4})::(.+)/#
    let found = try lines.map { try #require($0.wholeMatch(of: line), "\($0)").output }
    #expect(try found.map { "\($0.1) \($0.2)" } == headlines("validate").map { $0.prefix { $0 != ":" }.description })
  }

  @Test func githubNamesTheFilesThatDrifted() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    try folder.write("", to: "IrisClassifier/README.md")
    let outcome = try Protoforge.run("check", "iris.yaml", "--format", "github", in: folder)
    #expect(outcome.output.contains("IrisClassifier/README.md"))
  }

  @Test func githubEscapesWhatItsFormatReserves() throws {
    let folder = try Scratch()
    try folder.write("protoforge: 1\nmodel: { \"100%: a,\\r\\nb\": x }\n", to: "a,b:c%.yaml")
    let outcome = try Protoforge.run("validate", "a,b:c%.yaml", "--format", "github", in: folder)
    for line in outcome.output.split(whereSeparator: \.isNewline) {
      #expect(line.hasPrefix("::error file=a%2Cb%3Ac%25.yaml,"), "\(line)")
    }
    #expect(!outcome.output.unicodeScalars.contains("\r"))
    #expect(outcome.output.contains("100%25"))
  }

  @Test func sarifIsALogOfItsVersion() throws {
    let outcome = try Protoforge.run("validate", "iris.yaml", "--format", "sarif", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.isEmpty)
    let log = try JSONDecoder().decode(SARIF.self, from: Data(outcome.output.utf8))
    #expect(log.version == "2.1.0")
    let run = try #require(log.runs.first)
    #expect(run.tool.driver.name == "protoforge")
    #expect(try run.results.map { "\($0.level) \($0.ruleId)" } == headlines("validate").map { "\($0.prefix { $0 != ":" })" })
    for result in run.results {
      #expect(run.tool.driver.rules[result.ruleIndex].id == result.ruleId)
      #expect(result.locations?.first?.physicalLocation.artifactLocation.uri == "iris.yaml")
      #expect(result.locations?.first?.physicalLocation.region != nil)
      #expect(!result.message.text.isEmpty)
    }
    for rule in run.tool.driver.rules {
      #expect(!rule.shortDescription.text.isEmpty)
      #expect(!rule.fullDescription.text.isEmpty)
    }
  }

  @Test func documentsTellTheWorstRows() throws {
    let folder = try Scratch(iris: [("std: 0.8584287757395787", "std: 0.9")])
    let text = try Protoforge.run("verify", "iris.yaml", in: folder).errors
    let note = try #require(text.firstMatch(of: /note: (row \d+ .*)/)).output.1
    for format in ["sarif", "github", "json"] {
      let outcome = try Protoforge.run("verify", "iris.yaml", "--format", format, in: folder)
      #expect(outcome.output.contains(note.prefix { $0 != "%" && $0 != "\"" }), "\(format)")
    }
  }

  @Test func sarifWritesPathsAsAddresses() throws {
    let folder = try Scratch()
    try folder.write("protoforge: 1\n", to: "two words/ü.yaml")
    let outcome = try Protoforge.run("validate", "two words/ü.yaml", "--format", "sarif", in: folder)
    #expect(outcome.output.contains("\"two%20words/%C3%BC.yaml\""))
  }

  @Test(arguments: ["json", "github", "sarif"]) func everyFormatTellsOfAMissingFile(_ format: String) throws {
    let outcome = try Protoforge.run("build", "nowhere.yaml", "--format", format, in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.contains("nowhere.yaml"))
    #expect(outcome.output.contains("PF0901"))
    #expect(outcome.errors.isEmpty)
  }

  /// What the text says: severity, code and message of every finding, in order.
  private func headlines(_ command: String) throws -> [String] {
    let text = try Protoforge.run(command, "iris.yaml", in: folder).errors
    let found = text.matches(of: #/(?m)^(?:iris\.yaml:\d+:\d+: |  )(error|warning): (.*) \[(PF\d{4})\]$/#)
    try #require(found.count >= 2)
    return found.map { "\($0.output.1) \($0.output.3): \($0.output.2)" }
  }
}

private struct Report: Decodable {
  struct Position: Decodable, Equatable { let line: Int, column: Int }
  struct Range: Decodable, Equatable { let start: Position, end: Position }
  struct Note: Decodable { let message: String, file: String? }
  struct Diagnostic: Decodable {
    let code: String, severity: String, message: String, file: String?, range: Range?, notes: [Note], help: String?

    var headline: String { "\(severity) \(code): \(message)" }
  }

  let schema: Int, tool: String, version: String, diagnostics: [Diagnostic]
}

private struct SARIF: Decodable {
  struct Text: Decodable { let text: String }
  struct Rule: Decodable { let id: String, shortDescription: Text, fullDescription: Text }
  struct Driver: Decodable { let name: String, rules: [Rule] }
  struct Tool: Decodable { let driver: Driver }
  struct Artifact: Decodable { let uri: String }
  struct Region: Decodable { let startLine: Int?, byteOffset: Int? }
  struct Physical: Decodable { let artifactLocation: Artifact, region: Region? }
  struct Location: Decodable { let physicalLocation: Physical }
  struct Result: Decodable { let ruleId: String, ruleIndex: Int, level: String, message: Text, locations: [Location]? }
  struct Run: Decodable { let tool: Tool, results: [Result] }

  let version: String, runs: [Run]
}
