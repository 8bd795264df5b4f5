import ForgeSpec

/// `x` moved to the nearest number between two limits; NaN stays NaN.
struct Clip: Transform {
  let minimum: Double?
  let maximum: Double?

  let name = "clip"

  func callAsFunction(_ x: Double) -> Double {
    if let minimum, x < minimum { return minimum }
    if let maximum, x > maximum { return maximum }
    return x
  }

  var swift: [String] {
    [
      minimum.map { "if x < \(doubleLiteral($0)) { x = \(doubleLiteral($0)) }" },
      maximum.map { "if x > \(doubleLiteral($0)) { x = \(doubleLiteral($0)) }" },
    ].compactMap { $0 }
  }
}

extension TransformKind {
  static let clip = TransformKind(
    "clip",
    "`x` moved to the nearest number from `min` to `max`.",
    keys: [AnyKey(Keys.min), AnyKey(Keys.max)]
  ) { record, sink in
    switch (record[Keys.min], record[Keys.max]) {
    case (nil, nil):
      sink.error(.missingKey, "'clip' needs 'min', 'max' or both", at: record.span)
      return nil
    case (let min?, let max?) where min > max:
      sink.error(.degenerateConstants, "'min' (\(min)) must not be above 'max' (\(max))", at: record.span(of: Keys.min))
      return nil
    case (let min, let max): return Clip(minimum: min, maximum: max)
    }
  }

  private enum Keys {
    static let min = Key(optional: "min", ValueType<Double>.number, "The lower limit.")
    static let max = Key(optional: "max", ValueType<Double>.number, "The upper limit.")
  }
}
