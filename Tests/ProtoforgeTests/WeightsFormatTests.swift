import Foundation
import Testing

/// The same weights in PyTorch's own formats (`make_torch_fixtures.py` of ForgeTensorsTests wrote them from those of the spec).
@Suite struct WeightsFormatTests {
  @Test(arguments: ["iris.pt", "iris_checkpoint.pth", "iris.pt2"])
  func buildsTheSameModelFromPyTorchsFiles(_ name: String) throws {
    let plain = try Scratch(iris: [])
    #expect(try Protoforge.run("build", "iris.yaml", in: plain).exitCode == 0)
    let folder = try Scratch(iris: [("iris.safetensors", name)])
    try folder.remove("iris.safetensors")
    let fixture = Repository.root.appending(path: "Tests/ForgeTensorsTests/Fixtures/PyTorch/\(name)")
    try FileManager.default.copyItem(at: fixture, to: folder.url.appending(path: name))
    let outcome = try Protoforge.run("build", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)

    let (wanted, found) = (try plain.files(below: "IrisClassifier"), try folder.files(below: "IrisClassifier"))
    #expect(Set(found.keys) == Set(wanted.keys))
    let differing = wanted.keys.filter { found[$0] != wanted[$0] }
    // The names and hashes of spec and weights.
    let wantedLines = try differing.map { try lines("IrisClassifier/\($0)", plain) }.joined()
    let foundLines = try differing.map { try lines("IrisClassifier/\($0)", folder) }.joined()
    #expect(wantedLines.count == foundLines.count)
    for (wanted, found) in zip(wantedLines, foundLines) where wanted != found {
      #expect(wanted.contains(/[0-9a-f]{64}|iris\.safetensors/), "\(wanted) became \(found)")
    }
    #expect(found.keys.contains { $0.hasSuffix("weights.bin") && found[$0] == wanted[$0] })
  }

  private func lines(_ path: String, _ folder: Scratch) throws -> [Substring] {
    try folder.text(path).split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func inspectsACheckpoint() throws {
    let folder = try Scratch()
    let fixture = Repository.root.appending(path: "Tests/ForgeTensorsTests/Fixtures/PyTorch/iris_checkpoint.pth")
    try FileManager.default.copyItem(at: fixture, to: folder.url.appending(path: "iris.PTH"))
    let outcome = try Protoforge.run("inspect", "iris.PTH", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.contains("fc1.weight float32 [16, 4] 256"))
    #expect(rows.last?.hasPrefix("4 tensors, 131 elements, ") == true)
  }

  @Test func goldenVectorsAreNotReadFromPyTorchsFiles() throws {
    let folder = try Scratch(iris: [("iris.golden.csv", "iris.pt")])
    let outcome = try Protoforge.run("validate", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.errors.contains("'iris.pt' is no golden file that can be read: its name must end in .csv, .safetensors or .npz")
    )
  }
}
