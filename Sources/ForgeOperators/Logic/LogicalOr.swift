import ForgeGraph
import ForgeSpec

/// Whether any of two values is true, element by element, with NumPy's broadcasting: `a ∨ b`, 1 for yes and 0 for no.
struct LogicalOr: CombiningFunction {
  let name = "logical_or"
  let kernels: KernelFile = "Logic"
  let function = "logicalOr"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a != 0 || b != 0 ? 1 : 0 }
}

extension LayerKind {
  static let logicalOr = LayerKind(
    "logical_or",
    .logic,
    "Whether any of two values is true, element by element: `a ∨ b`.",
    details: """
      `torch.logical_or`, `numpy.logical_or`, `keras.ops.logical_or`. Everything but 0 is true, NaN too. The result is \
      a number: 1 for yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in LogicalOr() }
}
