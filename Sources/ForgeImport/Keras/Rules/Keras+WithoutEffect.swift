import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Layers that do something in training alone.
  static let withoutEffect: [KerasRule] = [
    KerasRule("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout") {
      work in
      try work.add("dropout", [work.input()], [("rate", .number(work.number("rate", default: 0)))])
    },
    // Noise that training makes; a spec has no layer for it.
    KerasRule("Identity", "ActivityRegularization", "GaussianNoise", "StochasticDepth") { work in try work.input() },
  ]
}
