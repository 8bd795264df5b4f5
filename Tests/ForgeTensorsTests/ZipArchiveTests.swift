import Testing

@testable import ForgeTensors

@Suite struct ZipArchiveTests {
  @Test func readsStoredEntriesInPlace() throws {
    let sketch = ZipSketch.pair()
    let file = try read(sketch.bytes, .npz)
    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(file["a"]?.integers() == [3])
    #expect(file["b"]?.integers() == [4])
    // The data of `b` ends where the directory begins.
    #expect(file["b"]?.byteRange == sketch.records[0] - 1..<sketch.records[0])
  }

  @Test func takesNamesWithFoldersAndColons() throws {
    let names = ["dense/kernel:0", "C:", "é", "..a", "a..b/c.npy"]
    let sketch = ZipSketch(
      names.map { .init(name: $0 + ".npy", data: ZipSketch.byteArray(1), flags: 0x0800) }
    )
    #expect(try read(sketch.bytes, .npz).entries.map(\.name) == ["..a", "C:", "a..b/c.npy", "dense/kernel:0", "é"])
  }

  @Test func takesGapsBetweenEntries() throws {
    // A reader by central directory sees no entry that the directory does not name.
    var sketch = ZipSketch.pair()
    let record = Array(sketch.bytes[sketch.records[1]..<sketch.end])
    sketch.bytes.removeSubrange(sketch.records[0]..<sketch.records[1])
    let end = sketch.records[0] + record.count
    sketch.set(UInt16(1), at: end + 8)
    sketch.set(UInt16(1), at: end + 10)
    sketch.set(UInt32(record.count), at: end + 12)
    #expect(try read(sketch.bytes, .npz).entries.map(\.name) == ["b"])
  }

  private static let pair = ZipSketch.pair()
  private static let cutShort = "the file may be cut short, have bytes behind the archive, or be no zip file"

