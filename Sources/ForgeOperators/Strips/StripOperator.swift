import ForgeGraph

/// A chain of layers over images, each of which reads the result of the one before, computed a few rows at a time: what one writes is
/// still in the processor's second cache when the next reads it, and images between them need no memory but for these rows.
///
/// The inputs are those of the first layer, and those of each further one beside the result that it reads first.
struct StripOperator: Operator {
  let layers: [Node]
  let plan: StripPlan

  var name: String { "strips" }
  var summary: String { "\(layers.count) layers, \(plan.count) strips" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == layers.map(\.inputs.count).reduce(1 - layers.count, +) else {
      throw ShapeError("strips take as many inputs as their layers", kind: .inputCount)
    }
    return try chain(inputs) { layer, inputs throws(ShapeError) in try layer.op.resultType(of: inputs) }
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    var demands: [ParameterDemand] = []
    _ = chain(inputs) { layer, inputs in
      demands += layer.op.parameters(of: inputs)
      return layer.type
    }
    return demands
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    var sum = Dimension.fixed(0)
    _ = chain(inputs) { layer, inputs in
      sum = sum + layer.op.multiplyAdds(inputs: inputs, output: layer.type)
      return layer.type
    }
    return sum
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var rest = parameters[...]
    return chain(inputs) { layer, inputs in
      let own = rest.prefix(layer.parameters.count)
      rest = rest.dropFirst(own.count)
      return layer.op.evaluate(inputs, Array(own))
    }
  }

  /// What becomes of the inputs layer by layer: each is given the result before it, and its own of the inputs that are left.
  func chain<Value, Failure: Error>(
    _ inputs: [Value],
    _ compute: (_ layer: Node, _ inputs: [Value]) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var result = inputs[0]
    var rest = inputs.dropFirst()
    for layer in layers {
      let own = rest.prefix(layer.inputs.count - 1)
      rest = rest.dropFirst(own.count)
      result = try compute(layer, [result] + own)
    }
    return result
  }
}
