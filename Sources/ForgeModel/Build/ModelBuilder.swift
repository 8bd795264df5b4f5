import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// Puts a spec and its weights together, reporting everything that does not fit in one go; nil when something does not.
package func buildModel(
  _ spec: ModelSpec,
  weights: TensorFile?,
  into sink: inout DiagnosticSink
) -> Model? {
  let errorsBefore = sink.diagnostics.count { $0.severity == .error }
  var builder = ModelBuilder(spec: spec, weights: weights)
  let model = builder.build(into: &sink)
  return sink.diagnostics.count { $0.severity == .error } == errorsBefore ? model : nil
}

/// The state of building: the graph so far and what each name stands for.
private struct ModelBuilder {
  let spec: ModelSpec
  let layout: WeightLayout
  var binder: ParameterBinder
  var graph = Graph()
  var layers: [LayerSummary] = []
  /// What a name in `from` means; nil for a value that could not be built, so that one fault is told once.
  var values: [ExactText: NamedPlace] = [:]
  var isRead: Set<ExactText> = []

  struct NamedPlace {
    var value: ValueID?
    var span: SourceSpan
    var noun: String
  }

  init(spec: ModelSpec, weights: TensorFile?) {
    self.spec = spec
    layout = spec.weights.flatMap { WeightLayout(rawValue: $0.layout.value) } ?? .pytorch
    binder = ParameterBinder(file: weights, path: spec.weights?.file.value ?? "the weights file")
  }

  mutating func build(into sink: inout DiagnosticSink) -> Model? {
    let name = ModuleName(spec.model.name, into: &sink)
    let features = spec.features.compactMap { Feature($0, into: &sink) }
    let outputs = spec.outputs.compactMap { Output($0, into: &sink) }
    checkSwiftNames(features, outputs, into: &sink)
    addInputs(of: features)
    for feature in features { addValue(of: feature, into: &sink) }
    var previous: ValueID?
    for (index, entry) in spec.layers.enumerated() {
      previous = addLayer(entry, index: index, above: previous, features: features, into: &sink)
    }
    connect(outputs, last: previous, into: &sink)
    reportUnread(into: &sink)
    let isComplete = !sink.hasErrors
    if let weights = spec.weights, isComplete { binder.reportUnused(at: weights.file.span, into: &sink) }
    guard let name, isComplete else { return nil }
    return Model(
      spec: spec,
      name: name,
      layout: layout,
      features: features,
      outputs: outputs,
      graph: graph,
      layers: layers
    )
  }

  // MARK: Features

  private mutating func addInputs(of features: [Feature]) {
    graph.inputs = features.flatMap(\.graphInputs)
  }

  /// Gives the feature's name a value: an input, or the row of a table that its id names.
  private mutating func addValue(of feature: Feature, into sink: inout DiagnosticSink) {
    let place = graph.inputs.firstIndex { ExactText($0.name) == ExactText(feature.name) }
    var value = place.map { ValueID($0) }
    if case .category(let vocabulary, .embedding(let table, let span)) = feature.kind, let ids = value {
      value = addEmbedding(of: feature, vocabulary, table: table, at: span, ids: ids, into: &sink)
    }
    declare(feature.name, as: value, noun: "feature", at: feature.span, into: &sink)
  }

  private mutating func addEmbedding(
    of feature: Feature,
    _ vocabulary: Vocabulary,
    table: String,
    at span: SourceSpan,
    ids: ValueID,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    let size = binder.shape(of: table).flatMap { $0.count == 2 ? $0[1] : nil } ?? 1
    let op = embeddingOperator(entries: vocabulary.labels.count, units: size)
    guard
      let row = addNode(
        feature.name,
        op,
        [ids],
        parameterNames: [table],
        owner: "feature '\(feature.name)'",
        at: span,
        into: &sink
      )
    else { return nil }
    guard feature.missing.hasIndicator else { return row }
    let indicator = ValueID(ids.index + 1)
    return addNode(
      "\(feature.name)_and_missing",
      concatOperator(),
      [row, indicator],
      owner: "feature '\(feature.name)'",
      at: span,
      into: &sink
    )
  }

  // MARK: Layers

