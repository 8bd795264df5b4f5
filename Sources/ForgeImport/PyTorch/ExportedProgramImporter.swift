import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeTensors

/// Writes a program of `torch.export` down as a draft, node by node.
struct ExportedProgramImporter {
  let program: ExportedProgram
  var tracer = Tracer(layout: .pytorch)
  private var values: [ExactText: Traced] = [:]

  init(_ archive: PT2Archive) throws(ImportFault) {
    program = try ExportedProgram(archive.model)
    let stored = Dictionary(uniqueKeysWithValues: archive.tensors.map { (ExactText($0.entry.name), $0.entry) })
    for (graphName, name) in program.tensors {
      guard let entry = stored[ExactText(name)] else { throw ImportFault("the archive holds no tensor '\(name)'") }
      values[ExactText(graphName)] = Traced(Known(entry))
    }
  }

  mutating func draft() throws(ImportFault) -> Draft {
    for input in program.inputs { try add(input) }
    for node in program.nodes { try add(node) }
    for (index, name) in program.outputs.enumerated() {
      guard let tensor = values[ExactText(name)] else { throw ImportFault("output '\(name)' is computed by no node") }
      guard tensor.known == nil else { throw ImportFault("output '\(name)' does not depend on any input") }
      tracer.wanted = "\(name)_value"
      let value = try tracer.value(tensor, without: tensor.shape.first == 1 ? 0 : tracer.missingAxis(tensor))
      tracer.draft.addOutput(program.outputs.count == 1 ? "output" : "output_\(index)", value)
    }
    return tracer.draft
  }

  /// An input with the batch bound to 1; other sizes must be known.
  private mutating func add(_ input: ExportedProgram.Input) throws(ImportFault) {
    let place = "input '\(input.name)'"
    var shape: [Int] = []
    for (axis, size) in input.sizes.enumerated() {
      guard let size = size ?? (axis == 0 ? 1 : nil), size > 0 else {
        throw ImportFault(
          "\(place) has a size that varies along axis \(axis), only the batch may",
          hint: "export the model with a fixed size for it"
        )
      }
      shape.append(size)
    }
    let element: ImportedElement
    switch input.scalarType {
    case 7: element = .float32
    case 4, 5: element = .int64
    default: throw ImportFault("\(place) is no float32 and holds no ids (scalar type \(input.scalarType))")
    }
    values[ExactText(input.name)] = try tracer.input(input.name, shape: shape, element: element, hasBatch: shape.first == 1)
  }

  private mutating func add(_ node: ExportedProgram.Node) throws(ImportFault) {
    do {
      guard let rule = ATenRule.all[node.target] else { throw ImportFault("the operator \(node.target) is not supported") }
      var work = ATenWork(node: node, values: values, tracer: tracer)
      work.tracer.wanted = work.layerName
      let outputs = try rule.apply(&work)
      tracer = work.tracer
      guard outputs.count >= node.outputs.count else {
        throw ImportFault("only its first \(outputs.count) results are supported")
      }
      for (name, output) in zip(node.outputs, outputs) where !name.isEmpty { values[ExactText(name)] = output }
    } catch {
      var fault = error as? ImportFault ?? ImportFault("\(error)")
      fault.node = fault.node ?? "node '\(node.name)' (\(node.target))"
      throw fault
    }
  }
}

/// A node at work: what a rule reads and where it writes.
struct ATenWork {
  let node: ExportedProgram.Node
  let values: [ExactText: Traced]
  var tracer: Tracer

  private func argument(_ name: String) -> ExportedProgram.Argument? {
    guard let value = node.arguments.first(where: { $0.name == name })?.value else { return nil }
    if case .none = value { return nil }
    return value
  }

  func has(_ name: String) -> Bool { argument(name) != nil }

  func tensor(_ name: String) throws(ImportFault) -> Traced {
    guard let tensor = try optionalTensor(name) else { throw ImportFault("its argument '\(name)' is missing, or no tensor") }
    return tensor
  }

  func optionalTensor(_ name: String) throws(ImportFault) -> Traced? {
    guard case .tensor(let value)? = argument(name) else { return nil }
    guard let tensor = values[ExactText(value)] else { throw ImportFault("'\(value)' is computed by no node above it") }
    return tensor
  }

