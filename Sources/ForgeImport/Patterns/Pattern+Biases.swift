import ForgeTensors

extension Pattern {
  /// Constants that are added to the result of a layer which has a bias of its own.
  static let biases: [Pattern] = [
    Pattern(["add"]) { sighting in
      let operands = sighting.layer.inputs
      guard operands.count == 2 else { return nil }
      return sighting.biased(operands[0], by: operands[1]) ?? sighting.biased(operands[1], by: operands[0])
        ?? sighting.biasedHeads(operands[0], by: operands[1]) ?? sighting.biasedHeads(operands[1], by: operands[0])
    },
    Pattern(["scale"]) { $0.biasedByNumber() },
  ]

  fileprivate static let convolutions: Set<String> = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
  ]
}

extension Sighting {
  /// One unit or filter has one bias, which is added as a number.
  fileprivate func biasedByNumber() -> Pattern.Match? {
    var sighting = self
    guard let line = sighting.line(value), line.factor == 1, let layer = draft.layer(of: line.inner), !layer.hasActivation,
      !layer.isOn("bias", default: true), let kernel = weights(of: layer).first?.tensor,
      layer.kind == "dense" && layer.number("units") == 1
        || Pattern.convolutions.contains(layer.kind) && layer.number("filters") == 1,
      draft.layout == .pytorch,
      let bias = try? TensorEntry(name: "\(kernel.name).bias", shape: [1], floats: [Float(line.offset)])
    else { return nil }
    sighting.cover(line.inner)
    let settings = layer.settings.filter { $0.key != "bias" }
    return sighting.match(
      layer.kind,
      name: layer.wanted,
      layer.inputs,
      settings,
      weights: weights(of: layer) + [("bias", bias)]
    )
  }

  /// A bias of a dense layer that is added where its units stand along several axes, as those of heads do.
  fileprivate func biasedHeads(_ value: Draft.Value, by constant: Draft.Value) -> Pattern.Match? {
    var sighting = self
    guard draft.layout == .pytorch, let tensor = self.constant(constant), tensor.firstNonFiniteFloat() == nil,
      let move = sighting.inner("reshape", value), let source = move.inputs.first,
      let dense = sighting.inner("dense", source), !dense.isOn("bias", default: true), !dense.hasActivation,
      let units = sizes(source).last, tensor.elementCount == units
    else { return nil }
    let own = Array(tensor.shape.drop { $0 == 1 })
    guard own.count > 1, sizes(self.value) == sizes(value), sizes(value).count >= own.count,
      Array(sizes(value).suffix(own.count)) == own,
      let bias = try? tensor.renamed(tensor.name, shape: [units])
    else { return nil }
    let biased = Draft.NewLayer(
      kind: "dense",
      name: bias.moduleName ?? dense.wanted,
      inputs: dense.inputs.map(Draft.Source.value),
      settings: dense.settings.filter { $0.key != "bias" },
      weights: weights(of: dense) + [("bias", bias)]
    )
    return sighting.match("reshape", name: move.wanted, [.layer(biased)], move.settings)
  }

  fileprivate func biased(_ value: Draft.Value, by constant: Draft.Value) -> Pattern.Match? {
    guard let tensor = self.constant(constant), let layer = draft.layer(of: value), !layer.isOn("bias", default: true),
      !layer.hasActivation
    else { return nil }
    let shape = draft.type(of: value).shape.fixedSizes ?? []
    let axis: Int
    switch layer.kind {
    case "dense": axis = shape.count - 1
    case let kind where Pattern.convolutions.contains(kind) && draft.layout == .pytorch: axis = 0
    default: return nil
    }
    guard let bias = tensor.alongOneAxis(axis, of: shape), bias.firstNonFiniteFloat() == nil else { return nil }
    var sighting = self
    _ = sighting.inner(layer.kind, value)
    return sighting.match(
      layer.kind,
      name: bias.moduleName ?? layer.wanted,
      layer.inputs,
      layer.settings.filter { $0.key != "bias" },
      weights: weights(of: layer) + [("bias", bias)]
    )
  }
}

extension TensorEntry {
  /// The elements as a list for one axis of a shape, when they are the same along all others.
  func alongOneAxis(_ axis: Int, of shape: [Int]) -> TensorEntry? {
    guard self.shape.count <= shape.count, elementCount == shape[axis] else { return nil }
    let aligned = [Int](repeating: 1, count: shape.count - self.shape.count) + self.shape
    guard aligned.indices.allSatisfy({ aligned[$0] == ($0 == axis ? shape[axis] : 1) }) else { return nil }
    return try? renamed(name, shape: [elementCount])
  }

  /// The module that a parameter is named after: `fc1` of `fc1.bias`, `attention.in_proj` of `attention.in_proj_bias`.
  ///
  /// TensorFlow has the operators that read it behind the layer: `fc1` of `network/fc1/BiasAdd/ReadVariableOp:0`.
  var moduleName: String? {
    if name.hasSuffix(":0") { return TensorFlowName.layer(of: name) }
    let endings = [".bias", ".weight", ".gamma", ".beta", "_bias", "_weight"]
    for ending in endings where name.hasSuffix(ending) && name.utf8.count > ending.utf8.count {
      return String(name.dropLast(ending.count))
    }
    return nil
  }
}
