import ForgeGraph
import ForgeSpec

/// The reciprocal: `1 / x`.
struct Reciprocal: ElementwiseFunction {
  let name = "reciprocal"
  let kernel: (file: KernelFile, function: String) = ("Reciprocal", "reciprocal")

  func callAsFunction(_ x: Double) -> Double { 1 / x }
}

extension LayerKind {
  static let reciprocal = LayerKind(
    "reciprocal",
    .function,
    "Reciprocal: `1 / x`.",
    details: "It is ∞ for 0 and -∞ for -0. `torch.reciprocal`, `keras.ops.reciprocal`."
  ) { _, _, _ in Reciprocal() }
}
