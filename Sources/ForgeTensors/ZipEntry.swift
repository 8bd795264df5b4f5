import ForgeJSON

/// One entry of a zip archive whose directory record and local header agree, and whose bytes lie within the file.
struct ZipEntry {
  enum Method {
    case stored
    case deflate
  }

  let name: String
  let method: Method
  let checksum: UInt32
  /// Where the local header begins in the file.
  let headerOffset: Int
  /// Where the stored or deflated bytes stand in the file.
  let dataRange: Range<Int>
  /// Bytes once inflated.
  let inflatedCount: Int

  private static let localHeaderBytes = 30
  /// Version 6.3 of the format (APPNOTE 4.4.3.2).
  private static let newestVersion = 63
  /// A deflated byte gives 1032 bytes at most (zlib.net/zlib_tech.html, "Maximum Compression Factor").
  private static let largestDeflateRatio = 1032

  /// - Parameter limit: where the central directory begins.
  init(
    record: ZipDirectoryRecord,
    in raw: UnsafeRawBufferPointer,
    dataEndsBefore limit: Int
  ) throws(TensorFileError) {
    let fault = { (what: String) in
      TensorFileError("zip entry \(record.name.quotedForMessage) \(what)", byteOffset: record.start)
    }
    name = record.name
    checksum = record.checksum
    // Bits 1 and 2 tell how hard deflate tried, 3 that sizes follow the data, 11 that the name is UTF-8.
    guard record.flags & 0x0001 == 0 else { throw fault("is encrypted, which is not supported") }
    guard record.flags & ~0x080E == 0 else { throw fault("has flags that are not supported") }
    guard record.versionNeeded <= Self.newestVersion else { throw fault("needs a newer version of the zip format") }
    switch record.method {
    case 0: method = .stored
    case 8: method = .deflate
    default: throw fault("has compression method \(record.method), only stored (0) and deflate (8) are supported")
    }
    guard let header = Int(exactly: record.headerOffset), let compressed = Int(exactly: record.compressedCount),
      let inflated = Int(exactly: record.inflatedCount), header <= limit - Self.localHeaderBytes,
      raw.uint32(at: header) == 0x0403_4B50
    else { throw fault("has no local header where its directory record says") }
    let nameStart = header + Self.localHeaderBytes
    let dataStart = nameStart + Int(raw.uint16(at: header + 26)) + Int(raw.uint16(at: header + 28))
    guard dataStart <= limit, compressed <= limit - dataStart else { throw fault("passes the end of the zip archive's data") }
    guard Self.localHeader(at: header, of: raw, agreesWith: record) else {
      throw fault("has a local header that contradicts its directory record")
    }
    let (most, isTooLarge) = compressed.multipliedReportingOverflow(by: Self.largestDeflateRatio)
    guard method == .deflate || inflated == compressed else {
      throw fault("is stored in \(compressed) bytes, but declares \(inflated)")
    }
    guard isTooLarge || inflated <= most else {
      throw fault("declares \(inflated) bytes, more than \(compressed) deflated bytes can give")
    }
    headerOffset = header
    dataRange = dataStart..<dataStart + compressed
    inflatedCount = inflated
  }

  /// Sizes and checksum stand in the local header, too, unless they follow the data; sizes may be all ones for zip64.
  private static func localHeader(
    at header: Int,
    of raw: UnsafeRawBufferPointer,
    agreesWith record: ZipDirectoryRecord
  ) -> Bool {
    let flags = raw.uint16(at: header + 6)
    let nameStart = header + localHeaderBytes
    guard let name = raw.part(nameStart..<nameStart + Int(raw.uint16(at: header + 26))),
      name.elementsEqual(record.nameBytes), raw.uint16(at: header + 8) == record.method, flags & ~0x080E == 0
    else { return false }
    if flags & 0x0008 != 0 { return true }
    let sizes = [(raw.uint32(at: header + 18), record.compressedCount), (raw.uint32(at: header + 22), record.inflatedCount)]
    return raw.uint32(at: header + 14) == record.checksum && sizes.allSatisfy { $0 == .max || UInt64($0) == $1 }
  }
}
