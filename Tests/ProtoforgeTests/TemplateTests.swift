import Foundation
import Testing

/// `--templates`: a team's own templates in place of the program's.
@Suite struct TemplateTests {
  private let folder: Scratch

  init() throws { folder = try Scratch(iris: []) }

  /// The program's own template with a line more in front of a text.
  private func writeTemplate(_ name: String, adding line: String, before mark: String) throws {
    let file = Repository.root.appending(path: "Templates/\(name).mustache")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    try #require(text.contains(mark))
    try folder.write(text.replacing(mark, with: "\(line)\n\(mark)", maxReplacements: 1), to: "mine/\(name).mustache")
  }

  @Test func aTeamsTemplateIsUsedAndStandsInTheLock() throws {
    try Protoforge.run("build", "iris.yaml", in: folder)
    try writeTemplate("README.md", adding: "Owned by the {{module}} team.\n", before: "## Use")
    #expect(try Protoforge.run("check", "iris.yaml", "--templates", "mine", in: folder).exitCode == 1)
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("refreshed (2 changed, 0 new, 0 removed)"))
    #expect(try folder.text("IrisClassifier/README.md").contains("Owned by the IrisClassifier team."))
    #expect(try Protoforge.run("check", "iris.yaml", "--templates", "mine", in: folder).exitCode == 0)
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 1)
    let hash = try Protoforge.shell("sha256sum mine/README.md.mustache", in: folder).output.prefix(64)
    let lock = try lockedTemplates()
    #expect(lock == [["file": "README.md.mustache", "sha256": String(hash)]])
  }

  @Test func everyTemplateOfTheProgramIsAValidReplacement() throws {
    try Protoforge.run("build", "iris.yaml", in: folder)
    let before = try folder.files(below: "IrisClassifier").filter { $0.key != "protoforge.lock" }
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "Templates"),
      to: folder.url.appending(path: "mine")
    )
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(try folder.files(below: "IrisClassifier").filter { $0.key != "protoforge.lock" } == before)
    #expect(try lockedTemplates().count == 14)
  }

  @Test func anEmptyFolderOfTemplatesChangesNothing() throws {
    try Protoforge.run("build", "iris.yaml", in: folder)
    try folder.write("", to: "mine/.gitkeep")
    #expect(try Protoforge.run("check", "iris.yaml", "--templates", "mine", in: folder).exitCode == 0)
  }

  @Test(arguments: [
    ("{{nope}}", "PF0705"), ("{{#inputs}}", "PF0704"), ("{{/inputs}}", "PF0704"), ("{{#inputs}}{{/outputs}}", "PF0704"),
    ("{{module", "PF0704"), ("{{> partial}}", "PF0704"), ("{{inputs}}", "PF0705"), ("{{#module}}{{/module}}", "PF0705"),
    ("{{}}", "PF0704"), ("{{=<% %>=}}", "PF0704"), ("{{#inputs}}{{nope}}{{/inputs}}", "PF0705"),
  ])
  func aBrokenTemplateIsRefusedAtItsPlace(_ tag: String, _ code: String) throws {
    try writeTemplate("README.md", adding: "  \(tag)\n", before: "## Use")
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 1)
    let place = #/mine/README\.md\.mustache:(\d+):(\d+): error: .*\[(PF\d{4})\]/#
    let found = try #require(outcome.errors.firstMatch(of: place), "\(outcome.errors)")
    #expect(found.output.3 == code)
    // The line stands eighth, after the content type, the title, the summary, the notice and empty lines.
    #expect(found.output.1 == "8" || tag == "{{module")
    #expect(outcome.errors.contains("8 |   \(tag)") || tag == "{{module")
    #expect(!folder.exists("IrisClassifier"))
  }

  @Test func aTemplateThatLeavesANameOutIsWarnedOf() throws {
    try folder.write("{{% CONTENT_TYPE:TEXT }}\n# {{module}}\n", to: "mine/README.md.mustache")
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.contains(/warning: .*'summary'.*\[PF0706\]/), "\(outcome.errors)")
    #expect(try folder.text("IrisClassifier/README.md") == "# IrisClassifier\n")
  }

  @Test func aFileThatReplacesNoTemplateIsRefused() throws {
    try folder.write("x", to: "mine/Readme.md.mustache")
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0707]"))
    #expect(outcome.errors.contains("README.md.mustache"))
  }

  @Test func templatesAreText() throws {
    try folder.write("", to: "mine/README.md.mustache")
    try Data([0x23, 0xFF]).write(to: folder.url.appending(path: "mine/README.md.mustache"))
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "mine", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("mine/README.md.mustache: error: "))
  }

  @Test func aFolderThatIsNotThereIsExitCodeTwo() throws {
    let outcome = try Protoforge.run("build", "iris.yaml", "--templates", "nowhere", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("'nowhere'"))
    #expect(!folder.exists("IrisClassifier"))
  }

  private func lockedTemplates() throws -> [[String: String]] {
    let lock = try JSONSerialization.jsonObject(with: folder.bytes("IrisClassifier/protoforge.lock")) as? [String: Any]
    return (lock?["inputs"] as? [String: Any])?["templates"] as? [[String: String]] ?? []
  }
}
