import ForgeGraph
import Testing

@Suite struct GraphPassTests {
  @Test func keepsAGraphThatIsRewrittenToItself() throws {
    let graph = try chain()
    #expect(graph.rewritingNodes { node, _ in .keep(node) }.listing() == graph.listing())
  }

  @Test func forwardsANodeToItsInput() throws {
    let graph = try chain().rewritingNodes { node, inputs in node.name == "b" ? .forward(inputs[0]) : .keep(node) }
    #expect(
      graph.listing() == """
        %0 = input x: [2]
        %1 = times %0 (by 2.0): [2]  # a
        %2 = times %1 (by 5.0): [2]  # c
        %3 = total %1, %2: [2]  # d
        return %3, %1

        """
    )
    #expect(graph.fault() == nil)
  }

  @Test func forwardsSeveralNodesInARow() throws {
    let graph = try chain().rewritingNodes { node, inputs in node.name < "d" ? .forward(inputs[0]) : .keep(node) }
    #expect(
      graph.listing() == """
        %0 = input x: [2]
        %1 = total %0, %0: [2]  # d
        return %1, %0

        """
    )
  }

  @Test func changesANodeAndKeepsItsReaders() throws {
    let graph = try chain().rewritingNodes { node, _ in
      var node = node
      if node.name == "b" { node.op = Times(factor: 30) }
      return .keep(node)
    }
    #expect(graph.evaluate([ReferenceTensor(shape: [2], elements: [1, 10])]).map(\.elements) == [[360, 3600], [60, 600]])
  }

  @Test func givesTheRewriterTheRenamedInputs() throws {
    var seen: [String: [ValueID]] = [:]
    _ = try chain().rewritingNodes { node, inputs in
      seen[node.name] = inputs
      return node.name == "a" ? .forward(inputs[0]) : .keep(node)
    }
    #expect(seen == ["a": [ValueID(0)], "b": [ValueID(0)], "c": [ValueID(1)], "d": [ValueID(1), ValueID(2)]])
  }

  @Test func dropsNodesThatNothingReads() throws {
    var graph = try chain()
    let dead = try graph.add("dead", Times(), [ValueID(1)])
    try graph.add("dead too", Total(), [dead, ValueID(0)])
    let result = GraphPass.dropDeadNodes.run(graph)
    #expect(result.listing() == (try chain().listing()))
  }

  @Test func dropsDeadNodesBetweenLiveOnes() throws {
    var graph = Graph(inputs: ["x"], [2])
    let dead = try graph.add("dead", Times(factor: 3), [ValueID(0)])
    let a = try graph.add("a", Times(factor: 2), [ValueID(0)])
    try graph.add("dead too", Total(), [dead, a])
    let b = try graph.add("b", Times(factor: 5), [a])
    graph.outputs = [b, ValueID(0)]
    let result = GraphPass.dropDeadNodes.run(graph)
    #expect(
      result.listing() == """
        %0 = input x: [2]
        %1 = times %0 (by 2.0): [2]  # a
        %2 = times %1 (by 5.0): [2]  # b
        return %2, %0

        """
    )
    #expect(result.fault() == nil)
  }

  @Test func keepsInputsThatNothingReads() throws {
    var graph = Graph(inputs: ["x", "y"], [2])
    graph.outputs = [try graph.add("a", Times(), [ValueID(1)])]
    #expect(GraphPass.dropDeadNodes.run(graph).inputs.map(\.name) == ["x", "y"])
  }

  @Test func showsTheGraphAfterEachPass() throws {
    let forward = GraphPass(name: "forward", reason: "a test") { graph in
      graph.rewritingNodes { node, inputs in node.name == "d" ? .forward(inputs[0]) : .keep(node) }
    }
    var stages: [String] = []
    let result = try chain().running([forward, .dropDeadNodes]) { stages.append("\($0.name): \($1.nodes.count) nodes") }
    #expect(stages == ["forward: 3 nodes", "drop-dead-nodes: 2 nodes"])
    #expect(result.nodes.map(\.name) == ["a", "b"])
  }

  @Test func stopsAtAPassThatBreaksTheGraph() async {
    await #expect(processExitsWith: .failure) {
      let breaking = GraphPass(name: "breaking", reason: "a test") { graph in
        var graph = graph
        graph.outputs = [ValueID(7)]
        return graph
      }
      _ = Graph(inputs: ["x"], [2]).running([breaking])
    }
  }

  /// a = 2x, b = 3a, c = 5b, d = b + c; outputs d and b.
  private func chain() throws -> Graph {
    var graph = Graph(inputs: ["x"], [2])
    let a = try graph.add("a", Times(factor: 2), [ValueID(0)])
    let b = try graph.add("b", Times(factor: 3), [a])
    let c = try graph.add("c", Times(factor: 5), [b])
    graph.outputs = [try graph.add("d", Total(), [b, c]), b]
    return graph
  }
}
