extension JSONReader {
  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259, section 6).
  mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    _ = skip(UInt8(ascii: "-"))
    try wholePart()
    var isWhole = true
    if skip(UInt8(ascii: ".")) {
      isWhole = false
      try digits(after: "the decimal point")
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      isWhole = false
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try digits(after: "the exponent's 'e'")
    }
    let text = text(start..<offset)
    if isWhole, text != "-0", let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw JSONError(message: "the number \(text.quotedForMessage) is too large", byteOffset: start)
    }
    return .number(number)
  }

  private mutating func wholePart() throws(JSONError) {
    guard skip(UInt8(ascii: "0")) else { return try digits(after: "'-'") }
    if let next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= next { throw fault("a number may not begin with 0") }
  }

  private mutating func digits(after what: String) throws(JSONError) {
    let start = offset
    while offset < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[offset] { offset += 1 }
    guard offset > start else { throw fault("expected a digit after \(what), found \(found)") }
  }
}
