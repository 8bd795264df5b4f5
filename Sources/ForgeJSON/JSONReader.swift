extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly and in linear time.
  ///
  /// Refused, besides what the grammar refuses: invalid UTF-8, lone surrogates in `\u` escapes, an object with the same
  /// key twice, numbers beyond `Double`, nesting deeper than `maximumDepth`, and bytes after the value other than space.
  ///
  /// - Parameters:
  ///   - maximumDepth: how many arrays and objects may stand inside each other.
  ///   - allowsLeadingSpace: whether space may stand before the value.
  package init(
    parsing bytes: UnsafeRawBufferPointer,
    maximumDepth: Int = 64,
    allowsLeadingSpace: Bool = true
  ) throws(JSONError) {
    var reader = JSONReader(bytes: bytes, maximumDepth: maximumDepth)
    self = try reader.wholeText(allowsLeadingSpace: allowsLeadingSpace)
  }

  /// Reads one JSON text from an array of its bytes; see ``init(parsing:maximumDepth:allowsLeadingSpace:)``.
  package init(
    parsing bytes: [UInt8],
    maximumDepth: Int = 64,
    allowsLeadingSpace: Bool = true
  ) throws(JSONError) {
    self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> JSONValue in
      try JSONValue(
        parsing: UnsafeRawBufferPointer(buffer),
        maximumDepth: maximumDepth,
        allowsLeadingSpace: allowsLeadingSpace
      )
    }
  }
}

/// The place of reading in a JSON text, and what can be read there.
struct JSONReader {
  /// Only `next` and the loops that compare `offset` with `bytes.count` look into the bytes.
  let bytes: UnsafeRawBufferPointer
  let maximumDepth: Int
  var offset = 0

  init(bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  mutating func wholeText(allowsLeadingSpace: Bool) throws(JSONError) -> JSONValue {
    if allowsLeadingSpace { skipSpace() }
    let value = try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw fault("expected the end of the text, found \(found)") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"): return try number()
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw fault("expected a value, found \(found)")
    }
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    try open(depth: depth)
    var elements: [JSONValue] = []
    if skip(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if skip(UInt8(ascii: "]")) { return elements }
      guard skip(UInt8(ascii: ",")) else { throw fault("expected ',' or ']' after an element, found \(found)") }
      skipSpace()
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    try open(depth: depth)
    var members: [JSONMember] = []
    var seen = SeenKeys()
    if skip(UInt8(ascii: "}")) { return members }
    while true {
      let keyOffset = offset
      guard next == UInt8(ascii: "\"") else { throw fault("expected a key in double quotes, found \(found)") }
      let key = try string()
      guard seen.insert(key, after: members) else {
        throw JSONError(message: "the key \(key.quotedForMessage) stands twice in one object", byteOffset: keyOffset)
      }
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw fault("expected ':' after a key, found \(found)") }
      skipSpace()
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
      skipSpace()
      if skip(UInt8(ascii: "}")) { return members }
      guard skip(UInt8(ascii: ",")) else { throw fault("expected ',' or '}' after a member, found \(found)") }
      skipSpace()
    }
  }

  /// Steps over the bracket that opens an array or object, and the space behind it.
  private mutating func open(depth: Int) throws(JSONError) {
    guard depth < maximumDepth else { throw fault("nested deeper than \(maximumDepth) levels") }
    offset += 1
    skipSpace()
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let end = offset + word.utf8.count
    guard end <= bytes.count, bytes[offset..<end].elementsEqual(word.utf8) else {
      throw fault("expected a value, found a word that is not 'true', 'false' or 'null'")
    }
    offset = end
    return value
  }
}

extension JSONReader {
  /// The byte at the place of reading, or nil at the end.
  var next: UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  /// `next` in the words of a message.
  var found: String {
    switch next {
    case nil: "the end of the text"
    case .some(let byte) where byte > 0x20 && byte < 0x7F: "'\(Unicode.Scalar(byte))'"
    case .some(let byte): "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
    }
  }

  /// The bytes of `range`, known to be well-formed, as text.
  func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  func fault(_ message: String) -> JSONError {
    JSONError(message: message, byteOffset: offset)
  }

  /// Steps over `byte` when it comes next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  /// Steps over the four kinds of space that JSON knows.
  mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }
}

/// The keys of one object so far: a few are compared one by one, many are hashed.
private struct SeenKeys {
  private var hashed: Set<ExactText> = []

  /// Notes a key that follows `members`; false when one of them has it.
  mutating func insert(_ key: String, after members: [JSONMember]) -> Bool {
    if members.count < 8 { return !members.contains { $0.key.hasSameUTF8(as: key) } }
    if hashed.isEmpty { hashed = Set(members.map { ExactText($0.key) }) }
    return hashed.insert(ExactText(key)).inserted
  }
}
