import ForgeGraph
import ForgeSpec

/// Continuously differentiable exponential linear unit: `x`, below 0 `alpha * (e^(x / alpha) - 1)`; NaN stays NaN.
struct Celu: ElementwiseFunction {
  let alpha: Double

  let name = "celu"
  var summary: String { "alpha \(floatLiteral(alpha))" }
  let kernel: (file: KernelFile, function: String) = ("Celu", "celu")
  var kernelOptions: KeyValuePairs<String, String> { ["alpha": floatLiteral(alpha)] }

  func callAsFunction(_ x: Double) -> Double { x < 0 ? alpha * exponentialMinusOne(x / alpha) : x }
}

extension LayerKind {
  static let celu = LayerKind(
    "celu",
    .activation,
    "Continuously differentiable exponential linear unit: `x`, below 0 `alpha * (e^(x / alpha) - 1)`.",
    details: """
      `torch.nn.CELU`, `keras.activations.celu`; Barron, “Continuously Differentiable Exponential Linear Units”, 2017. With `alpha` \
      1 it is `elu`.
      """,
    shorthand: "alpha",
    keys: [AnyKey(Keys.alpha)]
  ) { record, _, _ in Celu(alpha: record[Keys.alpha]) }

  private enum Keys {
    static let alpha = Key(
      "alpha",
      .positiveFloat32,
      default: 1,
      shownAs: "1",
      "The value that the negative side tends to, negated."
    )
  }
}
