import Foundation
import Testing

/// What a run of the program printed, and how it ended.
struct Outcome: Sendable {
  let exitCode: Int32
  let output: String
  let errors: String
}

/// The built program, run as a user or a script runs it.
enum Protoforge {
  /// The executable in the products folder, beside the bundle of these tests.
  static let executable: URL = {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    var folder = (bundles.first ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "protoforge").path) {
      folder.deleteLastPathComponent()
    }
    return folder.appending(path: "protoforge")
  }()

  /// Runs the program in a folder; a run that takes longer than a minute is a failure.
  ///
  /// The environment is what is given and `PATH`, whatever that of the tests is.
  @discardableResult
  static func run(_ arguments: String..., in folder: Scratch, environment: [String: String] = [:]) throws -> Outcome {
    try run(executable, arguments, in: folder, environment)
  }

  /// Runs a line of `sh` in a folder, with the program as `$protoforge`.
  static func shell(_ line: String, in folder: Scratch) throws -> Outcome {
    try run(URL(filePath: "/bin/sh"), ["-c", line], in: folder, ["protoforge": executable.path])
  }

  private static func run(
    _ program: URL,
    _ arguments: [String],
    in folder: Scratch,
    _ environment: [String: String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files take any amount of text, so that nothing waits for a reader.
    let streams = try Scratch()
    process.standardOutput = try streams.newFile("output")
    process.standardError = try streams.newFile("errors")
    try process.run()
    let deadline = Date.now + 60
    while process.isRunning, Date.now < deadline { usleep(2000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      Issue.record("the program still runs after a minute: \(arguments)")
    }
    process.waitUntilExit()
    // A signal is shown as a shell shows it, so that a crash is never taken for an exit code.
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Outcome(exitCode: code, output: try streams.text("output"), errors: try streams.text("errors"))
  }
}
