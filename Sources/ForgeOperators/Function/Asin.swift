import ForgeGraph
import ForgeSpec

/// The angle from -π/2 to π/2 with the sine `x`; NaN outside -1 to 1.
struct Asin: ElementwiseFunction {
  let name = "asin"
  let kernel: (file: KernelFile, function: String) = ("Asin", "asin")

  func callAsFunction(_ x: Double) -> Double { arcsine(x) }
}

extension LayerKind {
  static let asin = LayerKind(
    "asin",
    .function,
    "Inverse sine: the angle from -π/2 to π/2 with the sine `x`.",
    details: "NaN outside -1 to 1. `torch.asin`, `keras.ops.arcsin`."
  ) { _, _, _ in Asin() }
}
