import ForgeGraph

/// The forward pass as Swift statements over one stretch of working memory, with the kernels and weights that it needs.
package struct ForwardPlan: Sendable {
  /// One layer of the generated function.
  package struct Step: Sendable {
    /// What the layer is, for the comment above it.
    package let comment: String
    /// The constant that names the value: `conv1`.
    package let name: String
    /// The expression of its pointer.
    package let pointer: String
    package let statements: [String]
  }

  /// A function of the generated code that finishes a kernel's results.
  package struct FinishingFunction: Sendable {
    package let name: String
    package let kernel: FinishedKernel
  }

  /// A block of weights at its place.
  package struct PlacedWeights: Sendable {
    /// The constant that names the place: `conv1Weight`.
    package let constant: String
    /// In floats; a multiple of 16.
    package let offset: Int
    package let block: CallSite.WeightBlock
    /// Whether the place is that of an earlier block: layers may share weights.
    package let isRepeated: Bool
  }

  /// An input or output of the graph: what the generated code calls it and where it lies.
  package struct Port: Sendable {
    package let constant: String
    package let offset: Dimension
    package let type: TensorType
  }

  package let steps: [Step]
  package let inputs: [Port]
  package let outputs: [Port]
  package let weights: [PlacedWeights]
  /// Floats of weights in all, padding included.
  package let weightCount: Int
  package let kernels: [KernelFile]
  /// The functions that finish kernels' results, each once.
  package let functions: [FinishingFunction]
  package let memory: MemoryPlan
  package let symbols: [String]
  /// Statements that name the inputs' pointers.
  package let inputSteps: [Step]
  /// The forward pass of many examples at once, where that is faster than one after the other.
  package let batch: BatchPlan?
  /// How many examples make a share of the work that is worth another core.
  package let leastShare: Int
}

extension ForwardPlan {
  /// Plans the code of a graph. `outputNames` are those of the spec, in the order of the graph's outputs.
  package init(_ graph: Graph, outputNames: [String]) {
    let valueNames = Self.valueNames(graph)
    let sites = graph.nodes.enumerated().map { index, node in
      Self.site(of: node, graph, named: valueNames[graph.value(ofNode: index).index], valueNames)
    }
    let memory = MemoryPlan(graph, scratch: sites.flatMap(\.scratchCounts))
    self.memory = memory
    symbols = graph.symbols
    leastShare = Self.leastShare(graph)
    let placement = Self.place(sites.flatMap(\.weights))
    weights = placement.weights
    weightCount = placement.count
    let batchSites = BatchPlan.isFaster(for: graph) ? BatchPlan.sites(graph, valueNames, memory) : []
    kernels = Set((sites + batchSites).flatMap(\.kernels)).sorted()
    functions = Self.named((sites + batchSites).flatMap(\.finishedKernels))
    batch =
      batchSites.isEmpty ? nil : BatchPlan(graph, batchSites, valueNames, memory, weights, functions)
    steps = Self.steps(graph, sites, valueNames, memory, weights, functions)
    inputSteps = graph.inputs.indices.map { index in
      Step(
        comment: "",
        name: valueNames[index],
        pointer: Self.pointer(memory.places[index]),
        statements: []
      )
    }
    inputs = graph.inputs.enumerated().map { index, input in
      Port(constant: valueNames[index], offset: memory.places[index].offset, type: input.type)
    }
    var names = LocalNames(reserved: Set(inputs.map(\.constant) + graph.symbols + ["floatCount", "idCount"]))
    outputs = zip(graph.outputs, outputNames).map { value, name in
      Port(
        constant: names.name(for: name, fallback: "output"),
        offset: memory.places[value.index].offset,
        type: graph.type(of: value)
      )
    }
  }

  /// How many examples keep a core busy for some 50 µs, which is what another takes to wake: two million multiply-adds, with a
  /// few thousand for what every example costs. One where sizes vary, which such small models rarely do.
  private static func leastShare(_ graph: Graph) -> Int {
    let work = graph.nodes.reduce(Dimension.fixed(1 << 12)) { sum, node in
      sum + node.op.multiplyAdds(inputs: node.inputs.map(graph.type(of:)), output: node.type)
    }
    return work.fixedValue.map { max(1, (1 << 21) / $0) } ?? 1
  }

  private static func valueNames(_ graph: Graph) -> [String] {
    var names = LocalNames(
      reserved: Set(
        [
          "weights", "floats", "ids", "scratch", "sums", "offset", "example", "examples", "places", "nil", "floatCount",
          "idCount",
        ] + graph.symbols + graph.nodes.flatMap(\.op.localNames)
      )
    )
    return graph.inputs.map { names.name(for: $0.name, fallback: "input") }
      + graph.nodes.map { names.name(for: $0.name, fallback: $0.op.name) }
  }

  /// The statements of a node with the pointers of its operands.
  private static func site(of node: Node, _ graph: Graph, named name: String, _ names: [String]) -> CallSite {
    let inputs = node.inputs.map { CallSite.Operand(pointer: names[$0.index], type: graph.type(of: $0)) }
    var site = CallSite(
      inputs: inputs,
      output: CallSite.Operand(pointer: name, type: node.type),
      parameters: node.parameters
    )
    if case .sameAsFirstInput = node.op.memory { return site }
    node.op.emit(&site)
    return site
  }

