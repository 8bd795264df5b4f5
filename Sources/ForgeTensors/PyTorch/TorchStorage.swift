import ForgeJSON

/// A run of numbers that tensors of a pickle refer to: an entry `data/<key>` of the archive.
struct TorchStorage {
  let key: String
  /// Nil for bytes without a type, whose tensors bring their own.
  let elementType: TorchElementType?
  let entry: ZipEntry

  /// Bytes of the whole storage.
  var byteCount: Int { entry.inflatedCount }

  /// - Parameters:
  ///   - elementCount: how many numbers the pickle says there are.
  ///   - place: where the pickle refers to it, for errors.
  init(
    key: String,
    elementType: TorchElementType?,
    elementCount: Int,
    in archive: TorchArchive,
    at place: Int?
  ) throws(TensorFileError) {
    guard let entry = archive["data/" + key], !entry.name.hasSuffix("/") else {
      throw TensorFileError(
        "the pickle refers to storage \(key.quotedForMessage), but the archive has no entry "
          + ("data/" + key).quotedForMessage,
        byteOffset: place
      )
    }
    let (bytes, isTooLarge) = elementCount.multipliedReportingOverflow(by: elementType?.byteCount ?? 1)
    guard !isTooLarge, bytes == entry.inflatedCount else {
      throw TensorFileError(
        "storage \(key.quotedForMessage) is said to hold \(elementCount) "
          + "\(elementType.map { "numbers of \($0.rawValue)" } ?? "bytes"), but its entry is \(entry.inflatedCount) bytes long",
        byteOffset: place
      )
    }
    self.key = key
    self.elementType = elementType
    self.entry = entry
  }
}

/// The bytes of storages, of which each is checked and inflated once, however many tensors share it.
struct StorageContents {
  private var known: [Int: (owner: MappedBytes, range: Range<Int>)] = [:]

  mutating func contents(
    of entry: ZipEntry,
    in archive: TorchArchive
  ) throws(TensorFileError) -> (owner: MappedBytes, range: Range<Int>) {
    if let contents = known[entry.headerOffset] { return contents }
    let contents = try archive.contents(of: entry)
    known[entry.headerOffset] = contents
    return contents
  }
}
