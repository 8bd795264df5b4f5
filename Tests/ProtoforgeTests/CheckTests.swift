import Foundation
import Testing

/// How `check` tells that committed packages are not what their specs generate.
@Suite struct CheckTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch(iris: [])
    #expect(try Protoforge.run("build", "iris.yaml", in: folder).exitCode == 0)
  }

  @Test func isSilentOnStandardErrorWhenNothingDrifted() throws {
    let outcome = try Protoforge.run("check", "iris.yaml", "--diff", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains(/^\S*IrisClassifier: up to date \(\d+ files\)\n$/))
    #expect(outcome.errors.isEmpty)
  }

  @Test func writesNothing() throws {
    try folder.write("changed\n", to: "IrisClassifier/README.md")
    let before = try folder.writingTimes(below: ".")
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 1)
    #expect(try folder.writingTimes(below: ".") == before)
  }

  @Test func tellsThatThePackageIsNotThere() throws {
    try folder.remove("IrisClassifier")
    let outcome = try Protoforge.run("check", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("IrisClassifier: error: the package is not there [PF0701]"))
    #expect(outcome.errors.contains("protoforge build iris.yaml"))
  }

  @Test func namesChangedMissingAndExtraFiles() throws {
    try folder.write("changed\n", to: "IrisClassifier/README.md")
    try folder.remove("IrisClassifier/Package.swift")
    try folder.write("", to: "IrisClassifier/Sources/IrisClassifier/Mine.swift")
    let outcome = try Protoforge.run("check", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("1 differ, 1 missing, 1 extra [PF0701]"))
    #expect(outcome.errors.contains("IrisClassifier/README.md: note: differs"))
    #expect(outcome.errors.contains("IrisClassifier/Package.swift: note: is missing"))
    #expect(outcome.errors.contains("IrisClassifier/Sources/IrisClassifier/Mine.swift: note: is extra"))
  }

  @Test(arguments: ["Sources/CIrisClassifier/weights.bin", "Tests/CIrisClassifierGolden/golden.bin", "protoforge.lock"])
  func seesOneByteThatChanged(_ path: String) throws {
    var bytes = try folder.bytes("IrisClassifier/\(path)")
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: folder.url.appending(path: "IrisClassifier/\(path)"))
    let outcome = try Protoforge.run("check", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("IrisClassifier/\(path): note: differs"))
  }

  @Test func ignoresWhatToolsLeave() throws {
    for path in [".build/debug/x.o", "Package.resolved", ".swiftpm/config", ".gitignore", ".DS_Store"] {
      try folder.write("tool\n", to: "IrisClassifier/\(path)")
    }
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 0)
  }

  @Test func seesThatTheSpecWeightsOrGoldenVectorsChanged() throws {
    try folder.replace("version: 1.0.0", with: "version: 1.0.1", in: "iris.yaml")
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 1)
    try folder.replace("version: 1.0.1", with: "version: 1.0.0", in: "iris.yaml")
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 0)
    try folder.replace("6.0,2.9", with: "6.00,2.9", in: "iris.golden.csv")
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 1)
  }

  @Test func tellsOfAFileInPlaceOfThePackage() throws {
    try folder.remove("IrisClassifier")
    try folder.write("a file\n", to: "IrisClassifier")
    let outcome = try Protoforge.run("check", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0702]"))
  }

  // MARK: Differences

  @Test func differencesAreThoseOfDiff() throws {
    let path = "IrisClassifier/README.md"
    let new = try folder.text(path)
    var lines = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[2] = "another summary"
    lines.insert("one more line", at: 20)
    lines.remove(at: 40)
    try folder.write(new, to: "new.md")
    try folder.write(lines.joined(separator: "\n"), to: path)
    try expectDifference(of: path)
  }

  @Test(arguments: ["", "one line", "no line break at the end\nhere", "# IrisClassifier\r\n\r\nwindows\r\n", "e\u{301}\n"])
  func differencesAreThoseOfDiff(_ text: String) throws {
    let path = "IrisClassifier/README.md"
    try folder.write(try folder.text(path), to: "new.md")
    try folder.write(text, to: path)
    try expectDifference(of: path)
  }

  @Test func seesTextThatDiffersInItsBytesOnly() throws {
    try folder.replace("Species of an iris", with: "Esp\u{E9}cies", in: "iris.yaml")
    try Protoforge.run("build", "iris.yaml", in: folder)
    let path = "IrisClassifier/README.md"
    try folder.write(try folder.text(path), to: "new.md")
    try folder.replace("Esp\u{E9}cies", with: "Espe\u{301}cies", in: path)
    try expectDifference(of: path)
  }

  /// What `check --diff` shows of a file is what `diff -u` shows between it and `new.md`.
  private func expectDifference(of path: String) throws {
    let shown = try Protoforge.run("check", "iris.yaml", "--diff", in: folder)
    #expect(shown.exitCode == 1)
    let wanted = try Protoforge.shell(
      "diff -u --label './\(path)' --label './\(path) (generated)' \(path) new.md",
      in: folder
    )
    #expect(wanted.exitCode == 1)
    #expect(shown.output.replacing("--- I", with: "--- ./I").replacing("+++ I", with: "+++ ./I") == wanted.output)
  }

  @Test func aPatchMadeOfTheDifferencesRestoresTheFiles() throws {
    let whole = try folder.files(below: "IrisClassifier")
    let path = "IrisClassifier/Sources/IrisClassifier/IrisClassifier+Input.swift"
    let lines = try folder.text(path).split(separator: "\n", omittingEmptySubsequences: false)
    try folder.write((lines.dropFirst(3).dropLast(9) + ["", "// mine"]).joined(separator: "\n"), to: path)
    let outcome = try Protoforge.shell("$protoforge check iris.yaml --diff | patch -s \(path)", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try folder.files(below: "IrisClassifier") == whole)
  }

  @Test func differencesOfBytesAreNotPrinted() throws {
    try folder.write("\u{0}", to: "IrisClassifier/Sources/CIrisClassifier/weights.bin")
    let outcome = try Protoforge.run("check", "iris.yaml", "--diff", in: folder)
    #expect(outcome.output.contains(/^Binary file \S*IrisClassifier\/Sources\/CIrisClassifier\/weights\.bin differs\n$/))
  }

  @Test func aMissingFileIsShownAsAdded() throws {
    let text = try folder.text("IrisClassifier/Package.swift")
    try folder.remove("IrisClassifier/Package.swift")
    let outcome = try Protoforge.run("check", "iris.yaml", "--diff", in: folder)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(outcome.output.hasPrefix("--- /dev/null\n"))
    #expect(outcome.output.hasSuffix("@@ -0,0 +1,\(lines.count) @@\n" + lines.map { "+\($0)\n" }.joined()))
  }
}