  /// Adds a layer and gives its value: nil when it could not be built.
  private mutating func addLayer(
    _ entry: KindEntry,
    index: Int,
    above: ValueID?,
    features: [Feature],
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    guard let kind = LayerKind.all.first(where: { ExactText($0.name) == ExactText(entry.kind) }) else {
      sink.error(
        .unknownLayer,
        "there is no layer '\(entry.kind)'",
        at: entry.kindSpan,
        help: didYouMean(entry.kind, among: LayerKind.all.map(\.name)) ?? "'protoforge schema' lists the layers"
      )
      declareUnread(entry, into: &sink)
      return nil
    }
    guard let record = kind.recordType.read(entry.body, into: &sink) else {
      declareUnread(entry, into: &sink)
      return nil
    }
    let ownLayout = record[LayerKeys.layout] ?? layout
    let given = record[LayerKeys.name]
    let name = given?.value ?? "\(kind.name)_\(index + 1)"
    let span = given?.span ?? entry.kindSpan
    var inputs = resolveInputs(record, above: above, isFirst: index == 0, features: features, layer: name, into: &sink)
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
    above: ValueID?,
    isFirst: Bool,
    features: [Feature],
    layer: String,
    into sink: inout DiagnosticSink
  ) -> [ValueID]? {
    guard let names = record[LayerKeys.from] else {
      if isFirst { return joinedFeatures(features, into: &sink).map { [$0] } }
      return above.map { [$0] }
    }
    let found = names.map { resolve($0, reader: "layer '\(layer)'", into: &sink) }
    return found.contains { $0 == nil } ? nil : found.compactMap { $0 }
  }

  /// What a name stands for; nil after reporting that it stands for nothing, or when that could not be built.
  private mutating func resolve(_ name: Located<String>, reader: String, into sink: inout DiagnosticSink) -> ValueID? {
    if let place = values[ExactText(name.value)] {
      isRead.insert(ExactText(name.value))
      return place.value
    }
    if let below = layerBelow(named: name.value) {
      sink.error(
        .cyclicGraph,
        "\(reader) reads '\(name.value)', which is computed after it",
        at: name.span,
        notes: [.init("'\(name.value)' stands here", at: .text(below))],
        help: "a layer reads features and layers above it: move it below, or read another"
      )
    } else {
      sink.error(
        .unknownReference,
        "\(reader) reads '\(name.value)', but no feature or layer has that name",
        at: name.span,
        help: didYouMean(name.value, among: values.keys.map(\.text)) ?? "only layers with a 'name' can be read by others"
      )
    }
    return nil
  }

  private func layerBelow(named name: String) -> SourceSpan? {
    for entry in spec.layers {
      guard case .mapping(let pairs) = entry.body.content, let pair = pairs.first(where: { $0.key == "name" }),
        let text = pair.value.text, ExactText(text) == ExactText(name)
      else { continue }
      return pair.value.span
    }
    return nil
  }

