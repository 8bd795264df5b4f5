import ForgeJSON

/// One record of a zip archive's central directory (APPNOTE 4.3.12), with its zip64 numbers (4.5.3) filled in.
struct ZipDirectoryRecord {
  let name: String
  let nameBytes: UnsafeRawBufferPointer
  /// Of the zip format, times ten.
  let versionNeeded: UInt8
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  let compressedCount: UInt64
  let inflatedCount: UInt64
  let headerOffset: UInt64
  /// Where this record begins and ends in the file.
  let start: Int
  let end: Int

  private static let fixedBytes = 46

  init(of raw: UnsafeRawBufferPointer, at start: Int, within directory: Range<Int>) throws(TensorFileError) {
    guard directory.upperBound - start >= Self.fixedBytes, raw.uint32(at: start) == 0x0201_4B50 else {
      throw TensorFileError("the central directory of the zip archive is damaged", byteOffset: start)
    }
    let nameEnd = start + Self.fixedBytes + Int(raw.uint16(at: start + 28))
    let extraEnd = nameEnd + Int(raw.uint16(at: start + 30))
    end = extraEnd + Int(raw.uint16(at: start + 32))
    guard end <= directory.upperBound, let nameBytes = raw.part(start + Self.fixedBytes..<nameEnd),
      let extra = raw.part(nameEnd..<extraEnd)
    else { throw TensorFileError("a record passes the end of the zip archive's central directory", byteOffset: start) }
    self.start = start
    self.nameBytes = nameBytes
    versionNeeded = raw[start + 6]
    flags = raw.uint16(at: start + 8)
    method = raw.uint16(at: start + 10)
    checksum = raw.uint32(at: start + 16)
    name = try ZipName.text(of: nameBytes, isUTF8: flags & 0x0800 != 0, at: start)

    var large = try Zip64Numbers(extra: extra, at: nameEnd)
    inflatedCount = try large.resolve(raw.uint32(at: start + 24), at: start)
    compressedCount = try large.resolve(raw.uint32(at: start + 20), at: start)
    headerOffset = try large.resolve(raw.uint32(at: start + 42), at: start)
    guard raw.uint16(at: start + 34) == 0 else {
      throw TensorFileError("the zip archive is spread over several files, which is not supported", byteOffset: start)
    }
  }
}

/// The 64-bit numbers of a record's extra field 0x0001: one for each 32-bit field that is all ones, in a fixed order.
private struct Zip64Numbers {
  private var rest: [UInt64] = []

  init(extra: UnsafeRawBufferPointer, at place: Int) throws(TensorFileError) {
    var offset = 0
    var isFound = false
    while offset < extra.count {
      let field = offset + 4
      let end = field + Int(extra.uint16(at: offset + 2))
      guard field <= extra.count, end <= extra.count else {
        throw TensorFileError("an extra field in the zip archive's directory is damaged", byteOffset: place + offset)
      }
      if extra.uint16(at: offset) == 0x0001 {
        guard !isFound else {
          throw TensorFileError("a zip entry has two zip64 fields", byteOffset: place + offset)
        }
        isFound = true
        rest = stride(from: field, through: end - 8, by: 8).map { extra.uint64(at: $0) }
      }
      offset = end
    }
  }

  mutating func resolve(_ short: UInt32, at place: Int) throws(TensorFileError) -> UInt64 {
    guard short == .max else { return UInt64(short) }
    guard !rest.isEmpty else { throw TensorFileError("a zip entry lacks its zip64 sizes", byteOffset: place) }
    return rest.removeFirst()
  }
}
