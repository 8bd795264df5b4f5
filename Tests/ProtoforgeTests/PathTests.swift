import Foundation
import Testing

/// A spec names files below its folder or `--root`, and no link leads out of it.
@Suite struct PathTests {
  /// `specs/iris.yaml` and, beside that folder, `data/iris.safetensors`.
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    let iris = try Scratch(iris: [])
    for name in ["specs", "data"] {
      try FileManager.default.copyItem(at: iris.url, to: folder.url.appending(path: name))
    }
    try folder.remove("specs/iris.safetensors")
  }

  private func validate(weights: String, _ arguments: String = "") throws -> Outcome {
    try folder.replace("iris.safetensors\n  layout", with: "\(weights)\n  layout", in: "specs/iris.yaml")
    return try Protoforge.shell("$protoforge validate specs/iris.yaml \(arguments)", in: folder)
  }

  @Test(arguments: ["../data/iris.safetensors", "../specs/../data/iris.safetensors", "./../data/iris.safetensors"])
  func aPathDoesNotLeaveTheFolder(_ path: String) throws {
    let outcome = try validate(weights: path)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains(/specs\/iris\.yaml:\d+:9: error: '.*' leads out of .*\[PF0210\]/), "\(outcome.errors)")
    #expect(outcome.errors.contains("--root"))
  }

  @Test func aPathIsNotAbsolute() throws {
    let outcome = try validate(weights: folder.path("data/iris.safetensors"), "--root /")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0210]"))
  }

  @Test(arguments: ["--root .", "--root \"$PWD\"", "--root specs/..", "--root /"])
  func aLargerRootAdmitsThePath(_ root: String) throws {
    let outcome = try validate(weights: "../data/iris.safetensors", root)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test func aSiblingWhoseNameBeginsAlikeIsOutside() throws {
    try FileManager.default.moveItem(atPath: folder.path("data"), toPath: folder.path("specs-data"))
    #expect(try validate(weights: "../specs-data/iris.safetensors").exitCode == 1)
  }

  @Test func aRootThatIsNotThereIsExitCodeTwo() throws {
    #expect(try validate(weights: "iris.safetensors", "--root nowhere").exitCode == 2)
  }

  @Test(arguments: ["../data/iris.safetensors", "$PWD/data/iris.safetensors"])
  func aLinkDoesNotLeadOut(_ target: String) throws {
    try folder.link("specs/weights.safetensors", to: target.replacing("$PWD", with: folder.url.path))
    #expect(try validate(weights: "weights.safetensors").exitCode == 1)
    #expect(try Protoforge.run("validate", "specs/iris.yaml", "--root", ".", in: folder).exitCode == 0)
  }

  @Test func aLinkedFolderDoesNotLeadOut() throws {
    try folder.link("specs/data", to: "../data")
    let outcome = try validate(weights: "data/iris.safetensors")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0210]"))
  }

  @Test func aLinkInsideIsFine() throws {
    try FileManager.default.copyItem(
      atPath: folder.path("data/iris.safetensors"),
      toPath: folder.path("specs/v1.safetensors")
    )
    try folder.link("specs/latest.safetensors", to: "v1.safetensors")
    #expect(try validate(weights: "latest.safetensors").exitCode == 0)
  }

  @Test func aLinkThatGoesInACircleIsReported() throws {
    try folder.link("specs/a.safetensors", to: "b.safetensors")
    try folder.link("specs/b.safetensors", to: "a.safetensors")
    let outcome = try validate(weights: "a.safetensors")
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("[PF0902]"))
  }

  @Test(arguments: ["/dev/zero", "/dev/stdin"]) func aDeviceIsNoInput(_ path: String) throws {
    for command in ["validate", "inspect"] {
      let outcome = try Protoforge.run(command, path, in: folder)
      #expect(outcome.exitCode == 2)
      #expect(outcome.errors.contains("[PF0902]"))
    }
  }

  @Test func aPipeIsNoInputAndIsNotWaitedFor() throws {
    let outcome = try Protoforge.shell("mkfifo pipe.yaml && $protoforge validate pipe.yaml", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("[PF0902]"))
  }

  @Test func theLockNamesInputsRelativeToTheRoot() throws {
    #expect(try validate(weights: "../data/iris.safetensors", "--root .").exitCode == 0)
    try Protoforge.run("build", "specs/iris.yaml", "--root", ".", "-o", "out", in: folder)
    let lock = try folder.text("out/protoforge.lock")
    #expect(lock.contains("\"path\": \"specs/iris.yaml\""))
    #expect(lock.contains("\"path\": \"data/iris.safetensors\""))
  }

  /// Build systems hand sources over as links.
  @Test func aLinkedSpecLeavesNoPathOfTheMachine() throws {
    try folder.link("data/linked.yaml", to: "../specs/iris.yaml")
    let outcome = try Protoforge.run("build", "data/linked.yaml", "-o", "out", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    for (path, bytes) in try folder.files(below: "out") {
      #expect(bytes.range(of: Data(folder.url.path.utf8)) == nil, "\(path) tells where it was made")
    }
  }
}
