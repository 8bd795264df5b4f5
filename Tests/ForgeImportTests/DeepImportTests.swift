import ForgeImport
import ForgeTensors
import Testing

/// Graphs that are sound and deeper than any person writes.
@Suite struct DeepImportTests {
  @Test(arguments: ["Mul", "Add"]) func aLongChainIsImported(_ operatorName: String) throws {
    let count = 16000
    var nodes: [UInt8] = []
    for index in 0..<count {
      let input = index == 0 ? "x" : "y\(index - 1)"
      let output = index == count - 1 ? "y" : "y\(index)"
      nodes += field(1, field(1, input) + field(1, "x") + field(2, output) + field(4, operatorName))
    }
    let graph = nodes + field(11, value("x")) + field(12, value("y"))
    let model: [UInt8] = [0x08, 8] + field(8, [0x10, 17]) + field(7, graph)
    let names = ImportedPrototype.Names(module: "Deep", origin: "deep.onnx", weightsFile: "deep.safetensors", goldenFile: nil)
    let imported = try ImportedPrototype(onnx: MappedBytes(model), names: names, siblings: TensorFile.noSiblings)
    #expect(imported.layerCount == count)
  }

  /// A `ValueInfoProto` of two float32 for each example.
  private func value(_ name: String) -> [UInt8] {
    let shape = field(1, [0x08, 1]) + field(1, [0x08, 2])
    return field(1, name) + field(2, field(1, [0x08, 1] + field(2, shape)))
  }

  private func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  /// A field of a protocol buffer that tells its length.
  private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    var rest = bytes.count
    repeat {
      length.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return [number << 3 | 2] + length + bytes
  }
}
