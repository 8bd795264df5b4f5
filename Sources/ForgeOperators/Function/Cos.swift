import ForgeGraph
import ForgeSpec

/// The cosine of an angle in radians: `cos x`; NaN for ±∞.
struct Cos: ElementwiseFunction {
  let name = "cos"
  let kernel: (file: KernelFile, function: String) = ("Cos", "cos")

  func callAsFunction(_ x: Double) -> Double { cosine(x) }
}

extension LayerKind {
  static let cos = LayerKind(
    "cos",
    .function,
    "Cosine of an angle in radians: `cos x`.",
    details: "Right for every finite angle, however large; NaN for ±∞."
  ) { _, _, _ in Cos() }
}
