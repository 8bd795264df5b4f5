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

  private func parameter(_ name: String, _ shape: [Int]) -> Parameter {
    Parameter(name: name, shape: shape) { (0..<shape.reduce(1, *)).map { Float(($0 * 37 + 5) % 11) / 8 - 0.5 } }
  }

  private func statistics(_ channels: Int) -> [Parameter] {
    [parameter("mean", [channels]), Parameter(name: "variance", shape: [channels]) { (0..<channels).map { Float($0) + 0.5 } }]
  }

  /// A graph of one input and some nodes, each with the values that it reads; the last one is the output.
  private func sketch(
    input: TensorShape = [3],
    _ nodes: [(op: any Operator, inputs: [Int], parameters: [Parameter])]
  ) throws -> Graph {
    var graph = Graph(inputs: [GraphInput(name: "x", type: TensorType(.float32, input))])
    for (index, (op, inputs, parameters)) in nodes.enumerated() {
      let inputs = inputs.map { ValueID($0) }
      let type = try op.resultType(of: inputs.map(graph.type(of:)))
      graph.nodes.append(
        Node(name: "n\(index)", op: op, inputs: inputs, parameters: parameters, type: type, span: nil)
      )
    }
    graph.outputs = [graph.value(ofNode: graph.nodes.count - 1)]
    return graph
  }

  private func expectSame(_ left: Graph, _ right: Graph) throws {
    let shape = try #require(left.inputs[0].type.shape.fixedSizes)
    let count = shape.reduce(1, *)
    let x = ReferenceTensor(shape: shape, elements: (0..<count).map { Double($0 * 7 % 13) / 4 - 1 })
    let (a, b) = (left.evaluate([x])[0], right.evaluate([x])[0])
    #expect(a.shape == b.shape)
    #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) })
    #expect(right.fault() == nil)
  }
}
