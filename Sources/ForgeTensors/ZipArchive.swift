import ForgeJSON

/// A zip archive, checked in full before anything of it is used.
///
/// Source: PKWARE APPNOTE 6.3.10. The central directory alone says what is inside; local headers must agree with it.
/// Refused rather than repaired: names that are not unique or lead elsewhere, encryption, methods other than stored and
/// deflate, entries that overlap, bytes after the archive, and whatever inflates too far (``TensorLimits``).
struct ZipArchive {
  let bytes: MappedBytes
  /// In the order of the central directory.
  let entries: [ZipEntry]

  init(bytes: MappedBytes, limits: TensorLimits) throws(TensorFileError) {
    self.bytes = bytes
    entries = try bytes.withUnsafeBytes { (raw) throws(TensorFileError) in
      let end = try ZipDirectoryEnd(of: raw)
      guard end.entryCount <= limits.zipEntries else {
        throw TensorFileError(
          "the zip archive has \(end.entryCount) entries, the limit is \(limits.zipEntries)"
        )
      }
      let entries = try Self.entries(of: raw, end: end)
      try Self.checkNames(of: entries)
      try Self.checkPlaces(of: entries)
      try Self.checkGrowth(of: entries, archiveBytes: raw.count, limits: limits)
      return entries
    }
  }

  private static func entries(
    of raw: UnsafeRawBufferPointer,
    end: ZipDirectoryEnd
  ) throws(TensorFileError) -> [ZipEntry] {
    var entries: [ZipEntry] = []
    var offset = end.directory.lowerBound
    while offset < end.directory.upperBound {
      let record = try ZipDirectoryRecord(of: raw, at: offset, within: end.directory)
      entries.append(try ZipEntry(record: record, in: raw, dataEndsBefore: end.directory.lowerBound))
      offset = record.end
    }
    guard entries.count == end.entryCount else {
      throw TensorFileError(
        "the zip archive declares \(end.entryCount) entries, its directory holds \(entries.count)",
        byteOffset: end.directory.lowerBound
      )
    }
    return entries
  }

  private static func checkNames(of entries: [ZipEntry]) throws(TensorFileError) {
    var seen: Set<ExactText> = []
    for entry in entries where !seen.insert(ExactText(entry.name)).inserted {
      throw TensorFileError("two zip entries are called \(entry.name.quotedForMessage)", byteOffset: entry.headerOffset)
    }
  }

  private static func checkPlaces(of entries: [ZipEntry]) throws(TensorFileError) {
    let sorted = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (left, right) in zip(sorted, sorted.dropFirst()) where right.headerOffset < left.dataRange.upperBound {
      throw TensorFileError(
        "zip entry \(right.name.quotedForMessage) overlaps \(left.name.quotedForMessage)",
        byteOffset: right.headerOffset
      )
    }
  }

  private static func checkGrowth(
    of entries: [ZipEntry],
    archiveBytes: Int,
    limits: TensorLimits
  ) throws(TensorFileError) {
    var total = 0
    for entry in entries {
      guard entry.inflatedCount <= limits.inflatedBytes(from: entry.dataRange.count) else {
        throw TensorFileError(
          "zip entry \(entry.name.quotedForMessage) inflates from \(entry.dataRange.count) to \(entry.inflatedCount) "
            + "bytes, the limit is a factor of \(limits.inflateRatio)",
          byteOffset: entry.headerOffset
        )
      }
      let (sum, isTooLarge) = total.addingReportingOverflow(entry.inflatedCount)
      guard !isTooLarge, sum <= min(limits.totalBytes, limits.inflatedBytes(from: archiveBytes)) else {
        throw TensorFileError(
          "the zip archive of \(archiveBytes) bytes inflates to more than the limits allow "
            + "(\(limits.totalBytes) bytes, a factor of \(limits.inflateRatio))",
          hint: isTooLarge || sum > limits.totalBytes ? TensorLimits.hint : nil
        )
      }
      total = sum
    }
  }
}
