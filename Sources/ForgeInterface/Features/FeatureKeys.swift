import ForgeDiagnostics
import ForgeJSON
import ForgeSpec

/// The keys of features: the description from which come the reader, the JSON Schema and the reference page.
package enum FeatureKeys {
  static let name = Key(
    "name",
    ValueType<String>.identifier.located,
    "What the feature is called in `from` and golden files; its Swift property is made from it."
  )
  static let summary = Key(optional: "summary", ValueType<String>.line, "A line for the documentation of the property.")
  static let unit = Key(optional: "unit", ValueType<String>.line, "The unit of the value, such as mm.")
  static let missing = Key(
    "missing",
    ValueType<MissingChoice>.missing,
    default: .error,
    shownAs: "error",
    "What happens to a missing value: `error` (the input is refused), `indicator` (0, and a column that is 1), `{ impute: value }`, or `{ impute: value, indicator: true }`."
  )
  static let missingValues = Key(
    "missing_values",
    ValueType<[MissingMarker]>.list(of: .missingMarker),
    default: [.nil, .nan],
    shownAs: "[nil, nan]",
    "What counts as missing: `nil`, `nan`, and numbers such as -999."
  )
  static let transform = Key(
    "transform",
    ValueType<[any Transform]>.list(of: .transform),
    default: [],
    shownAs: "none",
    "Steps of preprocessing, in order, each with its fitted constants."
  )
  static let values = Key(
    "values",
    ValueType<[Located<String>]>.list(of: ValueType<String>.text.located),
    "The values, in the order of their columns or ids."
  )
  static let unknown = Key(
    "unknown",
    ValueType<UnknownChoice>.unknown,
    default: .error,
    shownAs: "error",
    "What happens to a text that is none of the values: `error`, `zeros`, or `{ as: value }`."
  )
  static let encode = Key(
    "encode",
    ValueType<EncodeChoice>.encode,
    default: .oneHot(drop: nil),
    shownAs: "one_hot",
    "What the network gets: `one_hot`, `{ one_hot: { drop: first } }`, `index`, or `{ embedding: { weights: NAME } }`."
  )
  static let shape = Key(
    "shape",
    ValueType<[DimensionChoice]>.list(of: .dimension, atLeast: 0),
    "The sizes of the axes for one example; a name such as `time` varies from call to call."
  )
  static let dtype = Key(
    "dtype",
    ValueType<ElementChoice>.word(),
    default: .float32,
    shownAs: "float32",
    "The type of the elements: float32, or int64 for ids."
  )

  /// A kind of feature for the reference page and the schema.
  package struct Page: Sendable {
    package let kind: String
    package let summary: String
    package let recordType: RecordType
  }

  private static let shared = [AnyKey(name), AnyKey(summary), AnyKey(unit)]
  private static let scalar = shared + [AnyKey(missing), AnyKey(missingValues), AnyKey(transform)]

  package static let pages: [Page] = [
    Page(kind: "number", summary: "A number (`Double`): one column.", recordType: RecordType("a number feature", scalar)),
    Page(kind: "integer", summary: "A whole number (`Int`): one column.", recordType: RecordType("an integer feature", scalar)),
    Page(
      kind: "boolean",
      summary: "True or false: one column, 1 or 0.",
      recordType: RecordType("a boolean feature", shared + [AnyKey(missing), AnyKey(transform)])
    ),
    Page(
      kind: "category",
      summary: "One of a set of texts: an enum.",
      recordType: RecordType("a category feature", shared + [AnyKey(values), AnyKey(unknown), AnyKey(missing), AnyKey(encode)])
    ),
    Page(
      kind: "ordinal",
      summary: "One of a set of texts with an order: an enum; one column, 0, 1, 2…, then the transforms.",
      recordType: RecordType(
        "an ordinal feature",
        shared + [AnyKey(values), AnyKey(unknown), AnyKey(missing), AnyKey(transform)]
      )
    ),
    Page(
      kind: "tensor",
      summary: "Numbers or ids in a shape, row-major.",
      recordType: RecordType("a tensor feature", shared + [AnyKey(shape), AnyKey(dtype), AnyKey(transform)])
    ),
  ]
}

