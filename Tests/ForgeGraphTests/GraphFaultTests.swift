import ForgeGraph
import Testing

/// The verifier finds faults that a pass might leave behind.
@Suite struct GraphFaultTests {
  @Test func findsNothingInASoundGraph() throws {
    #expect(try sound().fault() == nil)
    #expect(Graph().fault() == nil)
  }

  @Test func findsANodeThatReadsALaterOne() throws {
    var graph = try sound()
    graph.nodes[0].inputs = [ValueID(3)]
    #expect(graph.fault() == "'first' reads value 3, which is computed after it")
  }

  @Test func findsANodeThatReadsItself() throws {
    var graph = try sound()
    graph.nodes[1].inputs = [ValueID(0), ValueID(3)]
    #expect(graph.fault() == "'second' reads value 3, which is computed after it")
  }

  @Test func findsATypeThatTheOperatorDoesNotGive() throws {
    var graph = try sound()
    graph.nodes[0].type = TensorType([4])
    #expect(graph.fault() == "'first' is [4], but its operator gives [3]")
  }

  @Test func findsInputsThatTheOperatorRefuses() throws {
    var graph = try sound()
    graph.nodes[0].inputs = []
    #expect(graph.fault() == "'first': takes one input, not 0")
    graph = try sound()
    graph.inputs[1] = GraphInput(name: "b", type: TensorType([7]))
    #expect(graph.fault() == "'second': takes inputs of one type")
  }

  @Test func findsAnOutputThatDoesNotExist() throws {
    var graph = try sound()
    graph.outputs.append(ValueID(4))
    #expect(graph.fault() == "output value 4 does not exist")
  }

  @Test func tellsTheFirstFault() throws {
    var graph = try sound()
    graph.nodes[0].type = TensorType([4])
    graph.outputs = [ValueID(99)]
    #expect(graph.fault() == "'first' is [4], but its operator gives [3]")
  }

  @Test(.disabled("Graph.fault() would have to compare node.parameters with op.parameters(of:)"))
  func findsParametersThatTheOperatorDoesNotAskFor() throws {
    var graph = try sound()
    graph.nodes[0].parameters = [Parameter(name: "w", shape: [3]) { [1, 2, 3] }]
    #expect(graph.fault() != nil)
  }

  @Test func listsItsValues() throws {
    #expect(
      try sound().listing() == """
        %0 = input a: [3]
        %1 = input b: [3]
        %2 = times %0 (by 2.0): [3]  # first
        %3 = total %1, %2: [3]  # second
        return %3

        """
    )
  }

  @Test func knowsItsValues() throws {
    let graph = try sound()
    #expect(graph.value(ofNode: 1) == ValueID(3))
    #expect(graph.name(of: ValueID(1)) == "b")
    #expect(graph.name(of: ValueID(2)) == "first")
    #expect(graph.node(of: ValueID(1)) == nil)
    #expect(graph.node(of: ValueID(3))?.name == "second")
    #expect(graph.readerCounts() == [ValueID(0): 1, ValueID(1): 1, ValueID(2): 1, ValueID(3): 1])
    #expect(Graph(inputs: ["x"], TensorShape([.symbol("time"), .symbol("n") + 1])).symbols == ["n", "time"])
  }

  /// `second = b + 2a`.
  private func sound() throws -> Graph {
    var graph = Graph(inputs: ["a", "b"], [3])
    let first = try graph.add("first", Times(factor: 2), [ValueID(0)])
    graph.outputs = [try graph.add("second", Total(), [ValueID(1), first])]
    return graph
  }
}
