/// Where the central directory of a zip archive is, and how many entries it has.
///
/// Source: APPNOTE 4.3.14 to 4.3.16. The record must be the last 22 bytes of the file: an archive with a comment or with
/// bytes behind it can be read in two ways, and no writer of weights makes one.
struct ZipDirectoryEnd {
  let directory: Range<Int>
  let entryCount: Int

  private static let recordBytes = 22
  private static let locatorBytes = 20
  private static let record64Bytes = 56

  init(of raw: UnsafeRawBufferPointer) throws(TensorFileError) {
    let place = raw.count - Self.recordBytes
    guard raw.littleEndian(UInt32.self, at: place) == 0x0605_4B50 else {
      throw TensorFileError(
        "the last 22 bytes are not the end record of a zip archive",
        byteOffset: max(0, place),
        hint: "the file may be cut short, have bytes behind the archive, or be no zip file"
      )
    }
    let numbers = EndNumbers(
      disks: [UInt32(raw.uint16(at: place + 4)), UInt32(raw.uint16(at: place + 6))],
      counts: [UInt64(raw.uint16(at: place + 8)), UInt64(raw.uint16(at: place + 10))],
      size: UInt64(raw.uint32(at: place + 12)),
      offset: UInt64(raw.uint32(at: place + 16))
    )
    guard raw.uint16(at: place + 20) == 0 else {
      throw TensorFileError("the zip archive has a comment, which is not supported", byteOffset: place + 20)
    }
    if let directory = numbers.directory(endingAt: place) {
      (self.directory, entryCount) = (directory, try numbers.entryCount(at: place))
      return
    }
    let (large, largePlace) = try Self.zip64Numbers(of: raw, before: place)
    guard large.agrees(with: numbers), let directory = large.directory(endingAt: largePlace) else {
      throw TensorFileError("the two end records of the zip archive contradict each other", byteOffset: largePlace)
    }
    (self.directory, entryCount) = (directory, try large.entryCount(at: largePlace))
  }

  private static func zip64Numbers(
    of raw: UnsafeRawBufferPointer,
    before place: Int
  ) throws(TensorFileError) -> (EndNumbers, at: Int) {
    let locator = place - locatorBytes
    let record = locator - record64Bytes
    guard record >= 0, raw.uint32(at: locator) == 0x0706_4B50 else {
      throw TensorFileError("the central directory of the zip archive does not end at its end record", byteOffset: place)
    }
    guard raw.uint32(at: record) == 0x0606_4B50, raw.uint64(at: record + 4) == UInt64(record64Bytes - 12),
      raw.uint64(at: locator + 8) == UInt64(record), raw.uint32(at: locator + 4) == 0, raw.uint32(at: locator + 16) == 1
    else {
      throw TensorFileError("the zip64 end record of the zip archive is not where it should be", byteOffset: record)
    }
    let numbers = EndNumbers(
      disks: [raw.uint32(at: record + 16), raw.uint32(at: record + 20)],
      counts: [raw.uint64(at: record + 24), raw.uint64(at: record + 32)],
      size: raw.uint64(at: record + 40),
      offset: raw.uint64(at: record + 48)
    )
    return (numbers, record)
  }
}

/// The numbers that both end records hold, one of them in fewer bits.
private struct EndNumbers {
  let disks: [UInt32]
  let counts: [UInt64]
  let size: UInt64
  let offset: UInt64

  /// The directory, when it ends at `end`.
  func directory(endingAt end: Int) -> Range<Int>? {
    guard let size = Int(exactly: size), let offset = Int(exactly: offset), offset <= end, size == end - offset else {
      return nil
    }
    return offset..<end
  }

  func entryCount(at place: Int) throws(TensorFileError) -> Int {
    guard disks == [0, 0], counts[0] == counts[1], let count = Int(exactly: counts[0]) else {
      throw TensorFileError("the zip archive is spread over several files, which is not supported", byteOffset: place)
    }
    return count
  }

  /// Whether each number of the short record is the same here, or all ones, which stands for "see there".
  func agrees(with short: EndNumbers) -> Bool {
    zip(short.counts, counts).allSatisfy { $0 == $1 || $0 == 0xFFFF }
      && (short.size == size || short.size == 0xFFFF_FFFF)
      && (short.offset == offset || short.offset == 0xFFFF_FFFF)
  }
}

extension UnsafeRawBufferPointer {
  // The caller has checked that the whole record is there; beyond the end these are 0.

  func uint16(at offset: Int) -> UInt16 { littleEndian(UInt16.self, at: offset) ?? 0 }
  func uint32(at offset: Int) -> UInt32 { littleEndian(UInt32.self, at: offset) ?? 0 }
  func uint64(at offset: Int) -> UInt64 { littleEndian(UInt64.self, at: offset) ?? 0 }
}
