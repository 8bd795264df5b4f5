import ForgeGraph
import ForgeSpec

/// The sine of an angle in radians: `sin x`; NaN for ±∞.
struct Sin: ElementwiseFunction {
  let name = "sin"
  let kernel: (file: KernelFile, function: String) = ("Sin", "sin")

  func callAsFunction(_ x: Double) -> Double { sine(x) }
}

extension LayerKind {
  static let sin = LayerKind(
    "sin",
    .function,
    "Sine of an angle in radians: `sin x`.",
    details:
      "Right for every finite angle, however large; NaN for ±∞. As an activation: Sitzmann et al., “Implicit Neural Representations with Periodic Activation Functions”, 2020."
  ) { _, _, _ in Sin() }
}
