import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeTensors

/// Writes an ONNX graph down as a draft, node by node.
struct ONNXImporter {
  let model: ONNXModel
  let siblings: TensorFile.Siblings
  let choices: ImportChoices
  /// The version of the standard's own operators that the nodes at hand are written in.
  private(set) var version: Int64
  var tracer = Tracer(layout: .pytorch)
  /// What the nodes at hand see, by name.
  var values: [ExactText: Traced] = [:]
  /// How many functions, branches and loops stand around the nodes at hand.
  private(set) var depth = 0
  private var nodesLeft = Self.mostNodes

  /// Nodes of functions count each time that the function is called.
  private static let mostNodes = 100_000
  static let deepest = 16

  init(
    _ model: ONNXModel,
    siblings: @escaping TensorFile.Siblings,
    choices: ImportChoices = ImportChoices()
  ) throws(ImportFault) {
    self.model = model
    self.siblings = siblings
    self.choices = choices
    version = model.operatorSets.last { $0.domain.isEmpty }?.version ?? 1
  }

  /// The draft of the whole graph.
  mutating func draft() throws(ImportFault) -> Draft {
    try addInitializers()
    try addInputs()
    for node in model.graph.nodes { try add(node) }
    try addOutputs()
    return tracer.draft
  }

  // MARK: What comes from outside

  private mutating func addInitializers() throws(ImportFault) {
    if let offset = model.graph.sparseInitializerOffset {
      throw ImportFault("the model has sparse initializers, which are not supported", byteOffset: offset)
    }
    for tensor in model.graph.initializers {
      values[ExactText(tensor.name)] = try constant(tensor)
    }
  }

  /// Inputs that are no initializers, as old files list both.
  private mutating func addInputs() throws(ImportFault) {
    let open = model.graph.inputs.map(\.name).filter { values[ExactText($0)] == nil }
    try choices.check(inputs: open)
    for input in model.graph.inputs where values[ExactText(input.name)] == nil {
      if let value = choices.held[input.name] {
        let entry = try held(at: value, input)
        tracer.draft.hold(entry)
        values[ExactText(input.name)] = Traced(Known(entry))
        continue
      }
      let (element, shape) = try type(of: input)
      let isFixed = if case .tensor(_, let sizes?) = input.type, case .fixed? = sizes.first { true } else { false }
      values[ExactText(input.name)] = try tracer.input(input.name, shape: shape, element: element, isFixed: isFixed)
    }
  }

  /// The element and the sizes of an input, the batch being 1.
  private func type(of input: ONNXValue) throws(ImportFault) -> (ImportedElement, [Int]) {
    let place = "input '\(input.name)'"
    guard case .tensor(let number, let sizes) = input.type else {
      if case .other(let kind) = input.type { throw ImportFault("\(place) is a \(kind), only tensors are supported") }
      throw ImportFault("\(place) has no type", byteOffset: input.offset)
    }
    let element: ImportedElement
    switch ONNXElementType.type(number) {
    case .float32: element = .float32
    case .int32, .int64: element = .int64
    case .bool: element = .bool
    default:
      throw ImportFault("\(place) holds \(ONNXElementType.name(number)), only float, int32, int64 and bool are supported")
    }
    if let shape = choices.shapes[input.name] { return (element, try chosen(shape, for: sizes, of: place)) }
    let hint = "say its sizes: --shape \(input.name)=1,…"
    guard let sizes else { throw ImportFault("\(place) has no shape", hint: hint) }
    var shape: [Int] = []
    for (axis, size) in sizes.enumerated() {
      switch size {
      case .fixed(let count) where count > 0 && count < 1 << 31: shape.append(Int(count))
      case .fixed(let count): throw ImportFault("\(place) has \(count) elements along axis \(axis)")
      case .named where axis == 0: shape.append(1)
      case .unknown where axis == 0: shape.append(1)
      case .named(let name):
        throw ImportFault(
          "\(place) has an axis '\(name)' whose size varies, only the batch may",
          hint: hint
        )
      case .unknown: throw ImportFault("\(place) does not tell its size along axis \(axis)", hint: hint)
      }
    }
    return (element, shape)
  }

