import ForgeJSON
import ForgeTensors

/// The graph of a program that `torch.export` wrote: operators of ATen over named tensors.
///
/// Source: `torch/_export/serde/schema.py`, schema 8.20 (PyTorch 2.13).
struct ExportedProgram {
  /// One operator at work.
  struct Node {
    /// Such as `aten.conv2d.default`.
    let target: String
    /// Arguments by the names of the operator's schema.
    let arguments: [(name: String, value: Argument)]
    /// The names of the results.
    let outputs: [String]
    let name: String
    /// The module that called the operator: `features.0`; empty for the model itself.
    let module: String
  }

  indirect enum Argument {
    case none
    case tensor(String)
    case tensors([String?])
    case integer(Int)
    /// A whole number that another node computes.
    case symbol(String)
    case list([Argument])
    case number(Double)
    case boolean(Bool)
    case word(String)
    /// What the importer has no use for: devices, memory formats, graphs.
    case other(String)
  }

  struct Input {
    let name: String
    /// The number of the schema's `ScalarType`.
    let scalarType: Int
    /// Nil for a size that varies.
    let sizes: [Int?]
  }

  let nodes: [Node]
  let inputs: [Input]
  /// The names of the results, in order.
  let outputs: [String]
  /// What `forward` calls them.
  let outputNames: [String]
  /// Parameters, buffers and constants: the name in the graph, and the one that the tensor goes by.
  let tensors: [(graphName: String, name: String)]
  /// What PyTorch says of the tensors: sizes and how far apart neighbours along each axis lie, nil for what varies.
  private let layouts: [ExactText: (sizes: [Int?], strides: [Int?])]
  /// The nodes that read a tensor, by its name.
  private let readers: [ExactText: [Int]]

  init(_ model: JSONValue) throws(ImportFault) {
    guard let module = model["graph_module"], let graph = module["graph"], let signature = module["signature"] else {
      throw ImportFault("the program holds no graph with a signature")
    }
    let specs = signature["input_specs"].items
    let values = graph["tensor_values"].members
    var tensors: [(graphName: String, name: String)] = []
    var inputs: [Input] = []
    for spec in specs {
      guard case .object(let members) = spec, let member = members.first else { throw Self.strange("an input") }
      switch member.key {
      case "user_input":
        guard let name = member.value["arg"]?["as_tensor"]?["name"]?.text else {
          throw ImportFault("an input is no tensor", hint: "export the model with tensors as its only inputs")
        }
        inputs.append(try Self.input(name, values))
      case "parameter", "buffer", "tensor_constant":
        let key = member.key == "tensor_constant" ? "tensor_constant_name" : "\(member.key)_name"
        guard let graphName = member.value["arg"]?["name"]?.text, let name = member.value[key]?.text else {
          throw Self.strange("a \(member.key)")
        }
        tensors.append((graphName, name))
      default: throw ImportFault("the program has an input of kind '\(member.key)', which is not supported")
      }
    }
    self.tensors = tensors
    self.inputs = inputs
    // The caller of a generated model keeps its input as it is.
    let results = signature["output_specs"].items.filter { $0["user_input_mutation"] == nil }
    let form = module["module_call_graph"].items.first { $0["fqn"]?.text == "" }?["signature"]?["out_spec"]?.text
    let names = ProgramOutputNames(form, count: results.count)
    // Where 'forward' gives None, it gives nothing.
    let given = results.indices.filter { results[$0]["user_output"]?["arg"]?["as_none"] == nil }
    var outputs: [String] = []
    for spec in given.map({ results[$0] }) {
      guard let name = spec["user_output"]?["arg"]?["as_tensor"]?["name"]?.text else {
        throw ImportFault("an output is no tensor, or changes a buffer", hint: "export in evaluation mode: model.eval()")
      }
      outputs.append(name)
    }
    self.outputs = outputs
    outputNames = given.map { names.name(of: $0, isOnly: given.count == 1) }
    var parts = ProgramParts()
    try parts.add(graph)
    let nodes = parts.nodes
    self.nodes = nodes
    func numbers(_ value: JSONValue?) -> [Int?] { value.items.map { $0["as_int"]?.whole } }
    layouts = Dictionary(
      parts.values.map { value in
        let (sizes, strides) = (numbers(value.value["sizes"]), numbers(value.value["strides"]))
        return (ExactText(value.key), (sizes: sizes, strides: strides))
      },
      uniquingKeysWith: { first, _ in first }
    )
    var readers: [ExactText: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for name in node.arguments.flatMap(\.value.tensorNames) { readers[ExactText(name), default: []].append(index) }
    }
    self.readers = readers
  }

  func shape(of tensor: String) -> [Int?]? { layouts[ExactText(tensor)]?.sizes }

  func strides(of tensor: String) -> [Int?]? { layouts[ExactText(tensor)]?.strides }

