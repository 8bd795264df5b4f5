import ForgeGraph
import ForgeSpec

/// Rows of norm 1: `y = x / max(‖x‖, ε)` along an axis, with the norm `Σ |x|` or `√(Σ x²)`.
struct LpNormalize: RowFunction {
  /// Which norm.
  enum Order: Int, Sendable, CaseIterable {
    case absoluteValues = 1
    case squares = 2
  }

  var axis: Int
  let order: Order
  let epsilon: Double

  let name = "lp_normalize"
  var summary: String { "axis \(axis), p \(order.rawValue), epsilon \(Float(epsilon))" }
  let kernel: (file: KernelFile, function: String) = ("LpNormalize", "lpNormalize")
  let acrossKernel: (file: KernelFile, function: String) = ("LpNormalize", "lpNormalizeAcross")
  var kernelOptions: KeyValuePairs<String, String> {
    ["isSquared": order == .squares ? "true" : "false", "epsilon": floatLiteral(epsilon)]
  }

  func callAsFunction(_ row: [Double]) -> [Double] {
    let norm =
      switch order {
      case .absoluteValues: row.reduce(0) { $0 + $1.magnitude }
      case .squares: row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
    return row.map { $0 / (norm < epsilon ? epsilon : norm) }
  }
}

extension LayerKind {
  static let lpNormalize = LayerKind(
    "lp_normalize",
    .normalization,
    "Rows of norm 1 along an axis: `y = x / max(‖x‖, ε)` with `‖x‖ = √(Σ x²)`, or `Σ |x|` for `p: 1`.",
    details: """
      `torch.nn.functional.normalize`, `keras.layers.UnitNormalization`, `LpNormalization` of ONNX. A row of zeros stays as it is, \
      unless `epsilon` is 0.
      """,
    shorthand: "axis",
    keys: [AnyKey(Key<Int>.rowAxis), AnyKey(Keys.order), AnyKey(Keys.epsilon)]
  ) { record, _, _ in
    LpNormalize(
      axis: record[Key<Int>.rowAxis],
      order: LpNormalize.Order(rawValue: record[Keys.order]) ?? .squares,
      epsilon: record[Keys.epsilon]
    )
  }

  private enum Keys {
    static let order = Key(
      "p",
      ValueType<Int>.integer(1...2),
      default: 2,
      "1 for the sum of absolute values, 2 for the Euclidean norm."
    )
    static let epsilon = Key(
      "epsilon",
      ValueType<Double>.nonNegativeFloat32,
      default: 1e-12,
      shownAs: "1.0e-12",
      "The least number to divide by."
    )
  }
}
