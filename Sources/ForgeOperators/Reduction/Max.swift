import ForgeGraph
import ForgeSpec

/// The largest element over some axes; NaN where any of them is NaN.
struct Max: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "max"
  let kernel: (file: KernelFile, function: String) = ("MaximumOverAxis", "maximumOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
  }
}

extension LayerKind {
  static let max = LayerKind(
    "max",
    .reduction,
    "The largest element over axes; NaN where any of them is NaN.",
    details: "`torch.amax`, `keras.ops.max`. The largest of several values at the same place is 'maximum'.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    Max(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
