import ForgeJSON
import ForgeSpec

/// A JSON Schema of draft-07, as far as protoforge uses it (https://json-schema.org/draft-07/json-schema-validation).
struct SchemaDocument {
  let root: JSONValue

  /// Why a value is not valid: a path and a sentence for each breach.
  func breaches(_ value: JSONValue) -> [String] { breaches(value, root, "$") }

  private func breaches(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    guard case .object(let keywords) = schema else { return [] }
    return keywords.flatMap { breaches(value, keyword: $0.key, $0.value, schema, path) }
  }

  private func breaches(_ value: JSONValue, keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ path: String) -> [String]
  {
    func unless(_ condition: Bool) -> [String] { condition ? [] : ["\(path): \(keyword)"] }
    switch keyword {
    case "type": return unless((rule.items ?? [rule]).contains { $0.text.map(value.isOf) ?? false })
    case "enum": return unless(rule.items?.contains(value) ?? false)
    case "const": return unless(rule == value)
    case "anyOf":
      let forms = (rule.items ?? []).map { breaches(value, $0, path) }
      return forms.contains { $0.isEmpty } ? [] : ["\(path): anyOf"] + (forms.min { $0.count < $1.count } ?? [])
    case "required":
      guard let members = value.members else { return [] }
      let missing = (rule.items ?? []).compactMap(\.text).filter { name in !members.contains { $0.key == name } }
      return missing.map { "\(path): required \($0)" }
    case "properties":
      return (value.members ?? []).flatMap { member in
        rule[member.key].map { breaches(member.value, $0, "\(path).\(member.key)") } ?? []
      }
    case "additionalProperties":
      let others = (value.members ?? []).filter { schema["properties"]?[$0.key] == nil }
      if rule == false { return others.map { "\(path): additional \($0.key)" } }
      return others.flatMap { breaches($0.value, rule, "\(path).\($0.key)") }
    case "items": return (value.items ?? []).enumerated().flatMap { breaches($1, rule, "\(path)[\($0)]") }
    case "minItems": return unless(value.items.map { $0.count >= rule.number ?? 0 } ?? true)
    case "maxItems": return unless(value.items.map { $0.count <= rule.number ?? 0 } ?? true)
    case "minProperties": return unless(value.members.map { $0.count >= rule.number ?? 0 } ?? true)
    case "maxProperties": return unless(value.members.map { $0.count <= rule.number ?? 0 } ?? true)
    case "minLength": return unless(value.text.map { $0.unicodeScalars.count >= rule.number ?? 0 } ?? true)
    case "maxLength": return unless(value.text.map { $0.unicodeScalars.count <= rule.number ?? 0 } ?? true)
    case "minimum": return unless(value.double.map { $0 >= rule.double ?? 0 } ?? true)
    case "maximum": return unless(value.double.map { $0 <= rule.double ?? 0 } ?? true)
    case "exclusiveMinimum": return unless(value.double.map { $0 > rule.double ?? 0 } ?? true)
    case "exclusiveMaximum": return unless(value.double.map { $0 < rule.double ?? 0 } ?? true)
    default: return []
    }
  }

  /// Where the schema itself breaks the rules of draft-07.
  var faults: [String] { Self.faults(root, "#") }

  private static func faults(_ schema: JSONValue, _ path: String) -> [String] {
    if case .boolean = schema { return [] }
    guard let keywords = schema.members else { return ["\(path) is no schema"] }
    let names = keywords.map(\.key)
    let twice = Set(names).count == names.count ? [] : ["\(path) has a keyword twice"]
    return twice + keywords.flatMap { faults(keyword: $0.key, $0.value, "\(path)/\($0.key)") }
  }

  private static func faults(keyword: String, _ rule: JSONValue, _ path: String) -> [String] {
    func unless(_ condition: Bool) -> [String] { condition ? [] : ["\(path) is not as draft-07 has it"] }
    switch keyword {
    case "$schema": return unless(rule == "http://json-schema.org/draft-07/schema#" && path == "#/$schema")
    case "title", "description": return unless(rule.text?.isEmpty == false)
    case "type":
      let words = (rule.items ?? [rule]).map(\.text)
      let known: Set = ["null", "boolean", "object", "array", "number", "string", "integer"]
      return unless(!words.isEmpty && Set(words).count == words.count && words.allSatisfy { $0.map(known.contains) ?? false })
    case "enum", "required":
      guard let items = rule.items else { return unless(false) }
      let isUnique = items.indices.allSatisfy { i in !items[..<i].contains(items[i]) }
      return unless(isUnique && !items.isEmpty && (keyword == "enum" || items.allSatisfy { $0.text != nil }))
    case "const": return []
    case "anyOf":
      guard let forms = rule.items, !forms.isEmpty else { return unless(false) }
      return forms.enumerated().flatMap { faults($1, "\(path)/\($0)") }
    case "properties":
      guard let members = rule.members, Set(members.map(\.key)).count == members.count else { return unless(false) }
      return members.flatMap { faults($0.value, "\(path)/\($0.key)") }
    case "additionalProperties", "items": return faults(rule, path)
    case "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength":
      return unless(rule.number.map { $0 >= 0 } ?? false)
    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return unless(rule.double != nil)
    default: return ["\(path) is a keyword that this test does not know"]
    }
  }
}

extension JSONValue {
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Int? { if case .integer(let number) = self { number } else { nil } }
  var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  var members: [JSONMember]? { if case .object(let members) = self { members } else { nil } }

  var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// Whether the value is of one of draft-07's types; a number without a fraction is an integer.
  fileprivate func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("null", .null), ("boolean", .boolean), ("string", .string), ("array", .array), ("object", .object): true
    case ("number", .integer), ("number", .number), ("integer", .integer): true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}

extension YAMLNode {
  /// The node as an editor sees it: plain scalars are typed by the core schema of YAML 1.2.
  var json: JSONValue {
    switch content {
    case .mapping(let pairs): .object(pairs.map { JSONMember(key: $0.key, value: $0.value.json) })
    case .sequence(let items): .array(items.map(\.json))
    case .scalar(let text, isPlain: false): .string(text)
    case .scalar(let text, isPlain: true):
      switch text {
      case "", "~", "null", "Null", "NULL": .null
      case "true", "True", "TRUE": .boolean(true)
      case "false", "False", "FALSE": .boolean(false)
      default:
        if text.wholeMatch(of: /[-+]?[0-9]+/) != nil, let number = Int(text) {
          .integer(number)
        } else if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil, let number = Double(text) {
          .number(number)
        } else {
          .string(text)
        }
      }
    }
  }
}
