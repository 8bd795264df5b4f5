import ForgeGraph
import ForgeSpec

/// `e^x - 1`, with its digits near 0.
struct Expm1: ElementwiseFunction {
  let name = "expm1"
  let kernel: (file: KernelFile, function: String) = ("Expm1", "expm1")

  func callAsFunction(_ x: Double) -> Double { exponentialMinusOne(x) }
}

extension LayerKind {
  static let expm1 = LayerKind(
    "expm1",
    .function,
    "Exponential function less 1: `e^x - 1`, with its digits near 0."
  ) { _, _, _ in Expm1() }
}
