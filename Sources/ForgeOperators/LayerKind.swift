import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeSpec

/// How a layer is written in a spec and what operator it becomes: the one description from which the parser, the JSON Schema
/// and the reference page come. Each lives in its operator's file, and `LayerKind.all` lists them.
package struct LayerKind: Sendable {
  /// The chapter of the reference page.
  package enum Chapter: String, Sendable, CaseIterable {
    case matrix = "Dense layers and embeddings"
    case recurrent = "Recurrent layers"
    case convolution = "Convolutions"
    case pooling = "Pooling"
    case normalization = "Normalisation"
    case activation = "Activations"
    case function = "Functions of each element"
    case elementwise = "Elementwise layers"
    case logic = "Comparisons and logic"
    case reduction = "Reductions"
    case shape = "Shape"
    case indexing = "Computed places"
  }

  /// How many values a layer reads.
  package enum Arity: Sendable {
    case one
    /// A number of values from the first to the second; an option or nothing stands for those that are missing.
    case between(Int, Int)
    case exactly(Int)
    case atLeast(Int)

    /// The fewest values.
    package var minimum: Int {
      switch self {
      case .one: 1
      case .between(let minimum, _), .exactly(let minimum), .atLeast(let minimum): minimum
      }
    }

    package func admits(_ count: Int) -> Bool {
      switch self {
      case .one: count == 1
      case .between(let minimum, let maximum): (minimum...maximum).contains(count)
      case .exactly(let wanted): count == wanted
      case .atLeast(let minimum): count >= minimum
      }
    }
  }

  package let name: String
  package let chapter: Chapter
  /// A line on what the layer computes, with its formula.
  package let summary: String
  /// What a careful user wants to know: conventions, what frameworks call it, sources.
  package let details: String
  package let arity: Arity
  /// The parameters that the layer may have, for the page and for `weights:`.
  package let roles: [ParameterRole]
  /// Whether the layer has an `activation` key, which adds that layer after it.
  package let takesActivation: Bool
  let shorthand: String?
  let ownKeys: [AnyKey]
  private let maker: @Sendable (Record, WeightLayout, inout DiagnosticSink) -> (any Operator)?

  /// `make` gets the layer's options and the layout that holds for it; it reports what the keys' types could not refuse.
  package init(
    _ name: String,
    _ chapter: Chapter,
    _ summary: String,
    details: String = "",
    arity: Arity = .one,
    roles: [ParameterRole] = [],
    takesActivation: Bool = false,
    shorthand: String? = nil,
    keys: [AnyKey] = [],
    make: @escaping @Sendable (_ record: Record, _ layout: WeightLayout, _ sink: inout DiagnosticSink) -> (any Operator)?
  ) {
    self.name = name
    self.chapter = chapter
    self.summary = summary
    self.details = details
    self.arity = arity
    self.roles = roles
    self.takesActivation = takesActivation
    self.shorthand = shorthand
    self.ownKeys = keys
    self.maker = make
  }

  /// The operator for a layer's options; nil after reporting what is wrong with them.
  package func makeOperator(_ record: Record, _ layout: WeightLayout, into sink: inout DiagnosticSink) -> (any Operator)? {
    maker(record, layout, &sink)
  }

  /// The keys of the layer, those that all layers share among them.
  package var recordType: RecordType {
    var keys = [AnyKey(LayerKeys.name), AnyKey(LayerKeys.from)] + ownKeys
    if takesActivation { keys.append(AnyKey(LayerKeys.activation)) }
    if !roles.isEmpty { keys.append(AnyKey(LayerKeys.weights)) }
    keys.append(AnyKey(LayerKeys.layout))
    return RecordType("layer '\(name)'", shorthand: shorthand, keys)
  }

  /// The keys of the layer when it stands under `activation:`, where it has no name, inputs or activation of its own.
  package var activationRecordType: RecordType {
    RecordType("activation '\(name)'", shorthand: shorthand, ownKeys)
  }
}

/// The keys that layers share.
package enum LayerKeys {
  package static let name = Key(
    optional: "name",
    ValueType<String>.identifier.located,
    shownAs: "the kind and the layer's place in the list",
    "What the layer is called in `from`, in the weights file and in the generated code."
  )
  package static let from = Key(
    optional: "from",
    ValueType<[Located<String>]>.oneOrMore(ValueType<String>.line.located),
    shownAs: "the layer above; for the first layer the features",
    "The value or values that the layer reads: names of layers or features."
  )
  package static let weights = Key(
    optional: "weights",
    ValueType<[NamedValue<Located<String>>]>.dictionary(of: ValueType<String>.line.located),
    shownAs: "names made from the layer's name",
    "The names of the parameters in the weights file, by role."
  )
  package static let layout = Key(
    optional: "layout",
    ValueType<WeightLayout>.word(),
    shownAs: "`weights.layout`",
    "The framework whose conventions hold for this layer."
  )
  package static let activation = Key(
    optional: "activation",
    ValueType<ActivationChoice>.activation,
    "An activation after the layer: a word such as `relu`, or a mapping with its options."
  )
}

/// An activation as it stands under `activation:`: the kind and its options.
package struct ActivationChoice: Sendable {
  package let kind: LayerKind
  package let record: Record
  package let span: SourceSpan
}

extension ValueType where Value == ActivationChoice {
  /// A word such as `relu`, or a mapping of one kind to its options.
  package static var activation: ValueType {
    let kinds = LayerKind.activations
    let words = JSONValue.array(kinds.map { .string($0.name) })
    let forms = kinds.map { kind -> JSONValue in
      [
        "type": "object", "required": [.string(kind.name)], "additionalProperties": false,
        "properties": .object([JSONMember(key: kind.name, value: kind.activationRecordType.schema)]),
      ]
    }
    return ValueType("an activation such as 'relu'", schema: ["anyOf": .array([["enum": words]] + forms)]) { node, name, sink in
      guard let (kindName, kindSpan, body) = singleKind(node) else {
        sink.error(.wrongType, "\(name) must be an activation such as 'relu', not \(node.kindDescription)", at: node.span)
        return nil
      }
      guard let kind = kinds.first(where: { ExactText($0.name) == ExactText(kindName) }) else {
        sink.error(
          .unknownLayer,
          "'\(kindName)' is not an activation",
          at: kindSpan,
          help: didYouMean(kindName, among: kinds.map(\.name))
        )
        return nil
      }
      return kind.activationRecordType.read(body, into: &sink).map { ActivationChoice(kind: kind, record: $0, span: node.span) }
    }
  }
}

/// The kind and body of `relu` or `gelu: { … }`: a word alone, or a mapping with one pair.
private func singleKind(_ node: YAMLNode) -> (name: String, span: SourceSpan, body: YAMLNode)? {
  switch node.content {
  case .scalar(let text, _) where !text.isEmpty:
    return (text, node.span, YAMLNode(.scalar("", isPlain: true), span: node.span))
  case .mapping(let pairs) where pairs.count == 1: return (pairs[0].key, pairs[0].keySpan, pairs[0].value)
  default: return nil
  }
}
