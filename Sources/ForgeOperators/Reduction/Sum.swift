import ForgeGraph
import ForgeSpec

/// The sum over some axes: `Σ x`.
struct Sum: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "sum"
  let kernel: (file: KernelFile, function: String) = ("SumOverAxis", "sumOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double { elements.reduce(0, +) }
}

extension LayerKind {
  static let sum = LayerKind(
    "sum",
    .reduction,
    "The sum over axes: `Σ x`.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    Sum(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
