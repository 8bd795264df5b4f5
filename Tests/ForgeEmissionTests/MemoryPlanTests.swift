import ForgeEmission
import ForgeGraph
import Testing

@Suite struct MemoryPlanTests {
  @Test func givesValuesThatLiveTogetherPlacesOfTheirOwn() {
    var graph = Graph(sizes: [20])
    let a = graph.add([ValueID(0)], size: 40)
    let b = graph.add([a], size: 10)
    graph.outputs = [graph.add([a, b], size: 5)]
    let plan = MemoryPlan(graph, scratch: [])
    // a (48 with its padding) lives with all others; x (32) is gone when b (16) and the result (16) are there.
    #expect(plan.places.map(\.offset) == [48, 0, 48, 64])
    #expect(plan.floatCount == 96)
    #expect(rules(graph, plan) == [])
  }

  @Test func usesTwoPlacesForALongChain() {
    var graph = Graph(sizes: [64])
    var last = ValueID(0)
    for _ in 0..<20 { last = graph.add([last], size: 64) }
    graph.outputs = [last]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.floatCount == 144)
    #expect(rules(graph, plan) == [])
  }

  @Test func usesOnePlaceForAChainInPlace() {
    var graph = Graph(sizes: [64])
    var last = ValueID(0)
    for _ in 0..<20 { last = graph.add([last], .mayOverwriteFirstInput, size: 64) }
    graph.outputs = [last]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.floatCount == 80)
    #expect(rules(graph, plan) == [])
  }

  @Test func keepsAnOutputThatALaterNodeWouldOverwrite() {
    var graph = Graph(sizes: [64])
    let a = graph.add([ValueID(0)], size: 64)
    let b = graph.add([a], .mayOverwriteFirstInput, size: 64)
    graph.outputs = [a, b]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.places[a.index] != plan.places[b.index])
    #expect(rules(graph, plan) == [])
  }

  @Test func keepsAValueThatIsReadLater() {
    var graph = Graph(sizes: [64])
    let a = graph.add([ValueID(0)], .mayOverwriteFirstInput, size: 64)
    graph.outputs = [graph.add([a, ValueID(0)], size: 64)]
    #expect(rules(graph, MemoryPlan(graph, scratch: [])) == [])
  }

  @Test func keepsWhatAViewShows() {
    var graph = Graph(sizes: [64])
    let view = graph.add([ValueID(0)], .sameAsFirstInput, size: 64)
    let a = graph.add([ValueID(0)], .mayOverwriteFirstInput, size: 64)
    graph.outputs = [graph.add([a, view], size: 64)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.places[view.index] == plan.places[0])
    #expect(plan.places[a.index] != plan.places[0])
    #expect(plan.isFree == [view])
    #expect(rules(graph, plan) == [])
  }

  @Test func overwritesThroughTheLastOfSeveralViews() {
    var graph = Graph(sizes: [64])
    let first = graph.add([ValueID(0)], .sameAsFirstInput, size: 64)
    let second = graph.add([first], .sameAsFirstInput, size: 64)
    let a = graph.add([second], .mayOverwriteFirstInput, size: 64)
    graph.outputs = [a]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.floatCount == 80)
    #expect(plan.isFree == [first, second])
    #expect(rules(graph, plan) == [])
  }

  @Test func makesRoomForAResultThatIsLargerThanWhatItReads() {
    var graph = Graph(sizes: [3, 60])
    graph.outputs = [graph.add([ValueID(0), ValueID(1)], .mayOverwriteFirstInput, size: 60)]
    #expect(rules(graph, MemoryPlan(graph, scratch: [])) == [])
  }

  @Test func keepsAnOperandThatIsReadAgainAfterTheFirstIsOverwritten() {
    var graph = Graph(sizes: [64, 64])
    let a = graph.add([ValueID(0)], size: 64)
    graph.outputs = [graph.add([a, ValueID(1), a], .mayOverwriteFirstInput, size: 64)]
    #expect(rules(graph, MemoryPlan(graph, scratch: [])) == [])
  }

  @Test func writesInputsToTheirPartsOfAJoin() {
    var graph = Graph(sizes: [3, 1, 12])
    let joined = graph.add([ValueID(0), ValueID(1), ValueID(2)], .inputsInOrder, size: 16)
    graph.outputs = [graph.add([joined], size: 4)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.isFree == [joined])
    #expect(plan.places.prefix(4).map(\.offset) == [.fixed(0), .fixed(3), .fixed(4), .fixed(0)])
    #expect(plan.floatCount == 48)
    #expect(rules(graph, plan) == [])
  }

  @Test func copiesWhatIsAlsoReadElsewhere() {
    var graph = Graph(sizes: [3, 5])
    let joined = graph.add([ValueID(0), ValueID(1)], .inputsInOrder, size: 8)
    graph.outputs = [graph.add([joined, ValueID(0)], size: 4)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.isFree.isEmpty)
    #expect(rules(graph, plan) == [])
  }

  @Test func copiesAnInputThatIsJoinedTwice() {
    var graph = Graph(sizes: [8])
    graph.outputs = [graph.add([ValueID(0), ValueID(0)], .inputsInOrder, size: 16)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.isFree.isEmpty)
    #expect(rules(graph, plan) == [])
  }

  @Test func copiesComputedValuesIntoAJoin() {
    var graph = Graph(sizes: [8, 8])
    let a = graph.add([ValueID(0)], size: 8)
    graph.outputs = [graph.add([a, ValueID(1)], .inputsInOrder, size: 16)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.isFree.isEmpty)
    #expect(rules(graph, plan) == [])
  }

  @Test func keepsIDsApartFromFloats() {
    var graph = Graph(inputs: [
      GraphInput(name: "ids", type: TensorType(.int64, [5])), GraphInput(name: "x", type: TensorType(.float32, [7])),
      GraphInput(name: "more", type: TensorType(.int64, [20])),
    ])
    graph.outputs = [graph.add([ValueID(0), ValueID(1), ValueID(2)], size: 4)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.places.map(\.isID) == [true, false, true, false])
    #expect(plan.idCount == 48)
    #expect(plan.floatCount == 48)
    #expect(rules(graph, plan) == [])
  }

  @Test func joinsNoIDsInPlace() {
    var graph = Graph(inputs: [
      GraphInput(name: "ids", type: TensorType(.int64, [5])), GraphInput(name: "x", type: TensorType(.float32, [7])),
    ])
    graph.outputs = [graph.add([ValueID(0), ValueID(1)], .inputsInOrder, size: 12)]
    #expect(MemoryPlan(graph, scratch: []).isFree.isEmpty)
  }

  @Test func putsScratchBehindAllValues() {
    var graph = Graph(sizes: [20])
    graph.outputs = [graph.add([graph.add([ValueID(0)], size: 20)], size: 20)]
    let scratch: [Dimension] = [.fixed(100), .fixed(7)]
    let plan = MemoryPlan(graph, scratch: scratch)
    #expect(plan.scratchOffset == 64)
    #expect(plan.floatCount == 192)
    #expect(rules(graph, plan, scratch: scratch) == [])
    #expect(MemoryPlan(graph, scratch: [.fixed(0), .fixed(0)]).scratchOffset == nil)
  }

  @Test func givesValuesThatVaryABufferEach() {
    let time = Dimension.symbol("time")
    var graph = Graph(sizes: [time * 8, 5])
    let a = graph.add([ValueID(0)], size: (time - 2) * 4)
    let b = graph.add([a], .mayOverwriteFirstInput, size: (time - 2) * 4)
    graph.outputs = [graph.add([b, ValueID(1)], size: time.dividedRoundingUp(by: 2))]
    let scratch: [Dimension] = [time * 3, .fixed(0), .fixed(9)]
    let plan = MemoryPlan(graph, scratch: scratch)
    for length in 3...40 { #expect(rules(graph, plan, scratch: scratch, ["time": length]) == [], "time = \(length)") }
  }

  @Test func plansAGraphWithoutNodes() {
    var graph = Graph(sizes: [5])
    graph.outputs = [ValueID(0)]
    let plan = MemoryPlan(graph, scratch: [])
    #expect(plan.floatCount == 32)
    #expect(plan.idCount == 0)
    #expect(rules(graph, plan) == [])
  }

  @Test("keeps to the rules for any graph", arguments: 1...300)
  func keepsToTheRules(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let (graph, scratch) = RandomGraph.make(using: &random)
    let plan = MemoryPlan(graph, scratch: scratch)
    for length in [1, 2, 15, 16, 17, 40] {
      let breaches = rules(graph, plan, scratch: scratch, ["time": length])
      #expect(breaches == [], "seed \(seed), time = \(length)\n\(graph.listing())")
    }
  }

  @Test("plans the same graph in the same way", arguments: [1, 2, 3])
  func isTheSameEachTime(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let (graph, scratch) = RandomGraph.make(using: &random)
    #expect(MemoryPlan(graph, scratch: scratch).places == MemoryPlan(graph, scratch: scratch).places)
  }

  private func rules(
    _ graph: Graph,
    _ plan: MemoryPlan,
    scratch: [Dimension] = [],
    _ bindings: [String: Int] = [:]
  ) -> [String] {
    MemoryRules(graph: graph, plan: plan, scratch: scratch, bindings: bindings).breaches()
  }
}

