import ForgeDiagnostics
import ForgeGraph
import ForgeImport
import ForgeModel
import ForgeSpec
import ForgeTensors
import Foundation
import Testing

/// Models that ONNX Runtime has run (`Fixtures/make_fixtures.py`) become specs that compute the same.
@Suite struct ONNXImportTests {
  @Test(arguments: ["cnn", "cnn_external", "shapes", "attention", "old", "words", "image"])
  func computesWhatONNXRuntimeDoes(_ name: String) throws {
    let imported = try importFixture(name)
    let model = try model(of: imported)
    let golden = try tensors("\(name).golden.safetensors")
    for (index, output) in imported.outputs.enumerated() {
      let want = try #require(golden[output])
      let rows = want.shape[0]
      let count = want.elementCount / rows
      for row in 0..<rows {
        let inputs = try imported.features.map { feature -> ReferenceTensor in
          let entry = try #require(golden[feature])
          let size = entry.elementCount / rows
          return ReferenceTensor(
            shape: Array(entry.shape.dropFirst()),
            elements: Array(entry.doubles()[row * size..<(row + 1) * size])
          )
        }
        let got = model.graph.evaluate(inputs)[index]
        #expect(got.count == count)
        for (a, b) in zip(got.elements, want.doubles()[row * count..<(row + 1) * count]) {
          #expect(abs(a - b) <= 1e-5 + 1e-4 * abs(b), "\(name), row \(row): \(a) instead of \(b)")
        }
      }
    }
  }
}

func fixtureURL(_ name: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
}

func mapped(_ name: String) throws -> MappedBytes { MappedBytes(Array(try Data(contentsOf: fixtureURL(name)))) }

func tensors(_ name: String) throws -> TensorFile {
  try TensorFile(reading: mapped(name), format: .safetensors, name: name)
}

func importFixture(_ name: String) throws -> ImportedPrototype {
  let names = ImportedPrototype.Names(
    module: "Model",
    origin: "\(name).onnx",
    weightsFile: "model.safetensors",
    goldenFile: nil
  )
  return try ImportedPrototype(onnx: mapped("\(name).onnx"), names: names) { location, _ throws(TensorFileError) in
    do { return try mapped(location) } catch { throw TensorFileError("\(error)") }
  }
}

/// The model of an imported spec; fails with its diagnostics when it has any.
func model(of imported: ImportedPrototype) throws -> Model {
  var sink = DiagnosticSink()
  let weights = try TensorFile(
    reading: MappedBytes(SafetensorsWriter.bytes(of: imported.tensors)),
    format: .safetensors,
    name: "model"
  )
  let spec = readModelSpec(Array(imported.spec.utf8), path: "model.yaml", into: &sink)
  let model = spec.flatMap { buildModel($0, weights: weights, into: &sink) }
  #expect(sink.diagnostics.isEmpty, "\(sink.diagnostics.map(\.message)) in\n\(imported.spec)")
  return try #require(model)
}
