import ForgeGraph
import ForgeSpec

/// The next whole number above: `⌈x⌉`; NaN and ±∞ stay.
struct Ceil: ElementwiseFunction {
  let name = "ceil"
  let kernel: (file: KernelFile, function: String) = ("Ceil", "ceil")

  func callAsFunction(_ x: Double) -> Double { x.rounded(.up) }
}

extension LayerKind {
  static let ceil = LayerKind(
    "ceil",
    .function,
    "Next whole number above: `⌈x⌉`."
  ) { _, _, _ in Ceil() }
}
