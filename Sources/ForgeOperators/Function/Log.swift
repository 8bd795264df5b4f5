import ForgeGraph
import ForgeSpec

/// The natural logarithm: `ln x`; -∞ for 0, NaN below.
struct Log: ElementwiseFunction {
  let name = "log"
  let kernel: (file: KernelFile, function: String) = ("Log", "log")

  func callAsFunction(_ x: Double) -> Double { logarithm(x) }
}

extension LayerKind {
  static let log = LayerKind(
    "log",
    .function,
    "Natural logarithm: `ln x`.",
    details: "It is -∞ for 0 and NaN for negative values."
  ) { _, _, _ in Log() }
}
