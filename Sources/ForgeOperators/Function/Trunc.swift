import ForgeGraph
import ForgeSpec

/// The next whole number towards 0.
struct Trunc: ElementwiseFunction {
  let name = "trunc"
  let kernel: (file: KernelFile, function: String) = ("Trunc", "trunc")

  func callAsFunction(_ x: Double) -> Double { x.rounded(.towardZero) }
}

extension LayerKind {
  static let trunc = LayerKind(
    "trunc",
    .function,
    "Next whole number towards 0.",
    details: "`torch.trunc`, `numpy.trunc`, `keras.ops.trunc`; what a conversion to whole numbers does elsewhere."
  ) { _, _, _ in Trunc() }
}
