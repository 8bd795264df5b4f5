import ForgeDiagnostics
import ForgeJSON

/// Reads a spec file into its sections, reporting every fault of the sections in one go.
///
/// A spec with a faulty section is given too, so that the faults of the others can be told; the sink then holds errors.
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
  guard versionIsKnown(pairs, into: &sink) else { return nil }
  return SpecKeys.root.readParts(root, into: &sink).map { ModelSpec(path: path, $0) }
}

/// A spec of another version has other keys: it is refused before they are looked at.
private func versionIsKnown(_ pairs: [YAMLPair], into sink: inout DiagnosticSink) -> Bool {
  guard let version = pairs.first(where: { $0.key == "protoforge" })?.value else { return true }
  if case .scalar("1", isPlain: true) = version.content { return true }
  let isText = version.text == "1"
  sink.error(
    .unsupportedVersion,
    "'protoforge' must be 1, the version of the spec language, not \(isText ? "the text " : "")\(version.kindDescription)",
    at: version.span,
    help: isText ? "in quotes it is text: remove the quotes" : nil
  )
  return false
}

extension ModelSpec {
  /// The sections that could be read. A stand-in for `model` has a sound name, so that nothing is told of it twice.
  fileprivate init(path: String, _ record: Record) {
    let features = record.part(SpecKeys.features)
    let layers = record.part(SpecKeys.layers)
    self.init(
      path: path,
      model: record.part(SpecKeys.Root.model) ?? ModelSection(name: Located("Unread", at: record.span)),
      features: features?.entries ?? [],
      layers: layers?.entries ?? [],
      outputs: record.part(SpecKeys.outputs)?.entries ?? [],
      weights: record.part(SpecKeys.Root.weights) ?? nil,
      golden: record.part(SpecKeys.Root.golden) ?? nil,
      generate: (record.part(SpecKeys.Root.generate) ?? nil) ?? .standard
    )
    if features?.isWhole != true { unread.insert(.features) }
    if layers?.isWhole != true { unread.insert(.layers) }
    if record.part(SpecKeys.Root.weights) == nil { unread.insert(.weights) }
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
    ValueType<KindEntries>.entries(.typedEntry("a feature")),
    "The inputs, in the order of the generated initialiser."
  )
  package static let layers = Key(
    "layers",
    ValueType<KindEntries>.entries(.layerEntry, upToFault: true),
    "The layers: each takes the one above, unless `from` says otherwise."
  )
  package static let outputs = Key(
    "outputs",
    ValueType<KindEntries>.entries(.typedEntry("an output")),
    "What the model tells."
  )
}

extension ValueType where Value == KindEntries {
  /// A list of entries, without those that could not be read. `upToFault` leaves out what follows the first of them as well,
  /// where an entry means something else without the one above.
  fileprivate static func entries(_ item: ValueType<KindEntry>, upToFault: Bool = false) -> ValueType {
    let list = ValueType<[KindEntry]>.list(of: item)
    return ValueType(list.expectation, schema: list.schema) { node, name, sink in
      guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
        return list.read(node, as: name, into: &sink).map { KindEntries(entries: $0, isWhole: true) }
      }
      let entries = nodes.map { item.read($0, as: "an item of \(name)", into: &sink) }
      let sound = upToFault ? entries.prefix { $0 != nil }.compactMap { $0 } : entries.compactMap { $0 }
      return KindEntries(entries: sound, isWhole: sound.count == entries.count)
    }
  }
}

extension ValueType where Value == KindEntry {
  /// A mapping whose `type` says which other keys it may have.
  fileprivate static func typedEntry(_ noun: String) -> ValueType {
    ValueType("\(noun) with 'name' and 'type'", schema: ["type": "object"]) { node, _, sink in
      guard case .mapping(let pairs) = node.content else {
        sink.error(.wrongType, "\(noun) is a mapping with 'name' and 'type', not \(node.kindDescription)", at: node.span)
        return nil
      }
      guard let type = pairs.first(where: { $0.key == "type" }) else {
        sink.error(.missingKey, "\(noun) needs 'type'", at: node.span)
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
  package static let layerEntry: ValueType = kindEntry("a layer", example: "dense: { units: 16 }")

  /// A word, or a mapping of one kind to its options; `noun` says a kind of what.
  package static func kindEntry(_ noun: String, example: String) -> ValueType {
    ValueType(noun, schema: ["type": ["string", "object"]]) { node, _, sink in
      readKindEntry(node, noun: noun, example: example, into: &sink)
    }
  }

  private static func readKindEntry(
    _ node: YAMLNode,
    noun: String,
    example: String,
    into sink: inout DiagnosticSink
  ) -> KindEntry? {
    switch node.content {
    case .scalar(let text, _) where !node.isEmpty:
      return KindEntry(kind: text, kindSpan: node.span, body: YAMLNode(.scalar("", isPlain: true), span: node.span))
    case .mapping(let pairs) where pairs.count == 1:
      return KindEntry(kind: pairs[0].key, kindSpan: pairs[0].keySpan, body: pairs[0].value)
    case .mapping(let pairs) where pairs.count > 1:
      sink.error(
        .wrongType,
        "\(noun) is one kind with its options, but here stand \(pairs.count) keys",
        at: pairs[1].keySpan,
        help: severalKeysHelp(pairs, noun: noun)
      )
      return nil
    default:
      sink.error(
        .wrongType,
        "\(noun) is a word or a mapping such as '\(example)', not \(node.kindDescription)",
        at: node.span
      )
      return nil
    }
  }

  /// The kind stands before its options; under `type` it stands among the keys of features and outputs.
  private static func severalKeysHelp(_ pairs: [YAMLPair], noun: String) -> String {
    if pairs.dropFirst().contains(where: \.value.isEmpty) {
      return "each is \(noun) of its own: \(pairs.map { "- \($0.key)".quotedForMessage }.joined(separator: ", "))"
    }
    let kind = pairs.first { $0.key == "type" }.map { $0.value.text ?? "kind" } ?? pairs[0].key
    return "write \("- \(kind): { … }".quotedForMessage) with the options inside the braces, or indent them by two more spaces"
  }
}
