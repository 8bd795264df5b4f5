import Foundation
import Testing

/// Exit codes, and what goes to which stream.
@Suite struct CommandLineTests {
  @Test(arguments: [
    ["--help"], ["build", "--help"], ["check", "--help"], ["validate", "--help"], ["verify", "--help"], ["inspect", "--help"],
    ["init", "--help"], ["schema", "--help"], ["explain", "--help"], ["help", "build"], ["--version"],
  ])
  func answersQuestionsOnStandardOutput(_ arguments: [String]) throws {
    let outcome = try Protoforge.shell("$protoforge \(arguments.joined(separator: " "))", in: try Scratch())
    #expect(outcome.exitCode == 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test func versionIsANumberAlone() throws {
    let outcome = try Protoforge.run("--version", in: try Scratch())
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(outcome.output)")
  }

  @Test(arguments: [
    "biuld iris.yaml", "build", "build --no-such-option iris.yaml", "build --format xml iris.yaml", "validate",
    "validate --max-spec-mib 0 iris.yaml", "validate --max-weights-gib 4096 iris.yaml", "inspect", "explain PF9999",
    "build -o out iris.yaml iris.yaml", "check -o out iris.yaml iris.yaml", "build iris.yaml -o",
  ])
  func refusesWrongUsage(_ arguments: String) throws {
    let folder = try Scratch(iris: [])
    let outcome = try Protoforge.shell("$protoforge \(arguments)", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(#/(?i)error: /#), "\(outcome.errors)")
    #expect(!folder.exists("out"))
    #expect(!folder.exists("IrisClassifier"))
  }

  @Test(arguments: ["build", "check", "validate", "verify", "inspect"])
  func tellsOfAFileThatIsNotThere(_ command: String) throws {
    let outcome = try Protoforge.run(command, "nowhere/spec.yaml", in: try Scratch())
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("'nowhere/spec.yaml'"))
    #expect(outcome.errors.contains("[PF0901]"))
  }

  @Test(arguments: ["build", "check", "validate", "verify", "inspect"])
  func tellsOfAFileThatCannotBeRead(_ command: String) throws {
    let folder = try Scratch()
    try folder.write("", to: "folder.yaml/file")
    let outcome = try Protoforge.run(command, "folder.yaml", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("[PF0902]"))
  }

  @Test func tellsOfAMissingWeightsFileAtItsPlace() throws {
    let folder = try Scratch(iris: [])
    try folder.remove("iris.safetensors")
    let outcome = try Protoforge.run("validate", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains(/iris\.yaml:\d+:9: error: .*'iris\.safetensors'.*\[PF0901\]/), "\(outcome.errors)")
  }

  @Test func findingsAreExitCodeOneOnStandardError() throws {
    let folder = try Scratch(iris: [("units: 3", "units: 4")])
    let outcome = try Protoforge.run("validate", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(/iris\.yaml:\d+:\d+: error: .*\[PF0502|PF0503\]/), "\(outcome.errors)")
    #expect(outcome.errors.contains("^"))
  }

  @Test func aSoundSpecGoesToStandardOutputAlone() throws {
    let outcome = try Protoforge.run("validate", "iris.yaml", in: try Scratch(iris: []))
    #expect(outcome.exitCode == 0)
    #expect(outcome.output == "iris.yaml: IrisClassifier is sound (5 layers, 131 parameters)\n")
    #expect(outcome.errors.isEmpty)
  }

  @Test func aBrokenSpecDoesNotKeepOthersFromBeingBuilt() throws {
    let folder = try Scratch(iris: [])
    try folder.write("protoforge: 1\n", to: "broken.yaml")
    let outcome = try Protoforge.run("build", "broken.yaml", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("broken.yaml"))
    #expect(folder.exists("IrisClassifier/protoforge.lock"))
  }

  @Test(arguments: [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"], ["CLICOLOR_FORCE": "1"]])
  func thereIsNoColorOffATerminal(_ environment: [String: String]) throws {
    let folder = try Scratch(iris: [("units: 3", "units: 4")])
    let outcome = try Protoforge.run("validate", "iris.yaml", in: folder, environment: environment)
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  #if os(Linux)
    /// `script` of util-linux gives the program a terminal.
    @Test(
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "util-linux is not there"),
      arguments: [("TERM=xterm", true), ("TERM=xterm NO_COLOR=1", false), ("TERM=dumb", false), ("TERM=xterm NO_COLOR=", true)]
    )
    func colorOnATerminalFollowsTheEnvironment(_ environment: String, isColored: Bool) throws {
      let folder = try Scratch(iris: [("units: 3", "units: 4")])
      let line = "env \(environment) script -qec \"$protoforge validate iris.yaml\" /dev/null"
      let outcome = try Protoforge.shell(line, in: folder)
      #expect(outcome.output.contains("PF05"))
      #expect(outcome.output.contains("\u{1B}[") == isColored)
    }

    @Test(arguments: ["schema", "--help", "explain PF0203", "validate iris.yaml", "init -"])
    func outputThatCannotBeWrittenIsNoSuccess(_ arguments: String) throws {
      let outcome = try Protoforge.shell("$protoforge \(arguments) > /dev/full", in: try Scratch(iris: []))
      #expect(outcome.exitCode == 1)
    }
  #endif

  @Test(arguments: ["bash", "zsh", "fish"])
  func completesInTheShell(_ shell: String) throws {
    let outcome = try Protoforge.run("--generate-completion-script", shell, in: try Scratch())
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    for word in ["build", "check", "inspect", "explain", "templates"] { #expect(outcome.output.contains(word)) }
  }

  @Test func refusesToCompleteInAnUnknownShell() throws {
    #expect(try Protoforge.run("--generate-completion-script", "tcsh", in: try Scratch()).exitCode == 2)
  }
}
