import ForgeGraph
import ForgeSpec

/// The nearest whole number, of two the even one; NaN and ±∞ stay.
struct Round: ElementwiseFunction {
  let name = "round"
  let kernel: (file: KernelFile, function: String) = ("Round", "round")

  func callAsFunction(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
}

extension LayerKind {
  static let round = LayerKind(
    "round",
    .function,
    "Nearest whole number; in the middle between two it is the even one.",
    details: "`torch.round`, `numpy.round`, `keras.ops.round`: 0.5 becomes 0, 1.5 becomes 2 and 2.5 becomes 2."
  ) { _, _, _ in Round() }
}
