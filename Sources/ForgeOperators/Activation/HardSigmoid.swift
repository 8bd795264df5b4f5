import ForgeGraph
import ForgeSpec

/// Piecewise linear sigmoid: `min(max(x + 3, 0), 6) / 6`; NaN stays NaN.
struct HardSigmoid: ElementwiseFunction {
  let name = "hard_sigmoid"
  let kernel: (file: KernelFile, function: String) = ("HardSigmoid", "hardSigmoid")

  func callAsFunction(_ x: Double) -> Double { x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6 }
}

extension LayerKind {
  static let hardSigmoid = LayerKind(
    "hard_sigmoid",
    .activation,
    "Piecewise linear sigmoid: `min(max(x + 3, 0), 6) / 6`.",
    details: "As PyTorch and Keras 3 have it; Keras 2 computed `min(max(0.2 * x + 0.5, 0), 1)`."
  ) { _, _, _ in HardSigmoid() }
}
