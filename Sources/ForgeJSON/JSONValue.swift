/// A JSON text as a value (RFC 8259). Members of an object keep the order of the text.
///
/// Strings and keys compare by their UTF-8 bytes: `"é"` written in one scalar and in two are different.
package enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  /// A number written without fraction and exponent that fits into `Int`. `-0` is a `.number`.
  case integer(Int)
  /// Any other number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// One `"key": value` of an object.
package struct JSONMember: Sendable, Equatable {
  package let key: String
  package let value: JSONValue

  package init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }

  package static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.key.hasSameUTF8(as: right.key) && left.value == right.value
  }
}

extension JSONValue {
  /// The value under `key`, or nil when there is none or this is not an object. O(number of members).
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.hasSameUTF8(as: key) }?.value
  }
}

extension JSONValue: Equatable {
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameUTF8(as: b)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}
