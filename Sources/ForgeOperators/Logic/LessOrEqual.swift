import ForgeGraph
import ForgeSpec

/// Whether the first value is below the second or equal to it, element by element, with NumPy's broadcasting: `a ≤ b`, 1 for yes and 0 for no.
struct LessOrEqual: CombiningFunction {
  let name = "less_or_equal"
  let kernels: KernelFile = "Order"
  let function = "lessOrEqual"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a <= b ? 1 : 0 }
}

extension LayerKind {
  static let lessOrEqual = LayerKind(
    "less_or_equal",
    .logic,
    "Whether the first value is below the second or equal to it, element by element: `a ≤ b`.",
    details: """
      `torch.le`, `numpy.less_equal`, `keras.ops.less_equal`. 0 where either is NaN. The result is a number: 1 for \
      yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in LessOrEqual() }
}
