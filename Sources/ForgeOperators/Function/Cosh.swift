import ForgeGraph
import ForgeSpec

/// The hyperbolic cosine: `(e^x + e^-x) / 2`.
struct Cosh: ElementwiseFunction {
  let name = "cosh"
  let kernel: (file: KernelFile, function: String) = ("Cosh", "cosh")

  func callAsFunction(_ x: Double) -> Double { hyperbolicCosine(x) }
}

extension LayerKind {
  static let cosh = LayerKind(
    "cosh",
    .function,
    "Hyperbolic cosine: `(e^x + e^-x) / 2`."
  ) { _, _, _ in Cosh() }
}
