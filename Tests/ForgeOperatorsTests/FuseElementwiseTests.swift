import ForgeGraph
import Testing

@testable import ForgeOperators

/// Elementwise functions become part of the weighted sum before them where nothing else reads that.
@Suite struct FuseElementwiseTests {
  private let dense: (op: any Operator, inputs: [Int], parameters: [Parameter]) = (
    Dense(units: 3, hasBias: false, layout: .pytorch), [0], [parameter("w", [3, 3])]
  )

  @Test func fusesAChainOfFunctions() throws {
    let graph = try sketch([dense, (Scale(factor: 2, offset: -1), [1], []), (Relu(), [2], [])])
    let fused = GraphPass.fuseElementwise.run(graph)
    #expect(fused.nodes.map(\.names) == ["n0, n1, n2"])
    #expect(fused.nodes[0].op.summary == "3 units, no bias; then scale factor 2, offset -1, relu")
    try expectSame(graph, fused)
  }

  @Test(arguments: [[0, 1], [1, 0]])
  func fusesASumWithAnEarlierValue(_ order: [Int]) throws {
    let graph = try sketch([dense, (Subtract(), order, []), (Relu(), [2], [])])
    let fused = GraphPass.fuseElementwise.run(graph)
    #expect(fused.nodes.count == 1)
    #expect(fused.nodes[0].inputs == [ValueID(0), ValueID(0)])
    try expectSame(graph, fused)
  }

  @Test func takesTheLaterOfTwoSums() throws {
    let graph = try sketch([dense, dense, (Subtract(), [1, 2], [])])
    let fused = GraphPass.fuseElementwise.run(graph)
    #expect(fused.nodes.map(\.names) == ["n0", "n1, n2"])
    try expectSame(graph, fused)
  }

  @Test func keepsAFunctionOfAValueThatIsReadTwice() throws {
    let graph = try sketch([dense, (Relu(), [1], []), (Add(), [1, 2], [])])
    #expect(GraphPass.fuseElementwise.run(graph).nodes.count == 3)
  }

  @Test func keepsASumWithItself() throws {
    let graph = try sketch([dense, (Add(), [1, 1], [])])
    #expect(GraphPass.fuseElementwise.run(graph).nodes.count == 2)
  }

  @Test(arguments: [(1, 7, true), (2, 7, false), (2, 8, true)])
  func keepsAFunctionOfRowsThatFillLessThanHalfAVector(_ rows: Int, _ units: Int, isFused: Bool) throws {
    let graph = try sketch(
      input: rows == 1 ? [3] : [rows, 3],
      [(Dense(units: units, hasBias: false, layout: .pytorch), [0], [parameter("w", [units, 3])]), (Relu(), [1], [])]
    )
    let result = GraphPass.fuseElementwise.run(graph)
    #expect(result.nodes.count == (isFused ? 1 : 2))
    try expectSame(graph, result)
  }

  @Test func keepsABroadcast() throws {
    let graph = try sketch(
      input: [2, 3],
      [
        (Mean(axes: [0], keepsDimensions: true), [0], []),
        (Dense(units: 3, hasBias: false, layout: .pytorch), [0], [parameter("w", [3, 3])]),
        (Add(), [2, 1], []),
      ]
    )
    #expect(GraphPass.fuseElementwise.run(graph).nodes.count == 3)
  }
}
