import ForgeSpec

/// What becomes of an element and one that comes to its place.
enum ScatterReduction: String, Sendable, CaseIterable {
  /// The later one stands.
  case none
  case add, multiply, minimum, maximum

  func callAsFunction(_ old: Double, _ new: Double) -> Double {
    switch self {
    case .none: new
    case .add: old + new
    case .multiply: old * new
    case .minimum: new < old || new.isNaN ? new : old
    case .maximum: new > old || new.isNaN ? new : old
    }
  }

  /// The same as a closure of the generated code.
  var closure: String {
    switch self {
    case .none: "{ $1 }"
    case .add: "{ $0 + $1 }"
    case .multiply: "{ $0 * $1 }"
    case .minimum: "{ $1 < $0 || $1.isNaN ? $1 : $0 }"
    case .maximum: "{ $1 > $0 || $1.isNaN ? $1 : $0 }"
    }
  }

  static let key = Key(
    "reduction",
    .word(ScatterReduction.self),
    default: .none,
    "What becomes of an element and of those that come to its place: `none` takes the last one."
  )
}
