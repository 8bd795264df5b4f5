import ForgeGraph
import Testing

@testable import ForgeOperators

/// A parameter with numbers of no pattern that a pass could live by.
func parameter(_ name: String, _ shape: [Int]) -> Parameter {
  Parameter(name: name, shape: shape) { (0..<shape.reduce(1, *)).map { Float(($0 * 37 + 5) % 11) / 8 - 0.5 } }
}

/// A graph of one input and some nodes, each with the values that it reads; the last one is the output.
func sketch(
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

/// Both graphs compute the same, to the rounding of weights.
func expectSame(_ left: Graph, _ right: Graph) throws {
  let shape = try #require(left.inputs[0].type.shape.fixedSizes)
  let count = shape.reduce(1, *)
  let x = ReferenceTensor(shape: shape, elements: (0..<count).map { Double($0 * 7 % 13) / 4 - 1 })
  let (a, b) = (left.evaluate([x])[0], right.evaluate([x])[0])
  #expect(a.shape == b.shape)
  #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) })
  #expect(right.fault() == nil)
}
