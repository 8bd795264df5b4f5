import ForgeGraph

extension GraphPass {
  /// Elementwise functions become part of the operator before them, which applies them while its results are in registers:
  /// activations, and sums with another value (of a residual connection, say).
  static let fuseElementwise = GraphPass(
    name: "fuse-elementwise",
    reason: "after channels are moved, since values are combined only where they lie alike"
  ) { graph in
    var graph = graph
    // What was fused goes at once, so that the next function stands right behind the operator.
    while let fused = graph.fusingOneFunction() { graph = GraphPass.dropDeadNodes.run(fused) }
    return graph
  }
}

extension Graph {
  /// The graph with the first function that can be fused part of the operator before it; nil when there is none.
  fileprivate func fusingOneFunction() -> Graph? {
    let readers = readerCounts()
    for (index, node) in nodes.enumerated() {
      guard !isMostlyPadding(node.type),
        let (source, step) = finishingStep(of: node), readers[source] == 1, let base = self.node(of: source),
        let op = base.op.finished(by: step, inputCount: base.inputs.count)
      else { continue }
      var fused = self
      var result = base
      result.op = op
      result.inputs += node.inputs.filter { $0 != source }
      result.absorbed += [node.name] + node.absorbed
      fused.nodes[source.index - inputs.count] = result
      return fused.forwarding(value(ofNode: index), to: source)
    }
    return nil
  }

  /// Whether kernels compute the value in vectors of which less than half is stored: a function costs less over the stored
  /// elements, one after the other.
  private func isMostlyPadding(_ type: TensorType) -> Bool {
    guard type.shape.rank > 1, let columns = type.shape.dimensions.last?.fixedValue else { return false }
    return columns < 8
  }

  /// What a node does to one of its inputs, as a step behind that; nil when it is no such function.
  ///
  /// Of two inputs it is the later one, since the other must be there when that is computed.
  private func finishingStep(of node: Node) -> (source: ValueID, step: FinishedOperator.Step)? {
    if let function = node.op as? any ElementwiseFunction { return (node.inputs[0], .function(function)) }
    guard let function = node.op as? any CombiningFunction, node.inputs.count == 2, node.inputs[0] != node.inputs[1],
      node.inputs.allSatisfy({ type(of: $0) == node.type })
    else { return nil }
    let isLeft = node.inputs[0] > node.inputs[1]
    return (isLeft ? node.inputs[0] : node.inputs[1], .combination(function, isLeft: isLeft))
  }
}

extension Operator {
  /// The operator with one more step behind it; nil when its kernels do not take any.
  fileprivate func finished(by step: FinishedOperator.Step, inputCount: Int) -> FinishedOperator? {
    if var finished = self as? FinishedOperator {
      finished.steps.append(step)
      return finished
    }
    guard let base = self as? any FinishingOperator else { return nil }
    return FinishedOperator(base: base, baseInputCount: inputCount, steps: [step])
  }
}