  /// What an input is held at: of the model's type, and the chosen shape where there is one.
  private func held(at value: HeldValue, _ input: ONNXValue) throws(ImportFault) -> TensorEntry {
    if case .tensor(let entry) = value { return entry }
    guard case .tensor(let number, let sizes) = input.type, let type = ONNXElementType.type(number) else {
      throw ImportFault("input '\(input.name)' holds no numbers or truth values, as a constant must")
    }
    if let shape = choices.shapes[input.name] {
      return try value.entry(input.name, type, sizes: chosen(shape, for: sizes, of: "input '\(input.name)'"))
    }
    let known = sizes?.map { size -> Int? in if case .fixed(let count) = size { Int(count) } else { nil } }
    return try value.entry(input.name, type, sizes: known)
  }

  /// A shape that the user chose, held against what the model says.
  private func chosen(_ shape: [Int], for sizes: [ONNXValue.Size]?, of place: String) throws(ImportFault) -> [Int] {
    guard let sizes else { return shape }
    let isFit =
      sizes.count == shape.count
      && zip(sizes, shape).allSatisfy { size, chosen in
        if case .fixed(let count) = size { count == Int64(chosen) } else { true }
      }
    guard isFit else { throw ImportFault("\(place) cannot have the shape \(shape), the model gives it another") }
    return shape
  }

  private mutating func addOutputs() throws(ImportFault) {
    for output in model.graph.outputs {
      guard let tensor = values[ExactText(output.name)] else {
        throw ImportFault("output '\(output.name)' is computed by no node")
      }
      tracer.wanted = "\(output.name)_value"
      if case .label(let label) = tensor.content, label.values.count > 1 {
        tracer.draft.addOutput(output.name, label.scores, labels: label.values)
      } else {
        tracer.draft.addOutput(output.name, try tracer.output(tensor))
      }
    }
  }

  // MARK: Nodes

  private mutating func add(_ node: ONNXNode) throws(ImportFault) {
    let title = node.name.isEmpty ? "a node (\(node.operatorName))" : "node '\(node.name)' (\(node.operatorName))"
    do {
      nodesLeft -= 1
      guard nodesLeft > 0 else { throw ImportFault("the model has more than \(Self.mostNodes) nodes") }
      if let function = function(of: node) { return try addCall(of: function, node) }
      if node.domain.isEmpty, ["If", "Loop"].contains(node.operatorName) {
        tracer.wanted = layerName(of: node, [])
        return node.operatorName == "If" ? try addBranch(of: node) : try addLoop(of: node)
      }
      let rule = try ONNXRule.rule(of: node)
      var inputs: [Traced?] = []
      for name in node.inputs { inputs.append(try input(name)) }
      tracer.wanted = layerName(of: node, inputs)
      var work = lend(to: node, inputs)
      let outputs = try rule.apply(&work)
      tracer = work.tracer
      for (name, output) in zip(node.outputs, outputs) where !name.isEmpty { values[ExactText(name)] = output }
      if let left = node.outputs.dropFirst(outputs.count).first(where: { !$0.isEmpty }) {
        throw ImportFault("its output '\(left)' is not supported")
      }
    } catch {
      var fault = error as? ImportFault ?? ImportFault("\(error)")
      fault.node = fault.node ?? title
      fault.byteOffset = fault.byteOffset ?? node.offset
      throw fault
    }
  }

  /// A node at work with the draft, which has one owner at a time: with two, every new layer would copy all others.
  private mutating func lend(to node: ONNXNode, _ inputs: [Traced?]) -> ONNXWork {
    let work = ONNXWork(
      node: node,
      inputs: inputs,
      version: version,
      bytes: model.bytes,
      siblings: siblings,
      tracer: tracer
    )
    tracer = Tracer(layout: .pytorch)
    return work
  }

  func input(_ name: String) throws(ImportFault) -> Traced? {
    if name.isEmpty { return nil }
    guard let value = values[ExactText(name)] else { throw ImportFault("its input '\(name)' is computed by no node above it") }
    return value
  }

  /// What the layers of a node are called: as the module whose weight it reads, else as the node.
  private func layerName(of node: ONNXNode, _ inputs: [Traced?]) -> String {
    for case let known? in inputs.map({ $0?.known }) where known.name.hasSuffix(".weight") {
      return String(known.name.dropLast(".weight".count))
    }
    let parts = node.name.split(separator: "/").map(String.init)
    if node.name.hasPrefix("/"), parts.count > 1 { return Self.moduleName(parts, operatorName: node.operatorName) }
    if model.producer.hasPrefix("tf2onnx"), let layer = TensorFlowName.layer(of: node.name) { return layer }
    if let last = parts.last { return last }
    return node.outputs.first.flatMap { $0.isEmpty ? nil : $0 } ?? node.operatorName.lowercased()
  }
}

