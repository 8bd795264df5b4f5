import ForgeGraph

extension GraphPass {
  /// Layers over large images are computed a few rows at a time, one after the other.
  static let computeInStrips = GraphPass(
    name: "compute-in-strips",
    reason: "last, since the layers of a strip are those that are emitted"
  ) { graph in
    var result = Graph(inputs: graph.inputs)
    var renamed = graph.inputs.indices.map { ValueID($0) }
    let readers = graph.readerCounts()
    var index = 0
    while index < graph.nodes.count {
      let strip = graph.strip(from: index, readers)
      let layers = Array(graph.nodes[index..<(index + (strip?.stages.count ?? 1))])
      var node = layers[0]
      let others = layers.dropFirst().flatMap { $0.inputs.dropFirst() }
      node.inputs = (node.inputs + others).map { renamed[$0.index] }
      if let strip {
        node.op = StripOperator(layers: layers, plan: strip)
        node.parameters = layers.flatMap(\.parameters)
        node.type = layers[layers.count - 1].type
        node.absorbed += layers.dropFirst().flatMap { [$0.name] + $0.absorbed }
      }
      result.nodes.append(node)
      let value = result.value(ofNode: result.nodes.count - 1)
      renamed += layers.map { _ in value }
      index += layers.count
    }
    result.outputs = graph.outputs.map { renamed[$0.index] }
    return result
  }
}

extension Graph {
  /// The floats of an image from which on it is worth while not to write it as a whole: more than a second cache of 512 KiB holds.
  private static let leastImage = 196_608
  /// The most floats that a strip holds, 384 KiB.
  private static let mostHeld = 98_304

  /// How the longest chain of layers from one on is computed in strips; nil where there is none.
  fileprivate func strip(from first: Int, _ readers: [ValueID: Int]) -> StripPlan? {
    var best: StripPlan?
    var stages: [StripPlan.Stage] = []
    var names: Set<String> = []
    for index in first..<nodes.count {
      let node = nodes[index]
      if index > first {
        let image = value(ofNode: index - 1)
        guard node.inputs.first == image, readers[image] == 1, type(of: image).shape.fixedCount ?? 0 >= Self.leastImage
        else { break }
      }
      // Layers that share weights may have made different ones of them, under one name.
      guard let stage = stage(of: node), names.isDisjoint(with: node.parameters.map(\.name)) else { break }
      names.formUnion(node.parameters.map(\.name))
      stages.append(stage)
      if stages.count > 1 {
        guard let plan = StripPlan.best(stages, limit: Self.mostHeld) else { break }
        best = plan
      }
    }
    return best
  }

  private func stage(of node: Node) -> StripPlan.Stage? {
    guard let op = node.op as? any RowOperator, let window = op.rowWindow(of: node.inputs.map(type(of:))),
      let sizes = node.type.shape.fixedSizes
    else { return nil }
    return StripPlan.Stage(window: window, height: sizes[0], rowSize: sizes.dropFirst().reduce(1, *))
  }
}
