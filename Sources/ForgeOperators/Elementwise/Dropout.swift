import ForgeGraph
import ForgeSpec

/// A layer that acts in training only: `y = x`, without code of its own.
struct Dropout: IdentityOperator {
  let rate: Double

  let name = "dropout"
  var summary: String { "rate \(floatLiteral(rate)), no effect in inference" }
  var memory: ResultMemory { .sameAsFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    TensorType(.float32, try inputs.onlyFloatShape())
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor { inputs[0] }

  func emit(_ site: inout CallSite) {}
}

extension LayerKind {
  static let dropout = LayerKind(
    "dropout",
    .elementwise,
    "Without effect in inference: `y = x`.",
    details: "Known so that a spec can list the layers of its prototype; no code comes of it.",
    shorthand: "rate",
    keys: [AnyKey(Keys.rate)]
  ) { record, _, _ in Dropout(rate: record[Keys.rate]) }

  private enum Keys {
    static let rate = Key("rate", .dropoutRate, "The share of elements that training set to zero, from 0 to 1.")
  }
}

extension ValueType where Value == Double {
  fileprivate static var dropoutRate: ValueType<Double> {
    ValueType<Double>.number.map { (value) throws(Refusal) in
      guard (0...1).contains(value) else {
        let isPercent = (1...100).contains(value)
        throw Refusal(
          "must be from 0 to 1, not \(floatLiteral(value))",
          help: isPercent ? "it is a share, not a percentage: \(floatLiteral(value / 100))" : nil
        )
      }
      return value
    }
  }
}
