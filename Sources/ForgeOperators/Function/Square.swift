import ForgeGraph
import ForgeSpec

/// The square: `x²`.
struct Square: ElementwiseFunction {
  let name = "square"
  let kernel: (file: KernelFile, function: String) = ("Square", "square")

  func callAsFunction(_ x: Double) -> Double { x * x }
}

extension LayerKind {
  static let square = LayerKind(
    "square",
    .function,
    "Square: `x²`."
  ) { _, _, _ in Square() }
}
