import ForgeGraph
import ForgeSpec

/// Logarithms of probabilities along an axis: `x - ln Σ e^x`, computed as `(x - m) - ln Σ e^(x - m)` with the largest element `m`.
struct LogSoftmax: RowFunction {
  var axis: Int

  let name = "log_softmax"
  let kernel: (file: KernelFile, function: String) = ("LogSoftmax", "logSoftmax")
  let acrossKernel: (file: KernelFile, function: String) = ("LogSoftmaxAcross", "logSoftmaxAcross")

  func callAsFunction(_ row: [Double]) -> [Double] {
    let m = row.max() ?? 0
    let logarithmOfSum = logarithm(row.reduce(0) { $0 + exponential($1 - m) })
    return row.map { $0 - m - logarithmOfSum }
  }
}

extension LayerKind {
  static let logSoftmax = LayerKind(
    "log_softmax",
    .activation,
    "Logarithms of probabilities along an axis: `x - ln Σ e^x`.",
    details: "The largest element is subtracted first, so that no power overflows.",
    shorthand: "axis",
    keys: [AnyKey(Key<Int>.rowAxis)]
  ) { record, _, _ in LogSoftmax(axis: record[Key<Int>.rowAxis]) }
}
