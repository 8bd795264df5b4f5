import ForgeTensors

extension Pattern {
  /// Constants that each channel is multiplied by and added to it: what exporters of TensorFlow leave of a batch normalisation.
  static let batchNorms: [Pattern] = [
    Pattern(["add"]) { sighting in
      let operands = sighting.layer.inputs
      guard operands.count == 2, sighting.draft.layout == .pytorch else { return nil }
      return sighting.batchNorm(of: operands[0], plus: operands[1]) ?? sighting.batchNorm(of: operands[1], plus: operands[0])
    }
  ]

  /// Whose results channels are multiplied by constants for their own sake. Other norms that are written out end in factors too.
  fileprivate static let beforeBatchNorms: Set<String> = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "dense", "max_pool1d", "max_pool2d", "average_pool1d",
    "average_pool2d", "add", "concat", "pad", "relu", "relu6", "leaky_relu", "elu", "silu", "sigmoid", "tanh",
  ]
}

extension Sighting {
  fileprivate func batchNorm(of value: Draft.Value, plus constant: Draft.Value) -> Pattern.Match? {
    var sighting = self
    guard let product = sighting.inner("multiply", value), product.inputs.count == 2 else { return nil }
    let factors = product.inputs.compactMap(self.constant)
    guard factors.count == 1, let offset = self.constant(constant),
      let source = product.inputs.first(where: { self.constant($0) == nil }), sizes(source) == sizes(self.value),
      draft.layer(of: source).map({ Pattern.beforeBatchNorms.contains($0.kind) }) ?? true
    else { return nil }
    let shape = sizes(source)
    for axis in shape.indices where shape[axis] > 1 {
      guard let weight = factors[0].alongOneAxis(axis, of: shape), let bias = offset.alongOneAxis(axis, of: shape),
        let mean = try? TensorEntry(name: "\(weight.name).mean", shape: weight.shape, floats: weight.floats().map { _ in 0 }),
        let variance = try? TensorEntry(
          name: "\(weight.name).var",
          shape: weight.shape,
          floats: weight.floats().map { _ in 1 }
        ),
        weight.firstNonFiniteFloat() == nil, bias.firstNonFiniteFloat() == nil
      else { continue }
      return sighting.match(
        "batch_norm",
        name: factors[0].moduleName,
        [source],
        [("epsilon", .integer(0))] + (axis == 0 ? [] : [("axis", .integer(axis))]),
        weights: [("weight", weight), ("bias", bias), ("running_mean", mean), ("running_var", variance)]
      )
    }
    return nil
  }
}
