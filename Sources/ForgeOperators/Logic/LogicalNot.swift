import ForgeGraph
import ForgeSpec

/// Whether an element is false: 1 where it is 0, 0 elsewhere, NaN too.
struct LogicalNot: ElementwiseFunction {
  let name = "logical_not"
  let kernel: (file: KernelFile, function: String) = ("LogicalNot", "logicalNot")

  func callAsFunction(_ x: Double) -> Double { x == 0 ? 1 : 0 }
}

extension LayerKind {
  static let logicalNot = LayerKind(
    "logical_not",
    .logic,
    "Whether an element is false: 1 where it is 0, 0 elsewhere.",
    details: "`torch.logical_not`, `numpy.logical_not`, `keras.ops.logical_not`. NaN is true, as everything but 0 is."
  ) { _, _, _ in LogicalNot() }
}
