import ForgeGraph
import ForgeSpec

/// The sum of absolute values over some axes: `Σ |x|`.
struct L1Norm: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "l1_norm"
  let kernel: (file: KernelFile, function: String) = ("L1NormOverAxis", "l1NormOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(0) { $0 + $1.magnitude }
  }
}

extension LayerKind {
  static let l1Norm = LayerKind(
    "l1_norm",
    .reduction,
    "The sum of absolute values over axes: `Σ |x|`.",
    details: "`torch.linalg.vector_norm` with `ord=1`, `ReduceL1` of ONNX.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    L1Norm(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
