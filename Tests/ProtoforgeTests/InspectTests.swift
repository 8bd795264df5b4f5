import Foundation
import Testing

/// `inspect` of specs and of weights files.
@Suite struct InspectTests {
  private let folder: Scratch

  init() throws { folder = try Scratch(iris: []) }

  @Test func showsTheLayersOfASpec() throws {
    let outcome = try Protoforge.run("inspect", "iris.yaml", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.first == ["layer", "result", "parameters", "multiply-adds", "bytes", "operator"])
    // fc1 has 4·16 weights and 16 biases, fc2 16·3 and 3.
    #expect(rows.contains { $0.first == "fc1" && $0.contains("80") && $0.contains("64") && $0.contains("320") })
    #expect(rows.contains { $0.first == "fc2" && $0.contains("51") && $0.contains("48") && $0.contains("204") })
    #expect(outcome.output.contains("IrisClassifier: 5 layers, 131 parameters, "))
  }

  @Test func showsTheLayersAsJSON() throws {
    struct Layer: Decodable { let name: String, shape: [Int], parameters: Int, multiplyAdds: Int, bytes: Int }
    struct Document: Decodable { let schema: Int, model: String, layers: [Layer], weightBytes: Int, workingMemoryBytes: Int }
    let outcome = try Protoforge.run("inspect", "iris.yaml", "--json", in: folder)
    #expect(outcome.exitCode == 0)
    let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    #expect(document.schema == 1)
    #expect(document.model == "IrisClassifier")
    #expect(document.layers.map(\.name) == ["features", "fc1", "fc1_relu", "fc2", "probabilities"])
    #expect(document.layers.map(\.shape) == [[4], [16], [16], [3], [3]])
    #expect(document.layers.map(\.parameters) == [0, 80, 0, 51, 0])
    #expect(document.layers.map(\.bytes) == [0, 320, 0, 204, 0])
    #expect(document.layers.first { $0.name == "fc1" }?.multiplyAdds == 64)
    #expect(document.layers.first { $0.name == "fc2" }?.multiplyAdds == 48)
    // Panels of 16 columns: fc1 4×16 + 16, fc2 16×16 + 16 floats.
    #expect(document.weightBytes == 4 * (4 * 16 + 16 + 16 * 16 + 16 + 16))
  }

  @Test func showsTheGraphAfterEachPass() throws {
    let outcome = try Protoforge.run("inspect", "iris.yaml", "--passes", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.hasPrefix("as written\n"))
    #expect(outcome.output.matches(of: /(?m)^after \S.* \(.+\)$/).count >= 2)
  }

  @Test func showsTheTensorsOfAFile() throws {
    let outcome = try Protoforge.run("inspect", "iris.safetensors", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.contains("fc1.weight float32 [16, 4] 256"))
    #expect(rows.contains("fc2.bias float32 [3] 12"))
    #expect(rows.last?.hasPrefix("4 tensors, 131 elements, ") == true)
  }

  @Test func showsTheTensorsAsJSON() throws {
    struct Tensor: Decodable { let name: String, type: String, shape: [Int], bytes: Int }
    struct Document: Decodable { let schema: Int, bytes: Int, tensors: [Tensor] }
    let outcome = try Protoforge.run("inspect", "iris.safetensors", "--json", in: folder)
    let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    #expect(document.schema == 1)
    #expect(document.bytes == (try folder.bytes("iris.safetensors").count))
    #expect(Set(document.tensors.map(\.name)) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    #expect(document.tensors.first { $0.name == "fc2.weight" }?.shape == [3, 16])
    #expect(document.tensors.reduce(0) { $0 + $1.bytes } == 131 * 4)
  }

  @Test func tellsWhereATensorFileIsBroken() throws {
    try (try folder.bytes("iris.safetensors").dropLast(8)).write(to: folder.url.appending(path: "iris.safetensors"))
    let outcome = try Protoforge.run("inspect", "iris.safetensors", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("[PF0501]"))
  }

  @Test func aMissingTensorFileIsExitCodeTwo() throws {
    #expect(try Protoforge.run("inspect", "nowhere.npz", in: folder).exitCode == 2)
  }
}