  private static func place(_ blocks: [CallSite.WeightBlock]) -> (weights: [PlacedWeights], count: Int) {
    let repeated = repeatedBlocks(blocks)
    var names = LocalNames(reserved: [])
    var offset = 0
    var placed: [PlacedWeights] = []
    for (index, block) in blocks.enumerated() {
      if let first = repeated[index] {
        let same = placed[first]
        placed.append(PlacedWeights(constant: same.constant, offset: same.offset, block: block, isRepeated: true))
        continue
      }
      let constant = names.name(for: block.name, fallback: "weight")
      placed.append(PlacedWeights(constant: constant, offset: offset, block: block, isRepeated: false))
      offset += (block.count + 15) / 16 * 16
    }
    // Kernels may read 15 elements behind a block, the last one too.
    return (placed, placed.isEmpty ? 0 : offset + 16)
  }

  /// The first block of the same parameter in the same layout, for the blocks that have one before them.
  ///
  /// The name decides, so that new weights never change which blocks are shared; a pass that changes a parameter may leave it the
  /// name, so the elements are compared too.
  private static func repeatedBlocks(_ blocks: [CallSite.WeightBlock]) -> [Int: Int] {
    struct Look: Hashable {
      let name: String
      let layout: String
      let count: Int
    }
    var known: [Look: [Int]] = [:]
    var result: [Int: Int] = [:]
    for (index, block) in blocks.enumerated() {
      let look = Look(name: block.name, layout: block.layout, count: block.count)
      if let first = known[look]?.first(where: { blocks[$0].hasSameElements(as: block) }) {
        result[index] = first
      } else {
        known[look, default: []].append(index)
      }
    }
    return result
  }

  private static func steps(
    _ graph: Graph,
    _ sites: [CallSite],
    _ names: [String],
    _ memory: MemoryPlan,
    _ weights: [PlacedWeights],
    _ functions: [FinishingFunction]
  ) -> [Step] {
    let statements = statements(of: sites, weights, functions)
    return graph.nodes.enumerated().map { index, node in
      let value = graph.value(ofNode: index)
      if case .parameter = node.op.memory {
        // The only statement of a parameter is where it lies.
        let own = statements[index].first ?? ""
        return Step(comment: comment(node, graph), name: names[value.index], pointer: own, statements: [])
      }
      let isInPlace = node.inputs.first.map { memory.places[$0.index] == memory.places[value.index] } ?? false
      return Step(
        comment: comment(node, graph),
        name: names[value.index],
        pointer: isInPlace ? names[node.inputs[0].index] : pointer(memory.places[value.index]),
        statements: memory.isFree.contains(value) ? [] : statements[index]
      )
    }
  }

  /// The statements of each site with the pointers of its weights and the names of functions, which only the plan knows. `weights`
  /// are those of the sites, in their order.
  static func statements(
    of sites: [CallSite],
    _ weights: [PlacedWeights],
    _ functions: [FinishingFunction]
  ) -> [[String]] {
    var rest = weights[...]
    return sites.map { site in
      let own = rest.prefix(site.weights.count)
      rest = rest.dropFirst(site.weights.count)
      return site.statements.map { resolved(resolved($0, own), site.finishedKernels, functions) }
    }
  }

  /// The statement with its weights' pointers in place of their names.
  private static func resolved(_ statement: String, _ weights: ArraySlice<PlacedWeights>) -> String {
    weights.reduce(statement) { text, placed in
      text.replacing(CallSite.weightPlaceholder(placed.block.name), with: "weights + Parameters.\(placed.constant)")
    }
  }

  /// The statement with the names of generated functions.
  private static func resolved(
    _ statement: String,
    _ used: [FinishedKernel],
    _ functions: [FinishingFunction]
  ) -> String {
    functions.filter { used.contains($0.kernel) }.reduce(statement) { text, finished in
      text.replacing(CallSite.finishedPlaceholder(finished.kernel), with: "Kernel.\(finished.name)")
    }
  }

  /// A name for each kernel with another finish.
  private static func named(_ kernels: [FinishedKernel]) -> [FinishingFunction] {
    // A kernel's own name is free for the one that leaves its results as they are: that has a parameter less.
    var names = LocalNames(reserved: [])
    var known: Set<FinishedKernel> = []
    return kernels.filter { known.insert($0).inserted }.map {
      FinishingFunction(name: names.name(for: $0.suggestedName, fallback: $0.function), kernel: $0)
    }
  }

  private static func pointer(_ place: MemoryPlan.Place) -> String { pointer(place.offset, isID: place.isID) }

  /// The expression of a place in working memory: `floats + 1024`.
  static func pointer(_ offset: Dimension, isID: Bool) -> String {
    let base = isID ? "ids" : "floats"
    return offset == .fixed(0) ? base : "\(base) + \(offset.swiftExpression)"
  }

  static func comment(_ node: Node, _ graph: Graph) -> String { node.comment(inputs: node.inputs.map(graph.type(of:))) }
}

extension CallSite.WeightBlock {
  /// Whether another block of the same layout holds the same floats, bit by bit.
  fileprivate func hasSameElements(as other: CallSite.WeightBlock) -> Bool {
    pieceCount == other.pieceCount
      && (0..<pieceCount).allSatisfy { piece($0).elementsEqual(other.piece($0)) { $0.bitPattern == $1.bitPattern } }
  }
}
