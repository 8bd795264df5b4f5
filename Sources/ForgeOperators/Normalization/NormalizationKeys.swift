import ForgeSpec

/// The keys that normalisations share.
enum NormalizationKeys {
  static let epsilon = Key(
    optional: "epsilon",
    ValueType<Double>.nonNegativeFloat32,
    shownAs: "1e-5 in the pytorch layout, 1e-3 in keras",
    "What is added to the variance before its root is taken."
  )
  static let scale = Key("scale", ValueType<Bool>.boolean, default: true, "Whether there is a learned factor (γ).")
  static let center = Key("center", ValueType<Bool>.boolean, default: true, "Whether there is a learned offset (β).")
  static let axes = Key(
    "axes",
    ValueType<[Int]>.oneOrMore(.integer()),
    default: [-1],
    "The axes whose elements are normalised together: the last ones of the value."
  )
}

extension WeightLayout {
  /// The epsilon of batch, layer and group normalisation.
  var normalizationEpsilon: Double {
    switch self {
    case .pytorch: 1e-5
    case .keras: 1e-3
    }
  }
}
