import ForgeGraph
import ForgeSpec

/// The mean over some axes: `Σ x / n`.
struct Mean: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "mean"
  let kernel: (file: KernelFile, function: String) = ("SumOverAxis", "meanOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double { elements.reduce(0, +) / Double(elements.count) }
}

extension LayerKind {
  static let mean = LayerKind(
    "mean",
    .reduction,
    "The mean over axes: `Σ x / n`.",
    details: "An axis that varies is divided by its size in each call.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    Mean(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
