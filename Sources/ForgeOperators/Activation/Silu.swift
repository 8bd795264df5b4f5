import ForgeGraph
import ForgeSpec

/// Sigmoid linear unit: `x * sigmoid(x)`.
struct Silu: ElementwiseFunction {
  let name = "silu"
  let kernel: (file: KernelFile, function: String) = ("Silu", "silu")

  func callAsFunction(_ x: Double) -> Double { x / (1 + exponential(-x)) }
}

extension LayerKind {
  static let silu = LayerKind(
    "silu",
    .activation,
    "Sigmoid linear unit: `x / (1 + e^-x)`.",
    details: "Also known as swish (Ramachandran, Zoph and Le, “Searching for Activation Functions”, 2017)."
  ) { _, _, _ in Silu() }
}
