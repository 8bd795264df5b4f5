import ForgeJSON

/// The nodes of a program in one list, those of parts that are wrapped up being written out.
///
/// A part is called by a higher-order operator: where no gradients are computed, where types are not cast on the way, where
/// activations are computed again in training. It reads and gives tensors by names of its own. The inputs become other names of the
/// tensors outside, and where a name is one that stands for another tensor already, the node's is put before it.
struct ProgramParts {
  private(set) var nodes: [ExportedProgram.Node] = []
  /// What is said of the tensors, by their names.
  private(set) var values: [JSONMember] = []
  /// The names that stand for tensors.
  private var taken: Set<ExactText> = []

  /// Operators that only call a part.
  private static let wrappers: Set<String> = [
    "wrap_with_set_grad_enabled", "wrap_with_autocast", "wrap_activation_checkpoint", "tag_activation_checkpoint",
    "invoke_subgraph", "strict_mode",
  ]

  /// Adds the nodes of the program's own graph, whose names stay.
  mutating func add(_ graph: JSONValue) throws(ImportFault) {
    values = graph["tensor_values"].members
    let own = graph["nodes"].items
    for name in own.flatMap({ $0["outputs"].items.flatMap(\.names) }) where !name.isEmpty {
      guard taken.insert(ExactText(name)).inserted else { throw ImportFault("the name '\(name)' stands for two tensors") }
    }
    taken.formUnion(graph["inputs"].items.flatMap(\.names).map(ExactText.init))
    for node in own { try add(node, [:], in: nil) }
  }

  /// Adds a node of a graph in which some names stand for others.
  private mutating func add(
    _ node: JSONValue,
    _ names: [ExactText: String],
    in part: String?
  ) throws(ImportFault) {
    func outside(_ name: String) -> String { names[ExactText(name)] ?? name }
    guard let graph = try Self.wrapped(node) else {
      return nodes.append(try ExportedProgram.Node(node).renamed(outside))
    }
    let given = node["inputs"].items.compactMap { $0["arg"] }.flatMap(\.names)
    let (own, results) = (graph["inputs"].items.flatMap(\.names), graph["outputs"].items.flatMap(\.names))
    let wanted = node["outputs"].items.flatMap(\.names)
    guard given.count == own.count, wanted.count == results.count else { throw ExportedProgram.strange("a part") }
    let prefix = [part, node["name"]?.text].compactMap { $0 }.joined(separator: ".")
    var inner = Dictionary(zip(own, given).map { (ExactText($0), outside($1)) }, uniquingKeysWith: { $1 })
    for name in graph["nodes"].items.flatMap({ $0["outputs"].items.flatMap(\.names) }) where !name.isEmpty {
      let full = taken.contains(ExactText(name)) ? "\(prefix).\(name)" : name
      guard taken.insert(ExactText(full)).inserted else { throw ImportFault("the name '\(full)' stands for two tensors") }
      inner[ExactText(name)] = full
    }
    values += graph["tensor_values"].members.compactMap { value in
      inner[ExactText(value.key)].map { JSONMember(key: $0, value: value.value) }
    }
    for node in graph["nodes"].items { try add(node, inner, in: prefix) }
    for (name, result) in zip(wanted, results) {
      nodes.append(ExportedProgram.Node(alias: outside(name), of: inner[ExactText(result)] ?? result))
    }
  }

  /// The graph of the part that a node calls; nil for other nodes.
  private static func wrapped(_ node: JSONValue) throws(ImportFault) -> JSONValue? {
    let parts = (node["target"]?.text ?? "").split(separator: ".")
    guard parts.count == 4, parts[2] == "higher_order", wrappers.contains(String(parts[3])) else { return nil }
    let arguments = node["inputs"].items.compactMap { $0["arg"] }
    let graphs = arguments.compactMap { $0["as_graph"]?["graph"] }
    guard graphs.count == 1 else { throw ExportedProgram.strange("a part") }
    // The device, the type, whether types are cast, whether casts are kept.
    let flags = arguments.compactMap { $0["as_bool"]?.truth }
    if parts[3] == "wrap_with_autocast", flags.first != false {
      throw ImportFault(
        "a part of the program computes in 16 bits (autocast), only float32 is supported",
        hint: "export the model without torch.autocast"
      )
    }
    return graphs[0]
  }
}

extension JSONValue {
  /// The names of the tensors and sizes in an argument or a result.
  fileprivate var names: [String] {
    if let name = self["as_tensor"]?["name"]?.text ?? self["as_sym_int"]?["as_name"]?.text { return [name] }
    return self["as_tensors"].items.map { $0["name"]?.text ?? "" }
  }
}

extension ExportedProgram.Node {
  /// The same with tensors under other names.
  fileprivate func renamed(_ name: (String) -> String) -> Self {
    ExportedProgram.Node(
      target: target,
      arguments: arguments.map { ($0.name, $0.value.renamed(name)) },
      outputs: outputs.map { $0.isEmpty ? $0 : name($0) },
      name: self.name,
      module: module
    )
  }
}
