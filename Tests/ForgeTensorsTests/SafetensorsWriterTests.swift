import Testing

import ForgeTensors

@Suite struct SafetensorsWriterTests {
  @Test func writesSortedAndPadded() throws {
    let b = try TensorEntry(name: "b", shape: [2], floats: [1, -2.5])
    let a = try TensorEntry(name: "a", elementType: .uint8, shape: [], bytes: [7])
    let header =
      #"{"__metadata__":{"k":"v","l":""},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
    let padding = String(repeating: " ", count: 7 - (header.utf8.count - 1) % 8)
    let expected = safetensors(header + padding, data: [7, 0, 0, 128, 63, 0, 0, 32, 192])
    let metadata = [TensorMetadata(key: "l", value: ""), TensorMetadata(key: "k", value: "v")]
    #expect(try SafetensorsWriter.bytes(of: [b, a], metadata: metadata) == expected)
    #expect(try SafetensorsWriter.bytes(of: [a, b], metadata: metadata.reversed()) == expected)
    #expect((header + padding).utf8.count % 8 == 0)
  }

  @Test func writesNothing() throws {
    #expect(try SafetensorsWriter.bytes(of: []) == safetensors("{}      "))
  }

  @Test func readsBackWhatItWrites() throws {
    let file = try read(try fixture("all_types.safetensors"), .safetensors)
    let bytes = try SafetensorsWriter.bytes(of: file.entries, metadata: file.metadata)
    let again = try read(bytes, .safetensors)
    #expect(again.metadata == file.metadata)
    #expect(again.entries.map(\.name) == file.entries.map(\.name))
    for (left, right) in zip(file.entries, again.entries) {
      #expect(left.elementType == right.elementType)
      #expect(left.shape == right.shape)
      #expect(left.withUnsafeBytes { Array($0) } == right.withUnsafeBytes { Array($0) })
    }
  }

  @Test func refusesWhatWouldNotBeRead() throws {
    let w = try TensorEntry(name: "w", shape: [], floats: [1])
    #expect(throws: TensorFileError("two tensors have this name", tensor: "w")) { try SafetensorsWriter.bytes(of: [w, w]) }
    let metadata = try TensorEntry(name: "__metadata__", shape: [], floats: [1])
    #expect(throws: TensorFileError("a tensor may not be called '__metadata__'")) {
      try SafetensorsWriter.bytes(of: [metadata])
    }
    let nameless = try TensorEntry(name: "", shape: [], floats: [1])
    #expect(throws: TensorFileError("a tensor has an empty name")) { try SafetensorsWriter.bytes(of: [nameless]) }
    let twice = [TensorMetadata(key: "k", value: "1"), TensorMetadata(key: "k", value: "2")]
    #expect(throws: TensorFileError("two metadata texts have the key 'k'")) {
      try SafetensorsWriter.bytes(of: [], metadata: twice)
    }
  }
}
