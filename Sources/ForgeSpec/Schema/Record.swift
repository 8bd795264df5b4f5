import ForgeDiagnostics
import ForgeJSON

/// The keys that a mapping may have.
package struct RecordType: Sendable {
  /// What the mapping describes, for messages: “layer 'dense'”.
  package let name: String
  package let keys: [AnyKey]
  /// The key that takes a bare scalar or list: `dropout: 0.3` is `dropout: { rate: 0.3 }`.
  package let shorthand: String?

  package init(_ name: String, shorthand: String? = nil, _ keys: [AnyKey]) {
    self.name = name
    self.keys = keys
    self.shorthand = shorthand
  }

  var expectation: String {
    guard !keys.isEmpty else { return "no options" }
    let mapping = "a mapping (\(keys.map(\.name).joined(separator: ", ")))"
    return shorthand.map { "\(mapping), or '\($0)' alone" } ?? mapping
  }

  /// The draft-07 JSON Schema of the mapping, with its shorthand and bare forms.
  package var schema: JSONValue {
    let properties = JSONValue.object(keys.map { JSONMember(key: $0.name, value: $0.schema) })
    let required = keys.filter { $0.defaultText == nil }.map { JSONValue.string($0.name) }
    var object: [JSONMember] = [
      JSONMember(key: "type", value: .string("object")),
      JSONMember(key: "additionalProperties", value: .boolean(false)),
      JSONMember(key: "properties", value: properties),
    ]
    if !required.isEmpty { object.append(JSONMember(key: "required", value: .array(required))) }
    var forms: [JSONValue] = [.object(object)]
    if let shorthand, let key = keys.first(where: { $0.name == shorthand }), required.allSatisfy({ $0 == .string(shorthand) }) {
      forms.append(key.schema)
    }
    return forms.count == 1 ? forms[0] : ["anyOf": .array(forms)]
  }

  /// Reads a mapping: reports every unknown, missing and mistyped key, and gives the record when there is none.
  package func read(_ node: YAMLNode, into sink: inout DiagnosticSink) -> Record? {
    readParts(node, into: &sink).flatMap { $0.isWhole ? $0 : nil }
  }

  /// Like `read`, but gives what could be read when a key is unknown, missing or mistyped; nil when the node is no mapping.
  func readParts(_ node: YAMLNode, into sink: inout DiagnosticSink) -> Record? {
    switch node.content {
    case .mapping(let pairs): return readParts(pairs, of: node, into: &sink)
    case .scalar where node.isEmpty: return readParts([], of: node, into: &sink)
    case .scalar, .sequence:
      guard let shorthand else {
        sink.error(.wrongType, "\(name) takes \(expectation), not \(node.kindDescription)", at: node.span)
        return nil
      }
      return readParts([YAMLPair(key: shorthand, keySpan: node.span, value: node)], of: node, into: &sink)
    }
  }

  private func readParts(_ pairs: [YAMLPair], of node: YAMLNode, into sink: inout DiagnosticSink) -> Record {
    var values: [String: any Sendable] = [:]
    var spans: [String: SourceSpan] = [:]
    var isComplete = true
    var misspelt: Set<String> = []
    for pair in pairs {
      guard let key = keys.first(where: { ExactText($0.name) == ExactText(pair.key) }) else {
        let known = keys.map(\.name)
        misspelt.formUnion(nearest(to: pair.key, in: known))
        sink.error(
          .unknownKey,
          "\(name) has no key \(pair.key.quotedForMessage)",
          at: pair.keySpan,
          help: didYouMean(pair.key, among: known) ?? keyList
        )
        isComplete = false
        continue
      }
      spans[key.name] = pair.value.isEmpty ? pair.keySpan : pair.value.span
      if let value = key.read(pair.value, &sink) { values[key.name] = value } else { isComplete = false }
    }
    for key in keys where spans[key.name] == nil {
      if let value = key.defaultValue {
        values[key.name] = value
      } else {
        isComplete = false
        // A key that is only misspelt has been told.
        if misspelt.contains(key.name) { continue }
        sink.error(.missingKey, "\(name) needs '\(key.name)': \(key.expectation)", at: node.span)
      }
    }
    return Record(span: node.span, isWhole: isComplete, values: values, spans: spans)
  }

  private var keyList: String {
    keys.isEmpty ? "it takes no options" : "its keys are \(keys.map(\.name).joined(separator: ", "))"
  }
}

/// The values of a mapping, read by its `RecordType`.
package struct Record: Sendable {
  /// The mapping as a whole.
  package let span: SourceSpan
  /// Whether every key is known, there and sound.
  let isWhole: Bool
  private let values: [String: any Sendable]
  private let spans: [String: SourceSpan]

  init(span: SourceSpan, isWhole: Bool, values: [String: any Sendable], spans: [String: SourceSpan]) {
    self.span = span
    self.isWhole = isWhole
    self.values = values
    self.spans = spans
  }

  /// The value under a key of the record's type, or its default.
  package subscript<Value: Sendable>(key: Key<Value>) -> Value {
    guard let slot = values[key.name] as? Slot<Value> else {
      preconditionFailure("the record's type does not list the key '\(key.name)'")
    }
    return slot.value
  }

  /// The value under a key, or its default; nil when it could not be read.
  func part<Value: Sendable>(_ key: Key<Value>) -> Value? { (values[key.name] as? Slot<Value>)?.value }

  /// Whether the key stands in the file.
  package func has<Value: Sendable>(_ key: Key<Value>) -> Bool { spans[key.name] != nil }

  /// Where the key's value stands, or the whole record when it is left out.
  package func span<Value: Sendable>(of key: Key<Value>) -> SourceSpan { spans[key.name] ?? span }
}