  @Test(arguments: [
    BrokenFile("empty", [], "the last 22 bytes are not the end record of a zip archive", at: 0, hint: cutShort),
    BrokenFile(
      "trailing byte",
      pair.bytes + [0],
      "the last 22 bytes are not the end record of a zip archive",
      at: pair.end + 1,
      hint: cutShort
    ),
    BrokenFile(
      "comment",
      pair.changed { $0.set(UInt16(1), at: $0.end + 20) },
      "the zip archive has a comment, which is not supported",
      at: pair.end + 20
    ),
    BrokenFile(
      "leading byte",
      [0] + pair.bytes,
      "the central directory of the zip archive does not end at its end record",
      at: pair.end + 1
    ),
    BrokenFile(
      "directory longer",
      pair.changed { $0.set(UInt32.max, at: $0.end + 12) },
      "the central directory of the zip archive does not end at its end record",
      at: pair.end
    ),
    BrokenFile(
      "second disk",
      pair.changed { $0.set(UInt16(1), at: $0.end + 4) },
      "the zip archive is spread over several files, which is not supported",
      at: pair.end
    ),
    BrokenFile(
      "entry on second disk",
      pair.changed { $0.set(UInt16(1), at: $0.records[0] + 34) },
      "the zip archive is spread over several files, which is not supported",
      at: pair.records[0]
    ),
    BrokenFile(
      "more entries on all disks",
      pair.changed { $0.set(UInt16(3), at: $0.end + 10) },
      "the zip archive is spread over several files, which is not supported",
      at: pair.end
    ),
    BrokenFile(
      "more entries declared",
      pair.changed {
        $0.set(UInt16(3), at: $0.end + 8)
        $0.set(UInt16(3), at: $0.end + 10)
      },
      "the zip archive declares 3 entries, its directory holds 2",
      at: pair.records[0]
    ),
    BrokenFile(
      "record without signature",
      pair.changed { $0.set(UInt32(0), at: $0.records[1]) },
      "the central directory of the zip archive is damaged",
      at: pair.records[1]
    ),
    BrokenFile(
      "record too long",
      pair.changed { $0.set(UInt16(60), at: $0.records[1] + 28) },
      "a record passes the end of the zip archive's central directory",
      at: pair.records[1]
    ),
    BrokenFile(
      "record comment swallows the next record",
      pair.changed { $0.set(UInt16(51), at: $0.records[0] + 32) },
      "the zip archive declares 2 entries, its directory holds 1",
      at: pair.records[0]
    ),
  ])
  func refusesDirectories(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .npz) == broken.error)
  }

  @Test(arguments: [
    BrokenFile(
      "encrypted",
      pair.changed { $0.set(UInt16(1), at: $0.records[0] + 8) },
      "zip entry 'a.npy' is encrypted, which is not supported",
      at: pair.records[0]
    ),
    BrokenFile(
      "masked headers",
      pair.changed { $0.set(UInt16(0x2000), at: $0.records[0] + 8) },
      "zip entry 'a.npy' has flags that are not supported",
      at: pair.records[0]
    ),
    BrokenFile(
      "bzip2",
      pair.changed { $0.set(UInt16(12), at: $0.records[0] + 10) },
      "zip entry 'a.npy' has compression method 12, only stored (0) and deflate (8) are supported",
      at: pair.records[0]
    ),
    BrokenFile(
      "header elsewhere",
      pair.changed { $0.set(UInt32(1), at: $0.records[0] + 42) },
      "zip entry 'a.npy' has no local header where its directory record says",
      at: pair.records[0]
    ),
    BrokenFile(
      "header beyond",
      pair.changed { $0.set(UInt32(0xFFFF_FFFE), at: $0.records[0] + 42) },
      "zip entry 'a.npy' has no local header where its directory record says",
      at: pair.records[0]
    ),
    BrokenFile(
      "header in the directory",
      pair.changed { $0.set(UInt32($0.records[1]), at: $0.records[0] + 42) },
      "zip entry 'a.npy' has no local header where its directory record says",
      at: pair.records[0]
    ),
    BrokenFile(
      "data beyond",
      pair.changed {
        $0.set(UInt32(0xFFFF_FFFE), at: $0.records[0] + 20)
        $0.set(UInt32(0xFFFF_FFFE), at: $0.records[0] + 24)
      },
      "zip entry 'a.npy' passes the end of the zip archive's data",
      at: pair.records[0]
    ),
    BrokenFile(
      "zip64 without sizes",
      pair.changed { $0.set(UInt32.max, at: $0.records[0] + 20) },
      "a zip entry lacks its zip64 sizes",
      at: pair.records[0]
    ),
    BrokenFile(
      "stored, but larger",
      pair.changed {
        $0.set(UInt32(1000), at: $0.records[0] + 24); $0.set(UInt32.max, at: 22)
      },
      "zip entry 'a.npy' is stored in 64 bytes, but declares 1000",
      at: pair.records[0]
    ),
    BrokenFile(
      "newer version",
      pair.changed { $0.bytes[$0.records[0] + 6] = 64 },
      "zip entry 'a.npy' needs a newer version of the zip format",
      at: pair.records[0]
    ),
    BrokenFile(
      "other local name",
      pair.changed { $0.bytes[30] = UInt8(ascii: "x") },
      "zip entry 'a.npy' has a local header that contradicts its directory record",
      at: pair.records[0]
    ),
    BrokenFile(
      "other local method",
      pair.changed { $0.set(UInt16(8), at: 8) },
      "zip entry 'a.npy' has a local header that contradicts its directory record",
      at: pair.records[0]
    ),
    BrokenFile(
      "other local size",
      pair.changed { $0.set(UInt32(1), at: 18) },
      "zip entry 'a.npy' has a local header that contradicts its directory record",
      at: pair.records[0]
    ),
    BrokenFile(
      "other local checksum",
      pair.changed { $0.set(UInt32(1), at: 14) },
      "zip entry 'a.npy' has a local header that contradicts its directory record",
      at: pair.records[0]
    ),
    BrokenFile(
      "local encryption",
      pair.changed { $0.set(UInt16(1), at: 6) },
      "zip entry 'a.npy' has a local header that contradicts its directory record",
      at: pair.records[0]
    ),
    BrokenFile(
      "damaged data",
      pair.changed { $0.bytes[$0.headers[1] - 1] ^= 1 },
      "the checksum of zip entry 'a.npy' does not match: its data is damaged",
      at: 35
    ),
  ])
  func refusesEntries(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .npz) == broken.error)
  }

  @Test(arguments: [
    "", "/a.npy", "../a.npy", "a/../b.npy", "a\\b.npy", "a//b.npy", "./a.npy", "a\u{0}.npy", "\u{1B}.npy", "..", "/",
  ])
  func refusesNames(_ name: String) {
    let sketch = ZipSketch([.init(name: name, data: [])])
    let quoted = "'" + name.replacing("\u{0}", with: #"\u{0}"#).replacing("\u{1B}", with: #"\u{1B}"#) + "'"
    let error = TensorFileError(
      "the zip entry name \(quoted) is not a plain relative path",
      byteOffset: sketch.records[0]
    )
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }

  @Test func refusesNamesInUnknownEncodings() {
    let unmarked = ZipSketch([.init(name: "é.npy", data: [])])
    #expect(
      refusal(of: unmarked.bytes, .npz)
        == TensorFileError("the name of a zip entry is not ASCII", byteOffset: unmarked.records[0])
    )
    var broken = ZipSketch([.init(name: "é.npy", data: [], flags: 0x0800)])
    broken.bytes[broken.records[0] + 46] = 0xFF
    #expect(
      refusal(of: broken.bytes, .npz)
        == TensorFileError("the name of a zip entry is not valid UTF-8", byteOffset: broken.records[0])
    )
  }

  @Test func refusesTheSameNameTwice() {
    let part = ZipSketch.Part(name: "a.npy", data: ZipSketch.byteArray(1))
    let sketch = ZipSketch([part, part])
    #expect(
      refusal(of: sketch.bytes, .npz)
        == TensorFileError("two zip entries are called 'a.npy'", byteOffset: sketch.headers[1])
    )
  }

  @Test func refusesOverlap() {
    // `b` lies within the data of `a`.
    let inner = ZipSketch([.init(name: "b.npy", data: [1, 2, 3])])
    let innerEntry = Array(inner.bytes[..<inner.records[0]])
    var sketch = ZipSketch([.init(name: "a.npy", data: innerEntry), .init(name: "b.npy", data: [1, 2, 3])])
    sketch.set(UInt32(35), at: sketch.records[1] + 42)
    #expect(
      refusal(of: sketch.bytes, .npz) == TensorFileError("zip entry 'b.npy' overlaps 'a.npy'", byteOffset: 35)
    )
  }

  @Test func refusesFoldersAmongArrays() {
    let sketch = ZipSketch([.init(name: "folder/", data: [])])
    #expect(
      refusal(of: sketch.bytes, .npz)
        == TensorFileError(
          "zip entry 'folder/' is not an array: its name does not end in '.npy'",
          byteOffset: 0,
          hint: "check that numpy.savez wrote this file"
        )
    )
  }
}
