import ForgeGraph
import ForgeSpec

/// Whether an element is not a number: 1 for NaN, 0 elsewhere.
struct IsNaN: ElementwiseFunction {
  let name = "is_nan"
  let kernel: (file: KernelFile, function: String) = ("IsNaN", "isNaN")

  func callAsFunction(_ x: Double) -> Double { x.isNaN ? 1 : 0 }
}

extension LayerKind {
  static let isNaN = LayerKind(
    "is_nan",
    .logic,
    "Whether an element is not a number: 1 for NaN, 0 elsewhere.",
    details: "`torch.isnan`, `numpy.isnan`, `keras.ops.isnan`."
  ) { _, _, _ in IsNaN() }
}
