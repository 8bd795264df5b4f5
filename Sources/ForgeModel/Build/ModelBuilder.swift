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
struct ModelBuilder {
  let spec: ModelSpec
  let layout: WeightLayout
  var binder: ParameterBinder
  var graph = Graph()
  var layers: [LayerSummary] = []
  /// What a name in `from` means; nil for a value that could not be built, so that one fault is told once.
  var values: [ExactText: NamedPlace] = [:]
  /// Where the layers that have a name stand, for messages about reading what comes later.
  let layerSpans: [ExactText: SourceSpan]
  var budget = HelpBudget()

  /// No value has more elements, so that indices and sizes in bytes fit everywhere.
  static let mostElements = 1 << 31

  struct NamedPlace {
    var value: ValueID?
    var span: SourceSpan
    var noun: String
  }

  init(spec: ModelSpec, weights: TensorFile?) {
    self.spec = spec
    layout = spec.weights.flatMap { WeightLayout(rawValue: $0.layout.value) } ?? .pytorch
    let isUnread = spec.unread.contains(.weights)
    binder = ParameterBinder(file: weights, path: spec.weights?.file.value ?? (isUnread ? "the weights file" : nil))
    layerSpans = spec.layers.reduce(into: [:]) { spans, entry in
      guard let name = entry.givenName else { return }
      spans[ExactText(name.value)] = spans[ExactText(name.value)] ?? name.span
    }
  }

  mutating func build(into sink: inout DiagnosticSink) -> Model? {
    let name = ModuleName(spec.model.name, into: &sink)
    let readFeatures = spec.features.map { Feature($0, into: &sink) }
    let features = readFeatures.compactMap { $0 }
    let outputs = spec.outputs.compactMap { Output($0, into: &sink) }
    checkSwiftNames(features, outputs, of: name, into: &sink)
    graph.inputs = features.flatMap(\.graphInputs)
    declareFeatures(readFeatures, into: &sink)
    var previous: ValueID?
    for (index, entry) in spec.layers.enumerated() {
      previous = addLayer(entry, index: index, above: previous, features: features, into: &sink)
    }
    connect(outputs, last: spec.unread.contains(.layers) ? nil : previous, into: &sink)
    reportUnread(into: &sink)
    let isComplete = !sink.hasErrors && spec.unread.isEmpty && !binder.lacksFile
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

  /// Gives every feature's name a value; nil stands for a feature that could not be read, which still has a name.
  private mutating func declareFeatures(_ features: [Feature?], into sink: inout DiagnosticSink) {
    var place = 0
    for (entry, feature) in zip(spec.features, features) {
      guard let feature else {
        declareUnread(entry, noun: "feature", into: &sink)
        continue
      }
      let value = value(of: feature, input: ValueID(place), into: &sink)
      declare(feature.name, as: value, noun: "feature", at: feature.span, into: &sink)
      place += feature.graphInputs.count
    }
  }

  /// The value that a feature's name stands for: its first input, or the row of a table that its id names.
  private mutating func value(of feature: Feature, input: ValueID, into sink: inout DiagnosticSink) -> ValueID? {
    let type = graph.type(of: input)
    guard isBounded(type.shape) else {
      sink.error(.sizeOverflow, "feature '\(feature.name)' is \(type): more elements than can be held", at: feature.span)
      return nil
    }
    guard case .category(let vocabulary, .embedding(let table, let span)) = feature.kind else { return input }
    return addEmbedding(of: feature, vocabulary, table: table, at: span, ids: input, into: &sink)
  }

  private mutating func addEmbedding(
    of feature: Feature,
    _ vocabulary: Vocabulary,
    table: String,
    at span: SourceSpan,
    ids: ValueID,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    let owner = "feature '\(feature.name)'"
    let rows = vocabulary.labels.count
    guard let width = binder.tableWidth(table, rows: rows, owner: owner, at: span, into: &sink) else { return nil }
    let op = embeddingOperator(entries: rows, units: width)
    guard
      let row = addNode(
        feature.name,
        op,
        [ids],
        parameterNames: [table],
        owner: owner,
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
      owner: owner,
      at: span,
      into: &sink
    )
  }

  // MARK: Names

  mutating func declare(
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

  /// A layer or feature that could not be read still has a name that others may mention.
  mutating func declareUnread(_ entry: KindEntry, noun: String, into sink: inout DiagnosticSink) {
    guard let name = entry.givenName else { return }
    declare(name.value, as: nil, noun: noun, at: name.span, into: &sink)
  }
}

extension KindEntry {
  /// The text under `name`, as it is written.
  fileprivate var givenName: Located<String>? {
    guard case .mapping(let pairs) = body.content, let pair = pairs.first(where: { $0.key == "name" }) else { return nil }
    return pair.value.text.map { Located($0, at: pair.value.span) }
  }
}