  /// The input of a first layer without `from`: the only feature, or all of them flattened and joined.
  private mutating func joinedFeatures(_ features: [Feature], into sink: inout DiagnosticSink) -> ValueID? {
    features.forEach { isRead.insert(ExactText($0.name)) }
    let parts = features.compactMap { values[ExactText($0.name)]?.value }
    guard parts.count == spec.features.count, let first = parts.first else { return nil }
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

  // MARK: Nodes

  /// Adds an operator at work, checking shapes and finding parameters; nil after reporting what does not fit.
  private mutating func addNode(
    _ name: String,
    _ op: any Operator,
    _ inputs: [ValueID],
    parameterNames: [String] = [],
    naming: ParameterNaming? = nil,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    let inputTypes = inputs.map(graph.type(of:))
    let type: TensorType
    do {
      type = try op.resultType(of: inputTypes)
    } catch {
      let fed = inputs.map { "'\(graph.name(of: $0))' is \(graph.type(of: $0))" }.joined(separator: ", ")
      sink.error(error.code, "\(owner): \(error.message)", at: span, notes: [.init(fed)], help: error.help)
      return nil
    }
    let demands = op.parameters(of: inputTypes)
    guard (type.shape.fixedCount ?? 0) <= 1 << 31, demands.allSatisfy({ isBounded($0.shape) }) else {
      sink.error(.sizeOverflow, "\(owner) is \(type): more elements than can be held", at: span)
      return nil
    }
    var parameters: [Parameter] = []
    for (index, demand) in demands.enumerated() {
      guard let parameterName = index < parameterNames.count ? parameterNames[index] : naming?.name(of: demand.role) else {
        sink.error(
          .unnamedParameters,
          "\(owner) has parameters, but neither 'name' nor 'weights' tells what they are called in the file",
          at: span,
          help: "add 'name: …'"
        )
        return nil
      }
      let place = naming?.span(of: demand.role) ?? span
      if let parameter = binder.parameter(parameterName, for: demand, owner: owner, at: place, into: &sink) {
        parameters.append(parameter)
      }
    }
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, parameters: parameters, type: type, span: span))
    layers.append(
      LayerSummary(
        name: name,
        kind: op.name,
        options: op.summary,
        inputs: inputs.map(graph.name(of:)),
        type: type,
        parameterCount: demands.reduce(0) { $0 + $1.shape.reduce(1, *) },
        multiplyAdds: op.multiplyAdds(inputs: inputTypes, output: type)
      )
    )
    return graph.value(ofNode: graph.nodes.count - 1)
  }

  private func isBounded(_ shape: [Int]) -> Bool {
    var product = 1
    for size in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= 1 << 31 else { return false }
      product = next
    }
    return true
  }

  // MARK: Names

  private mutating func declare(
    _ name: String,
    as value: ValueID?,
    noun: String,
    at span: SourceSpan,
    isGiven: Bool = true,
    into sink: inout DiagnosticSink
  ) {
    if let first = values[ExactText(name)] {
      let what =
        isGiven
        ? "'\(name)' is already the name of a \(first.noun)"
        : "a layer without a name would be called '\(name)', which is already a \(first.noun)"
      sink.error(.nameClash, what, at: span, notes: [.init("first here", at: .text(first.span))])
      return
    }
    values[ExactText(name)] = NamedPlace(value: value, span: span, noun: noun)
  }

  /// A layer that could not be read still has a name that others may mention.
  private mutating func declareUnread(_ entry: KindEntry, into sink: inout DiagnosticSink) {
    guard case .mapping(let pairs) = entry.body.content, let pair = pairs.first(where: { $0.key == "name" }),
      let name = pair.value.text
    else { return }
    declare(name, as: nil, noun: "layer", at: pair.value.span, into: &sink)
  }

  private func reportArity(_ kind: LayerKind, name: String, count: Int, at span: SourceSpan, into sink: inout DiagnosticSink) {
    let wanted =
      switch kind.arity {
      case .one: "one value"
      case .exactly(let number): "\(number) values"
      case .atLeast(let number): "at least \(number) values"
      }
    let names = "[a, b]"
    sink.error(
      .wrongInputCount,
      "layer '\(name)': \(kind.name) reads \(wanted), not \(count)",
      at: span,
      help: count == 1 ? "list them: 'from: \(names)'" : "join them first with 'concat' or 'add'"
    )
  }

  // MARK: Outputs

  private mutating func connect(_ outputs: [Output], last: ValueID?, into sink: inout DiagnosticSink) {
    for output in outputs {
      let value: ValueID?
      if let source = output.source {
        value = resolve(source, reader: "output '\(output.name)'", into: &sink)
      } else {
        value = last
        if let last { isRead.insert(ExactText(graph.name(of: last))) }
      }
      guard let value else { continue }
      graph.outputs.append(value)
      checkFit(output, graph.type(of: value), into: &sink)
      warnUnlessProbabilities(output, value, into: &sink)
    }
  }

  private func checkFit(_ output: Output, _ type: TensorType, into sink: inout DiagnosticSink) {
    let place = output.source?.span ?? output.span
    guard type.element == .float32 else {
      sink.error(.outputMismatch, "output '\(output.name)' reads ids, but outputs are float32", at: place)
      return
    }
    switch output.kind {
    case .tensor: break
    case .category(let labels):
      if type.shape.fixedCount != labels.count {
        sink.error(
          .outputMismatch,
          "output '\(output.name)' has \(labels.count) values, but its layer gives \(type.shape)",
          at: place
        )
      }
    case .number, .boolean:
      if type.shape.fixedCount != 1 {
        sink.error(
          .outputMismatch,
          "output '\(output.name)' is one \(output.kind.word), but its layer gives \(type.shape)",
          at: place
        )
      }
    }
  }

  private func warnUnlessProbabilities(_ output: Output, _ value: ValueID, into sink: inout DiagnosticSink) {
    guard let node = graph.node(of: value) else { return }
    switch output.kind {
    case .category where node.op.name != "softmax":
      sink.warn(
        .notProbabilities,
        "output '\(output.name)' reads '\(node.name)' (\(node.op.name)), whose values are no probabilities that sum to 1",
        at: output.source?.span ?? output.span,
        help: "end with 'softmax' if the prototype does"
      )
    case .boolean where node.op.name != "sigmoid":
      sink.warn(
        .notProbabilities,
        "output '\(output.name)' reads '\(node.name)' (\(node.op.name)), whose value is no probability",
        at: output.source?.span ?? output.span,
        help: "end with 'sigmoid' if the prototype does"
      )
    default: break
    }
  }

  /// Says which features and layers reach no output.
  private func reportUnread(into sink: inout DiagnosticSink) {
    guard !sink.hasErrors else { return }
    var live = Set(graph.outputs)
    for (index, node) in graph.nodes.enumerated().reversed() where live.contains(graph.value(ofNode: index)) {
      live.formUnion(node.inputs)
    }
    for (name, place) in values.sorted(by: { $0.key < $1.key }) {
      guard let value = place.value, !live.contains(value) else { continue }
      sink.warn(
        place.noun == "feature" ? .unusedFeature : .unusedLayer,
        "\(place.noun) '\(name.text)' reaches no output",
        at: place.span,
        help: "remove it, or read it in 'from'"
      )
    }
  }
}

extension ShapeError {
  /// The diagnostic's code for a fault of this kind.
  fileprivate var code: DiagnosticCode {
    switch kind {
    case .shape: .shapeMismatch
    case .inputCount: .wrongInputCount
    case .elementType: .wrongElementType
    case .overflow: .sizeOverflow
    case .convention: .conventionNeeded
    }
  }
}