  func tensors(_ name: String) throws(ImportFault) -> [Traced] {
    guard case .tensors(let names)? = argument(name) else { throw ImportFault("its argument '\(name)' is no list of tensors") }
    var tensors: [Traced] = []
    for case let value? in names {
      guard let tensor = values[ExactText(value)] else { throw ImportFault("'\(value)' is computed by no node above it") }
      tensors.append(tensor)
    }
    return tensors
  }

  func known(_ name: String) throws(ImportFault) -> Known {
    guard let known = try tensor(name).known else {
      throw ImportFault("its '\(name)' is computed, only a constant is supported")
    }
    return known
  }

  func optionalKnown(_ name: String) throws(ImportFault) -> Known? { try optionalTensor(name) == nil ? nil : known(name) }

  func integer(_ name: String) throws(ImportFault) -> Int? {
    guard let value = argument(name) else { return nil }
    return try whole(value, name)
  }

  func integer(_ name: String, default value: Int) throws(ImportFault) -> Int { try integer(name) ?? value }

  func integers(_ name: String) throws(ImportFault) -> [Int]? {
    guard let value = argument(name) else { return nil }
    guard case .list(let items) = value else { return [try whole(value, name)] }
    var result: [Int] = []
    for item in items { result.append(try whole(item, name)) }
    return result
  }

  /// A list with a number for each axis; one number stands for all.
  func perAxis(_ name: String, count: Int, default value: [Int]) throws(ImportFault) -> [Int] {
    guard let values = try integers(name), !values.isEmpty else { return value }
    return values.count == 1 ? .init(repeating: values[0], count: count) : values
  }

  private func whole(_ value: ExportedProgram.Argument, _ name: String) throws(ImportFault) -> Int {
    switch value {
    case .integer(let value): return value
    case .symbol(let symbol):
      if let value = values[ExactText(symbol)]?.known?.integers?.first { return value }
      throw ImportFault("its '\(name)' is a size '\(symbol)' that is not known")
    default: throw ImportFault("its '\(name)' is no whole number")
    }
  }

  func number(_ name: String) throws(ImportFault) -> Double? {
    switch argument(name) {
    case nil: return nil
    case .number(let value)?: return value
    case .integer(let value)?: return Double(value)
    default: throw ImportFault("its '\(name)' is no number")
    }
  }

  func number(_ name: String, default value: Double) throws(ImportFault) -> Double { try number(name) ?? value }

  func boolean(_ name: String, default value: Bool) -> Bool {
    if case .boolean(let flag)? = argument(name) { flag } else { value }
  }

  func word(_ name: String) -> String? {
    if case .word(let word)? = argument(name) { word } else { nil }
  }

  /// An axis counted from the front.
  func axis(_ number: Int, of rank: Int) throws(ImportFault) -> Int {
    let axis = number < 0 ? number + rank : number
    guard (0..<max(1, rank)).contains(axis) else { throw ImportFault("axis \(number) is none of the \(rank) axes") }
    return axis
  }

  /// What the layers of the node are called: as the module whose weight it reads, else as the module that calls it and the
  /// operator.
  var layerName: String {
    if case .tensor(let name)? = argument("weight"), let known = values[ExactText(name)]?.known, known.name.hasSuffix(".weight")
    {
      return String(known.name.dropLast(".weight".count))
    }
    let word =
      node.target.split(separator: ".").dropFirst().first.map { $0.split(separator: "_").joined(separator: "_") } ?? node.name
    let isAlone = [
      "relu", "relu6", "gelu", "silu", "hardswish", "hardsigmoid", "sigmoid", "tanh", "softmax", "dropout", "flatten",
    ]
    if node.module.isEmpty { return node.name }
    let isOperation = word.hasSuffix("pool2d") || word.hasSuffix("pool1d") || isAlone.contains(word)
    return isOperation ? node.module : "\(node.module).\(node.name)"
  }
}

/// How an operator of ATen is written down.
struct ATenRule: Sendable {
  let names: [String]
  let apply: @Sendable (inout ATenWork) throws -> [Traced]

  /// `names` without `aten.`.
  init(_ names: String..., apply: @escaping @Sendable (inout ATenWork) throws -> [Traced]) {
    self.names = names.map { "aten.\($0)" }
    self.apply = apply
  }

  static let all: [String: ATenRule] = {
    let rules = elementwise + layers + shapes
    return Dictionary(uniqueKeysWithValues: rules.flatMap { rule in rule.names.map { ($0, rule) } })
  }()
}
