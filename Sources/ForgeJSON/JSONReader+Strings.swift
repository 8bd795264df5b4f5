extension JSONReader {
  /// A string with the quotes around it (RFC 8259, section 7). `next` is the opening quote.
  mutating func string() throws(JSONError) -> String {
    offset += 1
    let start = offset
    try skipPlainCharacters()
    if next == UInt8(ascii: "\"") {
      offset += 1
      return text(start..<offset - 1)
    }
    var decoded = [UInt8](bytes[start..<offset])
    while true {
      if skip(UInt8(ascii: "\"")) { return String(decoding: decoded, as: UTF8.self) }
      guard next == UInt8(ascii: "\\") else { throw fault("the text ends inside a string") }
      try escape(into: &decoded)
      let run = offset
      try skipPlainCharacters()
      decoded.append(contentsOf: bytes[run..<offset])
    }
  }

  /// Steps over well-formed characters up to a quote, a backslash or the end of the text.
  private mutating func skipPlainCharacters() throws(JSONError) {
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      if byte < 0x20 { throw fault("a string holds the control character \(found) without an escape") }
      if byte < 0x80 {
        offset += 1
      } else {
        guard let length = UTF8Text.sequenceLength(in: bytes, at: offset) else {
          throw fault("a string is not valid UTF-8: \(found)")
        }
        offset += length
      }
    }
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    let start = offset
    offset += 1
    let kind = next
    offset += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(contentsOf: bytes[offset - 1..<offset])
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded.append(contentsOf: String(try unicodeEscape(from: start)).utf8)
    default:
      offset = min(offset - 1, bytes.count)
      throw fault("expected one of \"\\/bfnrtu after '\\', found \(found)")
    }
  }

  /// The scalar of `XXXX`, or of `XXXX\uXXXX` when the first is the high half of a surrogate pair.
  private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let lone = JSONError(message: "a '\\u' escape is half of a surrogate pair without the other half", byteOffset: start)
    guard first < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw lone }
    let second = try fourHexDigits()
    guard 0xDC00...0xDFFF ~= second, let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw lone }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch next {
      case .some(let byte) where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: digit = byte - UInt8(ascii: "0")
      case .some(let byte) where UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte: digit = byte - UInt8(ascii: "a") + 10
      case .some(let byte) where UInt8(ascii: "A")...UInt8(ascii: "F") ~= byte: digit = byte - UInt8(ascii: "A") + 10
      default: throw fault("expected four hexadecimal digits after '\\u', found \(found)")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
