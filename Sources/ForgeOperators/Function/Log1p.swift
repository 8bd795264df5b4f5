import ForgeGraph
import ForgeSpec

/// `ln(1 + x)`, with its digits near 0; -∞ for -1, NaN below.
struct Log1p: ElementwiseFunction {
  let name = "log1p"
  let kernel: (file: KernelFile, function: String) = ("Log1p", "log1p")

  func callAsFunction(_ x: Double) -> Double { logarithmOnePlus(x) }
}

extension LayerKind {
  static let log1p = LayerKind(
    "log1p",
    .function,
    "Natural logarithm of 1 more: `ln(1 + x)`, with its digits near 0.",
    details: "It is -∞ for -1 and NaN below."
  ) { _, _, _ in Log1p() }
}
