import ForgeJSON

/// A zip archive as PyTorch's file writer makes it: every entry below one folder, the root, which is called as the file was
/// when it was written, or `archive`.
///
/// Source: `caffe2/serialize/inline_container.{h,cc}` of PyTorch. Entries are stored with flags 0x808 (sizes follow the data,
/// names are UTF-8) and begin at multiples of 64 bytes through an extra field. The end record has a zip64 form before it.
struct TorchArchive {
  let zip: ZipArchive
  /// The folder with a slash behind it.
  let root: String
  private let entries: [ExactText: ZipEntry]

  /// The newest version of the archive that PyTorch reads (`kMaxSupportedFileFormatVersion`).
  private static let newestVersion = 10
  /// `byteorder` and the versions are single words.
  private static let longestWord = 64

  init(bytes: MappedBytes, limits: TensorLimits) throws(TensorFileError) {
    zip = try ZipArchive(bytes: bytes, limits: limits)
    guard let first = zip.entries.first else { throw TensorFileError("the zip archive has no entries", byteOffset: 0) }
    let root = first.name.utf8.prefix { $0 != UInt8(ascii: "/") }.count + 1
    for entry in zip.entries where !entry.name.utf8.prefix(root).elementsEqual(first.name.utf8.prefix(root)) {
      throw TensorFileError(
        "zip entry \(entry.name.quotedForMessage) is not in the same folder as \(first.name.quotedForMessage): "
          + "in an archive of PyTorch all are",
        byteOffset: entry.headerOffset
      )
    }
    guard first.name.utf8.count >= root else {
      throw TensorFileError(
        "zip entry \(first.name.quotedForMessage) is in no folder: in an archive of PyTorch all are",
        byteOffset: first.headerOffset,
        hint: "check that torch.save wrote this file"
      )
    }
    self.root = String(decoding: first.name.utf8.prefix(root), as: UTF8.self)
    entries = Dictionary(
      zip.entries.map { (ExactText(String(decoding: $0.name.utf8.dropFirst(root), as: UTF8.self)), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    try checkVersion()
    try checkByteOrder()
  }

  /// The paths below the root, in the order of the archive.
  var paths: [String] {
    zip.entries.map { String(decoding: $0.name.utf8.dropFirst(root.utf8.count), as: UTF8.self) }
  }

  /// The entry at a path below the root, or nil.
  subscript(path: String) -> ZipEntry? { entries[ExactText(path)] }

  func contents(of entry: ZipEntry) throws(TensorFileError) -> (owner: MappedBytes, range: Range<Int>) {
    do {
      return try zip.contents(of: entry)
    } catch {
      guard entry.checksum == 0 else { throw error }
      var explained = error
      explained.hint =
        "the archive has no checksums: torch.save writes them, "
        + "unless torch.serialization.set_crc32_options(False) was called"
      throw explained
    }
  }

  /// The single word in an entry, without the line feed behind it, or nil when there is no such entry.
  func word(at path: String) throws(TensorFileError) -> (text: String, entry: ZipEntry)? {
    guard let entry = self[path] else { return nil }
    guard entry.inflatedCount <= Self.longestWord else {
      throw TensorFileError(
        "zip entry \(entry.name.quotedForMessage) is \(entry.inflatedCount) bytes long, a single word is wanted",
        byteOffset: entry.headerOffset
      )
    }
    let (owner, range) = try contents(of: entry)
    let text = owner.withUnsafeBytes { String(strictUTF8: UnsafeRawBufferPointer(rebasing: $0[range])) }
    guard let text else {
      throw TensorFileError("zip entry \(entry.name.quotedForMessage) is no text", byteOffset: entry.dataRange.lowerBound)
    }
    return (text.hasSuffix("\n") ? String(text.dropLast()) : text, entry)
  }

  /// Versions from 6 stand in a folder of their own.
  private func checkVersion() throws(TensorFileError) {
    for path in ["version", ".data/version"] {
      guard let (text, entry) = try word(at: path) else { continue }
      guard let version = Int(text), 1...Self.newestVersion ~= version else {
        throw TensorFileError(
          "the archive has version \(text.quotedForMessage), PyTorch's versions 1 to \(Self.newestVersion) are known",
          byteOffset: entry.dataRange.lowerBound
        )
      }
    }
  }

  /// Archives from before PyTorch 2.1 do not tell their byte order; PyTorch takes them for little-endian, too.
  private func checkByteOrder() throws(TensorFileError) {
    guard let (text, entry) = try word(at: "byteorder"), !text.hasSameUTF8(as: "little") else { return }
    throw TensorFileError(
      "the archive's byte order is \(text.quotedForMessage), only 'little' is read",
      byteOffset: entry.dataRange.lowerBound,
      hint: text.hasSameUTF8(as: "big") ? "load and save it on a little-endian machine, such as any x86 or ARM" : nil
    )
  }
}
