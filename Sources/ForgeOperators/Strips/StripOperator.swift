import ForgeGraph

/// A chain of layers over images, each of which reads the result of the one before, computed a few rows at a time: what one writes is
/// still in the processor's second cache when the next reads it, and images between them need no memory but for these rows.
///
/// The inputs are those of the first layer, and those of each further one beside the result that it reads first.
struct StripOperator: Operator {
  let layers: [Node]
  let plan: StripPlan

  var name: String { "strips" }
  var summary: String { "\(plan.count) of \(layers.count) layers" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var rest = inputs[...]
    var type: TensorType?
    for layer in layers { type = try layer.op.resultType(of: Self.inputs(of: layer, behind: type, from: &rest)) }
    guard let type, rest.isEmpty else { throw ShapeError("strips take as many inputs as their layers", kind: .inputCount) }
    return type
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    var rest = inputs[...]
    var type: TensorType?
    return layers.flatMap { layer in
      let inputs = Self.inputs(of: layer, behind: type, from: &rest)
      type = layer.type
      return layer.op.parameters(of: inputs)
    }
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    var rest = inputs[...]
    var type: TensorType?
    return layers.reduce(.fixed(0)) { sum, layer in
      let inputs = Self.inputs(of: layer, behind: type, from: &rest)
      type = layer.type
      return sum + layer.op.multiplyAdds(inputs: inputs, output: layer.type)
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var (restOfInputs, restOfParameters) = (inputs[...], parameters[...])
    var result: ReferenceTensor?
    for layer in layers {
      let own = restOfParameters.prefix(layer.parameters.count)
      restOfParameters = restOfParameters.dropFirst(own.count)
      result = layer.op.evaluate(Self.inputs(of: layer, behind: result, from: &restOfInputs), Array(own))
    }
    guard let result else { preconditionFailure("a chain has layers") }
    return result
  }

  /// What a layer reads: the result before it, and its own of the inputs that are left.
  static func inputs<Input>(of layer: Node, behind result: Input?, from rest: inout ArraySlice<Input>) -> [Input] {
    let own = rest.prefix(layer.inputs.count - (result == nil ? 0 : 1))
    rest = rest.dropFirst(own.count)
    return (result.map { [$0] } ?? []) + own
  }
}
