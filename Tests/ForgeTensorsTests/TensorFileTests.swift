import Testing

import ForgeTensors

@Suite struct TensorFileTests {
  @Test func findsEveryNameAndNoOther() throws {
    let names = (0..<33).map { "t\($0)" }
    let tensors = try names.map { try TensorEntry(name: $0, shape: [], floats: [1]) }
    for count in 0...tensors.count {
      let file = try read(try SafetensorsWriter.bytes(of: Array(tensors[..<count])), .safetensors)
      #expect(names.filter { file[$0] != nil } == Array(names[..<count]))
      #expect(file[""] == nil)
      #expect(file["zzz"] == nil)
    }
  }

  @Test func sortsByBytesNotByCanonicalOrder() throws {
    let names = ["z", "é", "a", "Z", "e\u{301}", "a.b", "a/b"]
    let tensors = try names.map { try TensorEntry(name: $0, shape: [], floats: [1]) }
    let file = try read(try SafetensorsWriter.bytes(of: tensors), .safetensors)
    #expect(file.entries.map(\.name) == ["Z", "a", "a.b", "a/b", "e\u{301}", "z", "é"])
  }

  @Test func knowsFormatsByExtension() {
    #expect(TensorFileFormat(fileExtension: "safetensors") == .safetensors)
    #expect(TensorFileFormat(fileExtension: "NPZ") == .npz)
    #expect(TensorFileFormat(fileExtension: "npy") == .npy)
    #expect(TensorFileFormat(fileExtension: "keras") == .keras)
    #expect(TensorFileFormat(fileExtension: "h5") == .h5)
    #expect(TensorFileFormat(fileExtension: ".npy") == nil)
    #expect(TensorFileFormat(fileExtension: "pt") == .pt)
    #expect(TensorFileFormat(fileExtension: "Pth") == .pt)
    #expect(TensorFileFormat(fileExtension: "pt2") == .pt2)
    #expect(TensorFileFormat(fileExtension: "bin") == nil)
  }

  @Test func releasesMappedBytesWithTheLastTensor() async throws {
    try await confirmation { released in
      let bytes = safetensors(#"{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, data: [1, 2])
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
      memory.copyBytes(from: bytes)
      nonisolated(unsafe) let owned = memory
      let mapped = MappedBytes(unsafeMapped: UnsafeRawBufferPointer(memory)) {
        released()
        owned.deallocate()
      }
      let entry = try #require(try TensorFile(reading: mapped, format: .safetensors, name: "")["w"])
      #expect(entry.integers() == [1, 2])
    }
  }
}
