import ForgeGraph
import ForgeSpec

/// Probabilities along an axis: `e^x / Σ e^x`, computed as `e^(x - m) / Σ e^(x - m)` with the largest element `m`.
struct Softmax: RowFunction {
  var axis: Int

  let name = "softmax"
  let kernel: (file: KernelFile, function: String) = ("Softmax", "softmax")
  let acrossKernel: (file: KernelFile, function: String) = ("SoftmaxAcross", "softmaxAcross")

  func vectorKernel(size: Int) -> (file: KernelFile, function: String)? {
    ("SoftmaxVector", size <= 4 ? "softmaxOfFour" : size <= 8 ? "softmaxOfEight" : "softmaxOfSixteen")
  }

  func callAsFunction(_ row: [Double]) -> [Double] {
    let m = row.max() ?? 0
    let powers = row.map { exponential($0 - m) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

extension LayerKind {
  static let softmax = LayerKind(
    "softmax",
    .activation,
    "Probabilities along an axis: `e^x / Σ e^x`.",
    details: "The largest element is subtracted first, so that no power overflows.",
    shorthand: "axis",
    keys: [AnyKey(Key<Int>.rowAxis)]
  ) { record, _, _ in Softmax(axis: record[Key<Int>.rowAxis]) }
}
