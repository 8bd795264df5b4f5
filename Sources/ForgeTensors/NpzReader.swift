import ForgeJSON

/// Reads NumPy's `.npz`: a zip archive whose entries are `.npy` files (`numpy.savez`, `numpy.savez_compressed`). A tensor is
/// called as its entry, without `.npy`.
struct NpzReader {
  private let bytes: MappedBytes
  private let limits: TensorLimits

  init(bytes: MappedBytes, limits: TensorLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func entries() throws(TensorFileError) -> [TensorEntry] {
    let archive = try ZipArchive(bytes: bytes, limits: limits)
    guard archive.entries.count <= limits.tensors else {
      throw TensorFileError(
        "the file holds \(archive.entries.count) tensors, the limit is \(limits.tensors)"
      )
    }
    var entries: [TensorEntry] = []
    for entry in archive.entries {
      let name = try tensorName(of: entry)
      let (owner, range) = try archive.contents(of: entry)
      entries.append(try tensor(name: name, owner: owner, range: range))
    }
    return entries
  }

  private func tensorName(of entry: ZipEntry) throws(TensorFileError) -> String {
    let suffix = ".npy".utf8
    guard !entry.name.utf8.elementsEqual(suffix) else {
      throw TensorFileError(
        "zip entry '.npy' holds an array without a name",
        byteOffset: entry.headerOffset,
        hint: "numpy.savez(path, weight=…) names its arrays"
      )
    }
    guard entry.name.utf8.suffix(suffix.count).elementsEqual(suffix) else {
      throw TensorFileError(
        "zip entry \(entry.name.quotedForMessage) is not an array: its name does not end in '.npy'",
        byteOffset: entry.headerOffset,
        hint: "check that numpy.savez wrote this file"
      )
    }
    let name = String(decoding: entry.name.utf8.dropLast(suffix.count), as: UTF8.self)
    try TensorName.check(name, limits: limits)
    return name
  }

  /// Places in an entry that was deflated mean nothing in the file, so they are left out of errors.
  private func tensor(name: String, owner: MappedBytes, range: Range<Int>) throws(TensorFileError) -> TensorEntry {
    do {
      return try NpyReader(bytes: owner, range: range, name: name, limits: limits).entry()
    } catch {
      var moved = error
      moved.byteOffset = owner === bytes ? error.byteOffset.map { $0 + range.lowerBound } : nil
      throw moved
    }
  }
}