/// `missing:` as written; the imputed value is read when the feature's type is known.
enum MissingChoice: Sendable {
  case error
  case indicator
  case impute(YAMLNode, indicator: Bool)
}

/// An item of `missing_values`.
enum MissingMarker: Sendable, Equatable {
  case `nil`, nan
  case number(Double)
}

/// `unknown:` as written.
enum UnknownChoice: Sendable {
  case error, zeros
  case value(Located<String>)
}

/// `encode:` as written.
enum EncodeChoice: Sendable {
  case oneHot(drop: Located<String>?)
  case index
  case embedding(Located<String>)
}

/// A size of a tensor feature: a number or a name.
enum DimensionChoice: Sendable {
  case fixed(Int)
  case named(Located<String>)
}

enum ElementChoice: String, Sendable, CaseIterable { case float32, int64 }

extension ValueType where Value == MissingChoice {
  private static var imputeRecord: RecordType {
    RecordType("'missing'", [AnyKey(impute), AnyKey(indicator)])
  }
  private static var impute: Key<YAMLNode> {
    Key(
      "impute",
      ValueType<YAMLNode>.node("a value", schema: ["type": ["number", "string", "boolean"]]),
      "The raw value that stands in, before the transforms."
    )
  }
  private static var indicator: Key<Bool> {
    Key("indicator", ValueType<Bool>.boolean, default: false, "Whether a column tells that the value was missing.")
  }

  static let missing: ValueType = ValueType(
    "'error', 'indicator', { impute: value } or { impute: value, indicator: true }",
    schema: ["anyOf": [["enum": ["error", "indicator"]], imputeRecord.schema]]
  ) { node, name, sink in
    switch node.content {
    case .scalar("error", _): return .error
    case .scalar("indicator", _): return .indicator
    case .mapping:
      return imputeRecord.read(node, into: &sink).map { .impute($0[impute], indicator: $0[indicator]) }
    default:
      let type = ValueType<MissingChoice>.missing
      type.mismatch(
        node,
        name,
        code: .valueNotAllowed,
        help: node.text.flatMap { didYouMean($0, among: ["error", "indicator"]) },
        into: &sink
      )
      return nil
    }
  }
}

extension ValueType where Value == MissingMarker {
  static let missingMarker: ValueType = ValueType("nil, nan or a number", schema: ["type": ["string", "number"]]) {
    node,
    name,
    sink in
    switch node.text {
    case "nil": return .nil
    case "nan": return .nan
    case _ where node.looksNumeric:
      return ValueType<Double>.number.read(node, as: name, into: &sink).map { .number($0) }
    default:
      ValueType<MissingMarker>.missingMarker.mismatch(node, name, into: &sink)
      return nil
    }
  }
}

extension ValueType where Value == UnknownChoice {
  private static var valueKey: Key<Located<String>> {
    Key("as", ValueType<String>.text.located, "The value that an unknown text counts as.")
  }

  static let unknown: ValueType = ValueType(
    "'error', 'zeros' or { as: value }",
    schema: ["anyOf": [["enum": ["error", "zeros"]], RecordType("'unknown'", [AnyKey(valueKey)]).schema]]
  ) { node, name, sink in
    switch node.content {
    case .scalar("error", _): return .error
    case .scalar("zeros", _): return .zeros
    case .mapping: return RecordType("'unknown'", [AnyKey(valueKey)]).read(node, into: &sink).map { .value($0[valueKey]) }
    default:
      ValueType<UnknownChoice>.unknown.mismatch(
        node,
        name,
        code: .valueNotAllowed,
        help: node.text.flatMap { didYouMean($0, among: ["error", "zeros"]) },
        into: &sink
      )
      return nil
    }
  }
}

