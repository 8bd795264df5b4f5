import ForgeDiagnostics
import ForgeJSON

/// What may stand under a key: one description from which come the reader, the JSON Schema and the reference page.
package struct ValueType<Value: Sendable>: Sendable {
  /// What is expected, as a message says it: “a whole number of at least 1”.
  package let expectation: String
  /// The draft-07 JSON Schema of the value.
  package let schema: JSONValue
  private let reader: @Sendable (YAMLNode, String, inout DiagnosticSink) -> Value?

  /// `read` gets the node and the name of what it reads for messages (“'units'”), and reports what it refuses.
  package init(
    _ expectation: String,
    schema: JSONValue,
    read: @escaping @Sendable (_ node: YAMLNode, _ name: String, _ sink: inout DiagnosticSink) -> Value?
  ) {
    self.expectation = expectation
    self.schema = schema
    self.reader = read
  }

  /// The value of a node, or nil after reporting why it is none.
  package func read(_ node: YAMLNode, as name: String, into sink: inout DiagnosticSink) -> Value? {
    reader(node, name, &sink)
  }

  /// Reports that the node is something else than expected.
  package func mismatch(
    _ node: YAMLNode,
    _ name: String,
    code: DiagnosticCode = .wrongType,
    help: String? = nil,
    into sink: inout DiagnosticSink
  ) {
    let isQuoted = if case .scalar(_, isPlain: false) = node.content { true } else { false }
    let found = isQuoted ? "the text \(node.kindDescription)" : node.kindDescription
    sink.error(code, "\(name) must be \(expectation), not \(found)", at: node.span, help: help)
  }

  /// The same type with each value turned into another, or refused with a sentence.
  package func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) throws(Refusal) -> Other
  ) -> ValueType<Other> {
    ValueType<Other>(expectation, schema: schema) { node, name, sink in
      guard let value = read(node, as: name, into: &sink) else { return nil }
      do throws(Refusal) {
        return try transform(value)
      } catch {
        sink.error(.valueNotAllowed, "\(name) \(error.reason)", at: node.span, help: error.help)
        return nil
      }
    }
  }
}

/// Why a value of the right type is refused; the reason follows the key's name in the message.
package struct Refusal: Error {
  package let reason: String
  package let help: String?

  package init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }
}

extension JSONValue {
  /// The object with one more member, or the value itself when it is none.
  package func adding(_ key: String, _ value: JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members + [JSONMember(key: key, value: value)])
  }
}
