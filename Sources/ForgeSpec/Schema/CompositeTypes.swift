import ForgeDiagnostics
import ForgeJSON

extension ValueType {
  /// A list of values; each bad item is reported.
  package static func list<Item: Sendable>(of item: ValueType<Item>, atLeast minimum: Int = 1) -> ValueType
  where Value == [Item] {
    let expectation =
      "a list of \(minimum > 0 ? "at least \(minimum) " : "")item\(minimum == 1 ? "" : "s"), each \(item.expectation)"
    let schema: JSONValue = ["type": .string("array"), "items": item.schema, "minItems": .integer(minimum)]
    return ValueType(expectation, schema: schema) { node, name, sink in
      guard case .sequence(let nodes) = node.content else {
        sink.error(.wrongType, "\(name) must be \(expectation), not \(node.kindDescription)", at: node.span)
        return nil
      }
      guard nodes.count >= minimum else {
        sink.error(
          .valueNotAllowed,
          "\(name) needs at least \(minimum) item\(minimum == 1 ? "" : "s"), but has \(nodes.count)",
          at: node.span
        )
        return nil
      }
      let values = nodes.map { item.read($0, as: "an item of \(name)", into: &sink) }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }

  /// A single value or a list of them.
  package static func oneOrMore<Item: Sendable>(_ item: ValueType<Item>) -> ValueType where Value == [Item] {
    let list = ValueType<[Item]>.list(of: item)
    return ValueType(
      "\(item.expectation) or a list of them",
      schema: ["anyOf": .array([item.schema, list.schema])]
    ) { node, name, sink in
      if case .sequence = node.content { return list.read(node, as: name, into: &sink) }
      return item.read(node, as: name, into: &sink).map { [$0] }
    }
  }

  /// One value for every axis, or a list with a value for each of `axes`.
  package static func perAxis(_ item: ValueType<Int>, axes: [String]) -> ValueType where Value == [Int] {
    let names = axes.joined(separator: ", ")
    let schema: JSONValue = [
      "anyOf": .array([
        item.schema,
        [
          "type": .string("array"), "items": item.schema, "minItems": .integer(axes.count), "maxItems": .integer(axes.count),
        ],
      ])
    ]
    let expectation = axes.count == 1 ? item.expectation : "\(item.expectation) or a list [\(names)]"
    return ValueType(expectation, schema: schema) { node, name, sink in
      guard case .sequence(let nodes) = node.content else {
        return item.read(node, as: name, into: &sink).map { [Int](repeating: $0, count: axes.count) }
      }
      guard nodes.count == axes.count else {
        sink.error(.valueNotAllowed, "\(name) must be \(expectation), but the list has \(nodes.count) items", at: node.span)
        return nil
      }
      let values = nodes.map { item.read($0, as: "an item of \(name)", into: &sink) }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }

  /// A mapping with the keys of a record, turned into a value.
  package static func record(
    _ type: RecordType,
    _ make: @escaping @Sendable (Record, inout DiagnosticSink) -> Value?
  ) -> ValueType {
    ValueType(type.expectation, schema: type.schema) { node, _, sink in
      guard let record = type.read(node, into: &sink) else { return nil }
      return make(record, &sink)
    }
  }

  /// A mapping from free names to values, in the order of the file.
  package static func dictionary<Item: Sendable>(
    of item: ValueType<Item>,
    keys: [String]? = nil
  ) -> ValueType where Value == [NamedValue<Item>] {
    let expectation = "a mapping to \(item.expectation)"
    let schema: JSONValue = ["type": .string("object"), "additionalProperties": item.schema]
    return ValueType(expectation, schema: schema) { node, name, sink in
      guard case .mapping(let pairs) = node.content else {
        sink.error(.wrongType, "\(name) must be \(expectation), not \(node.kindDescription)", at: node.span)
        return nil
      }
      let values = pairs.map { pair in
        item.read(pair.value, as: pair.key.quotedForMessage, into: &sink).map {
          NamedValue(name: pair.key, nameSpan: pair.keySpan, value: $0)
        }
      }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }

  /// The node itself, read later by the one who knows what it means.
  package static func node(_ expectation: String, schema: JSONValue) -> ValueType where Value == YAMLNode {
    ValueType(expectation, schema: schema) { node, _, _ in node }
  }
}

/// A value under a name that the user chose.
package struct NamedValue<Value: Sendable>: Sendable {
  package let name: String
  package let nameSpan: SourceSpan
  package let value: Value
}

/// A value with the place where it stands.
package struct Located<Value: Sendable>: Sendable {
  package let value: Value
  package let span: SourceSpan

  package init(_ value: Value, at span: SourceSpan) {
    self.value = value
    self.span = span
  }
}

extension ValueType {
  /// The same type, keeping the place of each value.
  package var located: ValueType<Located<Value>> {
    ValueType<Located<Value>>(expectation, schema: schema) { node, name, sink in
      read(node, as: name, into: &sink).map { Located($0, at: node.span) }
    }
  }
}
