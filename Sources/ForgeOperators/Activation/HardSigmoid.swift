import ForgeGraph
import ForgeSpec

/// Piecewise linear sigmoid: `min(max(slope * x + offset, 0), 1)`; NaN stays NaN.
struct HardSigmoid: ElementwiseFunction {
  /// Above 0.
  let slope: Double
  /// How far the line is moved to the left: `offset / slope`, which keeps the digits near the bend where that has few of them.
  let shift: Double

  let name = "hard_sigmoid"
  var summary: String { isUsual ? "" : "slope \(floatLiteral(slope)), offset \(floatLiteral(slope * shift))" }
  let kernel: (file: KernelFile, function: String) = ("HardSigmoid", "hardSigmoid")
  let isBrief = true
  var kernelOptions: KeyValuePairs<String, String> {
    isUsual ? [:] : ["shift": floatLiteral(shift), "slope": floatLiteral(slope)]
  }

  private var isUsual: Bool { slope == 1 / 6 && shift == 3 }

  func callAsFunction(_ x: Double) -> Double {
    let y = (x + shift) * slope
    return y < 0 ? 0 : y > 1 ? 1 : y
  }
}

extension LayerKind {
  static let hardSigmoid = LayerKind(
    "hard_sigmoid",
    .activation,
    "Piecewise linear sigmoid: `min(max(slope * x + offset, 0), 1)`.",
    details: """
      Without options it is `min(max(x + 3, 0), 6) / 6`, as PyTorch and Keras 3 have it. ONNX (`alpha`, `beta`) and Keras 2 have \
      `slope` 0.2.
      """,
    keys: [AnyKey(Keys.slope), AnyKey(Keys.offset)]
  ) { record, _, sink in
    let slope = record[Keys.slope] ?? 1 / 6
    let shift = record[Keys.offset] / slope
    guard Float(shift).isFinite else {
      sink.error(
        .degenerateConstants,
        "'offset' is \(floatLiteral(record[Keys.offset])), too far from 0 for a 'slope' of \(floatLiteral(slope))",
        at: record.span(of: Keys.offset)
      )
      return nil
    }
    return HardSigmoid(slope: slope, shift: shift)
  }

  private enum Keys {
    static let slope = Key(
      optional: "slope",
      .positiveFloat32,
      shownAs: "1/6",
      "The slope of the line between 0 and 1."
    )
    static let offset = Key("offset", .float32, default: 0.5, shownAs: "0.5", "The value for 0.")
  }
}
