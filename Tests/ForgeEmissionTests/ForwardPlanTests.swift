import ForgeEmission
import ForgeGraph
import Testing

@Suite struct ForwardPlanTests {
  @Test func namesValuesAndWritesStatementsInOrder() {
    var graph = Graph(sizes: [20, 5])
    let a = graph.add([ValueID(0)], size: 40, name: "conv_1", scratch: 8)
    let b = graph.add([a], .mayOverwriteFirstInput, size: 40, name: "conv_1_relu")
    let c = graph.add([b], .sameAsFirstInput, size: 40, name: "flat")
    graph.outputs = [graph.add([c, ValueID(1)], size: 5, name: "class")]
    let plan = ForwardPlan(graph, outputNames: ["species"])
    #expect(plan.steps.map(\.name) == ["conv1", "conv1Relu", "flat", "classValue"])
    #expect(
      plan.steps.map(\.statements) == [
        ["sketch(x0, into: conv1, scratch: scratch)"], ["sketch(conv1, into: conv1Relu)"], [],
        ["sketch(flat, x1, into: classValue)"],
      ]
    )
    #expect(plan.steps[1].pointer == "conv1")
    #expect(plan.steps[2].pointer == "conv1Relu")
    #expect(plan.steps[0].comment == "conv_1: sketch, [20] → [40]")
    #expect(plan.inputs.map(\.constant) == ["x0", "x1"])
    #expect(plan.outputs.map(\.constant) == ["species"])
    #expect(plan.outputs.map(\.offset) == [plan.memory.places[5].offset])
    #expect(plan.memory.scratchOffset != nil)
  }

  @Test func keepsNamesOfTheGeneratedFunctionFree() {
    var graph = Graph(sizes: [.symbol("time")])
    let a = graph.add([ValueID(0)], size: 1, name: "weights")
    let b = graph.add([a], size: 1, name: "time")
    graph.outputs = [graph.add([b], size: 1, name: "x0")]
    let plan = ForwardPlan(graph, outputNames: ["floatCount"])
    #expect(plan.steps.map(\.name) == ["weights2", "time2", "x0_2"])
    #expect(plan.outputs.map(\.constant) == ["floatCount2"])
    #expect(plan.symbols == ["time"])
  }

  @Test func placesWeightsAtMultiplesOfSixteen() {
    var graph = Graph(sizes: [4])
    let type = TensorType(.float32, [4])
    for (name, count) in [("a", 17), ("b", 16), ("c", 1)] {
      let node = Node(name: name, op: Weighted(count: count), inputs: [ValueID(0)], parameters: [], type: type, span: nil)
      graph.nodes.append(node)
    }
    graph.outputs = [ValueID(1), ValueID(2), ValueID(3)]
    let plan = ForwardPlan(graph, outputNames: ["a", "b", "c"])
    #expect(plan.weights.map(\.offset) == [0, 32, 48])
    #expect(plan.weightCount == 80)
    #expect(plan.weights.map(\.constant) == ["wWeight", "wWeight2", "wWeight3"])
    #expect(
      plan.steps.flatMap(\.statements) == [
        "use(weights + Parameters.wWeight)", "use(weights + Parameters.wWeight2)", "use(weights + Parameters.wWeight3)",
      ]
    )
  }

  @Test func placesWeightsThatLayersShareOnce() {
    var graph = Graph(sizes: [4])
    let type = TensorType(.float32, [4])
    for (name, count, value) in [("a", 17, 1), ("b", 17, 2), ("c", 17, 1), ("d", 5, 1), ("e", 17, 2)] as [(String, Int, Float)]
    {
      let op = Weighted(count: count, value: value)
      graph.nodes.append(Node(name: name, op: op, inputs: [ValueID(0)], parameters: [], type: type, span: nil))
    }
    graph.outputs = (1...5).map { ValueID($0) }
    let plan = ForwardPlan(graph, outputNames: ["a", "b", "c", "d", "e"])
    #expect(plan.weights.map(\.offset) == [0, 32, 0, 64, 32])
    #expect(plan.weights.map(\.isRepeated) == [false, false, true, false, true])
    #expect(plan.weightCount == 96)
    let places = plan.steps.flatMap(\.statements).map { $0.dropFirst("use(weights + Parameters.".count).dropLast() }
    #expect(places == ["wWeight", "wWeight2", "wWeight", "wWeight3", "wWeight2"])
  }
}

/// An operator with a block of weights, which all call by the same name.
private struct Weighted: Operator {
  let count: Int
  var value: Float = 0
  let name = "weighted"

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType { inputs[0] }
  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor { inputs[0] }

  func emit(_ site: inout CallSite) {
    let (count, value) = (count, value)
    let pointer = site.store("w.weight", layout: "[\(count)]", count: count) { [Float](repeating: value, count: count) }
    site.line("use(\(pointer))")
  }
}
