import ForgeGraph
import ForgeSpec

/// Mish: `x * tanh(ln(1 + e^x))` (Misra, “Mish: A Self Regularized Non-Monotonic Activation Function”, 2019).
struct Mish: ElementwiseFunction {
  let name = "mish"
  let kernel: (file: KernelFile, function: String) = ("Mish", "mish")

  func callAsFunction(_ x: Double) -> Double { x * hyperbolicTangent(logarithmOnePlus(exponential(x))) }
}

extension LayerKind {
  static let mish = LayerKind(
    "mish",
    .activation,
    "Mish: `x * tanh(ln(1 + e^x))`.",
    details: "Misra, “Mish: A Self Regularized Non-Monotonic Activation Function”, 2019."
  ) { _, _, _ in Mish() }
}
