// Text compares by UTF-8 bytes in this project. Swift's `==`, `<` and `Hashable` of `String` compare by canonical
// equivalence instead, which Python and every file format here do not, and which takes quadratic time for a long run of
// combining marks: 2 s for 200 KB.

extension String {
  /// The text of well-formed UTF-8 (The Unicode Standard, table 3-7), or nil. Nothing is repaired. O(bytes).
  package init?(strictUTF8 bytes: UnsafeRawBufferPointer) {
    guard UTF8Text.firstFault(in: bytes) == nil else { return nil }
    self.init(decoding: bytes, as: UTF8.self)
  }

  /// Whether both texts are the same bytes.
  package func hasSameUTF8(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// Whether this text sorts before the other, byte by byte.
  package func precedesInUTF8(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}

/// Checks of UTF-8 bytes.
package enum UTF8Text {
  /// The offset of the first byte that does not begin a well-formed sequence, or nil. O(bytes).
  package static func firstFault(in bytes: UnsafeRawBufferPointer) -> Int? {
    var offset = 0
    while offset < bytes.count {
      guard let length = sequenceLength(in: bytes, at: offset) else { return offset }
      offset += length
    }
    return nil
  }

  /// The number of bytes, 1 to 4, of the well-formed sequence at `offset`, or nil when there is none.
  package static func sequenceLength(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    guard offset >= 0, offset < bytes.count else { return nil }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[offset] {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    guard bytes.count - offset >= length, second.contains(bytes[offset + 1]) else { return nil }
    for index in 2..<max(2, length) where bytes[offset + index] & 0xC0 != 0x80 { return nil }
    return length
  }
}