extension ONNXImporter {
  /// The model's own function that a node calls.
  private func function(of node: ONNXNode) -> ONNXFunction? {
    model.functions.first { function in
      function.name.utf8.elementsEqual(node.operatorName.utf8)
        && function.domain.utf8.elementsEqual(node.domain.utf8)
    }
  }

  /// Writes the nodes of a function down where it is called: it sees its inputs alone.
  private mutating func addCall(of function: ONNXFunction, _ node: ONNXNode) throws(ImportFault) {
    guard depth < Self.deepest else { throw ImportFault("functions call one another more than \(Self.deepest) deep") }
    let (outer, outerVersion) = (values, version)
    values = [:]
    for (index, name) in function.inputs.enumerated() where index < node.inputs.count {
      let argument = node.inputs[index]
      if argument.isEmpty { continue }
      guard let value = outer[ExactText(argument)] else {
        throw ImportFault("its input '\(argument)' is computed by no node above it")
      }
      values[ExactText(name)] = value
    }
    version = function.operatorSets.last { $0.domain.isEmpty }?.version ?? version
    depth += 1
    for inner in function.nodes { try add(inner.resolved(with: node.attributes + function.defaults, scope: node.name)) }
    depth -= 1
    let results = function.outputs.map { values[ExactText($0)] }
    (values, version) = (outer, outerVersion)
    for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[ExactText(name)] = result }
  }

  /// Writes the nodes of a graph within a node down: it sees all values around it, and its inputs.
  mutating func results(of graph: ONNXGraph, given inputs: [Traced]) throws(ImportFault) -> [Traced] {
    let outer = values
    for tensor in graph.initializers { values[ExactText(tensor.name)] = try constant(tensor) }
    for (input, value) in zip(graph.inputs, inputs) { values[ExactText(input.name)] = value }
    depth += 1
    for inner in graph.nodes { try add(inner) }
    depth -= 1
    var results: [Traced] = []
    for output in graph.outputs {
      guard let value = try input(output.name) else { throw ImportFault("its output '\(output.name)' is computed by no node") }
      results.append(value)
    }
    values = outer
    return results
  }

  private func constant(_ tensor: ONNXTensor) throws(ImportFault) -> Traced {
    if let texts = try Traced(texts: tensor) { return texts }
    do {
      return Traced(Known(try tensor.entry(of: model.bytes, siblings: siblings)))
    } catch {
      throw ImportFault("initializer '\(tensor.name)': \(error.message)", byteOffset: error.byteOffset, hint: error.hint)
    }
  }

  /// The module that PyTorch's older exporter names as `/features/features.1/block/block.0/Conv`: `features.1.block.0`.
  ///
  /// A node that is not the module itself keeps its operator's name: `features.1.Add`.
  private static func moduleName(_ parts: [String], operatorName: String) -> String {
    var path: [String] = []
    for part in parts.dropLast() {
      if let last = path.last, part.hasPrefix(last + ".") { path.removeLast() }
      path.append(part)
    }
    let last = parts[parts.count - 1]
    return (last == operatorName ? path : path + [last]).joined(separator: ".")
  }
}

/// A node at work: what a rule reads and where it writes.
struct ONNXWork {
  let node: ONNXNode
  let inputs: [Traced?]
  let version: Int64
  /// The model's file, which tensors in attributes lie in.
  let bytes: MappedBytes
  let siblings: TensorFile.Siblings
  var tracer: Tracer

  // MARK: Inputs

  /// The input at a place, which must be there.
  func input(_ index: Int) throws(ImportFault) -> Traced {
    guard let input = optional(index) else { throw ImportFault("its input \(index + 1) is missing") }
    return input
  }

  func optional(_ index: Int) -> Traced? { inputs.indices.contains(index) ? inputs[index] : nil }

  /// An input that is known while importing.
  func known(_ index: Int, _ what: String) throws(ImportFault) -> Known {
    guard let known = try input(index).known else {
      throw ImportFault("its \(what) is computed, only a constant is supported")
    }
    return known
  }

  func optionalKnown(_ index: Int, _ what: String) throws(ImportFault) -> Known? {
    optional(index) == nil ? nil : try known(index, what)
  }

