import ForgeOperators

extension Pattern {
  /// What a person would not write, or would write elsewhere: when nothing else is left to be recognised.
  static let wording: [Pattern] = [
    Pattern(Set(LayerKind.activations.map(\.name))) { $0.activationOfLayer() },
    Pattern(["layer_norm", "batch_norm", "group_norm", "instance_norm"]) { sighting in
      guard sighting.draft.layout == .pytorch, let epsilon = sighting.layer.number("epsilon"), Float(epsilon) == 1e-5 else {
        return nil
      }
      return sighting.leavingOut("epsilon")
    },
    Pattern(["average_pool1d", "average_pool2d", "max_pool1d", "max_pool2d"]) { sighting in
      let layer = sighting.layer
      guard let stride = layer.integers("stride"), stride == layer.integers("kernel") else { return nil }
      return sighting.leavingOut("stride")
    },
    Pattern(["reshape"]) { sighting in
      let layer = sighting.layer
      guard sighting.draft.type(of: sighting.value).shape.fixedSizes?.count == 1, let input = layer.inputs.first,
        sighting.draft.type(of: input).shape.fixedSizes?.count ?? 0 > 1
      else { return nil }
      return sighting.match("flatten", name: layer.wanted, [input])
    },
  ]
}

extension Sighting {
  /// An activation as the option of the layer before it.
  fileprivate func activationOfLayer() -> Pattern.Match? {
    guard layer.settings.isEmpty, layer.weights.isEmpty, let value = layer.inputs.first, let before = draft.layer(of: value),
      !before.hasActivation,
      LayerKind.all.contains(where: { $0.name == before.kind && $0.takesActivation })
    else { return nil }
    var sighting = self
    _ = sighting.inner(before.kind, value)
    return sighting.match(
      before.kind,
      name: before.wanted,
      before.inputs,
      before.settings + [("activation", .word(layer.kind))],
      weights: weights(of: before)
    )
  }

  /// The layer without an option that says what holds anyway.
  fileprivate func leavingOut(_ key: String) -> Pattern.Match? {
    match(layer.kind, name: layer.wanted, layer.inputs, layer.settings.filter { $0.key != key }, weights: weights(of: layer))
  }
}
