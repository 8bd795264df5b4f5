import ForgeDiagnostics
import ForgeJSON
import ForgeSpec

/// What the model tells: how a value of the graph is read.
package struct Output: Sendable {
  package let name: String
  package let swiftName: SwiftIdentifier
  package let summary: String?
  package let kind: Kind
  /// The layer or feature that the output reads; nil for the last layer.
  package let source: Located<String>?
  package let tolerance: Tolerance?
  package let span: SourceSpan

  package enum Kind: Sendable {
    /// The label with the largest value, and the values by label.
    case category([Label])
    /// One number, `y · scale + offset` in a unit.
    case number(unit: String?, scale: Double, offset: Double)
    /// Whether a probability reaches a threshold.
    case boolean(threshold: Double)
    /// The values as they are.
    case tensor

    /// The word under `type`.
    package var word: String {
      switch self {
      case .category: "category"
      case .number: "number"
      case .boolean: "boolean"
      case .tensor: "tensor"
      }
    }
  }

  package var labels: [Label] {
    if case .category(let labels) = kind { labels } else { [] }
  }
}

/// The keys of outputs: the description from which come the reader, the JSON Schema and the reference page.
package enum OutputKeys {
  static let name = Key(
    "name",
    ValueType<String>.identifier.located,
    "What the output is called in golden files; its Swift property is made from it."
  )
  static let summary = Key(optional: "summary", ValueType<String>.line, "A line for the documentation of the property.")
  static let from = Key(
    optional: "from",
    ValueType<String>.line.located,
    shownAs: "the last layer",
    "The layer whose value the output reads."
  )
  static let tolerance = Key(
    optional: "tolerance",
    SpecKeys.toleranceType,
    shownAs: "`golden.tolerance`",
    "How far the output may lie from the prototype's."
  )
  static let values = Key(
    "values",
    ValueType<[Located<String>]>.list(of: ValueType<String>.text.located, atLeast: 2),
    "The labels, in the order of the layer's elements."
  )
  static let unit = Key(optional: "unit", ValueType<String>.line, "The unit of the number, such as mg/dl.")
  static let scale = Key(
    "scale",
    ValueType<Double>.number,
    default: 1,
    "The layer's element is multiplied by this: the standard deviation of a standardised target."
  )
  static let offset = Key(
    "offset",
    ValueType<Double>.number,
    default: 0,
    "Added after `scale`: the mean of a standardised target."
  )
  static let threshold = Key("threshold", ValueType<Double>.number, "True where the layer's element is at least this.")

  /// A kind of output for the reference page and the schema.
  package struct Page: Sendable {
    package let kind: String
    package let summary: String
    package let recordType: RecordType
  }

  private static let shared = [AnyKey(name), AnyKey(summary), AnyKey(from), AnyKey(tolerance)]

  package static let pages: [Page] = [
    Page(
      kind: "category",
      summary: "The label with the largest value, as an enum, and every label's value.",
      recordType: RecordType("a category output", shared + [AnyKey(values)])
    ),
    Page(
      kind: "number",
      summary: "One number: `y · scale + offset`.",
      recordType: RecordType("a number output", shared + [AnyKey(unit), AnyKey(scale), AnyKey(offset)])
    ),
    Page(
      kind: "boolean",
      summary: "Whether a probability reaches a threshold.",
      recordType: RecordType("a boolean output", shared + [AnyKey(threshold)])
    ),
    Page(kind: "tensor", summary: "The values of a layer, row-major.", recordType: RecordType("a tensor output", shared)),
  ]
}

extension Output {
  /// Reads an output's entry; nil after reporting what is wrong with it.
  package init?(_ entry: KindEntry, into sink: inout DiagnosticSink) {
    guard let page = OutputKeys.pages.first(where: { $0.kind == entry.kind }) else {
      let kinds = OutputKeys.pages.map(\.kind)
      sink.error(
        .valueNotAllowed,
        "there is no output type \(entry.kind.quotedForMessage)",
        at: entry.kindSpan,
        help: didYouMean(entry.kind, among: kinds) ?? "types are \(kinds.joined(separator: ", "))"
      )
      return nil
    }
    guard let record = page.recordType.read(entry.body, into: &sink) else { return nil }
    let name = record[OutputKeys.name]
    guard let swiftName = SwiftIdentifier(lowerCamelCase: name.value) else {
      sink.error(
        .invalidName,
        "no Swift name can be made from \(name.value.quotedForMessage)",
        at: name.span,
        help: "start the name with a letter"
      )
      return nil
    }
    guard !Self.takenNames.contains(swiftName.name) else {
      sink.error(
        .nameClash,
        "an output cannot be called \(name.value.quotedForMessage): generated code uses that word",
        at: name.span
      )
      return nil
    }
    guard let kind = Self.kind(entry.kind, record, name: name.value, into: &sink) else { return nil }
    self.init(
      name: name.value,
      swiftName: swiftName,
      summary: record[OutputKeys.summary],
      kind: kind,
      source: record[OutputKeys.from],
      tolerance: record[OutputKeys.tolerance],
      span: name.span
    )
  }

  /// What the generated initialiser of `Output` calls its parameters and functions.
  private static let takenNames: Set<String> = ["floats", "places", "indexOfLargest"]

  private static func kind(_ word: String, _ record: Record, name: String, into sink: inout DiagnosticSink) -> Kind? {
    switch word {
    case "category": return makeLabels(record[OutputKeys.values], of: name, into: &sink).map { .category($0) }
    case "number":
      guard record[OutputKeys.scale] != 0 else {
        sink.error(
          .degenerateConstants,
          "a scale of 0 makes every prediction the same",
          at: record.span(of: OutputKeys.scale)
        )
        return nil
      }
      return .number(unit: record[OutputKeys.unit], scale: record[OutputKeys.scale], offset: record[OutputKeys.offset])
    case "boolean": return .boolean(threshold: record[OutputKeys.threshold])
    default: return .tensor
    }
  }
}
