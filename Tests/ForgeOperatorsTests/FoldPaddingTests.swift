import ForgeGraph
import Testing

@testable import ForgeOperators

/// Zeros around a value become the padding of the convolution that reads it.
@Suite struct FoldPaddingTests {
  private func convolution(
    stride: Int = 1,
    padding: SpatialPadding = .valid,
    format: DataFormat = .channelsLast
  ) -> (op: any Operator, inputs: [Int], parameters: [Parameter]) {
    let op = Convolution(
      form: SpatialForm(rank: .image, format: format),
      filters: 2,
      window: SpatialWindow(kernel: [3, 3], stride: [stride, stride]),
      padding: padding,
      groups: 1,
      hasBias: false,
      layout: .keras
    )
    return (op, [1], [parameter("w", [2, 3, 3, 3])])
  }

  private func pad(_ amounts: [Int], value: Double = 0, mode: Pad.Mode = .constant, format: DataFormat = .channelsLast) -> Pad {
    Pad(amounts: amounts, mode: mode, value: value, format: format)
  }

  private func computed(_ graph: Graph) -> [String] { GraphPass.dropDeadNodes.run(graph).nodes.map(\.op.name) }

  @Test(arguments: [[1], [0, 1, 0, 1], [2, 1], [2, 0, 1, 2]], [1, 2])
  func zerosBecomePadding(_ amounts: [Int], _ stride: Int) throws {
    let graph = try sketch(input: [6, 5, 3], [(pad(amounts), [0], []), convolution(stride: stride)])
    let folded = GraphPass.foldPadding.run(graph)
    #expect(computed(folded) == ["conv2d"])
    try expectSame(graph, folded)
  }

  @Test func paddingIsAddedUp() throws {
    let own = SpatialPadding.amounts(SpatialAmounts(rows: AxisAmounts(before: 1, after: 0)))
    let graph = try sketch(input: [4, 4, 3], [(pad([1, 0, 1, 1]), [0], []), convolution(padding: own)])
    let folded = GraphPass.foldPadding.run(graph)
    #expect(computed(folded) == ["conv2d"])
    try expectSame(graph, folded)
  }

  @Test func staysWhereItIsNotTheSame() throws {
    let kept: [(pad: Pad, convolution: (op: any Operator, inputs: [Int], parameters: [Parameter]))] = [
      (pad([1], value: 1), convolution()),
      (pad([1], mode: .edge), convolution()),
      (pad([1], format: .channelsFirst), convolution()),
      (pad([1]), convolution(padding: .same)),
      // A window at the edge would see nothing else.
      (pad([3, 0, 0, 0]), convolution()),
    ]
    for (pad, convolution) in kept {
      let graph = try sketch(input: [3, 3, pad.format == .channelsLast ? 3 : 1], [(pad, [0], []), convolution])
      #expect(computed(GraphPass.foldPadding.run(graph)) == ["pad", "conv2d"])
    }
  }

  @Test func staysWhereAnotherLayerReadsIt() throws {
    let graph = try sketch(
      input: [4, 4, 3],
      [(pad([1]), [0], []), convolution(), (Flatten(), [1], []), (Flatten(), [2], []), (Concat(axis: nil), [3, 4], [])]
    )
    #expect(computed(GraphPass.foldPadding.run(graph)).contains("pad"))
  }
}
