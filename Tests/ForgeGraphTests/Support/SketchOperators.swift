import ForgeGraph

/// The sum of its inputs, element by element: an operator of these tests, so that graphs need no layers of the language.
struct Total: Operator {
  let name = "total"

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard let first = inputs.first else { throw ShapeError("takes at least one input", kind: .inputCount) }
    guard inputs.allSatisfy({ $0 == first }) else { throw ShapeError("takes inputs of one type") }
    return first
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var result = inputs[0]
    for input in inputs.dropFirst() { for i in result.elements.indices { result.elements[i] += input.elements[i] } }
    return result
  }

  func emit(_ site: inout CallSite) {}
}

/// Its input times a factor, or times a parameter of one element.
struct Times: Operator {
  var factor = 1.0

  let name = "times"
  var summary: String { "by \(factor)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else { throw ShapeError("takes one input, not \(inputs.count)", kind: .inputCount) }
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let scale = factor * (parameters.first?.elements[0] ?? 1)
    return inputs[0].map { $0 * scale }
  }

  func emit(_ site: inout CallSite) {}
}

extension Graph {
  /// Adds a node and gives its value; the type is what the operator gives.
  @discardableResult
  mutating func add(_ name: String, _ op: any Operator, _ inputs: [ValueID], parameters: [Parameter] = []) throws -> ValueID {
    let type = try op.resultType(of: inputs.map(type(of:)))
    nodes.append(Node(name: name, op: op, inputs: inputs, parameters: parameters, type: type, span: nil))
    return value(ofNode: nodes.count - 1)
  }

  /// A graph with inputs of one shape.
  init(inputs names: [String], _ shape: TensorShape) {
    self.init(inputs: names.map { GraphInput(name: $0, type: TensorType(shape)) })
  }
}

extension TensorType {
  init(_ shape: TensorShape) { self.init(.float32, shape) }
}
