import ForgeJSON

/// The rules for names in a zip archive: UTF-8 (ASCII unless the record says UTF-8), relative, with `/` between parts that
/// are not empty, `.` or `..`, without control characters. A folder's name ends in `/`.
enum ZipName {
  static func text(of bytes: UnsafeRawBufferPointer, isUTF8: Bool, at place: Int) throws(TensorFileError) -> String {
    guard let name = String(strictUTF8: bytes), isUTF8 || bytes.allSatisfy({ $0 < 0x80 }) else {
      throw TensorFileError("the name of a zip entry is not \(isUTF8 ? "valid UTF-8" : "ASCII")", byteOffset: place)
    }
    guard isSound(name) else {
      throw TensorFileError("the zip entry name \(name.quotedForMessage) is not a plain relative path", byteOffset: place)
    }
    return name
  }

  private static func isSound(_ name: String) -> Bool {
    let hasOddCharacters = name.unicodeScalars.contains { $0.isUnfitForOneLine || $0 == "\\" }
    var parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    let leadsElsewhere = parts.contains { part in ["", ".", ".."].contains { part.elementsEqual($0.utf8) } }
    return !hasOddCharacters && !leadsElsewhere
  }
}
