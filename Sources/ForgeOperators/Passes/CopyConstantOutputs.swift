import ForgeGraph

extension GraphPass {
  /// An output that is a constant, or one under another shape, gets a copy: constants lie among the weights, outputs in the memory of
  /// a call.
  static let copyConstantOutputs = GraphPass(
    name: "copy-constant-outputs",
    reason: "before constants are folded, which leaves outputs as they are"
  ) { graph in
    var graph = graph
    for (place, output) in graph.outputs.enumerated() where graph.isConstant(output) {
      guard let node = graph.node(of: output), let shape = node.type.shape.fixedSizes else { continue }
      graph.nodes.append(
        Node(
          name: "\(node.name) copied",
          op: Expand(shape: shape),
          inputs: [output],
          parameters: [],
          type: node.type,
          span: node.span
        )
      )
      graph.outputs[place] = graph.value(ofNode: graph.nodes.count - 1)
    }
    return graph
  }
}

extension Graph {
  /// Whether a value lies among the weights.
  fileprivate func isConstant(_ value: ValueID) -> Bool {
    guard let node = node(of: value) else { return false }
    switch node.op.memory {
    case .parameter: return true
    case .sameAsFirstInput: return node.inputs.first.map(isConstant) ?? false
    default: return false
    }
  }
}
