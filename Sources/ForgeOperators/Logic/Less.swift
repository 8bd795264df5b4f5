import ForgeGraph
import ForgeSpec

/// Whether the first value is below the second, element by element, with NumPy's broadcasting: `a < b`, 1 for yes and 0 for no.
struct Less: CombiningFunction {
  let name = "less"
  let kernels: KernelFile = "Order"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a < b ? 1 : 0 }
}

extension LayerKind {
  static let less = LayerKind(
    "less",
    .logic,
    "Whether the first value is below the second, element by element: `a < b`.",
    details: """
      `torch.lt`, `numpy.less`, `keras.ops.less`. 0 where either is NaN. The result is a number: 1 for yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in Less() }
}
