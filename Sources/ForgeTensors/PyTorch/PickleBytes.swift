import ForgeJSON

/// The place of reading in a pickle, and what can be read there.
struct PickleBytes {
  private let raw: UnsafeRawBufferPointer
  /// Where the pickle begins in the file, or nil when it was deflated and has no place there.
  private let start: Int?
  private(set) var offset = 0

  /// `raw` must not be longer than 4 GiB.
  init(_ raw: UnsafeRawBufferPointer, at start: Int?) {
    self.raw = raw
    self.start = start
  }

  var isAtEnd: Bool { offset == raw.count }

  /// Where a place of the pickle is in the file.
  func place(_ offset: Int) -> Int? { start.map { $0 + offset } }

  func fault(_ message: String, at offset: Int, hint: String? = nil) -> TensorFileError {
    TensorFileError(message, byteOffset: place(offset), hint: hint)
  }

  mutating func byte() throws(TensorFileError) -> UInt8 { try integer(UInt8.self) }

  /// A little-endian integer.
  mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) throws(TensorFileError) -> Integer {
    guard let value = raw.littleEndian(type, at: offset) else { throw fault("the pickle ends within a value", at: offset) }
    offset += MemoryLayout<Integer>.size
    return value
  }

  /// Steps over `count` bytes.
  @discardableResult
  mutating func skip(_ count: some FixedWidthInteger) throws(TensorFileError) -> Range<Int> {
    guard let count = Int(exactly: count), count <= raw.count - offset else {
      throw fault("the pickle declares a value of \(count) bytes, but only \(raw.count - offset) follow", at: offset)
    }
    offset += count
    return offset - count..<offset
  }

  /// The length of a frame. Frames let a reader load a part at a time; here everything is there.
  mutating func frame() throws(TensorFileError) {
    let place = offset
    let count = try integer(UInt64.self)
    guard count <= UInt64(raw.count - offset) else {
      throw fault("the pickle declares a frame of \(count) bytes, but only \(raw.count - offset) follow", at: place)
    }
  }

  /// A text of `count` bytes.
  mutating func text(_ count: some FixedWidthInteger) throws(TensorFileError) -> PickleText {
    let range = try skip(count)
    guard UTF8Text.firstFault(in: UnsafeRawBufferPointer(rebasing: raw[range])) == nil else {
      throw fault("a text in the pickle is not valid UTF-8", at: range.lowerBound)
    }
    return PickleText(start: UInt32(range.lowerBound), count: UInt32(range.count))
  }

  /// A text up to a line feed, which is stepped over, too.
  mutating func line() throws(TensorFileError) -> String {
    let start = offset
    guard let end = raw[start...].firstIndex(of: 0x0A) else { throw fault("the pickle ends within a name", at: start) }
    let text = try text(end - start)
    offset += 1
    return string(text)
  }

  /// A whole number of `count` bytes, little-endian in two's complement, or nil when it does not fit.
  mutating func wholeNumber(_ count: UInt8) throws(TensorFileError) -> Int? {
    let range = try skip(count)
    guard count <= 8 else { return nil }
    var bits: UInt64 = 0
    for (index, byte) in raw[range].enumerated() { bits |= UInt64(byte) << UInt64(8 * index) }
    let shift = 64 - 8 * UInt64(count)
    return count == 0 ? 0 : Int(Int64(bitPattern: bits << shift) >> Int64(shift))
  }

  /// The bytes of a text, without making a `String` of them.
  func utf8(_ text: PickleText) -> UnsafeRawBufferPointer {
    let start = Int(text.start)
    return UnsafeRawBufferPointer(rebasing: raw[start..<start + Int(text.count)])
  }

  func string(_ text: PickleText) -> String { String(decoding: utf8(text), as: UTF8.self) }
}