extension ValueType where Value == EncodeChoice {
  private static var drop: Key<Located<String>?> {
    Key(optional: "drop", ValueType<String>.text.located, "The value without a column: `first` or one of the values.")
  }
  private static var weights: Key<Located<String>> {
    Key("weights", ValueType<String>.line.located, "The name of the table [values, size] in the weights file.")
  }
  private static var oneHotRecord: RecordType { RecordType("'one_hot'", [AnyKey(drop)]) }
  private static var embeddingRecord: RecordType { RecordType("'embedding'", shorthand: "weights", [AnyKey(weights)]) }

  static let encode: ValueType = ValueType(
    "'one_hot', { one_hot: { drop: value } }, 'index' or { embedding: { weights: NAME } }",
    schema: [
      "anyOf": [
        ["enum": ["one_hot", "index"]],
        [
          "type": "object", "properties": ["one_hot": oneHotRecord.schema], "required": ["one_hot"],
          "additionalProperties": false,
        ],
        [
          "type": "object", "properties": ["embedding": embeddingRecord.schema], "required": ["embedding"],
          "additionalProperties": false,
        ],
      ]
    ]
  ) { node, name, sink in
    switch node.content {
    case .scalar("one_hot", _): return .oneHot(drop: nil)
    case .scalar("index", _): return .index
    case .mapping(let pairs) where pairs.count == 1 && pairs[0].key == "one_hot":
      return oneHotRecord.read(pairs[0].value, into: &sink).map { .oneHot(drop: $0[drop]) }
    case .mapping(let pairs) where pairs.count == 1 && pairs[0].key == "embedding":
      return embeddingRecord.read(pairs[0].value, into: &sink).map { .embedding($0[weights]) }
    default:
      let help = node.text.flatMap { didYouMean($0, among: ["one_hot", "index", "embedding"]) }
      ValueType<EncodeChoice>.encode.mismatch(node, name, code: .valueNotAllowed, help: help, into: &sink)
      return nil
    }
  }
}

extension ValueType where Value == DimensionChoice {
  static let dimension: ValueType = ValueType(
    "a size of at least 1 or a name",
    schema: ["anyOf": [["type": "integer", "minimum": 1], ["type": "string"]]]
  ) { node, name, sink in
    if let text = node.text, SwiftIdentifier.isIdentifier(text) {
      guard text.utf8.count <= 200, !isTakenSizeName(text) else {
        sink.error(
          .nameClash,
          "an axis cannot be called \(text.quotedForMessage): generated code uses that word",
          at: node.span
        )
        return nil
      }
      return .named(Located(text, at: node.span))
    }
    guard node.looksNumeric else {
      ValueType<DimensionChoice>.dimension.mismatch(node, name, into: &sink)
      return nil
    }
    return ValueType<Int>.count.read(node, as: name, into: &sink).map { .fixed($0) }
  }
}

/// Whether a word stands beside the names of sizes in generated code, or is a type that it mentions there.
private func isTakenSizeName(_ text: String) -> Bool {
  takenSizeNames.contains(text) || SwiftIdentifier.reservedWords.contains(text) || text.hasSuffix("Compute")
}

extension YAMLNode {
  /// Whether the node is a scalar that somebody meant as a number, so that a reader of numbers says best what is wrong with it.
  fileprivate var looksNumeric: Bool {
    text?.utf8.first.map { (0x30...0x39).contains($0) || "+-.".utf8.contains($0) } ?? false
  }
}

private let takenSizeNames: Set<String> = [
  "weights", "floats", "ids", "scratch", "places", "memory", "nil", "label", "max", "min", "encode", "forward", "hash",
  "hashValue", "description", "floatCount", "idCount", "weightCount", "Any", "Array", "Bool", "Double", "Float", "Hasher",
  "Input",
  "InputError", "Int", "Int32", "Kernel", "Output", "Parameters", "Places", "Sendable", "Session", "String", "Swift",
  "UnsafeBufferPointer", "UnsafeMutablePointer", "UnsafePointer", "WorkingMemory",
]
