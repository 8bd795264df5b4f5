import ForgeJSON

/// The fields of one protobuf message, read one after the other from a range of a file.
///
/// Source: protobuf.dev/programming-guides/encoding. Wire types 0 (varint), 1 (64 bits), 2 (bytes) and 5 (32 bits); groups (3 and
/// 4), which proto3 does not have, are refused. Nothing is copied: bytes are told as ranges of the file.
struct ProtobufFields {
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes(Range<Int>)
  }

  struct Field {
    let number: Int
    let value: Value
    /// Where the field's tag stands in the file.
    let offset: Int
  }

  private let bytes: MappedBytes
  private let message: StaticString
  private var position: Int
  private let end: Int

  /// - Parameter message: what the message is called, for errors.
  init(of bytes: MappedBytes, in range: Range<Int>, message: StaticString) {
    self.bytes = bytes
    self.message = message
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field; nil at the end of the message.
  mutating func next() throws(TensorFileError) -> Field? {
    guard position < end else { return nil }
    let offset = position
    let tag = try varint()
    guard let number = Int(exactly: tag >> 3), (1...536_870_911).contains(number) else {
      throw fault("a field number", at: offset)
    }
    switch tag & 7 {
    case 0: return Field(number: number, value: .varint(try varint()), offset: offset)
    case 1: return Field(number: number, value: .fixed64(try fixed(UInt64.self)), offset: offset)
    case 2:
      let count = try varint()
      guard count <= end - position else {
        throw TensorFileError(
          "field \(number) of \(message) declares \(count) bytes, but only \(end - position) follow",
          byteOffset: offset,
          hint: "the file may be cut short"
        )
      }
      let range = position..<position + Int(count)
      position = range.upperBound
      return Field(number: number, value: .bytes(range), offset: offset)
    case 5: return Field(number: number, value: .fixed32(try fixed(UInt32.self)), offset: offset)
    default:
      throw TensorFileError(
        "field \(number) of \(message) has wire type \(tag & 7), which this format does not have",
        byteOffset: offset,
        hint: "check that this is an ONNX file"
      )
    }
  }

  private mutating func varint() throws(TensorFileError) -> UInt64 {
    let start = position
    let (value, next) = bytes.withUnsafeBytes { raw in readVarint(raw, at: start, end: end) }
    guard let next else { throw fault("a number", at: start) }
    position = next
    return value
  }

  private mutating func fixed<Word: FixedWidthInteger & BitwiseCopyable>(_: Word.Type) throws(TensorFileError) -> Word {
    let size = MemoryLayout<Word>.size
    guard position <= end - size else { throw fault("a number of \(size) bytes", at: position) }
    defer { position += size }
    return bytes.withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Word.self)) }
  }

  private func fault(_ what: String, at offset: Int) -> TensorFileError {
    TensorFileError(
      "\(message) holds \(what) that is cut short or too long",
      byteOffset: offset,
      hint: "check that this is an ONNX file, and that it is whole"
    )
  }
}

/// The varint at an offset and the offset behind it; nil for the latter when it passes `end` or 64 bits.
private func readVarint(_ raw: UnsafeRawBufferPointer, at start: Int, end: Int) -> (value: UInt64, next: Int?) {
  var value: UInt64 = 0
  var shift: UInt64 = 0
  var position = start
  while position < end, shift < 64 {
    let byte = raw[position]
    position += 1
    guard shift < 63 || byte <= 1 else { return (0, nil) }
    value |= UInt64(byte & 0x7F) << shift
    if byte & 0x80 == 0 { return (value, position) }
    shift += 7
  }
  return (0, nil)
}

extension MappedBytes {
  /// The varints of a packed field, each given to `body`; false when the last one is cut short.
  func forEachVarint(in range: Range<Int>, _ body: (UInt64) -> Void) -> Bool {
    withUnsafeBytes { raw in
      var position = range.lowerBound
      while position < range.upperBound {
        let (value, next) = readVarint(raw, at: position, end: range.upperBound)
        guard let next else { return false }
        body(value)
        position = next
      }
      return true
    }
  }

  /// The text of a range; nil when it is no UTF-8.
  func text(in range: Range<Int>) -> String? {
    withUnsafeBytes { String(validating: $0[range], as: UTF8.self) }
  }
}

extension ProtobufFields.Field {
  /// Messages and texts: the range of their bytes.
  func range(_ what: StaticString) throws(TensorFileError) -> Range<Int> {
    guard case .bytes(let range) = value else { throw mistyped(what) }
    return range
  }

  /// `int32`, `int64` and enums, which are sign-extended to 64 bits.
  func integer(_ what: StaticString) throws(TensorFileError) -> Int64 {
    guard case .varint(let bits) = value else { throw mistyped(what) }
    return Int64(bitPattern: bits)
  }

  func float(_ what: StaticString) throws(TensorFileError) -> Float {
    guard case .fixed32(let bits) = value else { throw mistyped(what) }
    return Float(bitPattern: bits)
  }

  func text(_ what: StaticString, of bytes: MappedBytes) throws(TensorFileError) -> String {
    let range = try range(what)
    guard let text = bytes.text(in: range) else {
      throw TensorFileError("\(what) is no UTF-8 text", byteOffset: range.lowerBound)
    }
    return text
  }

  private func mistyped(_ what: StaticString) -> TensorFileError {
    TensorFileError("\(what) (field \(number)) has another wire type than the format gives it", byteOffset: offset)
  }
}
