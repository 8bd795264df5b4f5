import ForgeSpec

/// `(x − mean) / (std + epsilon)`, or `(x − mean) / √(variance + epsilon)`.
struct Standardize: Transform {
  let mean: Double
  let divisor: Double

  let name = "standardize"
  func callAsFunction(_ x: Double) -> Double { (x - mean) / divisor }
  var swift: [String] { ["x = \(difference(mean)) / \(doubleLiteral(divisor))"] }
}

extension TransformKind {
  static let standardize = TransformKind(
    "standardize",
    "`(x − mean) / (std + epsilon)`, or `(x − mean) / √(variance + epsilon)`.",
    details: """
      scikit-learn's `StandardScaler` has `mean_` and `scale_` (its `std`, with ddof 0); pandas' `std()` has ddof 1. Keras' \
      `Normalization` keeps `mean` and `variance`.
      """,
    keys: [AnyKey(Keys.mean), AnyKey(Keys.std), AnyKey(Keys.variance), AnyKey(Keys.epsilon)]
  ) { record, sink in
    let epsilon = record[Keys.epsilon]
    let divisor: Double
    switch (record[Keys.std], record[Keys.variance]) {
    case (let std?, nil): divisor = std + epsilon
    case (nil, let variance?): divisor = (variance + epsilon).squareRoot()
    case (.some, .some):
      sink.error(.conflictingKeys, "'standardize' takes 'std' or 'variance', not both", at: record.span)
      return nil
    case (nil, nil):
      sink.error(.missingKey, "'standardize' needs 'std' or 'variance'", at: record.span)
      return nil
    }
    guard divisor > 0 else {
      sink.error(
        .degenerateConstants,
        "'standardize' would divide by zero",
        at: record.span,
        help: "scikit-learn takes a scale of 1 for a constant column: write std: 1"
      )
      return nil
    }
    guard divisor.isFinite, (1 / divisor).isFinite else {
      sink.error(
        .degenerateConstants,
        "'standardize' would divide by \(divisor), which gives no finite numbers",
        at: record.span,
        help: "compare the constants with those of the prototype"
      )
      return nil
    }
    return Standardize(mean: record[Keys.mean], divisor: divisor)
  }

  private enum Keys {
    static let mean = Key("mean", ValueType<Double>.number, "The fitted mean.")
    static let std = Key(optional: "std", ValueType<Double>.nonNegativeNumber, "The fitted standard deviation.")
    static let variance = Key(
      optional: "variance",
      ValueType<Double>.nonNegativeNumber,
      "The fitted variance, instead of `std`."
    )
    static let epsilon = Key(
      "epsilon",
      ValueType<Double>.nonNegativeNumber,
      default: 0,
      "Added to `std`, or to `variance` under the root."
    )
  }
}
