import ForgeGraph
import ForgeSpec

/// Smooth rectified linear unit: `ln(1 + e^(beta · x)) / beta`, and `x` itself where `beta · x > threshold`.
struct Softplus: ElementwiseFunction {
  let beta: Double
  let threshold: Double

  let name = "softplus"
  var summary: String { "beta \(floatLiteral(beta)), threshold \(floatLiteral(threshold))" }
  let kernel: (file: KernelFile, function: String) = ("Softplus", "softplus")
  var kernelOptions: KeyValuePairs<String, String> {
    ["beta": floatLiteral(beta), "threshold": floatLiteral(threshold)]
  }

  func callAsFunction(_ x: Double) -> Double {
    let z = beta * x
    if z > threshold { return x }
    return ((z > 0 ? z : 0) + logarithmOnePlus(exponential(-z.magnitude))) / beta
  }
}

extension LayerKind {
  static let softplus = LayerKind(
    "softplus",
    .activation,
    "Smooth rectified linear unit: `ln(1 + e^(beta · x)) / beta`.",
    details: """
      Where `beta · x > threshold` it is `x`, as in PyTorch; Keras has no threshold, but at 20 the difference is below float32's \
      last digit.
      """,
    shorthand: "beta",
    keys: [AnyKey(Keys.beta), AnyKey(Keys.threshold)]
  ) { record, _, _ in Softplus(beta: record[Keys.beta], threshold: record[Keys.threshold]) }

  private enum Keys {
    static let beta = Key("beta", .positiveFloat32, default: 1, shownAs: "1", "How sharp the bend is.")
    static let threshold = Key("threshold", .float32, default: 20, shownAs: "20", "Where the result becomes `x` itself.")
  }
}
