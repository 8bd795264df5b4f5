import ForgeGraph

extension GraphPass {
  /// What is computed from constants alone becomes a constant, unless it is an output or has more than four times their elements: a
  /// small one that is repeated to a large one would make the package larger.
  static let foldConstants = GraphPass(
    name: "fold-constants",
    reason: "before weights are folded, so that what they are combined with is known"
  ) { graph in
    var graph = graph
    let shown = graph.shownValues()
    for index in graph.nodes.indices where !shown.contains(graph.value(ofNode: index)) {
      let node = graph.nodes[index]
      let sources = node.inputs.compactMap { graph.node(of: $0) }
      guard !sources.isEmpty, sources.count == node.inputs.count, sources.allSatisfy({ $0.op is Constant }),
        node.parameters.isEmpty, node.type.element == .float32, let shape = node.type.shape.fixedSizes,
        let count = node.type.shape.fixedCount, count <= 4 * sources.reduce(0, { $0 + $1.parameters[0].count })
      else { continue }
      let values = node.op.evaluate(sources.map { $0.parameters[0].reference() }, []).elements.map { Float($0) }
      let constant = Parameter(name: "\(node.name).value", shape: shape) { values }
      graph.nodes[index].op = Constant(shape: shape)
      graph.nodes[index].inputs = []
      graph.nodes[index].parameters = [constant]
    }
    return graph
  }
}

extension Graph {
  /// The outputs, and values that they are another shape of: they are computed into memory that each call has for itself.
  fileprivate func shownValues() -> Set<ValueID> {
    var shown = Set(outputs)
    for (index, node) in nodes.enumerated().reversed() where shown.contains(value(ofNode: index)) {
      if node.op.memory == .sameAsFirstInput, let source = node.inputs.first { shown.insert(source) }
    }
    return shown
  }
}
