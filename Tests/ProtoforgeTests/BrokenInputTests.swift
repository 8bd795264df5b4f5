import Foundation
import Testing

/// Every case of `Tests/BrokenInputs`: the findings of the program on an input that is broken in one way.
///
/// `Tests/BrokenInputs/README.md` tells what a case is; `Tests/BrokenInputs/run --record` writes the expected texts.
@Suite struct BrokenInputTests {
  @Test("each broken input gets its diagnostics", arguments: try BrokenInput.all())
  func findings(_ input: BrokenInput) throws {
    guard !input.isOpen else { return }
    let result = try input.run()
    #expect([0, 1, 2].contains(result.exitCode), "the program died with \(result.exitCode)")
    let findings = result.standardError.matches(of: /(?m)^(?:.*: |  )?(error|warning): .*\[(PF\d{4})\]$/)
    #expect(Set(findings.map { String($0.output.2) }) == input.wantedCodes, "\(result.standardError)")
    if let expected = input.expectedText { #expect(result.standardError == expected) }
  }
}

/// A folder of `Tests/BrokenInputs`.
struct BrokenInput: Sendable, CustomTestStringConvertible {
  let folder: URL
  /// The command's words without the program.
  let command: [String]
  let wantedCodes: Set<String>
  /// Whether `Tests/BrokenInputs/OPEN.md` lists the case as one that the program does not get right yet.
  let isOpen: Bool
  /// What the program prints to standard error, where that is recorded.
  let expectedText: String?

  var testDescription: String { folder.lastPathComponent }

  static func all() throws -> [BrokenInput] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "BrokenInputs")
    return try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().compactMap { name in
      let folder = root.appending(path: name)
      guard FileManager.default.fileExists(atPath: folder.appending(path: "case.txt").path) else { return nil }
      return try BrokenInput(folder)
    }
  }

  init(_ folder: URL) throws {
    self.folder = folder
    let open = try String(contentsOf: folder.deletingLastPathComponent().appending(path: "OPEN.md"), encoding: .utf8)
    isOpen = open.split(separator: "\n").contains { $0 == "- `\(folder.lastPathComponent)`" }
    let lines = try String(contentsOf: folder.appending(path: "case.txt"), encoding: .utf8).split(separator: "\n")
    command = lines.count > 1 ? lines[0].split(separator: " ").map(String.init) : ["validate"]
    let wanted = lines.last ?? ""
    wantedCodes = wanted == "ok" ? [] : Set(wanted.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    expectedText = try? String(contentsOf: folder.appending(path: "expected.txt"), encoding: .utf8)
  }

  /// Runs the command in the case's folder.
  func run() throws -> (exitCode: Int32, standardError: String) {
    let output = FileManager.default.temporaryDirectory.appending(path: "broken-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = Self.program
    process.currentDirectoryURL = folder
    let words = command.dropFirst().map { $0.replacing("$OUT", with: "\(output.path)/Probe") }
    process.arguments = [command[0], "model.yaml"] + words
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let watchdog = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 20, execute: watchdog)
    defer { watchdog.cancel() }
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let standardError = String(decoding: text, as: UTF8.self).replacing(folder.path, with: "CASE")
    return (process.terminationStatus, standardError)
  }

  /// The executable beside the test bundle.
  private static let program: URL = {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "protoforge").path) {
      folder.deleteLastPathComponent()
    }
    return folder.appending(path: "protoforge")
  }()
}
