import ForgeGraph
import ForgeSpec

/// The natural logarithm of the sum of powers over some axes: `ln Σ e^x`, computed as `m + ln Σ e^(x - m)` with the largest element `m`.
struct LogSumExp: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "log_sum_exp"
  let kernel: (file: KernelFile, function: String) = ("LogSumExpOverAxis", "logSumExpOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    guard let m = elements.max(), m.isFinite else { return logarithm(elements.reduce(0) { $0 + exponential($1) }) }
    return m + logarithm(elements.reduce(0) { $0 + exponential($1 - m) })
  }
}

extension LayerKind {
  static let logSumExp = LayerKind(
    "log_sum_exp",
    .reduction,
    "The natural logarithm of the sum of powers over axes: `ln Σ e^x`.",
    details: "The largest element is subtracted first, so that no power overflows. `torch.logsumexp`, `keras.ops.logsumexp`.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    LogSumExp(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
