/// A step that makes a graph better without changing what it computes.
package struct GraphPass: Sendable {
  package let name: String
  /// Why the step stands where it does.
  package let reason: String
  package let run: @Sendable (Graph) -> Graph

  package init(name: String, reason: String, run: @escaping @Sendable (Graph) -> Graph) {
    self.name = name
    self.reason = reason
    self.run = run
  }
}

extension Graph {
  /// The graph after the passes, each verified; `observe` sees every stage.
  package func running(_ passes: [GraphPass], observe: (GraphPass, Graph) -> Void = { _, _ in }) -> Graph {
    var graph = self
    for pass in passes {
      graph = pass.run(graph)
      let fault = graph.fault()
      precondition(fault == nil, "pass '\(pass.name)' broke the graph: \(fault ?? "")")
      observe(pass, graph)
    }
    return graph
  }

  /// A new graph from this one's nodes in their order: `rewrite` keeps a node, replaces it, or names the value that stands for it.
  package func rewritingNodes(_ rewrite: (Node, _ inputs: [ValueID]) -> NodeRewrite) -> Graph {
    var result = Graph(inputs: inputs)
    var renamed = inputs.indices.map { ValueID($0) }
    for node in nodes {
      let inputs = node.inputs.map { renamed[$0.index] }
      switch rewrite(node, inputs) {
      case .keep(var kept):
        kept.inputs = inputs
        result.nodes.append(kept)
        renamed.append(result.value(ofNode: result.nodes.count - 1))
      case .forward(let value): renamed.append(value)
      }
    }
    result.outputs = outputs.map { renamed[$0.index] }
    return result
  }
}

extension Graph {
  /// The graph in which an earlier value stands for a later one wherever that is read; the node stays, without readers.
  package func forwarding(_ value: ValueID, to other: ValueID) -> Graph {
    precondition(other < value, "a value is computed before it is read")
    var result = self
    for index in nodes.indices { result.nodes[index].inputs = nodes[index].inputs.map { $0 == value ? other : $0 } }
    result.outputs = outputs.map { $0 == value ? other : $0 }
    return result
  }
}

/// What becomes of a node in a rewrite.
package enum NodeRewrite {
  /// The node stays, perhaps changed; its inputs are renamed.
  case keep(Node)
  /// The node goes; this value takes its place.
  case forward(ValueID)
}

extension GraphPass {
  /// Drops nodes whose values nothing reads.
  package static let dropDeadNodes = GraphPass(
    name: "drop-dead-nodes",
    reason: "last, because the other passes leave nodes without readers"
  ) { graph in
    var live = Set(graph.outputs)
    for (index, node) in graph.nodes.enumerated().reversed() where live.contains(graph.value(ofNode: index)) {
      live.formUnion(node.inputs)
    }
    var result = Graph(inputs: graph.inputs)
    var renamed: [ValueID: ValueID] = [:]
    for index in graph.inputs.indices { renamed[ValueID(index)] = ValueID(index) }
    for (index, var node) in graph.nodes.enumerated() where live.contains(graph.value(ofNode: index)) {
      node.inputs = node.inputs.compactMap { renamed[$0] }
      result.nodes.append(node)
      renamed[graph.value(ofNode: index)] = result.value(ofNode: result.nodes.count - 1)
    }
    result.outputs = graph.outputs.compactMap { renamed[$0] }
    return result
  }
}
