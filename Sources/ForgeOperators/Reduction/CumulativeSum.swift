import ForgeGraph
import ForgeSpec

/// Running sums along an axis: `y[i] = x[0] + … + x[i]`.
struct CumulativeSum: RowFunction {
  var axis: Int
  /// Whether an element is left out of its own sum.
  let isExclusive: Bool
  /// Whether sums run from the end.
  let isReversed: Bool

  let name = "cumulative_sum"
  var summary: String { "axis \(axis)" + (isExclusive ? ", exclusive" : "") + (isReversed ? ", reversed" : "") }
  let kernel: (file: KernelFile, function: String) = ("CumulativeSum", "cumulativeSum")
  let acrossKernel: (file: KernelFile, function: String) = ("CumulativeSum", "cumulativeSumAcross")
  var kernelOptions: KeyValuePairs<String, String> { ["isExclusive": "\(isExclusive)", "isReversed": "\(isReversed)"] }

  func callAsFunction(_ row: [Double]) -> [Double] {
    var sum = 0.0
    var sums = (isReversed ? row.reversed() : row).map { element in
      let before = sum
      sum += element
      return isExclusive ? before : sum
    }
    if isReversed { sums.reverse() }
    return sums
  }
}

extension LayerKind {
  static let cumulativeSum = LayerKind(
    "cumulative_sum",
    .reduction,
    "Running sums along an axis: `y[i] = x[0] + … + x[i]`.",
    details: "`torch.cumsum`, `keras.ops.cumsum`, `CumSum` of ONNX, whose axis counts the batch.",
    shorthand: "axis",
    keys: [AnyKey(Keys.axis), AnyKey(Keys.exclusive), AnyKey(Keys.reverse)]
  ) { record, _, _ in
    CumulativeSum(axis: record[Keys.axis], isExclusive: record[Keys.exclusive], isReversed: record[Keys.reverse])
  }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(-8...7), "The axis to sum along; negative ones count from the end.")
    static let exclusive = Key(
      "exclusive",
      ValueType<Bool>.boolean,
      default: false,
      "Whether an element is left out of its own sum: `y[i] = x[0] + … + x[i - 1]`."
    )
    static let reverse = Key("reverse", ValueType<Bool>.boolean, default: false, "Whether sums run from the end.")
  }
}
