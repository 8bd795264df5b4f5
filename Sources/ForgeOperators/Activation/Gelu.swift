import ForgeGraph
import ForgeSpec

/// Gaussian error linear unit: `x * Φ(x)` with the cumulative normal distribution `Φ(x) = ½ · (1 + erf(x / √2))`, or its
/// approximation `½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))` (Hendrycks and Gimpel, “Gaussian Error Linear Units”, 2016).
struct Gelu: ElementwiseFunction {
  /// How `Φ` is computed.
  enum Approximation: String, CaseIterable {
    /// Exactly, by the error function.
    case none
    /// By the hyperbolic tangent of a cubic.
    case tanh
  }

  let approximation: Approximation

  let name = "gelu"
  var summary: String { approximation == .tanh ? "approximate tanh" : "" }
  var kernel: (file: KernelFile, function: String) {
    approximation == .tanh ? ("GeluTanh", "geluTanh") : ("Gelu", "gelu")
  }

  func callAsFunction(_ x: Double) -> Double {
    switch approximation {
    case .none: return x * (0.5 * complementaryErrorFunction(-x / 2.0.squareRoot()))
    case .tanh:
      // ½ · (1 + tanh u) = 1 / (1 + e^-2u), which keeps its digits where tanh is nearly -1.
      let u = (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
      return x / (1 + exponential(-2 * u))
    }
  }
}

extension LayerKind {
  static let gelu = LayerKind(
    "gelu",
    .activation,
    "Gaussian error linear unit: `x * Φ(x)`.",
    details: """
      `Φ(x) = ½ · (1 + erf(x / √2))`; with `approximate: tanh` the result is \
      `½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`. PyTorch and Keras compute the exact one unless told \
      otherwise, GPT-2 the other.
      """,
    shorthand: "approximate",
    keys: [AnyKey(Keys.approximate)]
  ) { record, _, _ in Gelu(approximation: record[Keys.approximate]) }

  private enum Keys {
    static let approximate = Key(
      "approximate",
      .word(Gelu.Approximation.self),
      default: .none,
      shownAs: "none",
      "`none` for the error function, or `tanh`."
    )
  }
}
