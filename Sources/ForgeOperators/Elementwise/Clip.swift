import ForgeGraph
import ForgeSpec

/// Elements kept within bounds: `min(max(x, minimum), maximum)`; NaN stays NaN.
struct Clip: ElementwiseFunction {
  /// Nil for no bound.
  let minimum: Double?
  let maximum: Double?

  let name = "clip"
  var summary: String { kernelOptions.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
  let kernel: (file: KernelFile, function: String) = ("Clip", "clip")
  let isBrief = true
  var kernelOptions: KeyValuePairs<String, String> {
    switch (minimum, maximum) {
    case (let minimum?, let maximum?): ["minimum": floatLiteral(minimum), "maximum": floatLiteral(maximum)]
    case (let minimum?, nil): ["minimum": floatLiteral(minimum)]
    case (nil, let maximum?): ["maximum": floatLiteral(maximum)]
    case (nil, nil): [:]
    }
  }

  func callAsFunction(_ x: Double) -> Double {
    if let minimum, x < minimum { return minimum }
    if let maximum, x > maximum { return maximum }
    return x
  }
}

extension LayerKind {
  static let clip = LayerKind(
    "clip",
    .elementwise,
    "Elements kept within bounds: `min(max(x, min), max)`.",
    details: "Either bound may be left out.",
    keys: [AnyKey(Keys.minimum), AnyKey(Keys.maximum)]
  ) { record, _, sink in
    let minimum = record[Keys.minimum]
    let maximum = record[Keys.maximum]
    if minimum == nil, maximum == nil {
      sink.error(.missingKey, "layer 'clip' needs 'min' or 'max', or both", at: record.span)
      return nil
    }
    if let minimum, let maximum, minimum > maximum {
      sink.error(
        .degenerateConstants,
        "'min' is \(floatLiteral(minimum)), above 'max' at \(floatLiteral(maximum))",
        at: record.span(of: Keys.minimum)
      )
      return nil
    }
    return Clip(minimum: minimum, maximum: maximum)
  }

  private enum Keys {
    static let minimum = Key(optional: "min", .float32, shownAs: "no bound", "The lower bound.")
    static let maximum = Key(optional: "max", .float32, shownAs: "no bound", "The upper bound.")
  }
}
