import ForgeDiagnostics

/// A spec file as its sections, each checked by itself: what names mean across sections is the business of `ForgeModel`.
package struct ModelSpec: Sendable {
  package var path: String
  package var model: ModelSection
  /// Features, layers and outputs as they stand: their kinds are described where their arithmetic is.
  package var features: [KindEntry]
  package var layers: [KindEntry]
  package var outputs: [KindEntry]
  package var weights: WeightsSection?
  package var golden: GoldenSection?
  package var generate: GenerateSection
  /// The sections that could not be read as a whole. What is here of them still shows other faults, but no model comes of it,
  /// and a name that is not here may stand in the unread part.
  package var unread: Set<Section> = []

  /// A section whose absence changes what other sections mean.
  package enum Section: Sendable { case features, layers, weights }
}

/// An entry of a list whose keys depend on its kind.
package struct KindEntry: Sendable {
  /// Such as `number` or `conv2d`.
  package let kind: String
  package let kindSpan: SourceSpan
  /// The keys of the entry; without `type` for features and outputs.
  package let body: YAMLNode
}

/// The entries of a list up to what could not be read.
package struct KindEntries: Sendable {
  package var entries: [KindEntry]
  /// Whether every item of the list could be read.
  package var isWhole: Bool
}

/// `model:`, what the model is and where it comes from.
package struct ModelSection: Sendable {
  package var name: Located<String>
  package var summary: String?
  package var version: String?
  package var author: String?
  package var license: String?
  package var source: String?
}

/// `weights:`, the file that holds the parameters.
package struct WeightsSection: Sendable {
  package var file: Located<String>
  package var layout: Located<String>
}

/// `golden:`, vectors recorded from the prototype.
package struct GoldenSection: Sendable {
  package var file: Located<String>
  package var tolerance: Tolerance
}

/// How far a computed value may lie from the prototype's: `|got − want| ≤ absolute + relative · |want|`, as in NumPy's
/// `allclose`. NaN equals NaN, and an infinity only itself.
package struct Tolerance: Sendable, Equatable {
  package var absolute: Double
  package var relative: Double

  package init(absolute: Double, relative: Double) {
    self.absolute = absolute
    self.relative = relative
  }

  package static let standard = Tolerance(absolute: 1e-5, relative: 1e-4)

  package func admits(_ got: Double, for want: Double) -> Bool {
    if got == want || got.isNaN && want.isNaN { return true }
    guard got.isFinite, want.isFinite else { return false }
    return abs(got - want) <= absolute + relative * abs(want)
  }
}

/// `generate:`, how the package is written.
package struct GenerateSection: Sendable {
  /// Who may use the generated declarations.
  package enum Access: String, Sendable, CaseIterable { case `public`, package }
  /// Which processors the compute target is compiled for.
  package enum CPU: String, Sendable, CaseIterable {
    case auto, portable
    case v3 = "x86-64-v3"
    case v4 = "x86-64-v4"
  }
  /// Where the generated module keeps its weights.
  package enum Weights: String, Sendable, CaseIterable { case embedded, file }

  package var output: Located<String>?
  package var access: Access
  package var cpu: CPU
  package var weights: Weights
}
