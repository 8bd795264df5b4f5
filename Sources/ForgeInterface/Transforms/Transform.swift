import ForgeDiagnostics
import ForgeJSON
import ForgeSpec

/// A step of preprocessing on one number, with the constants that the prototype was fitted with. Computed in float64.
package protocol Transform: Sendable {
  /// The word in the spec: `standardize`.
  var name: String { get }

  /// The function by its formula, for the reference interpreter.
  func callAsFunction(_ x: Double) -> Double

  /// Statements that turn the variable `x` into its transformed value.
  var swift: [String] { get }

  /// How many columns the value becomes as one-hot; nil while it stays one number.
  var oneHotSize: Int? { get }

  /// Whether the statements call functions of the C library's mathematics (`log`, `log1p`, `pow`).
  var needsMathLibrary: Bool { get }
}

extension Transform {
  package var oneHotSize: Int? { nil }
  package var needsMathLibrary: Bool { false }
}

/// How a transform is written in a spec: the one description from which the reader, the schema and the page come.
package struct TransformKind: Sendable {
  package let name: String
  /// A line with the formula.
  package let summary: String
  /// Conventions and what frameworks call it.
  package let details: String
  package let recordType: RecordType
  private let maker: @Sendable (Record, inout DiagnosticSink) -> (any Transform)?

  package init(
    _ name: String,
    _ summary: String,
    details: String = "",
    shorthand: String? = nil,
    keys: [AnyKey] = [],
    make: @escaping @Sendable (_ record: Record, _ sink: inout DiagnosticSink) -> (any Transform)?
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.recordType = RecordType("transform '\(name)'", shorthand: shorthand, keys)
    self.maker = make
  }

  /// Every transform of the spec language, in the order of the reference page.
  package static let all: [TransformKind] = [
    .standardize, .minMax, .robust, .affine, .clip, .log, .log1p, .sqrt, .yeoJohnson, .bucketize, .binarize,
  ]

  /// The schema of an item of `transform:`.
  static var itemSchema: JSONValue {
    let bare = all.filter { $0.recordType.keys.isEmpty }.map { JSONValue.string($0.name) }
    let forms = all.map { kind -> JSONValue in
      [
        "type": "object", "required": [.string(kind.name)], "additionalProperties": false,
        "properties": .object([
          JSONMember(key: kind.name, value: kind.recordType.schema.adding("description", .string(kind.summary)))
        ]),
      ]
    }
    return ["anyOf": .array([["enum": .array(bare)]] + forms)]
  }
}

extension ValueType where Value == any Transform {
  private static var entryType: ValueType<KindEntry> { .kindEntry("a transform", example: "clip: { min: 0 }") }

  /// A word such as `log1p`, or a mapping such as `clip: { min: 0 }`.
  static let transform: ValueType = ValueType("a transform such as 'log1p'", schema: TransformKind.itemSchema) {
    node,
    name,
    sink in
    guard case .some(let entry) = entryType.read(node, as: name, into: &sink) else { return nil }
    guard let kind = TransformKind.all.first(where: { ExactText($0.name) == ExactText(entry.kind) }) else {
      sink.error(
        .unknownLayer,
        "there is no transform \(entry.kind.quotedForMessage)",
        at: entry.kindSpan,
        help: didYouMean(entry.kind, among: TransformKind.all.map(\.name))
          ?? "transforms are \(TransformKind.all.map(\.name).joined(separator: ", "))"
      )
      return nil
    }
    return kind.recordType.read(entry.body, into: &sink).flatMap { kind.make($0, &sink) }
  }
}

extension TransformKind {
  func make(_ record: Record, _ sink: inout DiagnosticSink) -> (any Transform)? { maker(record, &sink) }
}

/// A float64 constant as a Swift literal that reads back to the same bits.
package func doubleLiteral(_ value: Double) -> String { "\(value)" }

/// ` + 2.5` or ` - 2.5`, for formulas that read as written; nothing for 0.
func signedTerm(_ value: Double) -> String {
  value == 0 ? "" : value < 0 ? " - \(doubleLiteral(-value))" : " + \(doubleLiteral(value))"
}

/// `(x - 2.5)`, or `x` when nothing is subtracted.
func difference(_ subtrahend: Double) -> String { subtrahend == 0 ? "x" : "(x\(signedTerm(-subtrahend)))" }
