import Foundation
import Testing

/// What `build` writes, keeps, removes and refuses.
@Suite struct BuildTests {
  @Test func writesThePackageAndTheParityTable() throws {
    let folder = try Scratch(iris: [])
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains(/(?m)^output +rows +max abs +max rel +admitted +verdict$/))
    #expect(outcome.output.contains(/(?m)^species +45 .* ok$/))
    #expect(outcome.output.contains(/(?m)^\.\/?IrisClassifier: wrote \d+ files$|^IrisClassifier: wrote \d+ files$/))
    let files = try folder.files(below: "IrisClassifier")
    let committed = try FileManager.default.contentsOfDirectory(
      atPath: Repository.specs.appending(path: "iris/IrisClassifier/Sources/IrisClassifier").path
    )
    #expect(Set(files.keys).isSuperset(of: committed.map { "Sources/IrisClassifier/\($0)" }))
    #expect(try folder.stagingFolders().isEmpty)
  }

  @Test(arguments: [(511, false), (512, true)])
  func asksForLargePagesFromTwoMebibytesUp(height: Int, isLarge: Bool) throws {
    let folder = try Scratch(iris: [])
    let spec = """
      protoforge: 1
      model: { name: Wide }
      features: [{ name: x, type: tensor, shape: [\(height), 1024] }]
      layers: [relu]
      outputs: [{ name: y, type: tensor }]
      """
    try folder.write(spec, to: "wide.yaml")
    #expect(try Protoforge.run("build", "wide.yaml", in: folder).exitCode == 0)
    let session = try String(contentsOfFile: folder.path("Wide/Sources/Wide/Wide+Session.swift"), encoding: .utf8)
    #expect(session.contains("madvise") == isLarge)
    #expect(session.contains("import Glibc") == isLarge)
  }

  @Test func writesNothingWhenNothingChanged() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    let before = try folder.writingTimes(below: "IrisClassifier")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains(/IrisClassifier: up to date \(\d+ files\)/))
    #expect(try folder.writingTimes(below: "IrisClassifier") == before)
  }

  @Test(arguments: ["-o out", "-o out/", "--output=out", "-o ./out", "-o deep/er/out", "-o \"$PWD/out\""])
  func writesWhereItIsTold(_ option: String) throws {
    let folder = try Scratch(iris: [])
    let outcome = try Protoforge.shell("$protoforge build iris.yaml \(option)", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let target = option.contains("deep") ? "deep/er/out" : "out"
    #expect(folder.exists("\(target)/protoforge.lock"))
    #expect(!folder.exists("IrisClassifier"))
    #expect(try folder.files(below: target).keys.allSatisfy { !$0.contains(".protoforge-") })
    #expect(try Protoforge.shell("$protoforge check iris.yaml \(option)", in: folder).exitCode == 0)
    try folder.replace("1.0.0", with: "1.0.1", in: "iris.yaml")
    #expect(try Protoforge.shell("$protoforge build iris.yaml \(option)", in: folder).output.contains("refreshed"))
  }

  @Test func writesToTheCurrentFolder() throws {
    let folder = try Scratch(iris: [])
    let outcome = try Protoforge.shell("mkdir out && cd out && $protoforge build ../iris.yaml -o .", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.exists("out/protoforge.lock"))
  }

  @Test func followsALinkToTheFolder() throws {
    let folder = try Scratch(iris: [])
    try folder.write("", to: "real/.gitignore")
    try folder.link("out", to: "real")
    let outcome = try Protoforge.run("build", "iris.yaml", "-o", "out", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.exists("real/protoforge.lock"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("out")) == "real")
  }

  @Test func takesTheFolderThatTheSpecNames() throws {
    let folder = try Scratch(iris: [("golden:", "generate: { output: ../Generated/Iris }\n\ngolden:")], name: "specs")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.exists("../Generated/Iris/protoforge.lock"))
  }

  @Test func restoresFilesThatWereChangedOrRemoved() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    let whole = try folder.files(below: "IrisClassifier")
    try folder.write("// mine\n", to: "IrisClassifier/Package.swift")
    try folder.remove("IrisClassifier/README.md")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.output.contains("refreshed (1 changed, 1 new, 0 removed)"))
    #expect(try folder.files(below: "IrisClassifier") == whole)
  }

  @Test func keepsAFolderThatStandsWhereAFileBelongs() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    try folder.remove("IrisClassifier/README.md")
    try folder.write("precious\n", to: "IrisClassifier/README.md/thesis.txt")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("IrisClassifier/README.md'"))
    #expect(try folder.text("IrisClassifier/README.md/thesis.txt") == "precious\n")
  }

  @Test func removesStaleFilesAndKeepsAUsersOwn() throws {
    let folder = try Scratch(iris: [])
    try Protoforge.run("build", "iris.yaml", in: folder)
    let own = [
      "Sources/IrisClassifier/Mine.swift", "Examples/deep/Main.swift", "Examples/.gitignore", ".gitignore",
      ".build/cache", "Package.resolved",
    ]
    for path in own { try folder.write("mine: \(path)\n", to: "IrisClassifier/\(path)") }
    try folder.link("IrisClassifier/Examples/link", to: "../README.md")
    let probe = "IrisClassifier/Sources/CIrisClassifier/processor.c"
    #expect(folder.exists(probe))
    try folder.write(try folder.text("iris.yaml") + "\ngenerate: { cpu: portable }\n", to: "iris.yaml")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(/refreshed \(\d+ changed, 0 new, \d+ removed\)/), "\(outcome.output)")
    #expect(!folder.exists(probe))
    for path in own { #expect(try folder.text("IrisClassifier/\(path)") == "mine: \(path)\n") }
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("IrisClassifier/Examples/link"))
    #expect(link == "../README.md")
    #expect(try folder.stagingFolders().isEmpty)
  }

  @Test func refusesAFolderOfSomethingElse() throws {
    let folder = try Scratch(iris: [])
    try folder.write("precious\n", to: "IrisClassifier/thesis.txt")
    let before = try folder.files()
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0702]"))
    #expect(try folder.files() == before)
  }

  @Test func refusesAFileInPlaceOfTheFolder() throws {
    let folder = try Scratch(iris: [])
    try folder.write("precious\n", to: "IrisClassifier")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0702]"))
    #expect(try folder.text("IrisClassifier") == "precious\n")
  }

  @Test func fillsAFolderThatHoldsOnlyWhatToolsLeave() throws {
    let folder = try Scratch(iris: [])
    try folder.write("*.log\n", to: "IrisClassifier/.gitignore")
    #expect(try Protoforge.run("build", "iris.yaml", in: folder).exitCode == 0)
    #expect(try folder.text("IrisClassifier/.gitignore") == "*.log\n")
    #expect(folder.exists("IrisClassifier/Package.swift"))
  }

  @Test func writesNothingWhenParityFails() throws {
    let folder = try Scratch(iris: [("std: 0.8584287757395787", "std: 0.9")])
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains(/species .* FAILED in \d+ rows/))
    #expect(outcome.errors.contains("[PF0605]"))
    #expect(!folder.exists("IrisClassifier"))
    #expect(try Protoforge.run("verify", "iris.yaml", in: folder).exitCode == 1)
  }

  @Test func warnsWithoutGoldenVectors() throws {
    let folder = try Scratch(iris: [("golden:\n  file: iris.golden.csv\n", ""), ("  tolerance:", "# tolerance:")])
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.contains(/warning: .*\[PF0606\]/))
    #expect(folder.exists("IrisClassifier/Package.swift"))
    #expect(!folder.exists("IrisClassifier/Tests/CIrisClassifierGolden"))
    #expect(try Protoforge.run("verify", "iris.yaml", in: folder).exitCode == 1)
  }

  @Test func writesWeightsToAFileOfTheirOwn() throws {
    let folder = try Scratch(iris: [("golden:", "generate: { weights: file }\n\ngolden:")])
    #expect(try Protoforge.run("build", "iris.yaml", in: folder).exitCode == 0)
    let weights = try folder.bytes("IrisClassifier/Weights/IrisClassifier.weights")
    // 64 bytes that name the contents; panels of 16 columns: fc1 4×16 + 16, fc2 16×16 + 16 floats.
    #expect(weights.count == 64 + 4 * (4 * 16 + 16 + 16 * 16 + 16 + 16))
    #expect(weights.prefix(4) == Data("PFW1".utf8))
    #expect(!folder.exists("IrisClassifier/Sources/CIrisClassifier/weights.bin"))
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 0)
  }
}
