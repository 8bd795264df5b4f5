import ForgeGraph
import ForgeSpec

/// The smallest element over some axes; NaN where any of them is NaN.
struct Min: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "min"
  let kernel: (file: KernelFile, function: String) = ("MinimumOverAxis", "minimumOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(.infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
  }
}

extension LayerKind {
  static let min = LayerKind(
    "min",
    .reduction,
    "The smallest element over axes; NaN where any of them is NaN.",
    details: "`torch.amin`, `keras.ops.min`. The smallest of several values at the same place is 'minimum'.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    Min(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
