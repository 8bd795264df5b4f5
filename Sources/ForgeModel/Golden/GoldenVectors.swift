import ForgeInterface

/// Inputs and outputs recorded from the prototype, row by row.
package struct GoldenVectors: Sendable {
  /// What the prototype gave for one output: the label, the values, or both.
  package struct Expected: Sendable, Equatable {
    /// The place of the label; for a boolean 0 or 1.
    package var label: Int?
    /// One value an element, nil where the file has none; empty when the file has no values at all.
    package var values: [Double?]

    package init(label: Int? = nil, values: [Double?] = []) {
      self.label = label
      self.values = values
    }

    package var isEmpty: Bool { label == nil && values.allSatisfy { $0 == nil } }
  }

  /// One example: a value for each feature, an expectation for each output.
  package struct Row: Sendable {
    package let inputs: [FeatureValue]
    package let expected: [Expected]
  }

  package let rows: [Row]

  package init(rows: [Row]) { self.rows = rows }
}
