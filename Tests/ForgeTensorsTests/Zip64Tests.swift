import Testing

import ForgeTensors

/// Changes to `zip64.npz`: two directory records with zip64 fields, then the zip64 end record, its locator, the end record.
@Suite struct Zip64Tests {
  /// A change at a place that is counted back from the end of the file.
  struct Change: Sendable, CustomTestStringConvertible {
    let id: String
    let back: Int
    let bytes: [UInt8]
    let message: String

    init(_ id: String, back: Int, _ bytes: [UInt8], _ message: String) {
      (self.id, self.back, self.bytes, self.message) = (id, back, bytes, message)
    }

    var testDescription: String { id }
  }

  private static let misplaced = "the zip64 end record of the zip archive is not where it should be"
  private static let contradiction = "the two end records of the zip archive contradict each other"
  private static let severalFiles = "the zip archive is spread over several files, which is not supported"

  @Test(arguments: [
    Change("locator signature", back: 42, [0], "the central directory of the zip archive does not end at its end record"),
    Change("locator disk", back: 38, [1], misplaced),
    Change("locator offset", back: 34, [0], misplaced),
    Change("locator offset beyond Int", back: 34, [UInt8](repeating: 0xFF, count: 8), misplaced),
    Change("locator disks", back: 26, [2], misplaced),
    Change("record signature", back: 98, [0], misplaced),
    Change("record size", back: 94, [45], misplaced),
    Change("record disk", back: 82, [1], severalFiles),
    Change("entries on this disk", back: 74, [1], contradiction),
    Change("directory size", back: 58, [0xFF], contradiction),
    Change("directory size beyond Int", back: 58, [UInt8](repeating: 0xFF, count: 8), contradiction),
    Change("directory offset", back: 50, [0xFF], contradiction),
    Change("entries in the short record", back: 14, [1, 0], contradiction),
  ])
  func refuses(_ change: Change) throws {
    var bytes = try fixture("zip64.npz")
    let place = bytes.count - change.back
    bytes.replaceSubrange(place..<place + change.bytes.count, with: change.bytes)
    #expect(refusal(of: bytes, .npz)?.message == change.message)
  }

  @Test func takesAllOnesInTheShortRecord() throws {
    var bytes = try fixture("zip64.npz")
    bytes.replaceSubrange(bytes.count - 14..<bytes.count - 2, with: [UInt8](repeating: 0xFF, count: 12))
    #expect(try read(bytes, .npz).entries.map(\.name) == ["a", "b"])
  }

  @Test func refusesFieldsThatAreMissingDamagedOrDoubled() throws {
    // The extra field of the first record: 01 00, its length, sizes; the record's name is 5 bytes long.
    let bytes = try fixture("zip64.npz")
    let record = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    let extra = record + 46 + 5
    #expect(bytes[extra..<extra + 4].elementsEqual([1, 0, 16, 0]))

    var missing = bytes
    missing[extra] = 2
    #expect(
      refusal(of: missing, .npz) == TensorFileError("a zip entry lacks its zip64 sizes", byteOffset: record)
    )
    var damaged = bytes
    damaged[extra + 2] = 17
    #expect(
      refusal(of: damaged, .npz)
        == TensorFileError("an extra field in the zip archive's directory is damaged", byteOffset: extra)
    )
    var doubled = bytes
    doubled.replaceSubrange(
      extra..<extra + 20,
      with: [1, 0, 0, 0, 1, 0, 0, 0] + [2, 0, 8, 0] + [UInt8](repeating: 0, count: 8)
    )
    #expect(
      refusal(of: doubled, .npz) == TensorFileError("a zip entry has two zip64 fields", byteOffset: extra + 4)
    )
  }
}
