import ForgeDiagnostics
import ForgeJSON

/// A key of a mapping: its name, what may stand under it, whether it may be left out, and a line for the reference page.
package struct Key<Value: Sendable>: Sendable {
  package let name: String
  package let summary: String
  /// The value when the key is left out, as the reference page shows it; nil when the key is required.
  package let defaultText: String?
  let expectation: String
  let schema: JSONValue
  let defaultValue: Value?
  let read: @Sendable (YAMLNode, inout DiagnosticSink) -> Value?

  /// A key that must be there.
  package init(_ name: String, _ type: ValueType<Value>, _ summary: String) {
    self.init(name, type, defaultValue: nil, defaultText: nil, summary) { $0 }
  }

  /// A key with a default value.
  package init(_ name: String, _ type: ValueType<Value>, default value: Value, shownAs text: String? = nil, _ summary: String) {
    self.init(name, type, defaultValue: value, defaultText: text ?? "\(value)", summary) { $0 }
  }

  /// A key that may be left out; `shownAs` says what happens then.
  package init<Wrapped: Sendable>(
    optional name: String,
    _ type: ValueType<Wrapped>,
    shownAs text: String = "none",
    _ summary: String
  )
  where Value == Wrapped? {
    self.init(name, type, defaultValue: .some(nil), defaultText: text, summary) { $0 }
  }

  private init<Read: Sendable>(
    _ name: String,
    _ type: ValueType<Read>,
    defaultValue: Value?,
    defaultText: String?,
    _ summary: String,
    lift: @escaping @Sendable (Read) -> Value
  ) {
    self.name = name
    self.summary = summary
    self.defaultText = defaultText
    self.defaultValue = defaultValue
    self.expectation = type.expectation
    self.schema = type.schema
    self.read = { node, sink in type.read(node, as: "'\(name)'", into: &sink).map(lift) }
  }
}

/// A key without its value's type, as a record lists it.
package struct AnyKey: Sendable {
  package let name: String
  package let summary: String
  package let expectation: String
  /// The default as shown; nil when the key is required.
  package let defaultText: String?
  package let schema: JSONValue
  let defaultValue: (any Sendable)?
  let read: @Sendable (YAMLNode, inout DiagnosticSink) -> (any Sendable)?

  package init<Value: Sendable>(_ key: Key<Value>) {
    name = key.name
    summary = key.summary
    expectation = key.expectation
    defaultText = key.defaultText
    schema = key.schema.adding("description", .string(key.summary))
    defaultValue = key.defaultValue.map(Slot.init)
    read = { node, sink in key.read(node, &sink).map(Slot.init) }
  }
}

/// A value as a record stores it, so that an optional value is not mistaken for a missing one.
struct Slot<Value: Sendable>: Sendable {
  let value: Value
}
