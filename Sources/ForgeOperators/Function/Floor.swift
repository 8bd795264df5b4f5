import ForgeGraph
import ForgeSpec

/// The next whole number below: `⌊x⌋`; NaN and ±∞ stay.
struct Floor: ElementwiseFunction {
  let name = "floor"
  let kernel: (file: KernelFile, function: String) = ("Floor", "floor")

  func callAsFunction(_ x: Double) -> Double { x.rounded(.down) }
}

extension LayerKind {
  static let floor = LayerKind(
    "floor",
    .function,
    "Next whole number below: `⌊x⌋`."
  ) { _, _, _ in Floor() }
}
