import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// A spec that is being written: features, layers and outputs as values, each layer checked by the operator that it becomes.
package struct Draft: Sendable {
  /// A feature or the result of a layer.
  package struct Value: Sendable, Hashable {
    let index: Int
  }

  package struct Feature: Sendable {
    package let name: String
    /// What the layers get.
    package let type: TensorType
    /// The word under `type`.
    package let kind: String
    /// What the feature says besides its name and type.
    package let settings: [(key: String, value: Setting)]
  }

  package struct Layer: Sendable {
    package fileprivate(set) var name: String
    /// The name that was asked for: the layer's own has a number behind it where another one had that name.
    let wanted: String
    package let kind: String
    package fileprivate(set) var inputs: [Value]
    package let settings: [(key: String, value: Setting)]
    /// The tensors of the weights file that the layer reads, by role.
    package fileprivate(set) var weights: [(role: String, tensor: String)]
    package let type: TensorType
    let op: any Operator
  }

  /// An input or output whose name a spec cannot have, or which something else has.
  package struct RenamedPort: Sendable {
    /// What the prototype calls it.
    package let original: String
    package let name: String
  }

  package struct Output: Sendable {
    package let name: String
    package let value: Value
    /// The labels of the classes whose scores the value holds; nil for a tensor.
    let labels: [Setting]?
  }

  package let layout: WeightLayout
  package private(set) var features: [Feature] = []
  package private(set) var layers: [Layer] = []
  package private(set) var outputs: [Output] = []
  /// Sentences that the spec begins with: what the prototype was taken for where it does not say.
  package private(set) var notes: [String] = []
  /// The inputs of the prototype that are held at one value, which are no features.
  package private(set) var held: [TensorEntry] = []
  /// The tensors of the weights file to be, in the order in which they came.
  package private(set) var tensors: [TensorEntry] = []
  /// Where each tensor stands in `tensors`, by its name.
  private var stored: [ExactText: Int] = [:]
  /// The inputs and outputs that have other names than in the prototype.
  package private(set) var renamedPorts: [RenamedPort] = []
  /// The names of features and layers.
  private var names = UniqueNames()
  /// The names of features and outputs, by which golden vectors go.
  private var portNames = UniqueNames()

  package init(layout: WeightLayout) { self.layout = layout }

  // MARK: Values

  /// Adds a sentence about the whole, once; after some more say nothing new.
  package mutating func note(_ sentence: String) {
    if notes.count < 16, !notes.contains(sentence) { notes.append(sentence) }
  }

  /// Keeps what an input of the prototype is held at, and says so.
  mutating func hold(_ entry: TensorEntry) {
    held.append(entry)
    let shape = entry.shape.isEmpty ? "" : " \(entry.shape)"
    note("Input '\(entry.name)'\(shape) of the prototype is a constant here: \(entry.elementsInBrief).")
  }

  /// A tensor that the model takes as it is.
  package mutating func addFeature(_ wanted: String, _ type: TensorType) throws(ImportFault) -> Value {
    try addFeature(wanted, type, kind: "tensor", Self.tensorSettings(type))
  }

  /// A feature of any kind; what it says must give `type`.
  package mutating func addFeature(
    _ wanted: String,
    _ type: TensorType,
    kind: String,
    _ settings: [(key: String, value: Setting)]
  ) throws(ImportFault) -> Value {
    precondition(layers.isEmpty, "features come before layers")
    try Self.check(type, "input '\(wanted)'")
    let name = uniqueName(Self.spoken(wanted, else: "input"))
    portNames.insert(name)
    noteName(name, of: wanted)
    features.append(Feature(name: name, type: type, kind: kind, settings: settings))
    return Value(index: features.count - 1)
  }

  /// What a tensor feature says of its type.
  static func tensorSettings(_ type: TensorType) -> [(key: String, value: Setting)] {
    let shape = (key: "shape", value: Setting.integers(type.shape.fixedSizes ?? []))
    return type.element == .int64 ? [shape, ("dtype", .word("int64"))] : [shape]
  }

  /// An output with a name like `wanted` that no feature or output has.
  ///
  /// - Parameter labels: what the classes are called whose scores the value holds; nil for a tensor.
  package mutating func addOutput(_ wanted: String, _ value: Value, labels: [Setting]? = nil) {
    let name = portNames.insert(like: Self.spoken(wanted, else: "output"))
    noteName(name, of: wanted)
    outputs.append(Output(name: name, value: value, labels: labels))
  }

  private mutating func noteName(_ name: String, of original: String) {
    if !name.hasSameUTF8(as: original) { renamedPorts.append(RenamedPort(original: original, name: name)) }
  }

  package func type(of value: Value) -> TensorType {
    value.index < features.count ? features[value.index].type : layers[value.index - features.count].type
  }

  package func name(of value: Value) -> String {
    value.index < features.count ? features[value.index].name : layers[value.index - features.count].name
  }

  func layer(of value: Value) -> Layer? {
    value.index < features.count ? nil : layers[value.index - features.count]
  }

  /// All values: features, then layers.
  package var values: [Value] { (0..<(features.count + layers.count)).map(Value.init) }

  // MARK: Layers

  /// Adds a layer with a name like `wanted`.
  ///
  /// - Throws: what the layer's own reader or shape rule says against it.
  package mutating func addLayer(
    _ kind: String,
    name wanted: String,
    _ inputs: [Value],
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: TensorEntry)] = []
  ) throws(ImportFault) -> Value {
    let (op, type) = try checked(kind, inputs, settings, weights: weights)
    var stored: [(role: String, tensor: String)] = []
    for weight in weights { stored.append((weight.role, try store(weight.tensor))) }
    layers.append(
      Layer(
        name: uniqueName(wanted),
        wanted: wanted,
        kind: kind,
        inputs: inputs,
        settings: settings,
        weights: stored,
        type: type,
        op: op
      )
    )
    return Value(index: features.count + layers.count - 1)
  }

  /// The operator that a layer becomes and what it gives.
  ///
  /// - Throws: what the layer's own reader or shape rule says against it.
  func checked(
    _ kind: String,
    _ inputs: [Value],
    _ settings: [(key: String, value: Setting)],
    weights: [(role: String, tensor: TensorEntry)]
  ) throws(ImportFault) -> (op: any Operator, type: TensorType) {
    try checked(kind, inputs.map(type(of:)), settings, weights: weights)
  }

  func checked(
    _ kind: String,
    _ inputTypes: [TensorType],
    _ settings: [(key: String, value: Setting)],
    weights: [(role: String, tensor: TensorEntry)]
  ) throws(ImportFault) -> (op: any Operator, type: TensorType) {
    let op = try Self.makeOperator(kind, settings, layout)
    let type: TensorType
    do {
      type = try op.resultType(of: inputTypes)
    } catch {
      throw ImportFault("layer '\(kind)': \(error.message)")
    }
    try Self.check(type, "layer '\(kind)'")
    for demand in op.parameters(of: inputTypes) {
      guard let tensor = weights.first(where: { $0.role == layout.name(of: demand.role) })?.tensor else {
        throw ImportFault("layer '\(kind)' needs the parameter '\(layout.name(of: demand.role))'")
      }
      guard demand.forms.contains(where: { $0.shape == tensor.shape }) else {
        let wanted = demand.forms.map { "\($0.shape)" }.joined(separator: " or ")
        throw ImportFault("layer '\(kind)': '\(tensor.name)' is \(tensor.shape), but \(wanted) is needed")
      }
    }
    return (op, type)
  }

  /// The most elements of a value: more than any that fits into memory.
  private static let mostElements = 1 << 31

  private static func check(_ type: TensorType, _ owner: String) throws(ImportFault) {
    guard let count = type.shape.fixedCount, count <= mostElements else {
      throw ImportFault("\(owner) is \(type): more elements than can be held")
    }
  }

  /// The operator that a layer of these settings becomes.
  static func makeOperator(
    _ kind: String,
    _ settings: [(key: String, value: Setting)],
    _ layout: WeightLayout
  ) throws(ImportFault) -> any Operator {
    guard let description = LayerKind.all.first(where: { $0.name == kind }) else {
      throw ImportFault("there is no layer '\(kind)'")
    }
    var sink = DiagnosticSink()
    let pairs = settings.map { YAMLPair(key: $0.key, keySpan: .unwritten, value: $0.value.node) }
    let node = YAMLNode(.mapping(pairs), span: .unwritten)
    guard let record = description.recordType.read(node, into: &sink),
      let op = description.makeOperator(record, layout, into: &sink)
    else { throw ImportFault(sink.diagnostics.first?.message ?? "layer '\(kind)' does not take these options") }
    return op
  }

  /// A name that Swift can have too: old exporters only number inputs and outputs, and a name may be anything.
  private static func spoken(_ name: String, else prefix: String) -> String {
    let scalars = name.unicodeScalars
    guard let first = scalars.first(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }) else {
      return prefix
    }
    if first.properties.isAlphabetic { return name }
    let isNumber = scalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || "_.:/-".unicodeScalars.contains($0)
    }
    return isNumber ? "\(prefix)_\(name)" : prefix
  }

  /// The text as a name of a spec: visible, on one line, not too long.
  private static func fit(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(150).map { $0.isUnfitForOneLine || $0.properties.isWhitespace ? "_" : $0 }
    var name = String(String.UnicodeScalarView(kept))
    while name.utf8.count > 180 { name.unicodeScalars.removeLast() }
    return name.isEmpty ? "value" : name
  }

  /// Keeps a tensor for the weights file, once; gives the name that it has there, which is another one where a tensor with other
  /// elements has the name already.
  private mutating func store(_ tensor: TensorEntry) throws(ImportFault) -> String {
    var name = tensor.name
    var number = 2
    while let place = stored[ExactText(name)] {
      if tensors[place].isSame(as: tensor) { return name }
      name = "\(tensor.name)_\(number)"
      number += 1
    }
    stored[ExactText(name)] = tensors.count
    do {
      tensors.append(name == tensor.name ? tensor : try tensor.renamed(name))
    } catch {
      throw ImportFault("tensor '\(tensor.name)': \(error.message)")
    }
    return name
  }

  /// A name like `wanted` that no feature or layer has yet, and that a spec takes.
  private mutating func uniqueName(_ wanted: String) -> String {
    names.insert(like: Self.fit(wanted))
  }

  // MARK: Other drafts

  /// The draft with its features, their names and its notes alone.
  func withoutLayers() -> Draft {
    var result = Draft(layout: layout)
    result.notes = notes
    result.held = held
    result.renamedPorts = renamedPorts
    result.features = features
    for feature in features { result.names.insert(feature.name) }
    return result
  }

  /// Adds a layer of another draft, with its tensors.
  mutating func adopt(_ layer: Layer, of other: Draft, inputs: [Value]) throws(ImportFault) -> Value {
    var adopted = layer
    adopted.inputs = inputs
    adopted.name = uniqueName(layer.wanted)
    adopted.weights = []
    for weight in layer.weights {
      guard let tensor = other.tensor(named: weight.tensor) else { continue }
      adopted.weights.append((weight.role, try store(tensor)))
    }
    layers.append(adopted)
    return Value(index: features.count + layers.count - 1)
  }

  // MARK: The weights file

  /// A tensor of the weights file to be.
  func tensor(named name: String) -> TensorEntry? { stored[ExactText(name)].map { tensors[$0] } }

  /// What each tensor is called in the weights file: after the layer that reads it, where only one does and no other tensor has
  /// that name.
  package func tensorNames() -> [ExactText: String] {
    var readers: [ExactText: [String]] = [:]
    for layer in layers {
      for weight in layer.weights {
        readers[ExactText(weight.tensor), default: []].append(layout.parameterName(layer: layer.name, roleName: weight.role))
      }
    }
    var taken = UniqueNames()
    var names: [ExactText: String] = [:]
    for tensor in tensors {
      names[ExactText(tensor.name)] = taken.insert(like: readers[ExactText(tensor.name)]?.first ?? tensor.name)
    }
    return names
  }
}

extension TensorEntry {
  /// The first elements as a person writes them, and one alone where all are the same.
  fileprivate var elementsInBrief: String {
    let settings: [Setting] =
      switch elementType {
      case .bool: doubles().map { .boolean($0 != 0) }
      default: integers()?.map { .integer(Int($0)) } ?? doubles().map(Setting.number)
      }
    let isOne = settings.allSatisfy { $0 == settings[0] }
    let texts = settings.prefix(isOne ? 1 : 8).map(\.text)
    return texts.joined(separator: ", ") + (isOne || settings.count <= 8 ? "" : ", …")
  }

  /// Whether two tensors of the same name are one.
  fileprivate func isSame(as other: TensorEntry) -> Bool {
    shape == other.shape && hasSameBytes(as: other)
  }
}
