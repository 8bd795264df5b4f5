import Testing

@testable import ForgeTensors

/// The zip archives of PyTorch, as it writes them and broken.
@Suite struct TorchArchiveTests {
  private typealias P = PickleSketch

  private static let object = P.dictionary([("w", P.grid)])

  @Test(arguments: ["all_types.pt", "checkpoint.pth", "exported.pt2"])
  func readsTheArchivesThatPyTorchWrites(_ name: String) throws {
    let bytes = try fixture("PyTorch/\(name)")
    let archive = try TorchArchive(bytes: MappedBytes(bytes), limits: .standard)
    #expect(archive.root == name.prefix { $0 != "." } + "/")
    #expect(try archive.word(at: "byteorder")?.text == "little")
    for entry in archive.zip.entries {
      // Names are UTF-8, and sizes follow the data where there is any.
      #expect(bytes[entry.headerOffset + 7] == 0x08)
      #expect(bytes[entry.headerOffset + 6] == (entry.inflatedCount > 0 ? 0x08 : 0))
      #expect(entry.dataRange.lowerBound.isMultiple(of: 64))
      _ = try archive.contents(of: entry)
    }
  }

  @Test func readsArchivesOfOlderVersions() throws {
    // PyTorch 1.6 to 2.0 did not tell the byte order.
    #expect(try read(P.file(Self.object, others: [("version", "3\n")]), .pt)["w"]?.shape == [2, 3])
    #expect(try read(P.file(Self.object, others: []), .pt)["w"]?.shape == [2, 3])
    #expect(try read(P.file(Self.object, others: [(".data/version", "6\n")]), .pt)["w"]?.shape == [2, 3])
  }

  @Test(arguments: [
    ("byteorder", "big", "the archive's byte order is 'big', only 'little' is read"),
    ("byteorder", "", "the archive's byte order is '', only 'little' is read"),
    ("version", "11\n", "the archive has version '11', PyTorch's versions 1 to 10 are known"),
    (".data/version", "x", "the archive has version 'x', PyTorch's versions 1 to 10 are known"),
    ("version", String(repeating: "3", count: 65), "zip entry 'root/version' is 65 bytes long, a single word is wanted"),
    ("constants.pkl", "", "the file is a TorchScript archive, a program with its weights"),
    ("code/__torch__.py", "", "the file is a TorchScript archive, a program with its weights"),
  ])
  func refusesWhatTheArchiveSaysOfItself(_ path: String, _ text: String, _ message: String) {
    #expect(refusal(of: P.file(Self.object, others: [(path, text)]), .pt)?.message == message)
  }

  @Test func refusesTwoRoots() {
    let part = ZipSketch.Part(name: "root/data.pkl", data: [0x80, 2, 0x7D, 0x2E])
    let bytes = ZipSketch([part, .init(name: "roof/data.pkl", data: [])]).bytes
    #expect(
      refusal(of: bytes, .pt)?.message
        == "zip entry 'roof/data.pkl' is not in the same folder as 'root/data.pkl': in an archive of PyTorch all are"
    )
    #expect(
      refusal(of: ZipSketch([.init(name: "data.pkl", data: [])]).bytes, .pt)?.message
        == "zip entry 'data.pkl' is in no folder: in an archive of PyTorch all are"
    )
    #expect(refusal(of: ZipSketch([]).bytes, .pt)?.message == "the zip archive has no entries")
  }

  @Test func refusesArchivesWithoutAPickle() {
    #expect(
      refusal(of: ZipSketch([.init(name: "root/data/0", data: [])]).bytes, .pt)?.message
        == "the archive holds no 'data.pkl', so torch.save did not write it"
    )
  }

  @Test func refusesDamagedStorages() throws {
    var bytes = try fixture("PyTorch/strided.pt")
    let file = try read(bytes, .pt)
    let place = try #require(file["base"]?.byteRange.lowerBound)
    bytes[place] ^= 1
    #expect(refusal(of: bytes, .pt)?.message.contains("does not match: its data is damaged") == true)
  }

  @Test func tellsWhyChecksumsAreMissing() throws {
    // As torch.serialization.set_crc32_options(False) has them.
    var sketch = P.archive(pickle: [0x80, 2] + Self.object + [0x2E])
    for record in sketch.records { sketch.set(UInt32(0), at: record + 16) }
    for header in sketch.headers { sketch.set(UInt32(0), at: header + 14) }
    let error = refusal(of: sketch.bytes, .pt)
    #expect(error?.message.contains("does not match") == true)
    #expect(error?.hint?.contains("set_crc32_options") == true)
  }

  @Test func refusesPlainPickles() {
    for bytes in [[0x80, 4, 0x7D, 0x2E], [0x80, 2] + Self.object + [0x2E]] as [[UInt8]] {
      #expect(refusal(of: bytes, .pt)?.message == "the file is a plain pickle, torch.save did not write it")
    }
    #expect(refusal(of: [], .pt)?.message == "the last 22 bytes are not the end record of a zip archive")
  }

  @Test func holdsThePickleToTheLimitOfHeaders() {
    var limits = TensorLimits.standard
    limits.headerBytes = 8
    #expect(refusal(of: P.file(Self.object), .pt, limits: limits)?.message.hasSuffix("bytes long, the limit is 8") == true)
  }

  @Test func holdsTensorsToTheLimits() {
    var limits = TensorLimits.standard
    limits.tensors = 0
    #expect(refusal(of: P.file(Self.object), .pt, limits: limits)?.message == "the file holds more than 0 tensors, the limit")
    limits = .standard
    limits.rank = 1
    #expect(
      refusal(of: P.file(Self.object), .pt, limits: limits)
        == TensorFileError("it has 2 axes, the limit is 1", tensor: "w")
    )
  }
}
