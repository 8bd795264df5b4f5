import ForgeJSON

/// Writes the safetensors format (see ``SafetensorsReader``).
package struct SafetensorsWriter: Sendable {
  private let header: [UInt8]
  private let tensors: [TensorEntry]

  /// A file that holds `tensors`. The same tensors give the same bytes, in whatever order they come: header and data are sorted
  /// by the UTF-8 bytes of the names, metadata by key, and the header is padded with spaces to a multiple of 8 bytes.
  ///
  /// - Throws: when two tensors or two metadata keys are the same, or a name would not be read again.
  package init(_ tensors: [TensorEntry], metadata: [TensorMetadata] = []) throws(TensorFileError) {
    self.tensors = tensors.sorted { $0.name.precedesInUTF8($1.name) }
    try Self.checkNames(of: self.tensors)
    header = try Self.header(of: self.tensors, metadata: metadata)
  }

  /// Hands the bytes over in pieces, so that a large file is never held as a whole.
  package func forEachPiece(_ write: ([UInt8]) -> Void) {
    write(withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + header)
    let pieceSize = 1 << 20
    for tensor in tensors {
      tensor.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
          write(Array(bytes[start..<min(start + pieceSize, bytes.count)]))
        }
      }
    }
  }

  /// All bytes of the file.
  package static func bytes(
    of tensors: [TensorEntry],
    metadata: [TensorMetadata] = []
  ) throws(TensorFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    try SafetensorsWriter(tensors, metadata: metadata).forEachPiece { bytes += $0 }
    return bytes
  }

  private static func header(
    of tensors: [TensorEntry],
    metadata: [TensorMetadata]
  ) throws(TensorFileError) -> [UInt8] {
    var members: [JSONMember] = []
    if !metadata.isEmpty {
      members.append(JSONMember(key: SafetensorsReader.metadataKey, value: try object(of: metadata)))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteRange.count
      members.append(
        JSONMember(
          key: tensor.name,
          value: [
            "dtype": .string(tensor.elementType.safetensorsCode),
            "shape": .array(tensor.shape.map { .integer($0) }),
            "data_offsets": [.integer(offset), .integer(end)],
          ]
        )
      )
      offset = end
    }
    var header = Array(JSONValue.object(members).text().utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return header
  }

  private static func object(of metadata: [TensorMetadata]) throws(TensorFileError) -> JSONValue {
    let metadata = metadata.sorted { $0.key.precedesInUTF8($1.key) }
    for (left, right) in zip(metadata, metadata.dropFirst()) where left.key.hasSameUTF8(as: right.key) {
      throw TensorFileError("two metadata texts have the key \(left.key.quotedForMessage)")
    }
    return .object(metadata.map { JSONMember(key: $0.key, value: .string($0.value)) })
  }

  private static func checkNames(of tensors: [TensorEntry]) throws(TensorFileError) {
    for tensor in tensors {
      try TensorName.check(tensor.name, limits: .standard)
      guard !tensor.name.hasSameUTF8(as: SafetensorsReader.metadataKey) else {
        throw TensorFileError("a tensor may not be called '\(SafetensorsReader.metadataKey)'")
      }
    }
    for (left, right) in zip(tensors, tensors.dropFirst()) where left.name.hasSameUTF8(as: right.name) {
      throw TensorFileError("two tensors have this name", tensor: left.name)
    }
  }
}
