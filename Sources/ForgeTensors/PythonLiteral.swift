/// The little of Python's literals that an `.npy` header needs, read token by token. Space between tokens is skipped.
struct PythonLiteral {
  private let bytes: [UInt8]
  private let start: Int
  private var offset = 0

  /// - Parameter start: where `bytes` stands in the file.
  init(bytes: [UInt8], start: Int) {
    self.bytes = bytes
    self.start = start
    skipSpace()
  }

  /// Where the next token stands in the file.
  var fileOffset: Int { start + offset }

  /// The first byte of the next token, or nil at the end.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Steps over `character` when it comes next.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    offset += 1
    skipSpace()
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(TensorFileError) {
    guard skip(character) else { throw fault("'\(character)'") }
  }

  func expectEnd() throws(TensorFileError) {
    guard next == nil else { throw fault("its end") }
  }

  /// A text in single or double quotes, of printable ASCII without escapes.
  mutating func string() throws(TensorFileError) -> String {
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw fault("a text in quotes") }
    let first = offset + 1
    guard let end = bytes[first...].firstIndex(of: quote) else { throw fault("a text in quotes that ends") }
    let text = bytes[first..<end]
    guard text.allSatisfy({ 0x20...0x7E ~= $0 && $0 != UInt8(ascii: "\\") }) else { throw fault("a text of plain ASCII") }
    offset = end + 1
    skipSpace()
    return String(decoding: text, as: UTF8.self)
  }

  /// `True` or `False`.
  mutating func boolean() throws(TensorFileError) -> Bool {
    for (word, value) in [("True", true), ("False", false)] where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      skipSpace()
      return value
    }
    throw fault("True or False")
  }

  /// A tuple of whole numbers: `()`, `(3,)`, `(3, 4)`.
  mutating func tuple() throws(TensorFileError) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !skip(")") {
      numbers.append(try wholeNumber())
      let isFollowed = skip(",")
      guard isFollowed || numbers.count > 1 else { throw fault("',' after the only number of a tuple") }
      if !isFollowed {
        try expect(")")
        break
      }
    }
    return numbers
  }

  private mutating func wholeNumber() throws(TensorFileError) -> Int {
    let digits = bytes[offset...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else {
      throw fault("a whole number from 0 in the shape")
    }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw TensorFileError("the shape holds a size of \(digits.count) digits, beyond 64 bits", byteOffset: fileOffset)
    }
    offset += digits.count
    skipSpace()
    return number
  }

  private mutating func skipSpace() {
    while let next, next == 0x20 || next == 0x0A { offset += 1 }
  }

  private func fault(_ wanted: String) -> TensorFileError {
    let found: String
    switch next {
    case nil: found = "its end"
    case .some(let byte) where 0x21...0x7E ~= byte: found = "'\(Unicode.Scalar(byte))'"
    case .some(let byte): found = "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }
    return TensorFileError("the header is malformed: expected \(wanted), found \(found)", byteOffset: fileOffset)
  }
}
