import ForgeGraph
import ForgeSpec

/// The inverse of the hyperbolic cosine: `ln(x + √(x² - 1))`; NaN below 1.
struct Acosh: ElementwiseFunction {
  let name = "acosh"
  let kernel: (file: KernelFile, function: String) = ("Acosh", "acosh")

  func callAsFunction(_ x: Double) -> Double { areaHyperbolicCosine(x) }
}

extension LayerKind {
  static let acosh = LayerKind(
    "acosh",
    .function,
    "Inverse hyperbolic cosine: `ln(x + √(x² - 1))`.",
    details: "NaN below 1. `torch.acosh`, `keras.ops.arccosh`."
  ) { _, _, _ in Acosh() }
}
