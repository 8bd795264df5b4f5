import ForgeGraph
import Testing

@testable import ForgeOperators

/// Transposes that a view or a dense layer's weights can stand for are not computed.
@Suite struct FoldTransposeTests {
  private func dense(_ inputs: Int) -> (op: any Operator, inputs: [Int], parameters: [Parameter]) {
    (Dense(units: 3, hasBias: false, layout: .pytorch), [2], [parameter("w", [3, inputs])])
  }

  private func computed(_ graph: Graph) -> [String] { GraphPass.dropDeadNodes.run(graph).nodes.map(\.op.name) }

  @Test(arguments: [[2, 0, 1], [1, 2, 0], [2, 1, 0], [-1, 0, 1]])
  func denseWeightsTakeUpTheOrder(_ axes: [Int]) throws {
    let graph = try sketch(input: [2, 3, 4], [(Transpose(axes: axes), [0], []), (Flatten(), [1], []), dense(24)])
    let folded = GraphPass.foldTranspose.run(graph)
    #expect(computed(folded) == ["flatten", "dense"])
    try expectSame(graph, folded)
    let weight = folded.nodes[2].parameters[0]
    #expect((0..<72).flatMap { weight.values($0..<$0 + 1) } == weight.values())
    #expect(weight.values(20..<50) == Array(weight.values()[20..<50]))
  }

  @Test(arguments: [[1, 2, 0], [1, 0, 2]])
  func axesOfSizeOneMoveWithoutACopy(_ axes: [Int]) throws {
    let graph = try sketch(input: [1, 3, 4], [(Transpose(axes: axes), [0], [])])
    let folded = GraphPass.foldTranspose.run(graph)
    #expect(computed(folded) == ["reshape"])
    try expectSame(graph, folded)
  }

  @Test func keepsATransposeThatIsReadTwice() throws {
    let graph = try sketch(
      input: [2, 3],
      [
        (Transpose(axes: [1, 0]), [0], []), (Flatten(), [1], []), dense(6), (Flatten(), [1], []),
        (Concat(axis: nil), [3, 4], []),
      ]
    )
    #expect(computed(GraphPass.foldTranspose.run(graph)).contains("transpose"))
  }

  @Test func keepsATransposeOfRows() throws {
    let graph = try sketch(
      input: [2, 3],
      [
        (Transpose(axes: [1, 0]), [0], []),
        (Dense(units: 3, hasBias: false, layout: .pytorch), [1], [parameter("w", [3, 2])]),
      ]
    )
    #expect(computed(GraphPass.foldTranspose.run(graph)) == ["transpose", "dense"])
  }
}
