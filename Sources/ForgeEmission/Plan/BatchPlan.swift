import ForgeGraph

/// The forward pass of up to so many examples at once.
///
/// Every value has the place that it has for a single example, taken as many times: the examples lie one after the other, a whole
/// number of vectors apart. Dense layers compute all of them in one product; the others run example by example.
package struct BatchPlan: Sendable {
  /// How many examples at a time.
  package let examples: Int
  package let steps: [ForwardPlan.Step]
  /// Where the graph's inputs and outputs lie: those of an example at `start + example * stride`.
  package let inputs: [(start: Int, stride: Int)]
  package let outputs: [(start: Int, stride: Int)]
  package let inputSteps: [ForwardPlan.Step]
  package let floatCount: Int
  package let idCount: Int
  package let scratchOffset: Int?
}

extension BatchPlan {
  /// The constant in the generated code that says how many examples there are, and the one that counts them.
  static let countName = "examples"
  static let indexName = "example"

  /// As many examples as keep their values within 192 KiB, which the second cache holds beside the weights: whole tiles of six
  /// rows, four of them at least and eight at most, so that few examples do not wait for memory that they do not need.
  private static func examples(of memory: MemoryPlan) -> Int {
    let held = 49_152 / max(1, memory.valueCount.fixedValue ?? 0)
    return min(48, max(24, held / 6 * 6))
  }

  /// Whether most of the work is in layers that take many examples at once.
  static func isFaster(for graph: Graph) -> Bool {
    guard graph.symbols.isEmpty else { return false }
    var all = 0
    var batched = 0
    for node in graph.nodes {
      // What lies among the weights is there once for all examples.
      if case .parameter = node.op.memory { return false }
      let types = node.inputs.map(graph.type(of:))
      let cost = node.op.multiplyAdds(inputs: types, output: node.type).fixedValue ?? 0
      all += cost
      if (node.op as? any BatchOperator)?.takesBatch(of: types) == true { batched += cost }
    }
    return batched > 0 && batched * 2 >= all
  }

  /// The statements of every node.
  static func sites(_ graph: Graph, _ names: [String], _ memory: MemoryPlan) -> [CallSite] {
    graph.nodes.enumerated().map { index, node in
      let output = graph.value(ofNode: index)
      let isBatched = takesBatch(node, output, graph, memory)
      func operand(_ value: ValueID) -> CallSite.Operand {
        let step = isBatched ? "" : " + \(indexName) * \(memory.places[value.index].stride.swiftExpression)"
        return CallSite.Operand(pointer: names[value.index] + step, type: graph.type(of: value))
      }
      func stride(_ value: ValueID) -> Int { memory.places[value.index].stride.fixedValue ?? 0 }
      let batch = CallSite.Batch(
        count: countName,
        inputStride: node.inputs.first.map(stride) ?? 0,
        outputStride: stride(output)
      )
      var site = CallSite(
        inputs: node.inputs.map(operand),
        output: operand(output),
        parameters: node.parameters,
        batch: isBatched ? batch : nil
      )
      if case .sameAsFirstInput = node.op.memory { return site }
      node.op.emit(&site)
      return site
    }
  }

  /// Whether a node computes all examples in one statement: its operator does, and further inputs lie like the output.
  private static func takesBatch(_ node: Node, _ output: ValueID, _ graph: Graph, _ memory: MemoryPlan) -> Bool {
    guard let op = node.op as? any BatchOperator, op.takesBatch(of: node.inputs.map(graph.type(of:))) else { return false }
    return node.inputs.dropFirst().allSatisfy {
      memory.places[$0.index].stride == memory.places[output.index].stride && memory.places[$0.index].inner == .fixed(0)
    }
  }

  init(
    _ graph: Graph,
    _ sites: [CallSite],
    _ names: [String],
    _ memory: MemoryPlan,
    _ weights: [ForwardPlan.PlacedWeights],
    _ functions: [ForwardPlan.FinishingFunction]
  ) {
    let examples = Self.examples(of: memory)
    self.examples = examples
    func place(_ value: ValueID) -> (start: Int, stride: Int) {
      let place = memory.places[value.index]
      let inner = place.inner.fixedValue ?? 0
      return (((place.offset.fixedValue ?? 0) - inner) * examples + inner, place.stride.fixedValue ?? 0)
    }
    func pointer(_ value: ValueID) -> String {
      ForwardPlan.pointer(.fixed(place(value).start), isID: memory.places[value.index].isID)
    }
    inputs = graph.inputs.indices.map { place(ValueID($0)) }
    outputs = graph.outputs.map(place)
    inputSteps = graph.inputs.indices.map { index in
      ForwardPlan.Step(comment: "", name: names[index], pointer: pointer(ValueID(index)), statements: [])
    }
    floatCount = (memory.valueCount.fixedValue ?? 0) * (examples - 1) + (memory.floatCount.fixedValue ?? 0)
    idCount = (memory.idCount.fixedValue ?? 0) * examples
    scratchOffset = memory.scratchOffset.map { ($0.fixedValue ?? 0) * examples }
    let isSame = sites.flatMap(\.weights).map(\.name) == weights.map(\.block.name)
    precondition(isSame, "an operator stores the same weights for one example and for many")
    let statements = ForwardPlan.statements(of: sites, weights, functions)
    steps = graph.nodes.enumerated().map { index, node in
      let value = graph.value(ofNode: index)
      let own = statements[index]
      let isFree = memory.isFree.contains(value) || own.isEmpty
      let loop = ["for \(Self.indexName) in 0..<\(Self.countName) {"] + own.map { "  \($0)" } + ["}"]
      return ForwardPlan.Step(
        comment: ForwardPlan.comment(node, graph),
        name: names[value.index],
        pointer: pointer(value),
        statements: isFree ? [] : sites[index].batch == nil ? loop : own
      )
    }
  }
}
