import ForgeGraph
import Testing

@testable import ForgeOperators

/// Channels-first layers compute channels last, with as few transposes as their surroundings need.
@Suite struct ChannelsLastTests {
  private let image: TensorShape = [3, 6, 5]

  @Test func movesAChainOfLayersAtOnce() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (Relu(), [1], []),
        (maxPool(), [2], []),
        (convolution(channels: 4, filters: 2), [3], [parameter("v", [2, 4, 3, 3])]),
        (GlobalPool(kind: .average, format: .channelsFirst, keepsAxes: false), [4], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(
      moved.nodes.map(\.op.name) == ["transpose", "conv2d", "relu", "max_pool2d", "conv2d", "global_average_pool"]
    )
    try expectSame(graph, moved)
  }

  @Test func transposesOnceForSeveralReaders() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 3), [0], [parameter("w", [3, 3, 3, 3])]),
        (convolution(channels: 3, filters: 3), [0], [parameter("v", [3, 3, 3, 3])]),
        (Add(), [1, 2], []),
        (Flatten(), [3], []),
        (Flatten(), [3], []),
        (Concat(axis: nil), [4, 5], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.count { $0.op.name == "transpose" } == 2)
    try expectSame(graph, moved)
  }

  @Test func movesTheAxesOfJoinsReductionsAndRows() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 2), [0], [parameter("w", [2, 3, 3, 3])]),
        (Concat(axis: 0), [1, 1], []),
        (Softmax(axis: 0), [2], []),
        (Sum(axes: [0], keepsDimensions: true), [3], []),
        (Mean(axes: [1, 2], keepsDimensions: false), [2], []),
        (Flatten(), [4], []),
        (Concat(axis: nil), [5, 6], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    try expectSame(graph, moved)
  }

  @Test func factorsOfChannelsAndOfPlacesMoveWithTheirImage() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (GlobalPool(kind: .average, format: .channelsFirst, keepsAxes: true), [1], []),
        (Multiply(), [1, 2], []),
        (Mean(axes: [0], keepsDimensions: true), [3], []),
        (Where(), [4, 3, 2], []),
        (convolution(channels: 4, filters: 2), [5], [parameter("v", [2, 4, 3, 3])]),
        (GlobalPool(kind: .average, format: .channelsFirst, keepsAxes: false), [6], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.count { $0.op.name == "transpose" } == 1)
    #expect(moved.nodes.map(\.type.shape).contains([6, 5, 4]))
    try expectSame(graph, moved)
  }

  @Test func operandsWithFewerAxesLieUnderTheLastOnes() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (Mean(axes: [0], keepsDimensions: false), [1], []),
        (Multiply(), [1, 2], []),
      ]
    )
    try expectSame(graph, GraphPass.channelsLast.run(graph))
  }

  @Test func transposesToTheFormThatIsThereNeedNoCode() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (Transpose(axes: [1, 2, 0]), [1], []),
        (Softmax(axis: -1), [2], []),
        (Transpose(axes: [-1, 0, 1]), [3], []),
        (Add(), [4, 1], []),
        (convolution(channels: 4, filters: 2), [5], [parameter("v", [2, 4, 3, 3])]),
        (Reshape(shape: [.fixed(2), .rest]), [6], []),
        (Transpose(axes: [1, 0]), [7], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.map(\.op.name) == ["transpose", "conv2d", "softmax", "add", "conv2d", "reshape"])
    try expectSame(graph, moved)
  }

  @Test(arguments: [[2, 1, 0], [1, 0, 2], [0, 2, 1]]) func otherTransposesReadTheFormThatIsThere(_ axes: [Int]) throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (Transpose(axes: axes), [1], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.map(\.op.name) == ["transpose", "conv2d", "transpose"])
    try expectSame(graph, moved)
  }

  @Test func partsAndShufflesOfChannelsStayLast() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 6), [0], [parameter("w", [6, 3, 3, 3])]),
        (Reshape(shape: [.fixed(2), .fixed(3), .fixed(6), .fixed(5)]), [1], []),
        (Transpose(axes: [1, 0, 2, 3]), [2], []),
        (Reshape(shape: [.fixed(6), .fixed(6), .fixed(5)]), [3], []),
        (Slice(axis: 0, start: 1, end: 4, step: 1), [4], []),
        (Slice(axis: 1, start: 0, end: nil, step: 2), [5], []),
        (Flip(axis: 2), [6], []),
        (convolution(channels: 3, filters: 2), [7], [parameter("v", [2, 3, 3, 3])]),
        (GlobalPool(kind: .average, format: .channelsFirst, keepsAxes: true), [8], []),
        (Flatten(), [9], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.count { $0.op.name == "transpose" } == 2)
    #expect(moved.nodes.contains { $0.type.shape == [6, 5, 3, 2] })
    try expectSame(graph, moved)
  }

  @Test func constantsMoveBeforeTheProgramRuns() throws {
    let graph = try sketch(
      input: image,
      [
        (convolution(channels: 3, filters: 4), [0], [parameter("w", [4, 3, 3, 3])]),
        (Constant(shape: [4, 6, 5]), [], [parameter("c", [4, 6, 5])]),
        (Add(), [1, 2], []),
        (GlobalPool(kind: .average, format: .channelsFirst, keepsAxes: false), [3], []),
      ]
    )
    let moved = GraphPass.channelsLast.run(graph)
    #expect(moved.nodes.count { $0.op.name == "transpose" } == 1)
    try expectSame(graph, moved)
  }

  @Test func leavesValuesAloneThatNoSpatialLayerReads() throws {
    let graph = try sketch(input: image, [(Relu(), [0], []), (Softmax(axis: 0), [1], [])])
    #expect(GraphPass.channelsLast.run(graph).listing() == graph.listing())
  }

  private func convolution(channels: Int, filters: Int) -> Convolution {
    Convolution(
      form: SpatialForm(rank: .image, format: .channelsFirst),
      filters: filters,
      window: SpatialWindow(kernel: [3, 3], stride: nil, dilation: nil),
      padding: .amounts(SpatialAmounts([1], .image) ?? SpatialAmounts()),
      groups: 1,
      hasBias: false,
      layout: .pytorch
    )
  }

  private func maxPool() -> MaxPool {
    MaxPool(
      pool: PoolWindow(
        form: SpatialForm(rank: .image, format: .channelsFirst),
        window: SpatialWindow(kernel: [2, 2], stride: [2, 2], dilation: nil),
        padding: .valid,
        ceilMode: false,
        layout: .pytorch
      )
    )
  }
}
