import ForgeGraph
import ForgeSpec

/// The natural logarithm of the sum over some axes: `ln Σ x`; NaN where the sum is below 0.
struct LogSum: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "log_sum"
  let kernel: (file: KernelFile, function: String) = ("LogSumOverAxis", "logSumOverAxis")

  func kernel(isFirst: Bool, isLast: Bool) -> (file: KernelFile, function: String) {
    isLast ? kernel : ("SumOverAxis", "sumOverAxis")
  }

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    logarithm(elements.reduce(0, +))
  }
}

extension LayerKind {
  static let logSum = LayerKind(
    "log_sum",
    .reduction,
    "The natural logarithm of the sum over axes: `ln Σ x`.",
    details: "`ReduceLogSum` of ONNX. NaN where the sum is below 0.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    LogSum(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
