import ForgeGraph
import ForgeSpec

/// Rectified linear unit with a slope on the negative side: `x`, below 0 `slope * x`; NaN stays NaN.
struct LeakyRelu: ElementwiseFunction {
  let slope: Double

  let name = "leaky_relu"
  var summary: String { "slope \(floatLiteral(slope))" }
  let kernel: (file: KernelFile, function: String) = ("LeakyRelu", "leakyRelu")
  let isBrief = true
  var kernelOptions: KeyValuePairs<String, String> { ["slope": floatLiteral(slope)] }

  func callAsFunction(_ x: Double) -> Double { x < 0 ? slope * x : x }
}

extension LayerKind {
  static let leakyRelu = LayerKind(
    "leaky_relu",
    .activation,
    "Rectified linear unit with a slope: `x`, below 0 `slope * x`.",
    details: "Without `slope` it is that of `torch.nn.LeakyReLU` or `keras.layers.LeakyReLU`, as the layout says.",
    shorthand: "slope",
    keys: [AnyKey(Keys.slope)]
  ) { record, layout, _ in LeakyRelu(slope: record[Keys.slope] ?? layout.leakyReluSlope) }

  private enum Keys {
    static let slope = Key(
      optional: "slope",
      .float32,
      shownAs: "0.01 in the pytorch layout, 0.3 in keras",
      "The factor of negative values."
    )
  }
}

extension WeightLayout {
  fileprivate var leakyReluSlope: Double {
    switch self {
    case .pytorch: 0.01
    case .keras: 0.3
    }
  }
}
