import ForgeInterface
import ForgeJSON
import ForgeOperators
import ForgeSpec

/// The JSON Schema (draft-07, which yaml-language-server reads) of the spec language, made from the same descriptions as the
/// reader.
package func specSchema() -> JSONValue {
  var schema = SpecKeys.root.schema
  schema = schema.replacingProperty(
    "features",
    items: anyOf(FeatureKeys.pages.map { typedSchema($0.kind, $0.summary, $0.recordType) })
  )
  schema = schema.replacingProperty("layers", items: layerSchema())
  schema = schema.replacingProperty(
    "outputs",
    items: anyOf(OutputKeys.pages.map { typedSchema($0.kind, $0.summary, $0.recordType) })
  )
  guard case .object(let members) = schema else { return schema }
  return .object(
    [
      JSONMember(key: "$schema", value: "http://json-schema.org/draft-07/schema#"),
      JSONMember(key: "title", value: "protoforge model spec, version 1"),
    ] + members
  )
}

/// The schema of an entry whose `type` is one word.
private func typedSchema(_ kind: String, _ summary: String, _ type: RecordType) -> JSONValue {
  let constant: JSONValue = ["const": .string(kind), "description": .string(summary)]
  let required = ["type"] + type.keys.filter { $0.defaultText == nil }.map(\.name)
  return [
    "type": "object", "description": .string(summary), "additionalProperties": false,
    "required": .array(required.map { .string($0) }),
    "properties": .object(
      [JSONMember(key: "type", value: constant)] + type.keys.map { JSONMember(key: $0.name, value: $0.schema) }
    ),
  ]
}

/// The schema of a layer: a word, or a mapping of one kind to its options.
private func layerSchema() -> JSONValue {
  let bare = LayerKind.all.filter { kind in kind.recordType.keys.allSatisfy { $0.defaultText != nil } }
  let words: JSONValue = ["enum": .array(bare.map { .string($0.name) })]
  let mapping: JSONValue = [
    "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
    "properties": .object(
      LayerKind.all.map { kind in
        JSONMember(key: kind.name, value: kind.recordType.schema.adding("description", .string(kind.summary)))
      }
    ),
  ]
  return anyOf([words, mapping])
}

private func anyOf(_ forms: [JSONValue]) -> JSONValue { ["anyOf": .array(forms)] }

extension JSONValue {
  /// The schema of an object with the `items` of one of its list properties put in.
  fileprivate func replacingProperty(_ name: String, items: JSONValue) -> JSONValue {
    replacing("properties") { properties in
      properties.replacing(name) { property in property.replacing("items") { _ in items } }
    }
  }

  private func replacing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.map { $0.key == key ? JSONMember(key: key, value: change($0.value)) : $0 })
  }
}
