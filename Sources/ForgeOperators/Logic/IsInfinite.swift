import ForgeGraph
import ForgeSpec

/// Whether an element is infinite: 1 for ±∞, or one of them alone, 0 elsewhere.
struct IsInfinite: ElementwiseFunction {
  /// The infinities that count.
  enum Sign: String, Sendable, CaseIterable {
    case any, positive, negative
  }

  let sign: Sign

  let name = "is_infinite"
  var summary: String { sign == .any ? "" : sign.rawValue }
  let kernel: (file: KernelFile, function: String) = ("IsInfinite", "isInfinite")
  var kernelOptions: KeyValuePairs<String, String> {
    switch sign {
    case .any: [:]
    case .positive: ["infinity": ".infinity"]
    case .negative: ["infinity": "-.infinity"]
    }
  }

  func callAsFunction(_ x: Double) -> Double {
    let isCounted =
      switch sign {
      case .any: x.isInfinite
      case .positive: x == .infinity
      case .negative: x == -.infinity
      }
    return isCounted ? 1 : 0
  }
}

extension LayerKind {
  static let isInfinite = LayerKind(
    "is_infinite",
    .logic,
    "Whether an element is infinite: 1 for ±∞, 0 elsewhere.",
    details: """
      `torch.isinf`, `numpy.isinf`, `keras.ops.isinf`. With `sign` only one of the infinities counts: `torch.isposinf`, \
      `torch.isneginf`, `IsInf` of ONNX with `detect_negative: 0` or `detect_positive: 0`.
      """,
    shorthand: "sign",
    keys: [AnyKey(Keys.sign)]
  ) { record, _, _ in IsInfinite(sign: record[Keys.sign]) }

  private enum Keys {
    static let sign = Key(
      "sign",
      .word(IsInfinite.Sign.self),
      default: .any,
      "Which infinities count: `any`, `positive` or `negative`."
    )
  }
}