/// Graphs with every rule of memory, sizes around multiples of 16, and in every third a size that varies.
private enum RandomGraph {
  static func make(using random: inout SplitMix64) -> (graph: Graph, scratch: [Dimension]) {
    let varies = Int.random(in: 0..<3, using: &random) == 0
    var graph = Graph()
    for index in 0..<Int.random(in: 1...5, using: &random) {
      let element: GraphElement = Int.random(in: 0..<5, using: &random) == 0 ? .int64 : .float32
      graph.inputs.append(GraphInput(name: "x\(index)", type: TensorType(element, TensorShape([size(varies, using: &random)]))))
    }
    for _ in 0..<Int.random(in: 0...14, using: &random) { addNode(to: &graph, varies, using: &random) }
    let values = graph.inputs.count + graph.nodes.count
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      graph.outputs.append(ValueID(Int.random(in: 0..<values, using: &random)))
    }
    let scratch = graph.nodes.map { _ in
      Int.random(in: 0..<3, using: &random) == 0 ? size(varies, using: &random) : Dimension.fixed(0)
    }
    return (graph, scratch)
  }

  private static func addNode(to graph: inout Graph, _ varies: Bool, using random: inout SplitMix64) {
    let floats = (0..<(graph.inputs.count + graph.nodes.count)).map { ValueID($0) }.filter {
      graph.type(of: $0).element == .float32
    }
    guard !floats.isEmpty else { return }
    let inputs = (0..<Int.random(in: 1...3, using: &random)).map { _ in floats[Int.random(in: 0..<floats.count, using: &random)]
    }
    let first = graph.type(of: inputs[0]).shape[0]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: graph.add([inputs[0]], .sameAsFirstInput, size: first)
    case 1: graph.add(inputs, .mayOverwriteFirstInput, size: first)
    case 2: graph.add(inputs, .mayOverwriteFirstInput, size: size(varies, using: &random))
    case 3:
      let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        ValueID(Int.random(in: 0..<graph.inputs.count, using: &random))
      }
      graph.add(parts, .inputsInOrder, size: parts.reduce(.fixed(0)) { $0 + graph.type(of: $1).shape[0] })
    default: graph.add(inputs, .own, size: size(varies, using: &random))
    }
  }

  private static func size(_ varies: Bool, using random: inout SplitMix64) -> Dimension {
    let sizes = [1, 2, 7, 15, 16, 17, 31, 32, 33, 48, 64, 100]
    let size = Dimension.fixed(sizes[Int.random(in: 0..<sizes.count, using: &random)])
    guard varies, Bool.random(using: &random) else { return size }
    return Bool.random(using: &random) ? .symbol("time") * size : (.symbol("time") + 3).divided(by: 2)
  }
}
