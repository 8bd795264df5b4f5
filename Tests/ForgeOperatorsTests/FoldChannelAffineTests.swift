import ForgeGraph
import Testing

@testable import ForgeOperators

/// A normalisation behind a weighted sum becomes part of its weights, and nothing else does.
@Suite struct FoldChannelAffineTests {
  @Test func foldsAChainOfNormalizations() throws {
    let graph = try sketch([
      (Dense(units: 2, hasBias: false, layout: .pytorch), [0], [parameter("w", [2, 3])]),
      (batchNorm(), [1], statistics(2)),
      (Scale(factor: 0.5, offset: 3), [2], []),
    ])
    let folded = GraphPass.foldChannelAffine.run(graph)
    #expect(folded.nodes.map(\.op.name) == ["dense"])
    #expect(folded.nodes[0].parameters.map(\.shape) == [[2, 3], [2]])
    try expectSame(graph, folded)
  }

  @Test(arguments: [DataFormat.channelsFirst, .channelsLast])
  func foldsIntoConvolutions(_ format: DataFormat) throws {
    let window = SpatialWindow(kernel: [2, 2], stride: nil, dilation: nil)
    let convolution = Convolution(
      form: SpatialForm(rank: .image, format: format),
      filters: 4,
      window: window,
      padding: .valid,
      groups: 1,
      hasBias: true,
      layout: .pytorch
    )
    let shape: TensorShape = format == .channelsFirst ? [3, 4, 5] : [4, 5, 3]
    let graph = try sketch(
      input: shape,
      [
        (convolution, [0], [parameter("w", [4, 3, 2, 2]), parameter("b", [4])]),
        (batchNorm(format), [1], statistics(4)),
      ]
    )
    let folded = GraphPass.foldChannelAffine.run(graph)
    #expect(folded.nodes.count == 1)
    try expectSame(graph, folded)
  }

  /// Layer scale, and batch normalisation as arithmetic.
  @Test(arguments: [true, false])
  func foldsConstantsForEachChannel(_ isLeft: Bool) throws {
    let graph = try sketch(
      input: [5, 3],
      [
        (Dense(units: 2, hasBias: true, layout: .pytorch), [0], [parameter("w", [2, 3]), parameter("b", [2])]),
        (Constant(shape: [2]), [], [parameter("factors", [2])]),
        (Multiply(), isLeft ? [1, 2] : [2, 1], []),
        (Constant(shape: [1, 2]), [], [parameter("offsets", [1, 2])]),
        (Subtract(), isLeft ? [3, 4] : [4, 3], []),
        (Constant(shape: []), [], [parameter("divisor", [])]),
        (Divide(), [5, 6], []),
      ]
    )
    let folded = GraphPass.foldChannelAffine.run(graph)
    #expect(folded.nodes.map(\.op.name) == ["dense"])
    try expectSame(graph, folded)
  }

  @Test func keepsConstantsOfAnotherAxisOrSeveral() throws {
    let graph = try sketch(
      input: [5, 3],
      [
        (Dense(units: 2, hasBias: true, layout: .pytorch), [0], [parameter("w", [2, 3]), parameter("b", [2])]),
        (Constant(shape: [5, 1]), [], [parameter("rows", [5, 1])]),
        (Multiply(), [1, 2], []),
        (Dense(units: 2, hasBias: true, layout: .pytorch), [3], [parameter("v", [2, 2]), parameter("c", [2])]),
        (Constant(shape: [5, 2]), [], [parameter("all", [5, 2])]),
        (Add(), [4, 5], []),
      ]
    )
    #expect(GraphPass.foldChannelAffine.run(graph).nodes.count == 6)
  }

  /// The sum has fewer axes than what it becomes.
  @Test func keepsConstantsThatMakeTheSumLarger() throws {
    let graph = try sketch([
      (Dense(units: 2, hasBias: false, layout: .pytorch), [0], [parameter("w", [2, 3])]),
      (Constant(shape: [1, 2]), [], [parameter("factors", [1, 2])]),
      (Multiply(), [1, 2], []),
    ])
    #expect(GraphPass.foldChannelAffine.run(graph).nodes.count == 3)
  }

  @Test func keepsANormalizationWhoseInputIsReadTwice() throws {
    let graph = try sketch([
      (Dense(units: 2, hasBias: false, layout: .pytorch), [0], [parameter("w", [2, 3])]),
      (batchNorm(), [1], statistics(2)),
      (Add(), [1, 2], []),
    ])
    #expect(GraphPass.foldChannelAffine.run(graph).nodes.count == 3)
  }

  @Test func keepsANormalizationOfAnotherAxis() throws {
    let graph = try sketch(
      input: [2, 3],
      [
        (Dense(units: 2, hasBias: false, layout: .pytorch), [0], [parameter("w", [2, 3])]),
        (BatchNorm(axis: 0, dataFormat: .channelsFirst, epsilon: 1e-5, hasScale: false, hasCenter: false), [1], statistics(2)),
      ]
    )
    #expect(GraphPass.foldChannelAffine.run(graph).nodes.count == 2)
  }

  @Test func keepsANormalizationThatDividesByZero() throws {
    let zeros = Parameter(name: "zeros", shape: [2]) { [0, 0] }
    let graph = try sketch([
      (Dense(units: 2, hasBias: false, layout: .pytorch), [0], [parameter("w", [2, 3])]),
      (
        BatchNorm(axis: nil, dataFormat: .channelsFirst, epsilon: 0, hasScale: false, hasCenter: false), [1],
        [parameter("mean", [2]), zeros]
      ),
    ])
    #expect(GraphPass.foldChannelAffine.run(graph).nodes.count == 2)
  }

  // MARK: Sketches

  private func batchNorm(_ format: DataFormat = .channelsFirst) -> BatchNorm {
    BatchNorm(axis: nil, dataFormat: format, epsilon: 1e-3, hasScale: false, hasCenter: false)
  }

  private func statistics(_ channels: Int) -> [Parameter] {
    [parameter("mean", [channels]), Parameter(name: "variance", shape: [channels]) { (0..<channels).map { Float($0) + 0.5 } }]
  }
}
