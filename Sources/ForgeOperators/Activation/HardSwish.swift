import ForgeGraph
import ForgeSpec

/// Piecewise linear swish: `x * min(max(x + 3, 0), 6) / 6`; NaN stays NaN.
struct HardSwish: ElementwiseFunction {
  let name = "hard_swish"
  let kernel: (file: KernelFile, function: String) = ("HardSwish", "hardSwish")
  let isBrief = true

  func callAsFunction(_ x: Double) -> Double { x * (x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6) }
}

extension LayerKind {
  static let hardSwish = LayerKind(
    "hard_swish",
    .activation,
    "Piecewise linear swish: `x * min(max(x + 3, 0), 6) / 6`.",
    details: "Howard et al., “Searching for MobileNetV3”, 2019."
  ) { _, _, _ in HardSwish() }
}
