extension Graph {
  /// Computes every output for one example in the reference interpreter: float64, one operator after the other.
  ///
  /// `inputs` are in the order of the graph's inputs, with concrete shapes.
  package func evaluate(_ inputs: [ReferenceTensor]) -> [ReferenceTensor] {
    evaluateAll(inputs, parameters: nodes.map { $0.parameters.map { $0.reference() } })
  }

  /// An evaluation that reads the parameters once for many examples.
  package func evaluator() -> @Sendable ([ReferenceTensor]) -> [ReferenceTensor] {
    let parameters = nodes.map { $0.parameters.map { $0.reference() } }
    return { evaluateAll($0, parameters: parameters) }
  }

  private func evaluateAll(_ inputs: [ReferenceTensor], parameters: [[ReferenceTensor]]) -> [ReferenceTensor] {
    precondition(inputs.count == self.inputs.count, "the graph takes \(self.inputs.count) inputs, not \(inputs.count)")
    var values: [ReferenceTensor?] = inputs
    var remaining = readerCounts()
    for (index, node) in nodes.enumerated() {
      let operands = node.inputs.compactMap { values[$0.index] }
      values.append(node.op.evaluate(operands, parameters[index]))
      for input in node.inputs {
        remaining[input, default: 0] -= 1
        if remaining[input] == 0 { values[input.index] = nil }
      }
    }
    return outputs.compactMap { values[$0.index] }
  }
}
