import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeSpec

extension Feature {
  /// Reads a feature's entry; nil after reporting what is wrong with it.
  package init?(_ entry: KindEntry, into sink: inout DiagnosticSink) {
    guard let page = FeatureKeys.pages.first(where: { $0.kind == entry.kind }) else {
      let kinds = FeatureKeys.pages.map(\.kind)
      sink.error(
        .valueNotAllowed,
        "there is no feature type \(entry.kind.quotedForMessage)",
        at: entry.kindSpan,
        help: didYouMean(entry.kind, among: kinds) ?? "types are \(kinds.joined(separator: ", "))"
      )
      return nil
    }
    guard let record = page.recordType.read(entry.body, into: &sink) else { return nil }
    let name = record[FeatureKeys.name]
    guard let swiftName = SwiftIdentifier(lowerCamelCase: name.value) else {
      sink.error(
        .invalidName,
        "no Swift name can be made from \(name.value.quotedForMessage)",
        at: name.span,
        help: "start the name with a letter"
      )
      return nil
    }
    guard let kind = Self.kind(entry.kind, record, name: name.value, into: &sink) else { return nil }
    guard let missing = Self.missing(record, kind, into: &sink) else { return nil }
    self.init(
      name: name.value,
      swiftName: swiftName,
      summary: record[FeatureKeys.summary],
      unit: record[FeatureKeys.unit],
      kind: kind,
      missing: missing,
      transforms: Self.transforms(record, kind),
      span: name.span
    )
    guard transformsFit(record, into: &sink) else { return nil }
  }

  private static func transforms(_ record: Record, _ kind: Kind) -> [any Transform] {
    if case .category = kind { [] } else { record[FeatureKeys.transform] }
  }

  private static func kind(_ word: String, _ record: Record, name: String, into sink: inout DiagnosticSink) -> Kind? {
    switch word {
    case "number": return .number
    case "integer": return .integer
    case "boolean": return .boolean
    case "tensor": return tensorType(record, into: &sink).map { .tensor($0) }
    case "ordinal": return vocabulary(record, name: name, isOrdinal: true, into: &sink).map { .ordinal($0) }
    default:
      guard let vocabulary = vocabulary(record, name: name, isOrdinal: false, into: &sink),
        let encoding = encoding(record, vocabulary, into: &sink)
      else { return nil }
      return .category(vocabulary, encoding)
    }
  }

  private static func tensorType(_ record: Record, into sink: inout DiagnosticSink) -> TensorType? {
    let choices = record[FeatureKeys.shape]
    var dimensions: [Dimension] = []
    for choice in choices {
      switch choice {
      case .fixed(let size): dimensions.append(.fixed(size))
      case .named(let name): dimensions.append(.symbol(name.value))
      }
    }
    let shape = TensorShape(dimensions)
    let span = record.span(of: FeatureKeys.shape)
    guard shape.rank <= 8 else {
      sink.error(.valueNotAllowed, "'shape' has \(shape.rank) axes, but at most 8 are possible", at: span)
      return nil
    }
    let fixed = dimensions.compactMap(\.fixedValue).reduce((value: 1, overflow: false)) { product, size in
      let (value, overflow) = product.value.multipliedReportingOverflow(by: size)
      return (value, product.overflow || overflow)
    }
    guard !fixed.overflow, fixed.value <= 1 << 40 else {
      sink.error(.sizeOverflow, "\(shape) has more elements than can be held", at: span)
      return nil
    }
    return TensorType(record[FeatureKeys.dtype] == .float32 ? .float32 : .int64, shape)
  }

  private static func vocabulary(
    _ record: Record,
    name: String,
    isOrdinal: Bool,
    into sink: inout DiagnosticSink
  ) -> Vocabulary? {
    let values = record[FeatureKeys.values]
    let keepsUnknown = if case .zeros = record[FeatureKeys.unknown] { true } else { false }
    guard let labels = makeLabels(values, of: name, keepsUnknown: keepsUnknown, into: &sink) else { return nil }
    let known = Vocabulary(labels: labels, unknown: .error)
    switch record[FeatureKeys.unknown] {
    case .error: return known
    case .zeros where isOrdinal:
      sink.error(
        .conflictingKeys,
        "'unknown: zeros' means columns of zeros, but an ordinal is one column with the value's place",
        at: record.span(of: FeatureKeys.unknown),
        help: "write unknown: { as: VALUE }"
      )
      return nil
    case .zeros: return Vocabulary(labels: labels, unknown: .zeros)
    case .value(let value):
      guard let index = known.index(of: value.value) else {
        reportUnlisted(value, labels, into: &sink)
        return nil
      }
      return Vocabulary(labels: labels, unknown: .value(index))
    }
  }

