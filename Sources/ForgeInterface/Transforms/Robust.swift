import ForgeSpec

/// `(x − center) / scale`
struct Robust: Transform {
  let center: Double
  let scale: Double

  let name = "robust"
  func callAsFunction(_ x: Double) -> Double { (x - center) / scale }
  var swift: [String] { ["x = \(difference(center)) / \(doubleLiteral(scale))"] }
}

extension TransformKind {
  static let robust = TransformKind(
    "robust",
    "`(x − center) / scale`.",
    details: "scikit-learn's `RobustScaler`: `center_` is the median, `scale_` the distance of two quantiles.",
    keys: [AnyKey(Keys.center), AnyKey(Keys.scale)]
  ) { record, sink in
    guard record[Keys.scale] != 0 else {
      sink.error(
        .degenerateConstants,
        "'robust' would divide by zero",
        at: record.span(of: Keys.scale),
        help: "write scale: 1 for a constant column"
      )
      return nil
    }
    guard (1 / record[Keys.scale]).isFinite else {
      sink.error(
        .degenerateConstants,
        "'robust' would divide by \(record[Keys.scale]), which gives no finite numbers",
        at: record.span(of: Keys.scale),
        help: "compare the constants with those of the prototype"
      )
      return nil
    }
    return Robust(center: record[Keys.center], scale: record[Keys.scale])
  }

  private enum Keys {
    static let center = Key("center", ValueType<Double>.number, "The fitted centre, such as the median.")
    static let scale = Key("scale", ValueType<Double>.number, "The fitted scale, such as the distance of the quartiles.")
  }
}
