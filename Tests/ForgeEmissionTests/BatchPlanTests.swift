import ForgeEmission
import ForgeGraph
import Testing

/// The forward pass of many examples: one statement where the operator takes them, a loop elsewhere.
@Suite struct BatchPlanTests {
  @Test func loopsOverWhatTakesOneExample() throws {
    var graph = Graph(sizes: [20])
    let type = TensorType(.float32, [40])
    graph.nodes.append(Node(name: "fc", op: Batched(size: 40), inputs: [ValueID(0)], parameters: [], type: type, span: nil))
    graph.outputs = [graph.add([ValueID(1)], .mayOverwriteFirstInput, size: 40, name: "curve")]
    let plan = ForwardPlan(graph, outputNames: ["y"])
    let batch = try #require(plan.batch)
    #expect(
      batch.steps.map(\.statements) == [
        ["batched(x0, 32, into: fc, 48, examples)"],
        ["for example in 0..<examples {", "  sketch(fc + example * 48, into: curve + example * 48)", "}"],
      ]
    )
    #expect(batch.inputs.map(\.stride) == [32])
    #expect(batch.outputs.map(\.stride) == [48])
  }

  @Test func placesExamplesApart() throws {
    var graph = Graph(sizes: [20])
    let type = TensorType(.float32, [40])
    graph.nodes.append(Node(name: "fc", op: Batched(size: 40), inputs: [ValueID(0)], parameters: [], type: type, span: nil))
    graph.outputs = [ValueID(1)]
    let plan = ForwardPlan(graph, outputNames: ["y"])
    let batch = try #require(plan.batch)
    let ranges = [(batch.inputs[0].start, 32), (batch.outputs[0].start, 48)].sorted { $0.0 < $1.0 }
    #expect(ranges[0].0 == 0)
    #expect(ranges[1].0 == ranges[0].1 * batch.examples)
    #expect(batch.floatCount == (32 + 48) * batch.examples + 16)
  }

  /// Values within 192 KiB, in whole tiles of six rows.
  @Test(arguments: [(16, 48), (1000, 48), (1500, 30), (5000, 24)]) func takesAsManyExamplesAsACacheHolds(_ item: (Int, Int))
    throws
  {
    let (size, examples) = item
    var graph = Graph(sizes: [16])
    let type = TensorType(.float32, TensorShape([.fixed(size)]))
    graph.nodes.append(Node(name: "fc", op: Batched(size: size), inputs: [ValueID(0)], parameters: [], type: type, span: nil))
    graph.outputs = [ValueID(1)]
    #expect(try #require(ForwardPlan(graph, outputNames: ["y"]).batch).examples == examples)
  }

  /// Two million multiply-adds, each example with a few thousand for itself.
  @Test func sharesWhatIsWorthAnotherCore() {
    var small = Graph(sizes: [20])
    small.outputs = [small.add([ValueID(0)], size: 40, name: "a")]
    #expect(ForwardPlan(small, outputNames: ["y"]).leastShare == 512)
    let type = TensorType(.float32, [40])
    small.nodes.append(Node(name: "fc", op: Batched(size: 40), inputs: [ValueID(0)], parameters: [], type: type, span: nil))
    #expect(ForwardPlan(small, outputNames: ["y"]).leastShare == 499)
  }

  @Test func isThereOnlyWhereMostOfTheWorkGains() {
    var graph = Graph(sizes: [20])
    graph.outputs = [graph.add([ValueID(0)], size: 40, name: "a")]
    #expect(ForwardPlan(graph, outputNames: ["y"]).batch == nil)
    var varying = Graph(sizes: [.symbol("time")])
    varying.outputs = [varying.add([ValueID(0)], size: 1, name: "a")]
    #expect(ForwardPlan(varying, outputNames: ["y"]).batch == nil)
  }
}

/// An operator that computes many examples in one statement.
private struct Batched: BatchOperator {
  let size: Int
  let name = "batched"

  func takesBatch(of inputs: [TensorType]) -> Bool { true }
  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { .fixed(100) }
  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    TensorType(.float32, TensorShape([.fixed(size)]))
  }
  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    ReferenceTensor(shape: [size])
  }

  func emit(_ site: inout CallSite) {
    guard let batch = site.batch else { return site.line("batched(\(site.inputs[0].pointer), into: \(site.output.pointer))") }
    let x = "\(site.inputs[0].pointer), \(batch.inputStride)"
    site.line("batched(\(x), into: \(site.output.pointer), \(batch.outputStride), \(batch.count))")
  }
}
