import Foundation
import Testing

/// The same inputs give the same bytes, wherever, whenever and by whomever the program is run.
@Suite struct ReproducibilityTests {
  private static let names = ["digits", "diabetes", "election", "iris"]

  /// A copy of some specs without their packages.
  private func specs(in name: String, dated date: String) throws -> Scratch {
    let folder = try Scratch(name: name)
    for model in Self.names {
      let source = Repository.specs.appending(path: model)
      for file in try FileManager.default.contentsOfDirectory(atPath: source.path) where file.hasPrefix("\(model).") {
        try folder.write("", to: "\(model)/\(file)")
        try (try Data(contentsOf: source.appending(path: file))).write(to: folder.url.appending(path: "\(model)/\(file)"))
      }
    }
    _ = try Protoforge.shell("find . -type f -exec touch -d \(date) {} +", in: folder)
    return folder
  }

  private var arguments: String { Self.names.map { "\($0)/\($0).yaml" }.joined(separator: " ") }

  @Test func bytesDoNotDependOnFolderLocaleZoneOrDates() throws {
    let first = try specs(in: "a", dated: "1999-12-31")
    let second = try specs(in: "zwei Wörter – 二", dated: "2031-01-01")
    let environments = [
      "LANG=C LC_ALL=C TZ=UTC HOME=/ USER=root", "LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu HOME=/tmp USER=me",
    ]
    for (folder, environment) in zip([first, second], environments) {
      let outcome = try Protoforge.shell("env \(environment) $protoforge build \(arguments)", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    let (one, other) = (try first.files(), try second.files())
    #expect(one.keys.sorted() == other.keys.sorted())
    #expect(one.count > 80)
    for (path, bytes) in one { #expect(other[path] == bytes, "\(path)") }
  }

  @Test func bytesDoNotDependOnTheRun() throws {
    let folder = try specs(in: "runs", dated: "2020-02-02")
    var runs: [[String: Data]] = []
    for _ in 0..<3 {
      #expect(try Protoforge.run("build", "election/election.yaml", "-o", "out", in: folder).exitCode == 0)
      runs.append(try folder.files(below: "out"))
      try folder.remove("out")
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
  }

  @Test func bytesDoNotDependOnHowTheSpecIsNamed() throws {
    let folder = try specs(in: "names", dated: "2020-02-02")
    let lines = [
      "$protoforge build iris/iris.yaml -o out", "cd iris && $protoforge build ./iris.yaml -o ../out",
      "$protoforge build \"$PWD/iris/../iris/iris.yaml\" -o out",
    ]
    var runs: [[String: Data]] = []
    for line in lines {
      let outcome = try Protoforge.shell(line, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      runs.append(try folder.files(below: "out"))
      try folder.remove("out")
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
  }

  @Test func nothingTellsWhereOrWhenItWasMade() throws {
    let folder = try specs(in: "traceless", dated: "2020-02-02")
    try Protoforge.run("build", "iris/iris.yaml", in: folder)
    let year = Calendar(identifier: .gregorian).component(.year, from: .now)
    for (path, bytes) in try folder.files(below: "iris/IrisClassifier") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("traceless"), "\(path)")
      #expect(!text.contains("/tmp/") && !text.contains("/home/"), "\(path)")
      #expect(!text.contains(try Regex("\\b\(year)-[01][0-9]")), "\(path)")
    }
  }
}
