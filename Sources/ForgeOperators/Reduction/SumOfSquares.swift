import ForgeGraph
import ForgeSpec

/// The sum of squares over some axes: `Σ x²`.
struct SumOfSquares: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "sum_of_squares"
  let kernel: (file: KernelFile, function: String) = ("SumOfSquaresOverAxis", "sumOfSquaresOverAxis")

  func kernel(isFirst: Bool, isLast: Bool) -> (file: KernelFile, function: String) {
    isFirst ? kernel : ("SumOverAxis", "sumOverAxis")
  }

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(0) { $0 + $1 * $1 }
  }
}

extension LayerKind {
  static let sumOfSquares = LayerKind(
    "sum_of_squares",
    .reduction,
    "The sum of squares over axes: `Σ x²`.",
    details: "`ReduceSumSquare` of ONNX.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    SumOfSquares(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
