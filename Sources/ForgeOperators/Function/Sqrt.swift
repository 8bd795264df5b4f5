import ForgeGraph
import ForgeSpec

/// The square root: `√x`; NaN below 0.
struct Sqrt: ElementwiseFunction {
  let name = "sqrt"
  let kernel: (file: KernelFile, function: String) = ("SquareRoot", "squareRoot")

  func callAsFunction(_ x: Double) -> Double { x.squareRoot() }
}

extension LayerKind {
  static let sqrt = LayerKind(
    "sqrt",
    .function,
    "Square root: `√x`.",
    details: "It is NaN for negative values."
  ) { _, _, _ in Sqrt() }
}
