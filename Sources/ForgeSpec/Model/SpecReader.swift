import ForgeDiagnostics
import ForgeJSON

/// Reads a spec file into its sections, reporting every fault of the sections in one go.
package func readModelSpec(
  _ bytes: [UInt8],
  path: String,
  limits: YAMLLimits = .standard,
  into sink: inout DiagnosticSink
) -> ModelSpec? {
  guard let root = readYAMLDocument(bytes, path: path, limits: limits, into: &sink) else { return nil }
  guard case .mapping(let pairs) = root.content else {
    sink.error(
      .wrongType,
      "a spec is a mapping that starts with 'protoforge: 1', not \(root.kindDescription)",
      at: root.span
    )
    return nil
  }
  guard versionIsKnown(pairs, root: root, into: &sink), let record = SpecKeys.root.read(root, into: &sink) else { return nil }
  return ModelSpec(path: path, record)
}

/// A spec of another version has other keys: it is refused before they are looked at.
private func versionIsKnown(_ pairs: [YAMLPair], root: YAMLNode, into sink: inout DiagnosticSink) -> Bool {
  guard let version = pairs.first(where: { $0.key == "protoforge" })?.value else { return true }
  if case .scalar("1", isPlain: true) = version.content { return true }
  sink.error(
    .unsupportedVersion,
    "'protoforge' must be 1, the version of the spec language, not \(version.kindDescription)",
    at: version.span
  )
  return false
}

extension ModelSpec {
  fileprivate init(path: String, _ record: Record) {
    self.init(
      path: path,
      model: record[SpecKeys.Root.model],
      features: record[SpecKeys.features],
      layers: record[SpecKeys.layers],
      outputs: record[SpecKeys.outputs],
      weights: record[SpecKeys.Root.weights],
      golden: record[SpecKeys.Root.golden],
      generate: record[SpecKeys.Root.generate] ?? .standard
    )
  }
}

extension SpecKeys {
  /// The keys of the file. The schemas of features, layers and outputs are filled in by whoever describes their kinds.
  package static let root = RecordType(
    "the spec",
    [
      AnyKey(Root.version), AnyKey(Root.model), AnyKey(features), AnyKey(layers), AnyKey(outputs), AnyKey(Root.weights),
      AnyKey(Root.golden), AnyKey(Root.generate),
    ]
  )

  package static let features = Key(
    "features",
    ValueType<[KindEntry]>.list(of: .typedEntry("feature")),
    "The inputs, in the order of the generated initialiser."
  )
  package static let layers = Key(
    "layers",
    ValueType<[KindEntry]>.list(of: .layerEntry),
    "The layers: each takes the one above, unless `from` says otherwise."
  )
  package static let outputs = Key(
    "outputs",
    ValueType<[KindEntry]>.list(of: .typedEntry("output")),
    "What the model tells."
  )
}

extension ValueType where Value == KindEntry {
  /// A mapping whose `type` says which other keys it may have.
  fileprivate static func typedEntry(_ noun: String) -> ValueType {
    ValueType("a \(noun) with 'name' and 'type'", schema: ["type": "object"]) { node, _, sink in
      guard case .mapping(let pairs) = node.content else {
        sink.error(.wrongType, "a \(noun) is a mapping with 'name' and 'type', not \(node.kindDescription)", at: node.span)
        return nil
      }
      guard let type = pairs.first(where: { $0.key == "type" }) else {
        sink.error(.missingKey, "the \(noun) needs 'type'", at: node.span)
        return nil
      }
      guard let kind = type.value.text, !type.value.isEmpty else {
        sink.error(.wrongType, "'type' must be a word, not \(type.value.kindDescription)", at: type.value.span)
        return nil
      }
      let body = YAMLNode(.mapping(pairs.filter { $0.key != "type" }), span: node.span)
      return KindEntry(kind: kind, kindSpan: type.value.span, body: body)
    }
  }

  /// A word such as `flatten`, or a mapping of one kind to its options.
  package static let layerEntry: ValueType = ValueType("a layer", schema: ["type": ["string", "object"]]) { node, _, sink in
    switch node.content {
    case .scalar(let text, _) where !node.isEmpty:
      return KindEntry(kind: text, kindSpan: node.span, body: YAMLNode(.scalar("", isPlain: true), span: node.span))
    case .mapping(let pairs) where pairs.count == 1:
      return KindEntry(kind: pairs[0].key, kindSpan: pairs[0].keySpan, body: pairs[0].value)
    case .mapping(let pairs) where pairs.count > 1:
      sink.error(
        .wrongType,
        "a layer is one kind with its options, but here stand \(pairs.count) keys",
        at: pairs[1].keySpan,
        help: "write '- \(pairs[0].key): { … }' with the options inside the braces, or indent them by two more spaces"
      )
      return nil
    default:
      sink.error(
        .wrongType,
        "a layer is a word or a mapping such as 'dense: { units: 16 }', not \(node.kindDescription)",
        at: node.span
      )
      return nil
    }
  }
}
