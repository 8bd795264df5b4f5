import ForgeGraph
import ForgeSpec

/// The error function: `2/√π · ∫ e^(-t²) dt` from 0 to `x`.
struct Erf: ElementwiseFunction {
  let name = "erf"
  let kernel: (file: KernelFile, function: String) = ("Erf", "erf")

  func callAsFunction(_ x: Double) -> Double { errorFunction(x) }
}

extension LayerKind {
  static let erf = LayerKind(
    "erf",
    .function,
    "Error function: `2/√π · ∫ e^(-t²) dt` from 0 to `x`.",
    details: "`gelu` is `x / 2 · (1 + erf(x / √2))`."
  ) { _, _, _ in Erf() }
}
