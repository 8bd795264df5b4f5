import ForgeGraph
import ForgeSpec

extension LayerKind {
  /// A group normalisation with a group for each channel.
  static let instanceNorm = LayerKind(
    "instance_norm",
    .normalization,
    "Instance normalisation: `y = (x - mean) / √(variance + ε) · γ + β`, mean and variance over all places of each channel.",
    details: """
      `torch.nn.InstanceNorm1d` and `InstanceNorm2d` without running statistics (with them it is a `batch_norm`), \
      `keras.layers.GroupNormalization` with `groups=-1`, `InstanceNormalization` of ONNX.
      """,
    roles: [.gamma, .beta],
    keys: [AnyKey(NormalizationKeys.epsilon), AnyKey(Keys.scale), AnyKey(Keys.center), AnyKey(Key.dataFormat)]
  ) { record, layout, _ in
    GroupNorm(
      groups: nil,
      dataFormat: record[Key.dataFormat] ?? layout.dataFormat,
      epsilon: record[NormalizationKeys.epsilon] ?? layout.normalizationEpsilon,
      hasScale: record[Keys.scale] ?? (layout == .keras),
      hasCenter: record[Keys.center] ?? (layout == .keras)
    )
  }

  private enum Keys {
    static let scale = Key(
      optional: "scale",
      ValueType<Bool>.boolean,
      shownAs: "false in the pytorch layout, true in keras",
      "Whether there is a learned factor (γ)."
    )
    static let center = Key(
      optional: "center",
      ValueType<Bool>.boolean,
      shownAs: "false in the pytorch layout, true in keras",
      "Whether there is a learned offset (β)."
    )
  }
}
