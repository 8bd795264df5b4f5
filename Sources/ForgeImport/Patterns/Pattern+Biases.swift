import ForgeTensors

extension Pattern {
  /// Constants that are added to the result of a layer which has a bias of its own.
  static let biases: [Pattern] = [
    Pattern(["add"]) { sighting in
      let operands = sighting.layer.inputs
      guard operands.count == 2 else { return nil }
      return sighting.biased(operands[0], by: operands[1]) ?? sighting.biased(operands[1], by: operands[0])
    }
  ]

  fileprivate static let convolutions: Set<String> = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
  ]
}

extension Sighting {
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
  var moduleName: String? {
    let endings = [".bias", ".weight", ".gamma", ".beta", "_bias", "_weight"]
    for ending in endings where name.hasSuffix(ending) && name.utf8.count > ending.utf8.count {
      return String(name.dropLast(ending.count))
    }
    return nil
  }
}