  func readers(of tensor: String) -> [Node] { readers[ExactText(tensor), default: []].map { nodes[$0] } }

  static func strange(_ what: String) -> ImportFault { ImportFault("the program describes \(what) in an unknown way") }

  private static func input(_ name: String, _ values: [JSONMember]) throws(ImportFault) -> Input {
    guard let value = values.first(where: { $0.key.hasSameUTF8(as: name) })?.value, let type = value["dtype"]?.whole else {
      throw ImportFault("input '\(name)' has no type")
    }
    return Input(name: name, scalarType: type, sizes: value["sizes"].items.map { $0["as_int"]?.whole })
  }
}

extension ExportedProgram.Node {
  /// A node that gives a tensor another name.
  init(alias name: String, of tensor: String) {
    target = "aten.alias.default"
    arguments = [("self", .tensor(tensor))]
    outputs = [name]
    self.name = name
    module = ""
  }

  init(_ node: JSONValue) throws(ImportFault) {
    guard let target = node["target"]?.text else { throw ImportFault("a node has no target") }
    self.target = target.hasPrefix("torch.ops.") ? String(target.dropFirst("torch.ops.".count)) : target
    name = node["name"]?.text ?? ""
    arguments = node["inputs"].items.map { ($0["name"]?.text ?? "", ExportedProgram.Argument($0["arg"])) }
    outputs = node["outputs"].items.flatMap { output -> [String] in
      if let name = output["as_tensor"]?["name"]?.text { return [name] }
      if let name = output["as_sym_int"]?["as_name"]?.text { return [name] }
      return output["as_tensors"].items.map { $0["name"]?.text ?? "" }
    }
    // `L__self__,,Model;L__self__features,features,Sequential;…`: the last one called the operator.
    let stack = node["metadata"]?["nn_module_stack"]?.text ?? ""
    let last = stack.split(separator: ";").last.map { $0.split(separator: ",", omittingEmptySubsequences: false) } ?? []
    module = last.count > 1 ? String(last[1]) : ""
  }
}

extension ExportedProgram.Argument {
  var tensorNames: [String] {
    switch self {
    case .tensor(let name): [name]
    case .tensors(let names): names.compactMap { $0 }
    default: []
    }
  }

  /// The tensors and sizes that it names.
  var names: [String] {
    switch self {
    case .symbol(let name): [name]
    case .list(let items): items.flatMap(\.names)
    default: tensorNames
    }
  }

  /// The same with tensors and sizes under other names.
  func renamed(_ name: (String) -> String) -> Self {
    switch self {
    case .tensor(let own): .tensor(name(own))
    case .tensors(let names): .tensors(names.map { $0.map(name) })
    case .symbol(let own): .symbol(name(own))
    case .list(let items): .list(items.map { $0.renamed(name) })
    default: self
    }
  }

  fileprivate init(_ value: JSONValue?) {
    guard case .object(let members)? = value, let member = members.first else {
      self = .none
      return
    }
    let content = member.value
    switch member.key {
    case "as_none": self = .none
    case "as_tensor": self = content["name"]?.text.map(Self.tensor) ?? .other(member.key)
    case "as_tensors": self = .tensors(content.items.map { $0["name"]?.text })
    case "as_optional_tensors": self = .tensors(content.items.map { $0["as_tensor"]?["name"]?.text })
    case "as_int": self = content.whole.map(Self.integer) ?? .other(member.key)
    case "as_ints": self = .list(content.items.map { $0.whole.map(Self.integer) ?? .none })
    case "as_float": self = content.real.map(Self.number) ?? .other(member.key)
    case "as_floats": self = .list(content.items.map { $0.real.map(Self.number) ?? .none })
    case "as_bool": self = content.truth.map(Self.boolean) ?? .other(member.key)
    case "as_string": self = content.text.map(Self.word) ?? .other(member.key)
    case "as_scalar_type": self = content.whole.map(Self.integer) ?? .other(member.key)
    case "as_sym_int": self = Self(symbol: content)
    case "as_sym_ints": self = .list(content.items.map { Self(symbol: $0) })
    default: self = .other(member.key)
    }
  }

  private init(symbol: JSONValue) {
    if let name = symbol["as_name"]?.text {
      self = .symbol(name)
    } else {
      self = symbol["as_int"]?.whole.map(Self.integer) ?? .none
    }
  }
}

extension JSONValue? {
  var items: [JSONValue] { if case .array(let items)? = self { items } else { [] } }
  var members: [JSONMember] { if case .object(let members)? = self { members } else { [] } }
}

extension JSONValue {
  var items: [JSONValue] { Optional(self).items }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var whole: Int? { if case .integer(let value) = self { value } else { nil } }
  var truth: Bool? { if case .boolean(let value) = self { value } else { nil } }

  /// A number; infinities are written as words.
  var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    case .string("NaN"): .nan
    default: nil
    }
  }
}
