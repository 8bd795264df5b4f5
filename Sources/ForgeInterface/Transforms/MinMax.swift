import ForgeSpec

/// `(x − min) / (max − min)`, stretched to a range; clipped to it when asked.
struct MinMax: Transform {
  let minimum: Double
  let maximum: Double
  let low: Double
  let high: Double
  let clips: Bool

  let name = "min_max"

  func callAsFunction(_ x: Double) -> Double {
    let y = (x - minimum) / (maximum - minimum) * (high - low) + low
    guard clips else { return y }
    return y < low ? low : y > high ? high : y
  }

  var swift: [String] {
    var formula = "\(difference(minimum)) / \(doubleLiteral(maximum - minimum))"
    if high - low != 1 { formula += " * \(doubleLiteral(high - low))" }
    formula += signedTerm(low)
    return ["x = \(formula)"] + (clips ? Clip(minimum: low, maximum: high).swift : [])
  }
}

extension TransformKind {
  static let minMax = TransformKind(
    "min_max",
    "`(x − min) / (max − min)`, stretched to `range`.",
    details: "scikit-learn's `MinMaxScaler`, which does not clip unless `clip=True`.",
    keys: [AnyKey(Keys.min), AnyKey(Keys.max), AnyKey(Keys.range), AnyKey(Keys.clip)]
  ) { record, sink in
    let range = record[Keys.range]
    guard record[Keys.min] < record[Keys.max] else {
      sink.error(
        .degenerateConstants,
        "'min' (\(record[Keys.min])) must be below 'max' (\(record[Keys.max]))",
        at: record.span(of: Keys.min)
      )
      return nil
    }
    guard range.count == 2 else {
      sink.error(.valueNotAllowed, "'range' is [low, high], but has \(range.count) items", at: record.span(of: Keys.range))
      return nil
    }
    guard range[0] < range[1] else {
      sink.error(.degenerateConstants, "'range' is [low, high] with low below high", at: record.span(of: Keys.range))
      return nil
    }
    guard (record[Keys.max] - record[Keys.min]).isFinite, (range[1] - range[0]).isFinite else {
      sink.error(
        .degenerateConstants,
        "the distance from 'min' to 'max', or that of the range, is too large for float64",
        at: record.span
      )
      return nil
    }
    return MinMax(
      minimum: record[Keys.min],
      maximum: record[Keys.max],
      low: range[0],
      high: range[1],
      clips: record[Keys.clip]
    )
  }

  private enum Keys {
    static let min = Key("min", ValueType<Double>.number, "The fitted minimum.")
    static let max = Key("max", ValueType<Double>.number, "The fitted maximum.")
    static let range = Key(
      "range",
      ValueType<[Double]>.list(of: .number, atLeast: 2),
      default: [0, 1],
      shownAs: "[0, 1]",
      "What min and max become."
    )
    static let clip = Key("clip", ValueType<Bool>.boolean, default: false, "Whether values outside are clipped to the range.")
  }
}
