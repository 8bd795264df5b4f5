import Foundation
import Testing

/// A build that cannot write tells so, and leaves what was there.
///
/// Tests may run as root, for whom permissions do not hold; so the faults are files in place of folders, file systems that
/// take no files, and a limit on the size of files, which stands for a full disk.
@Suite struct FailedWriteTests {
  private let folder: Scratch

  init() throws { folder = try Scratch(iris: []) }

  private func expectRefusal(_ outcome: Outcome) throws {
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("[PF0703]"), "\(outcome.errors)")
    #expect(try folder.stagingFolders().isEmpty)
  }

  @Test func aFileStandsInTheWayOfTheFolder() throws {
    try folder.write("a file\n", to: "parent")
    try expectRefusal(try Protoforge.run("build", "iris.yaml", "-o", "parent/out", in: folder))
    try expectRefusal(try Protoforge.run("build", "iris.yaml", "-o", "parent/deep/out", in: folder))
    #expect(try folder.text("parent") == "a file\n")
  }

  #if os(Linux)
    @Test(arguments: ["/proc/out", "/proc/deep/out", "/dev/null/out"])
    func theFileSystemTakesNoFolders(_ path: String) throws {
      try expectRefusal(try Protoforge.run("build", "iris.yaml", "-o", path, in: folder))
    }
  #endif

  @Test(arguments: [1, 4, 8]) func theDiskIsFullInTheMidstOfAFirstBuild(_ blocks: Int) throws {
    try expectRefusal(try fillingDisk(blocks))
    #expect(!folder.exists("IrisClassifier"))
  }

  @Test(arguments: [1, 4, 8]) func theDiskIsFullInTheMidstOfALaterBuild(_ blocks: Int) throws {
    try Protoforge.run("build", "iris.yaml", in: folder)
    let before = try folder.files(below: "IrisClassifier")
    try folder.replace("version: 1.0.0", with: "version: 1.0.1", in: "iris.yaml")
    try expectRefusal(try fillingDisk(blocks))
    #expect(try folder.files(below: "IrisClassifier") == before)
    #expect(try Protoforge.run("build", "iris.yaml", in: folder).exitCode == 0)
    #expect(try Protoforge.run("check", "iris.yaml", in: folder).exitCode == 0)
  }

  @Test func initLeavesNoHalfASpec() throws {
    let outcome = try Protoforge.shell("trap '' XFSZ; ulimit -f 1; $protoforge init new.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("new.yaml"))
    #expect(!folder.exists("new.yaml"))
  }

  /// A build that may write files of some blocks of 512 bytes. The signal that comes with the limit is ignored, so that the
  /// call fails as on a full disk.
  private func fillingDisk(_ blocks: Int) throws -> Outcome {
    try Protoforge.shell("trap '' XFSZ; ulimit -f \(blocks); $protoforge build iris.yaml", in: folder)
  }

  // MARK: What an earlier build left

  @Test(arguments: [4_000_000, 1]) func leftoversOfAKilledBuildAreRemoved(_ process: Int) throws {
    try folder.write("half\n", to: ".IrisClassifier.protoforge-\(process)/Package.swift")
    for _ in 0..<2 {
      let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    #expect(try folder.stagingFolders().isEmpty)
  }

  /// A build that is killed right after the change of names leaves the old package, with a user's files, under the other name.
  @Test func aUsersFilesAreFetchedFromALeftover() throws {
    try Protoforge.run("build", "iris.yaml", in: folder)
    try FileManager.default.copyItem(
      atPath: folder.path("IrisClassifier"),
      toPath: folder.path(".IrisClassifier.protoforge-4000000")
    )
    try folder.write("mine\n", to: ".IrisClassifier.protoforge-4000000/Sources/IrisClassifier/Mine.swift")
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.exists("IrisClassifier/Sources/IrisClassifier/Mine.swift"))
    #expect(try folder.stagingFolders().isEmpty)
  }

  /// In a container, the next build often has the number of the one that was killed.
  @Test func aLeftoverOfTheSameProcessNumberIsInNobodysWay() throws {
    let line = """
      mkdir .IrisClassifier.protoforge-$$ && echo half > .IrisClassifier.protoforge-$$/Package.swift
      exec $protoforge build iris.yaml
      """
    let outcome = try Protoforge.shell(line, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.exists("IrisClassifier/protoforge.lock"))
    #expect(try folder.stagingFolders().isEmpty)
  }

  @Test func buildsAtTheSameTimeLeaveOneWholePackage() throws {
    for _ in 0..<3 {
      let together = try Protoforge.shell("seq 6 | xargs -P 6 -I{} $protoforge build iris.yaml", in: folder)
      #expect(together.exitCode == 0, "\(together.errors)")
      #expect(try Protoforge.run("build", "iris.yaml", in: folder).exitCode == 0)
      let outcome = try Protoforge.run("check", "iris.yaml", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(try folder.stagingFolders().isEmpty)
      try folder.remove("IrisClassifier")
    }
  }
}
