import ForgeJSON

/// Reads the safetensors format: 8 bytes of header length N, N bytes of JSON, then the tensors' bytes.
///
/// Source: README of huggingface/safetensors, section "Format", and `safetensors/src/tensor.rs`. Stricter than the
/// reference implementation 0.8.0, which lets duplicate keys, a leading space and unknown fields pass.
struct SafetensorsReader {
  private let bytes: MappedBytes
  private let limits: TensorLimits

  /// The longest header that the format allows.
  static let longestHeader = 100_000_000
  /// Bytes of the header length.
  static let prefixBytes = 8
  /// The key beside the tensors' names that holds texts.
  static let metadataKey = "__metadata__"

  init(bytes: MappedBytes, limits: TensorLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func contents() throws(TensorFileError) -> (entries: [TensorEntry], metadata: [TensorMetadata]) {
    let (header, dataStart) = try bytes.withUnsafeBytes { (raw) throws(TensorFileError) in
      let range = try headerRange(in: raw)
      return (try members(of: raw, in: range), range.upperBound)
    }
    let tensors = header.filter { !$0.key.hasSameUTF8(as: Self.metadataKey) }
    guard tensors.count <= limits.tensors else {
      throw TensorFileError(
        "the file holds \(tensors.count) tensors, the limit is \(limits.tensors)"
      )
    }
    var layout = SafetensorsLayout(dataStart: dataStart, dataCount: bytes.count - dataStart)
    for tensor in tensors {
      try TensorName.check(tensor.key, limits: limits)
      layout.add(try SafetensorsRecord(name: tensor.key, value: tensor.value, limits: limits))
    }
    let metadata = header.first { $0.key.hasSameUTF8(as: Self.metadataKey) }
    return (try layout.entries(owner: bytes), try metadata.map(texts) ?? [])
  }

  private func headerRange(in raw: UnsafeRawBufferPointer) throws(TensorFileError) -> Range<Int> {
    guard let declared = raw.littleEndian(UInt64.self, at: 0) else {
      throw TensorFileError(
        "the file is \(raw.count) bytes long, a safetensors file begins with 8 bytes of header length",
        byteOffset: 0
      )
    }
    guard declared <= Self.longestHeader else {
      throw TensorFileError(
        "the file declares a header of \(declared) bytes, the format allows \(Self.longestHeader)",
        byteOffset: 0,
        hint: "check that this is a safetensors file"
      )
    }
    let count = Int(declared)
    guard count <= raw.count - Self.prefixBytes else {
      throw TensorFileError(
        "the file declares a header of \(count) bytes, but only \(raw.count - Self.prefixBytes) follow",
        byteOffset: 0,
        hint: "the file may be cut short, or be no safetensors file"
      )
    }
    guard count <= limits.headerBytes else {
      throw TensorFileError("the header is \(count) bytes long, the limit is \(limits.headerBytes)", byteOffset: 0)
    }
    return Self.prefixBytes..<Self.prefixBytes + count
  }

  private func members(of raw: UnsafeRawBufferPointer, in range: Range<Int>) throws(TensorFileError) -> [JSONMember] {
    var end = range.upperBound
    while end > range.lowerBound, raw[end - 1] == UInt8(ascii: " ") { end -= 1 }
    let text = UnsafeRawBufferPointer(rebasing: raw[range.lowerBound..<end])
    guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else {
      throw TensorFileError("the header is not a JSON object from '{' to '}', padded with spaces", byteOffset: range.lowerBound)
    }
    do throws(JSONError) {
      let header = try JSONValue(parsing: text, maximumDepth: 4, allowsLeadingSpace: false)
      guard case .object(let members) = header else { return [] }
      return members
    } catch {
      throw TensorFileError("the header cannot be read: \(error.message)", byteOffset: range.lowerBound + error.byteOffset)
    }
  }

  private func texts(of member: JSONMember) throws(TensorFileError) -> [TensorMetadata] {
    guard case .object(let members) = member.value else {
      throw TensorFileError("'\(Self.metadataKey)' is \(member.value.kind), it takes an object of texts")
    }
    var texts: [TensorMetadata] = []
    for member in members {
      guard case .string(let value) = member.value else {
        throw TensorFileError(
          "\(member.key.quotedForMessage) in '\(Self.metadataKey)' is \(member.value.kind), only texts may stand there"
        )
      }
      texts.append(TensorMetadata(key: member.key, value: value))
    }
    return texts
  }
}

extension JSONValue {
  /// What this is, in the words of a message.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .integer: "a number"
    case .number: "a number that is not a whole number"
    case .string: "a text"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
