import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeOperators
import ForgeSpec

/// Layers: what they are, what they read.
extension ModelBuilder {
  private static let kinds = Dictionary(uniqueKeysWithValues: LayerKind.all.map { (ExactText($0.name), $0) })

  /// Adds a layer and gives its value: nil when it could not be built.
  mutating func addLayer(
    _ entry: KindEntry,
    index: Int,
    above: ValueID?,
    features: [Feature],
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    guard let kind = Self.kinds[ExactText(entry.kind)] else {
      sink.error(
        .unknownLayer,
        "there is no layer '\(entry.kind)'",
        at: entry.kindSpan,
        help: didYouMean(entry.kind, among: LayerKind.all.map(\.name)) ?? "'protoforge schema' lists the layers"
      )
      declareUnread(entry, noun: "layer", into: &sink)
      return nil
    }
    guard let record = kind.recordType.read(entry.body, into: &sink) else {
      declareUnread(entry, noun: "layer", into: &sink)
      return nil
    }
    let ownLayout = record[LayerKeys.layout] ?? layout
    let given = record[LayerKeys.name]
    let name = given?.value ?? "\(kind.name)_\(index + 1)"
    let span = given?.span ?? entry.kindSpan
    var inputs = resolveInputs(record, kind, above: above, isFirst: index == 0, features: features, layer: name, into: &sink)
    if let count = inputs?.count, !kind.arity.admits(count) {
      reportArity(kind, name: name, count: count, at: entry.kindSpan, into: &sink)
      inputs = nil
    }
    var value: ValueID?
    if let op = kind.makeOperator(record, ownLayout, into: &sink), let inputs {
      let naming = ParameterNaming(kind: kind, record: record, layout: ownLayout, layer: given?.value)
      value = addLayerNode(name, kind, op, inputs, naming, at: entry.kindSpan, into: &sink)
      if kind.takesActivation, let choice = record[LayerKeys.activation], let main = value {
        value = addActivation(choice, of: name, main, ownLayout, into: &sink)
      }
    }
    if given != nil || value != nil { declare(name, as: value, noun: "layer", at: span, isGiven: given != nil, into: &sink) }
    return value
  }

  private mutating func addLayerNode(
    _ name: String,
    _ kind: LayerKind,
    _ op: any Operator,
    _ inputs: [ValueID],
    _ naming: ParameterNaming,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    guard naming.namesAreKnown(into: &sink) else { return nil }
    return addNode(name, op, inputs, naming: naming, owner: "layer '\(name)'", at: span, into: &sink)
  }

  private mutating func addActivation(
    _ choice: ActivationChoice,
    of layer: String,
    _ value: ValueID,
    _ layout: WeightLayout,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    guard let op = choice.kind.makeOperator(choice.record, layout, into: &sink) else { return nil }
    let name = "\(layer).activation"
    let naming = ParameterNaming(kind: choice.kind, record: nil, layout: layout, layer: name)
    return addNode(
      "\(layer)_\(choice.kind.name)",
      op,
      [value],
      naming: naming,
      owner: "activation of layer '\(layer)'",
      at: choice.span,
      into: &sink
    )
  }

  /// The values that a layer reads; nil after reporting, or when one of them could not be built.
  private mutating func resolveInputs(
    _ record: Record,
    _ kind: LayerKind,
    above: ValueID?,
    isFirst: Bool,
    features: [Feature],
    layer: String,
    into sink: inout DiagnosticSink
  ) -> [ValueID]? {
    guard let names = record[LayerKeys.from] else {
      if kind.arity.admits(0) { return [] }
      if isFirst { return joinedFeatures(features, into: &sink).map { [$0] } }
      return above.map { [$0] }
    }
    let found = names.map { resolve($0, reader: "layer '\(layer)'", layer: layer, into: &sink) }
    return found.contains { $0 == nil } ? nil : found.compactMap { $0 }
  }

  /// What a name stands for; nil after reporting that it stands for nothing, or when that could not be built.
  mutating func resolve(
    _ name: Located<String>,
    reader: String,
    layer: String? = nil,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    if let place = values[ExactText(name.value)] { return place.value }
    if let below = layerSpans[ExactText(name.value)] {
      let isItself = layer.map { ExactText($0) == ExactText(name.value) } ?? false
      sink.error(
        .cyclicGraph,
        isItself ? "\(reader) reads itself" : "\(reader) reads '\(name.value)', which is computed after it",
        at: name.span,
        notes: isItself ? [] : [.init("'\(name.value)' stands here", at: .text(below))],
        help: "a layer reads features and layers above it\(isItself ? "" : ": move it below, or read another")"
      )
    } else if spec.unread.isDisjoint(with: [.features, .layers]) {
      sink.error(
        .unknownReference,
        "\(reader) reads '\(name.value)', but no feature or layer has that name",
        at: name.span,
        help: budget.didYouMean(name.value, among: values.keys.map(\.text), count: values.count)
          ?? "only layers with a 'name' can be read by others"
      )
    }
    return nil
  }

  /// The input of a first layer without `from`: the only feature, or all of them flattened and joined.
  private mutating func joinedFeatures(_ features: [Feature], into sink: inout DiagnosticSink) -> ValueID? {
    let parts = features.compactMap { values[ExactText($0.name)]?.value }
    guard !spec.unread.contains(.features), parts.count == spec.features.count, let first = parts.first else { return nil }
    if parts.count == 1 { return first }
    let span = spec.layers[0].kindSpan
    let flat = zip(features, parts).map { feature, part in
      graph.type(of: part).shape.rank == 1
        ? part
        : addNode("\(feature.name)_flat", flattenOperator(), [part], owner: "feature '\(feature.name)'", at: span, into: &sink)
    }
    guard !flat.contains(nil) else { return nil }
    return addNode("features", concatOperator(), flat.compactMap { $0 }, owner: "the features together", at: span, into: &sink)
  }

  private func reportArity(_ kind: LayerKind, name: String, count: Int, at span: SourceSpan, into sink: inout DiagnosticSink) {
    let wanted =
      switch kind.arity {
      case .one: "one value"
      case .between(let minimum, let maximum): "\(minimum) or \(maximum) values"
      case .exactly(let number): "\(number) values"
      case .atLeast(let number): "at least \(number) values"
      }
    let names = ["a", "b", "c", "d"].prefix(max(2, kind.arity.minimum)).joined(separator: ", ")
    sink.error(
      .wrongInputCount,
      "layer '\(name)': \(kind.name) reads \(wanted), not \(count)",
      at: span,
      help: count < kind.arity.minimum ? "list them: 'from: [\(names)]'" : "join them first with 'concat' or 'add'"
    )
  }
}
