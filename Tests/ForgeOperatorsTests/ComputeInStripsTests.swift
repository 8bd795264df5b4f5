import ForgeGraph
import ForgeSpec
import Testing

@testable import ForgeOperators

/// Layers over large images are computed some rows at a time.
@Suite struct ComputeInStripsTests {
  private typealias Layer = (op: any Operator, inputs: [Int], parameters: [Parameter])

  private func pointwise(_ name: String, _ channels: Int, _ filters: Int, from inputs: [Int]) -> Layer {
    let op = convolution(filters, window: SpatialWindow(kernel: [1, 1]), before: 0, groups: 1)
    return (op, inputs, [parameter(name, [filters, channels, 1, 1])])
  }

  private func depthwise(_ name: String, _ channels: Int, stride: Int = 1, from inputs: [Int]) -> Layer {
    let window = SpatialWindow(kernel: [3, 3], stride: [stride, stride])
    return (convolution(channels, window: window, before: 1, groups: channels), inputs, [parameter(name, [channels, 1, 3, 3])])
  }

  private func convolution(_ filters: Int, window: SpatialWindow, before: Int, groups: Int) -> Convolution {
    let amounts = AxisAmounts(before: before, after: before)
    return Convolution(
      form: SpatialForm(rank: .image, format: .channelsLast),
      filters: filters,
      window: window,
      padding: .amounts(SpatialAmounts(rows: amounts, columns: amounts)),
      groups: groups,
      hasBias: false,
      layout: .pytorch
    )
  }

  /// An image of as many elements as are worth while: 32 × 32 × 192.
  private let side = 32
  private let channels = 192

  private func strips(_ layers: [Layer]) throws -> Graph {
    let graph = try sketch(input: [side, side, 2], layers)
    let strips = GraphPass.computeInStrips.run(graph)
    try expectSame(graph, strips)
    return strips
  }

  @Test func takesAChainTogether() throws {
    let graph = try strips([
      pointwise("a", 2, channels, from: [0]), depthwise("b", channels, stride: 2, from: [1]),
      pointwise("c", channels, 3, from: [2]),
    ])
    #expect(graph.nodes.map(\.names) == ["n0, n1", "n2"])
    #expect(graph.nodes[0].op.summary == "2 layers, 3 strips")
    #expect(Set(graph.nodes[0].op.localNames) == ["strip", "rows", "held", "seen", "new"])
    #expect(graph.nodes[0].op.multiplyAdds(inputs: [graph.inputs[0].type], output: graph.nodes[0].type) == .fixed(835_584))
  }

  @Test func takesResidualsAlong() throws {
    let sum = FinishedOperator(
      base: try #require(pointwise("c", channels, 2, from: []).op as? Convolution),
      baseInputCount: 1,
      steps: [.combination(Add(), isLeft: true)]
    )
    let graph = try strips([
      pointwise("a", 2, channels, from: [0]), depthwise("b", channels, from: [1]),
      (sum, [2, 0], [parameter("c", [2, channels, 1, 1])]),
    ])
    #expect(graph.nodes.map(\.names) == ["n0, n1, n2"])
    #expect(graph.nodes[0].inputs == [ValueID(0), ValueID(0)])
    #expect(graph.nodes[0].parameters.map(\.name) == ["a", "b", "c"])
  }

  @Test func keepsAnImageThatIsReadTwice() throws {
    let graph = try strips([
      pointwise("a", 2, channels, from: [0]), depthwise("b", channels, from: [1]), (Add(), [1, 2], []),
    ])
    #expect(graph.nodes.count == 3)
  }

  @Test func keepsAnOutput() throws {
    var graph = try sketch(
      input: [side, side, 2],
      [pointwise("a", 2, channels, from: [0]), depthwise("b", channels, from: [1])]
    )
    graph.outputs.append(ValueID(1))
    #expect(GraphPass.computeInStrips.run(graph).nodes.count == 2)
  }

  @Test func keepsSmallImages() throws {
    let graph = try strips([pointwise("a", 2, 191, from: [0]), depthwise("b", 191, from: [1])])
    #expect(graph.nodes.count == 2)
  }

  @Test func keepsLayersThatShareWeightsApart() throws {
    let graph = try strips([
      pointwise("a", 2, channels, from: [0]), depthwise("b", channels, from: [1]), depthwise("b", channels, from: [2]),
    ])
    #expect(graph.nodes.map(\.names) == ["n0, n1", "n2"])
  }

  @Test func keepsImagesWithoutAFixedSize() throws {
    let layers = [pointwise("a", 2, channels, from: [0]), depthwise("b", channels, from: [1])]
    let graph = try sketch(input: TensorShape([.symbol("height"), .fixed(side), .fixed(2)]), layers)
    #expect(GraphPass.computeInStrips.run(graph).nodes.count == 2)
  }
}

/// Which rows strips consist of.
@Suite struct StripPlanTests {
  private func stage(_ window: RowWindow, _ height: Int, _ rowSize: Int = 10) -> StripPlan.Stage {
    StripPlan.Stage(window: window, height: height, rowSize: rowSize)
  }

  private let three = RowWindow(extent: 3, stride: 1, before: 1)

  @Test func seesTheRowsWithinTheImage() {
    #expect(three.rowsSeen(by: 0..<2, height: 9) == 0..<3)
    #expect(three.rowsSeen(by: 4..<5, height: 9) == 3..<6)
    #expect(three.rowsSeen(by: 8..<9, height: 9) == 7..<9)
    #expect(RowWindow(extent: 5, stride: 2, before: 4).rowsSeen(by: 0..<1, height: 9) == 0..<1)
    #expect(RowWindow(extent: 1, stride: 1, before: 3).rowsSeen(by: 0..<2, height: 9) == 0..<0)
  }

  /// Two rows see four, which are 48 floats, and what kernels write behind them.
  @Test func takesTheFewestStripsThatFit() throws {
    let stages = [stage(.row, 8), stage(three, 8)]
    let plan = try #require(StripPlan.best(stages, limit: 64))
    #expect(plan.count == 4)
    #expect(plan.places == [0, 64])
    #expect(plan.floatCount == 64)
    #expect(StripPlan.best(stages, limit: 95)?.count == 2)
    #expect(StripPlan.best(stages, limit: 96)?.count == 1)
    #expect(StripPlan.best(stages, limit: 63)?.count == 7)
  }

  /// The last of seven strips of seven rows would see no row that is not there.
  @Test func leavesNoStripWithoutNewRows() {
    let stages = [stage(.row, 7, 16), stage(three, 7, 16)]
    #expect(StripPlan.best(stages, limit: 95)?.count == 3)
    #expect(StripPlan.best(stages, limit: 64)?.count == 6)
    #expect(StripPlan.best(stages, limit: 63) == nil)
  }

  /// Windows that leave rows out have gaps between what strips see.
  @Test func refusesWindowsApart() {
    let apart = RowWindow(extent: 1, stride: 2, before: 0)
    #expect(StripPlan.best([stage(.row, 8), stage(apart, 4)], limit: 50) == nil)
  }
}
