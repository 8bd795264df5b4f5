import ForgeGraph
import ForgeSpec

/// The hyperbolic sine: `(e^x - e^-x) / 2`.
struct Sinh: ElementwiseFunction {
  let name = "sinh"
  let kernel: (file: KernelFile, function: String) = ("Sinh", "sinh")

  func callAsFunction(_ x: Double) -> Double { hyperbolicSine(x) }
}

extension LayerKind {
  static let sinh = LayerKind(
    "sinh",
    .function,
    "Hyperbolic sine: `(e^x - e^-x) / 2`."
  ) { _, _, _ in Sinh() }
}
