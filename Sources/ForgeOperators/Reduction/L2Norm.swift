import ForgeGraph
import ForgeSpec

/// The Euclidean norm over some axes: `√(Σ x²)`.
struct L2Norm: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "l2_norm"
  let kernel: (file: KernelFile, function: String) = ("L2NormOverAxis", "l2NormOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension LayerKind {
  static let l2Norm = LayerKind(
    "l2_norm",
    .reduction,
    "The Euclidean norm over axes: `√(Σ x²)`.",
    details:
      "`torch.linalg.vector_norm`, `keras.ops.norm`, `ReduceL2` of ONNX. Squares are summed in float64, so that none overflows.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    L2Norm(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