  /// Whole numbers from an attribute of older operator sets, or from an input of newer ones; nil when neither is there.
  func integers(_ attribute: String, orInput index: Int) throws(ImportFault) -> [Int]? {
    if let values = try integers(attribute) { return values }
    guard optional(index) != nil else { return nil }
    guard let values = try known(index, attribute).integers else { throw ImportFault("its \(attribute) are no whole numbers") }
    return values
  }

  // MARK: Attributes

  func integer(_ name: String) throws(ImportFault) -> Int? {
    guard let attribute = node[name] else { return nil }
    guard case .integer(let value) = attribute.value else { throw mistyped(name, "a whole number") }
    return Int(value)
  }

  func integer(_ name: String, default value: Int) throws(ImportFault) -> Int { try integer(name) ?? value }

  func integers(_ name: String) throws(ImportFault) -> [Int]? {
    guard let attribute = node[name] else { return nil }
    guard case .integers(let values) = attribute.value else { throw mistyped(name, "a list of whole numbers") }
    return values.map { Int($0) }
  }

  func numbers(_ name: String) throws(ImportFault) -> [Double]? {
    guard let attribute = node[name] else { return nil }
    guard case .floats(let values) = attribute.value else { throw mistyped(name, "a list of numbers") }
    return values.map(Double.init)
  }

  func texts(_ name: String) throws(ImportFault) -> [String]? {
    guard let attribute = node[name] else { return nil }
    guard case .texts(let values) = attribute.value else { throw mistyped(name, "a list of texts") }
    return values.map { String(decoding: $0, as: UTF8.self) }
  }

  func number(_ name: String, default value: Double) throws(ImportFault) -> Double {
    guard let attribute = node[name] else { return value }
    guard case .float(let value) = attribute.value else { throw mistyped(name, "a number") }
    return Double(value)
  }

  func text(_ name: String) throws(ImportFault) -> String? {
    guard let attribute = node[name] else { return nil }
    guard case .text(let bytes) = attribute.value, let text = String(validating: bytes, as: UTF8.self) else {
      throw mistyped(name, "a text")
    }
    return text
  }

  private func mistyped(_ name: String, _ wanted: String) -> ImportFault {
    ImportFault("its attribute '\(name)' is not \(wanted)")
  }

  /// An axis counted from the front.
  func axis(_ number: Int, of rank: Int) throws(ImportFault) -> Int {
    let axis = number < 0 ? number + rank : number
    guard (0..<rank).contains(axis) else { throw ImportFault("axis \(number) is none of the \(rank) axes") }
    return axis
  }
}

/// How an operator of ONNX is written down.
struct ONNXRule: Sendable {
  let names: [String]
  let apply: @Sendable (inout ONNXWork) throws -> [Traced]

  init(_ names: String..., apply: @escaping @Sendable (inout ONNXWork) throws -> [Traced]) {
    self.init(names, apply: apply)
  }

  init(_ names: [String], apply: @escaping @Sendable (inout ONNXWork) throws -> [Traced]) {
    self.names = names
    self.apply = apply
  }

  /// The rule for the operator of a node.
  static func rule(of node: ONNXNode) throws(ImportFault) -> ONNXRule {
    let rules = node.domain.isEmpty ? all : node.domain == "ai.onnx.ml" ? machineLearning : [:]
    if let rule = rules[node.operatorName] { return rule }
    let domain = node.domain.isEmpty ? "" : " of '\(node.domain)'"
    let isOptimized = node.domain == "com.microsoft" || ofQuantization.contains(node.operatorName)
    throw ImportFault(
      "the operator \(node.operatorName)\(domain) is not supported",
      hint: isOptimized
        ? "ONNX Runtime writes it when it optimizes or quantizes a model: take the model as it was exported" : nil
    )
  }

  /// What ONNX Runtime's quantization of weights and activations writes.
  private static let ofQuantization: Set<String> = [
    "DynamicQuantizeLinear", "ConvInteger", "MatMulInteger", "QLinearConv", "QLinearMatMul",
  ]

  /// Every rule for the standard's own operators, by the operators that it is for.
  static let all = byName(
    constants + elementwise + logic + matrices + images + resizing + normalizations + reductions + shapes + indexing
      + attention + recurrent + losses + fourier
  )

  /// Those for the operators of classical machine learning, as scikit-learn's models have them.
  static let machineLearning = byName(preprocessing + linearModels + labels + inexpressible)

  private static func byName(_ rules: [ONNXRule]) -> [String: ONNXRule] {
    Dictionary(uniqueKeysWithValues: rules.flatMap { rule in rule.names.map { ($0, rule) } })
  }
}
