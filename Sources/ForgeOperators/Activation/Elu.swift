import ForgeGraph
import ForgeSpec

/// Exponential linear unit: `x`, below 0 `alpha * (e^x - 1)`.
struct Elu: ElementwiseFunction {
  let alpha: Double

  let name = "elu"
  var summary: String { "alpha \(floatLiteral(alpha))" }
  let kernel: (file: KernelFile, function: String) = ("Elu", "elu")
  var kernelOptions: KeyValuePairs<String, String> { ["alpha": floatLiteral(alpha)] }

  func callAsFunction(_ x: Double) -> Double { x < 0 ? alpha * exponentialMinusOne(x) : x }
}

extension LayerKind {
  static let elu = LayerKind(
    "elu",
    .activation,
    "Exponential linear unit: `x`, below 0 `alpha * (e^x - 1)`.",
    shorthand: "alpha",
    keys: [AnyKey(Keys.alpha)]
  ) { record, _, _ in Elu(alpha: record[Keys.alpha]) }

  private enum Keys {
    static let alpha = Key("alpha", .float32, default: 1, shownAs: "1", "The value that the negative side tends to, negated.")
  }
}
