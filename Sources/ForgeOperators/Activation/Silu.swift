import ForgeGraph
import ForgeSpec

/// Sigmoid linear unit: `x * sigmoid(beta * x)`.
struct Silu: ElementwiseFunction {
  let beta: Double

  let name = "silu"
  var summary: String { beta == 1 ? "" : "beta \(floatLiteral(beta))" }
  let kernel: (file: KernelFile, function: String) = ("Silu", "silu")
  var kernelOptions: KeyValuePairs<String, String> { beta == 1 ? [:] : ["beta": floatLiteral(beta)] }

  func callAsFunction(_ x: Double) -> Double { x / (1 + exponential(-beta * x)) }
}

extension LayerKind {
  static let silu = LayerKind(
    "silu",
    .activation,
    "Sigmoid linear unit: `x / (1 + e^(-beta · x))`.",
    details: """
      Also known as swish (Ramachandran, Zoph and Le, “Searching for Activation Functions”, 2017); `alpha` in ONNX's `Swish`. With \
      `beta` 1.702 it is the quick approximation of `gelu`.
      """,
    shorthand: "beta",
    keys: [AnyKey(Keys.beta)]
  ) { record, _, _ in Silu(beta: record[Keys.beta]) }

  private enum Keys {
    static let beta = Key("beta", .float32, default: 1, shownAs: "1", "How sharp the bend is.")
  }
}
