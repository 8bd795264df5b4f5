import ForgeGraph
import ForgeSpec

/// Scaled exponential linear unit: `gamma * x`, below 0 `gamma * alpha * (e^x - 1)`; NaN stays NaN.
struct Selu: ElementwiseFunction {
  let alpha: Double
  let gamma: Double

  /// The constants of Klambauer, Unterthiner, Mayr and Hochreiter, “Self-Normalizing Neural Networks”, 2017.
  static let usualAlpha = 1.6732632423543772848
  static let usualGamma = 1.0507009873554804934

  let name = "selu"
  var summary: String { isUsual ? "" : "alpha \(floatLiteral(alpha)), gamma \(floatLiteral(gamma))" }
  let kernel: (file: KernelFile, function: String) = ("Selu", "selu")
  var kernelOptions: KeyValuePairs<String, String> {
    isUsual ? [:] : ["above": floatLiteral(gamma), "below": floatLiteral(gamma * alpha)]
  }

  private var isUsual: Bool { alpha == Self.usualAlpha && gamma == Self.usualGamma }

  func callAsFunction(_ x: Double) -> Double { gamma * (x < 0 ? alpha * exponentialMinusOne(x) : x) }
}

extension LayerKind {
  static let selu = LayerKind(
    "selu",
    .activation,
    "Scaled exponential linear unit: `gamma * x`, below 0 `gamma * alpha * (e^x - 1)`.",
    details: """
      Without options the constants are those of Klambauer et al., “Self-Normalizing Neural Networks”, 2017, which PyTorch and \
      Keras have.
      """,
    keys: [AnyKey(Keys.alpha), AnyKey(Keys.gamma)]
  ) { record, _, sink in
    let (alpha, gamma) = (record[Keys.alpha], record[Keys.gamma])
    guard Float(alpha * gamma).isFinite else {
      sink.error(
        .degenerateConstants,
        "'alpha' times 'gamma' is too large for float32, which ends at 3.4e38",
        at: record.span(of: Keys.alpha)
      )
      return nil
    }
    return Selu(alpha: alpha, gamma: gamma)
  }

  private enum Keys {
    static let alpha = Key(
      "alpha",
      .float32,
      default: Selu.usualAlpha,
      shownAs: "1.6732632423543773",
      "The value that the negative side tends to, negated and without `gamma`."
    )
    static let gamma = Key(
      "gamma",
      .float32,
      default: Selu.usualGamma,
      shownAs: "1.0507009873554805",
      "The factor of all results."
    )
  }
}
