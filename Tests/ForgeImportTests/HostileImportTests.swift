import ForgeImport
import Testing

import ForgeTensors

/// Broken prototypes must be refused or imported, never crash.
@Suite struct HostileImportTests {
  private static let seeds = [
    "cnn.onnx", "shapes.onnx", "attention.onnx", "old.onnx", "words.onnx", "image.onnx", "logic.onnx",
    "volume.onnx", "edges.onnx", "functions.onnx", "batch.onnx", "normal.onnx", "sequence.pt2", "encoder.pt2",
    "images.pt2", "in_place.pt2", "parts.pt2", "einsum.onnx", "unpool.onnx", "spectra.onnx", "complex.pt2", "pool_places.pt2",
    "transposed_volumes.pt2", "volume_back.onnx", "projected.pt2", "refused_group.onnx", "refused_output_shape.onnx",
  ]

  @Test(arguments: seeds) func refusesEveryPrefix(_ name: String) throws {
    let bytes = try fixtureBytes(name)
    // Beyond the end of a field a shorter model may be whole: what counts is that nothing crashes.
    for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) { exercise(Array(bytes[..<end]), name) }
  }

  @Test(arguments: seeds) func survivesChangedBytes(_ name: String) throws {
    let bytes = try fixtureBytes(name)
    var state: UInt64 = 0x5EED
    for _ in 0..<1500 {
      var broken = bytes
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken[Int(state >> 33) % broken.count] = UInt8(truncatingIfNeeded: state >> 25)
      }
      exercise(broken, name)
    }
  }

  private func exercise(_ bytes: [UInt8], _ name: String) {
    let names = ImportedPrototype.Names(module: "Model", origin: name, weightsFile: "model.safetensors", goldenFile: nil)
    let bytes = MappedBytes(bytes)
    if name.hasSuffix(".pt2") {
      _ = try? ImportedPrototype(exportedProgram: bytes, names: names)
    } else {
      _ = try? ImportedPrototype(onnx: bytes, names: names, siblings: TensorFile.noSiblings)
    }
  }
}
