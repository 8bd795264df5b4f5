import ForgeGraph
import ForgeSpec

/// Whether two values differ, element by element, with NumPy's broadcasting: `a ≠ b`, 1 for yes and 0 for no.
struct NotEqual: CombiningFunction {
  let name = "not_equal"
  let kernels: KernelFile = "Equal"
  let function = "notEqual"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a != b ? 1 : 0 }
}

extension LayerKind {
  static let notEqual = LayerKind(
    "not_equal",
    .logic,
    "Whether two values differ, element by element: `a ≠ b`.",
    details: """
      `torch.ne`, `numpy.not_equal`, `keras.ops.not_equal`. NaN differs from everything. The result is a number: 1 for \
      yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in NotEqual() }
}
