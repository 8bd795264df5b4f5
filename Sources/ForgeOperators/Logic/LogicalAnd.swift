import ForgeGraph
import ForgeSpec

/// Whether both values are true, element by element, with NumPy's broadcasting: `a ∧ b`, 1 for yes and 0 for no.
struct LogicalAnd: CombiningFunction {
  let name = "logical_and"
  let kernels: KernelFile = "Logic"
  let function = "logicalAnd"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a != 0 && b != 0 ? 1 : 0 }
}

extension LayerKind {
  static let logicalAnd = LayerKind(
    "logical_and",
    .logic,
    "Whether both values are true, element by element: `a ∧ b`.",
    details: """
      `torch.logical_and`, `numpy.logical_and`, `keras.ops.logical_and`. Everything but 0 is true, NaN too. The result \
      is a number: 1 for yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in LogicalAnd() }
}
