import ForgeJSON

/// The rules for a tensor's name: not empty, not too long, no control characters. Names are compared by UTF-8 bytes.
enum TensorName {
  static func check(_ name: String, limits: TensorLimits) throws(TensorFileError) {
    guard !name.isEmpty else { throw TensorFileError("a tensor has an empty name") }
    guard name.utf8.count <= limits.nameBytes else {
      throw TensorFileError(
        "the tensor name \(name.quotedForMessage) is \(name.utf8.count) bytes long, the limit is \(limits.nameBytes)"
      )
    }
    guard !name.unicodeScalars.contains(where: \.isUnfitForOneLine) else {
      throw TensorFileError("the tensor name \(name.quotedForMessage) holds a control character")
    }
  }
}
