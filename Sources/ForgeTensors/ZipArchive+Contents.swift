import CZlib
import ForgeJSON

extension ZipArchive {
  /// The bytes of an entry: a range of the archive's own bytes when it is stored, else a new owner. The checksum is
  /// verified.
  func contents(of entry: ZipEntry) throws(TensorFileError) -> (owner: MappedBytes, range: Range<Int>) {
    try bytes.withUnsafeBytes { (raw) throws(TensorFileError) in
      let data = UnsafeRawBufferPointer(rebasing: raw[entry.dataRange])
      switch entry.method {
      case .stored:
        try check(data, against: entry)
        return (bytes, entry.dataRange)
      case .deflate:
        let inflated = try MappedBytes(count: entry.inflatedCount) { (target) throws(TensorFileError) in
          guard Inflater.inflate(data, filling: target) else {
            throw TensorFileError(
              "zip entry \(entry.name.quotedForMessage) does not inflate to \(entry.inflatedCount) bytes: "
                + "its data is damaged",
              byteOffset: entry.dataRange.lowerBound
            )
          }
          try check(UnsafeRawBufferPointer(target), against: entry)
        }
        return (inflated, 0..<inflated.count)
      }
    }
  }

  private func check(_ contents: UnsafeRawBufferPointer, against entry: ZipEntry) throws(TensorFileError) {
    guard Inflater.checksum(of: contents) == entry.checksum else {
      throw TensorFileError(
        "the checksum of zip entry \(entry.name.quotedForMessage) does not match: its data is damaged",
        byteOffset: entry.dataRange.lowerBound
      )
    }
  }
}
