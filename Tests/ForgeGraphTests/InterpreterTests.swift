import ForgeGraph
import Testing

/// Values are dropped after their last reader; each of these graphs would lack one if that were done too early.
@Suite struct InterpreterTests {
  private let x = ReferenceTensor(shape: [2], elements: [1, 10])

  @Test func readsAValueTwiceInOneNode() throws {
    var graph = Graph(inputs: ["x"], [2])
    graph.outputs = [try graph.add("y", Total(), [ValueID(0), ValueID(0), ValueID(0)])]
    #expect(graph.evaluate([x]).map(\.elements) == [[3, 30]])
  }

  @Test func readsAValueInSeveralNodes() throws {
    var graph = Graph(inputs: ["x"], [2])
    let a = try graph.add("a", Times(factor: 2), [ValueID(0)])
    let b = try graph.add("b", Times(factor: 3), [a])
    let c = try graph.add("c", Times(factor: 5), [a])
    graph.outputs = [try graph.add("d", Total(), [b, c, a, ValueID(0)])]
    #expect(graph.evaluate([x]).map(\.elements) == [[19, 190]])
  }

  @Test func keepsAnOutputThatOthersRead() throws {
    var graph = Graph(inputs: ["x"], [2])
    let a = try graph.add("a", Times(factor: 2), [ValueID(0)])
    let b = try graph.add("b", Times(factor: 3), [a])
    graph.outputs = [a, b, a]
    #expect(graph.evaluate([x]).map(\.elements) == [[2, 20], [6, 60], [2, 20]])
  }

  @Test func givesAnInputAsAnOutput() throws {
    var graph = Graph(inputs: ["x", "y"], [2])
    let a = try graph.add("a", Times(factor: 2), [ValueID(1)])
    graph.outputs = [ValueID(1), a, ValueID(0)]
    #expect(graph.evaluate([x, x.map { $0 + 1 }]).map(\.elements) == [[2, 11], [4, 22], [1, 10]])
  }

  @Test func computesANodeThatNothingReads() throws {
    var graph = Graph(inputs: ["x"], [2])
    try graph.add("dead", Times(factor: 2), [ValueID(0)])
    graph.outputs = [try graph.add("live", Times(factor: 3), [ValueID(0)])]
    #expect(graph.evaluate([x]).map(\.elements) == [[3, 30]])
  }

  @Test func readsParametersOnceForManyExamples() throws {
    var graph = Graph(inputs: ["x"], [2])
    let counter = Counter()
    let parameter = Parameter(name: "w", shape: [1]) { counter.count() }
    graph.outputs = [try graph.add("y", Times(), [ValueID(0)], parameters: [parameter])]
    let evaluate = graph.evaluator()
    #expect(evaluate([x])[0].elements == [7, 70])
    #expect(evaluate([x])[0].elements == [7, 70])
    #expect(counter.calls == 1)
  }

  @Test func takesShapesAsTheyCome() throws {
    var graph = Graph(inputs: [GraphInput(name: "x", type: TensorType(TensorShape([.symbol("time")])))])
    graph.outputs = [try graph.add("y", Times(factor: 2), [ValueID(0)])]
    for count in [1, 5] {
      #expect(
        graph.evaluate([ReferenceTensor(shape: [count], repeating: 1)])[0].elements == [Double](repeating: 2, count: count)
      )
    }
  }

  @Test func refusesAnotherNumberOfInputs() async {
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: ["x"], [2]).evaluate([])
    }
  }

  /// Seventy nodes in a row, each reading what the two before it gave: Fibonacci numbers, here F(72).
  @Test func freesNothingTooEarlyInALongChain() throws {
    var graph = Graph(inputs: ["x"], [1])
    var last = [ValueID(0), ValueID(0)]
    for step in 0..<70 { last = [last[1], try graph.add("n\(step)", Total(), last)] }
    graph.outputs = [last[1]]
    #expect(graph.evaluate([ReferenceTensor(shape: [1], elements: [1])])[0].elements == [498_454_011_879_264])
  }
}

/// The sizes that examples bring are checked before anything is computed.
@Suite struct ReferenceSizeTests {
  private let time = Dimension.symbol("time")

  @Test func readsSizesFromExamples() throws {
    let graph = Graph(inputs: ["a", "b"], TensorShape([time, .symbol("n"), .fixed(2)]))
    let example = ReferenceTensor(shape: [5, 3, 2])
    #expect(try graph.sizes(of: [example, example]) == ["time": 5, "n": 3])
  }

  @Test func refusesTwoSizesForOneName() throws {
    let graph = Graph(inputs: ["a", "b"], TensorShape([time]))
    #expect(throws: SizeRefusal("'time' is 5 in 'a', but 4 in 'b'")) {
      try graph.sizes(of: [ReferenceTensor(shape: [5]), ReferenceTensor(shape: [4])])
    }
    let square = Graph(inputs: ["a"], TensorShape([time, time]))
    #expect(throws: SizeRefusal("'time' is both 5 and 4 in 'a'")) { try square.sizes(of: [ReferenceTensor(shape: [5, 4])]) }
  }

  @Test func refusesSizesThatLeaveNothing() throws {
    var graph = Graph(inputs: ["x"], TensorShape([time]))
    graph.outputs = [try graph.add("cut", Cut(by: 3), [ValueID(0)])]
    #expect(throws: Never.self) { try graph.checkSizes(["time": 4]) }
    #expect(throws: SizeRefusal("'cut' would be [0], but every axis needs at least 1 element")) {
      try graph.checkSizes(["time": 3])
    }
  }

  @Test func refusesSizesBeyondTheReference() throws {
    var graph = Graph(inputs: ["x"], TensorShape([time, .fixed(1 << 20)]))
    graph.outputs = [try graph.add("y", Times(), [ValueID(0)])]
    #expect(throws: Never.self) { try graph.checkSizes(["time": 256]) }
    #expect(throws: SizeRefusal("'x' would be [257, 1048576]: the reference holds 268435456 elements at most")) {
      try graph.checkSizes(["time": 257])
    }
    #expect(throws: SizeRefusal.self) { try graph.checkSizes(["time": .max]) }
    #expect(throws: SizeRefusal.self) { try graph.checkSizes([:]) }
  }

  /// Drops elements at the end.
  private struct Cut: Operator {
    let by: Int
    let name = "cut"

    func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
      TensorType(TensorShape([inputs[0].shape[0] - by]))
    }
    func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor { inputs[0] }
    func emit(_ site: inout CallSite) {}
  }
}

/// Counts how often a parameter's values are read.
private final class Counter: @unchecked Sendable {
  private(set) var calls = 0

  func count() -> [Float] {
    calls += 1
    return [7]
  }
}
