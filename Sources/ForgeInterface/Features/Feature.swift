import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeSpec

/// An input of the model: what a caller gives, and what the network gets of it.
package struct Feature: Sendable {
  package let name: String
  /// The property of the generated `Input`.
  package let swiftName: SwiftIdentifier
  package let summary: String?
  package let unit: String?
  package let kind: Kind
  package let missing: MissingPolicy
  package let transforms: [any Transform]
  package let span: SourceSpan

  /// What a caller gives.
  package enum Kind: Sendable {
    case number
    case integer
    case boolean
    case category(Vocabulary, CategoryEncoding)
    /// Values in an order; encoded as 0, 1, 2…
    case ordinal(Vocabulary)
    case tensor(TensorType)

    /// The word under `type`.
    package var word: String {
      switch self {
      case .number: "number"
      case .integer: "integer"
      case .boolean: "boolean"
      case .category: "category"
      case .ordinal: "ordinal"
      case .tensor: "tensor"
      }
    }
  }

  /// The values of a category or ordinal feature.
  package var vocabulary: Vocabulary? {
    switch kind {
    case .category(let vocabulary, _), .ordinal(let vocabulary): vocabulary
    case .number, .integer, .boolean, .tensor: nil
    }
  }

  /// Whether a caller may leave the value out.
  package var isOptional: Bool { missing.policy != .error }
}

/// What happens to a value that is not there.
package struct MissingPolicy: Sendable {
  package enum Policy: Sendable, Equatable {
    /// The input is refused.
    case error
    /// The raw value that stands in before the transforms; and whether a column tells that it did.
    case impute(ImputedValue, indicator: Bool)
    /// The encoded value is 0 and a column tells that it is missing.
    case indicator
  }

  package let policy: Policy
  /// Whether NaN counts as missing (nil always does).
  package let includesNaN: Bool
  /// Numbers that stand for a missing value, such as -999.
  package let sentinels: [Double]

  package var hasIndicator: Bool {
    switch policy {
    case .error: false
    case .impute(_, let indicator): indicator
    case .indicator: true
    }
  }

  package static let error = MissingPolicy(policy: .error, includesNaN: true, sentinels: [])

  /// Whether a number that is there counts as missing.
  package func counts(_ value: Double) -> Bool {
    includesNaN && value.isNaN || sentinels.contains(value)
  }
}

/// A raw value that stands in for a missing one.
package enum ImputedValue: Sendable, Equatable {
  case number(Double)
  case boolean(Bool)
  /// The place of a category's value.
  case index(Int)
}

/// How a category becomes numbers.
package enum CategoryEncoding: Sendable, Equatable {
  /// A column a value, without the one that is dropped.
  case oneHot(drop: Int?)
  /// The value's place as an id.
  case index
  /// A row of a table in the weights file.
  case embedding(weights: String, span: SourceSpan)
}

/// The values that a category may have, in the order of their ids.
package struct Vocabulary: Sendable {
  /// What happens to a text that is none of the values.
  package enum Unknown: Sendable, Equatable {
    case error
    /// All columns are 0.
    case zeros
    /// It counts as the value at this place.
    case value(Int)
  }

  package let labels: [Label]
  package let unknown: Unknown

  package func index(of text: String) -> Int? {
    labels.firstIndex { ExactText($0.text) == ExactText(text) }
  }
}

/// A value of a category with its case in the generated enum.
package struct Label: Sendable {
  package let text: String
  package let swiftName: SwiftIdentifier
}
