import ForgeGraph
import Testing

@testable import ForgeOperators

/// What depends on no input is computed when the code is made.
@Suite struct FoldConstantsTests {
  @Test func foldsASumOfMasks() throws {
    let graph = try sketch(
      input: [2, 3, 4],
      [
        (Constant(shape: [2, 1, 4]), [], [parameter("a", [2, 1, 4])]),
        (Constant(shape: [1, 3, 4]), [], [parameter("b", [1, 3, 4])]),
        (Add(), [1, 2], []),
        (Scale(factor: 2, offset: 1), [3], []),
        (Add(), [0, 4], []),
      ]
    )
    let folded = GraphPass.dropDeadNodes.run(GraphPass.foldConstants.run(graph))
    #expect(folded.nodes.map(\.op.name) == ["constant", "add"])
    try expectSame(graph, folded)
  }

  @Test func keepsASmallConstantSmall() throws {
    let graph = try sketch(
      input: [9],
      [
        (Constant(shape: [1]), [], [parameter("a", [1])]),
        (Expand(shape: [9]), [1], []),
        (Add(), [0, 2], []),
      ]
    )
    #expect(GraphPass.foldConstants.run(graph).nodes.map(\.op.name) == ["constant", "expand", "add"])
  }

  @Test func keepsOutputs() throws {
    let graph = try sketch(
      input: [2],
      [
        (Constant(shape: [2]), [], [parameter("a", [2])]),
        (Scale(factor: 2, offset: 1), [1], []),
        (Expand(shape: [1, 2]), [2], []),
      ]
    )
    #expect(GraphPass.foldConstants.run(graph).nodes.map(\.op.name) == ["constant", "constant", "expand"])
  }

  @Test func copiesConstantsThatAreOutputs() throws {
    let graph = try sketch(
      input: [2],
      [
        (Constant(shape: [2]), [], [parameter("a", [2])]),
        (Reshape(shape: [.fixed(2), .fixed(1)]), [1], []),
      ]
    )
    let copied = GraphPass.copyConstantOutputs.run(graph)
    #expect(copied.nodes.map(\.op.name) == ["constant", "reshape", "expand"])
    #expect(copied.outputs == [copied.value(ofNode: 2)])
    try expectSame(graph, copied)
  }
}
