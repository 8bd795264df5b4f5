import ForgeSpec

/// 1 above the threshold, 0 at it and below.
struct Binarize: Transform {
  let threshold: Double

  let name = "binarize"
  func callAsFunction(_ x: Double) -> Double { x.isNaN ? x : x > threshold ? 1 : 0 }
  var swift: [String] { ["x = x.isNaN ? x : x > \(doubleLiteral(threshold)) ? 1 : 0"] }
}

extension TransformKind {
  static let binarize = TransformKind(
    "binarize",
    "1 where `x > threshold`, else 0.",
    details: "scikit-learn's `Binarizer`.",
    shorthand: "threshold",
    keys: [AnyKey(Keys.threshold)]
  ) { record, _ in Binarize(threshold: record[Keys.threshold]) }

  private enum Keys {
    static let threshold = Key("threshold", ValueType<Double>.number, "The number to be above of.")
  }
}