  private static func encoding(
    _ record: Record,
    _ vocabulary: Vocabulary,
    into sink: inout DiagnosticSink
  ) -> CategoryEncoding? {
    switch record[FeatureKeys.encode] {
    case .oneHot(nil): return .oneHot(drop: nil)
    case .oneHot(let drop?):
      return dropped(drop, vocabulary, into: &sink).map { .oneHot(drop: $0) }
    case .embedding(let name): return .embedding(weights: name.value, span: name.span)
    case .index:
      guard vocabulary.unknown != .zeros else {
        sink.error(
          .conflictingKeys,
          "'unknown: zeros' means columns of zeros, but 'encode: index' has none",
          at: record.span(of: FeatureKeys.unknown),
          help: "write unknown: { as: VALUE }"
        )
        return nil
      }
      return .index
    }
  }

  /// The place of the value without a column.
  private static func dropped(_ drop: Located<String>, _ vocabulary: Vocabulary, into sink: inout DiagnosticSink) -> Int? {
    guard let index = vocabulary.index(of: drop.value) ?? (drop.value == "first" ? 0 : nil) else {
      reportUnlisted(drop, vocabulary.labels, otherwise: "write 'first' or one of the values", into: &sink)
      return nil
    }
    guard vocabulary.labels.count > 1 else {
      sink.error(
        .degenerateConstants,
        "without \(drop.value.quotedForMessage) no column is left",
        at: drop.span,
        help: "a category of one value tells nothing: remove the feature, or list its other values"
      )
      return nil
    }
    return index
  }

  private static func reportUnlisted(
    _ value: Located<String>,
    _ labels: [Label],
    otherwise: String? = nil,
    into sink: inout DiagnosticSink
  ) {
    sink.error(
      .unknownCategoryValue,
      "\(value.value.quotedForMessage) is not among the values",
      at: value.span,
      help: didYouMean(value.value, among: labels.map(\.text)) ?? otherwise
    )
  }

  private static func missing(_ record: Record, _ kind: Kind, into sink: inout DiagnosticSink) -> MissingPolicy? {
    if case .tensor = kind { return MissingPolicy(policy: .error, includesNaN: false, sentinels: []) }
    var markers: [MissingMarker] = [.nil, .nan]
    switch kind {
    case .number, .integer: markers = record[FeatureKeys.missingValues]
    case .boolean, .category, .ordinal, .tensor: break
    }
    let sentinels = markers.compactMap { marker -> Double? in
      if case .number(let value) = marker { value } else { nil }
    }
    let policy: MissingPolicy.Policy
    switch record[FeatureKeys.missing] {
    case .error: policy = .error
    case .indicator: policy = .indicator
    case .impute(let node, let indicator):
      guard let value = imputedValue(node, kind, into: &sink) else { return nil }
      policy = .impute(value, indicator: indicator)
    }
    let result = MissingPolicy(policy: policy, includesNaN: markers.contains(.nan), sentinels: sentinels)
    if case .category(_, .index) = kind, result.hasIndicator {
      sink.error(
        .conflictingKeys,
        "an indicator is a column of numbers, but 'encode: index' gives an id",
        at: record.span(of: FeatureKeys.missing),
        help: "write missing: { impute: VALUE }"
      )
      return nil
    }
    return result
  }

  private static func imputedValue(_ node: YAMLNode, _ kind: Kind, into sink: inout DiagnosticSink) -> ImputedValue? {
    switch kind {
    case .number, .tensor: return ValueType<Double>.number.read(node, as: "'impute'", into: &sink).map { .number($0) }
    case .integer: return ValueType<Int>.integer().read(node, as: "'impute'", into: &sink).map { .number(Double($0)) }
    case .boolean: return ValueType<Bool>.boolean.read(node, as: "'impute'", into: &sink).map { .boolean($0) }
    case .category(let vocabulary, _), .ordinal(let vocabulary):
      guard let text = ValueType<String>.text.read(node, as: "'impute'", into: &sink) else { return nil }
      guard let index = vocabulary.index(of: text) else {
        reportUnlisted(Located(text, at: node.span), vocabulary.labels, into: &sink)
        return nil
      }
      return .index(index)
    }
  }

  /// A one-hot vector is no number any more: it ends the list, and tensors have no room for it.
  private func transformsFit(_ record: Record, into sink: inout DiagnosticSink) -> Bool {
    if case .category = kind { return true }
    let span = record.span(of: FeatureKeys.transform)
    if case .tensor(let type) = kind, type.element == .int64, !transforms.isEmpty {
      sink.error(.transformNotApplicable, "ids are not numbers to transform", at: span)
      return false
    }
    guard let expanding = transforms.firstIndex(where: { $0.oneHotSize != nil }) else { return true }
    if case .tensor = kind {
      sink.error(.transformNotApplicable, "'\(transforms[expanding].name)' to one_hot does not fit a tensor", at: span)
      return false
    }
    if expanding != transforms.indices.last {
      sink.error(
        .transformNotApplicable,
        "'\(transforms[expanding].name)' to one_hot must be the last transform: it gives a vector",
        at: span
      )
      return false
    }
    return true
  }
}
