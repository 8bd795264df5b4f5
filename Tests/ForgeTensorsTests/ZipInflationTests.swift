import Testing

@testable import ForgeTensors

@Suite struct ZipInflationTests {
  /// RFC 1951 by hand: one final stored block.
  private static func storedBlock(_ data: [UInt8]) -> [UInt8] {
    [1] + littleEndian(UInt16(data.count)) + littleEndian(~UInt16(data.count)) + data
  }

  private static func deflated(
    _ stream: [UInt8],
    inflatedCount: Int,
    contents: [UInt8]
  ) -> ZipSketch {
    let checksum = contents.withUnsafeBytes { Inflater.checksum(of: $0) }
    return ZipSketch([
      .init(name: "a.npy", data: stream, method: 8, inflatedCount: inflatedCount, checksum: checksum)
    ])
  }

  @Test func inflates() throws {
    let contents = ZipSketch.byteArray(7)
    let sketch = Self.deflated(Self.storedBlock(contents), inflatedCount: contents.count, contents: contents)
    #expect(try read(sketch.bytes, .npz)["a"]?.integers() == [7])
  }

  @Test func knowsTheChecksumOfTheStandard() {
    // "123456789", the check value of every catalogue of CRCs.
    #expect(Array("123456789".utf8).withUnsafeBytes { Inflater.checksum(of: $0) } == 0xCBF4_3926)
    #expect(Inflater.checksum(of: UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
  }

  @Test(
    arguments: [
      ("one byte less declared", storedBlock(ZipSketch.byteArray(7)), -1),
      ("one byte more declared", storedBlock(ZipSketch.byteArray(7)), 1),
      ("bytes behind the stream", storedBlock(ZipSketch.byteArray(7)) + [0], 0),
      ("stream cut short", storedBlock(ZipSketch.byteArray(7)).dropLast(), 0),
      ("unknown block type", [7] + storedBlock(ZipSketch.byteArray(7)).dropFirst(), 0),
    ] as [(String, [UInt8], Int)]
  )
  func refusesStreams(_ id: String, _ stream: [UInt8], _ difference: Int) {
    let contents = ZipSketch.byteArray(7)
    let count = contents.count + difference
    let sketch = Self.deflated(stream, inflatedCount: count, contents: contents)
    let error = TensorFileError(
      "zip entry 'a.npy' does not inflate to \(count) bytes: its data is damaged",
      byteOffset: 35
    )
    #expect(refusal(of: sketch.bytes, .npz) == error, "\(id)")
  }

  @Test func refusesMoreThanDeflateCanGive() {
    let sketch = Self.deflated([3, 0], inflatedCount: 2 * 1032 + 1, contents: [])
    let error = TensorFileError(
      "zip entry 'a.npy' declares 2065 bytes, more than 2 deflated bytes can give",
      byteOffset: sketch.records[0]
    )
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }

  @Test func refusesBombs() {
    let sketch = Self.deflated([UInt8](repeating: 0, count: 20_000), inflatedCount: (16 << 20) + 1, contents: [])
    let error = TensorFileError(
      "zip entry 'a.npy' inflates from 20000 to 16777217 bytes, the limit is a factor of 100",
      byteOffset: 0
    )
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }

  @Test func refusesBombsInPieces() {
    let names = ["a.npy", "b.npy", "c.npy"]
    let stream = [UInt8](repeating: 0, count: 20_000)
    let sketch = ZipSketch(
      names.map { .init(name: $0, data: stream, method: 8, inflatedCount: 16 << 20, checksum: 0) }
    )
    let error = TensorFileError(
      "the zip archive of 60280 bytes inflates to more than the limits allow (4294967296 bytes, a factor of 100)"
    )
    #expect(sketch.bytes.count == 60_280)
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }

  @Test func holdsToItsLimits() {
    var limits = TensorLimits()
    limits.zipEntries = 1
    let bytes = ZipSketch.pair().bytes
    #expect(
      refusal(of: bytes, .npz, limits: limits)?.message == "the zip archive has 2 entries, the limit is 1"
    )
    limits.zipEntries = 2
    limits.tensors = 1
    #expect(refusal(of: bytes, .npz, limits: limits)?.message == "the file holds 2 tensors, the limit is 1")
  }

  /// More than one piece of zlib's 32-bit counters would need gigabytes; the loop itself is the same for one.
  @Test func inflatesNothing() {
    let done = ([3, 0] as [UInt8]).withUnsafeBytes {
      Inflater.inflate($0, filling: UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }
    #expect(done)
    let empty = Inflater.inflate(
      UnsafeRawBufferPointer(start: nil, count: 0),
      filling: UnsafeMutableRawBufferPointer(start: nil, count: 0)
    )
    #expect(!empty)
  }
}
