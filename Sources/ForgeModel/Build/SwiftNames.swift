import ForgeDiagnostics
import ForgeInterface
import ForgeJSON
import ForgeSpec

/// Reports features and outputs whose Swift names clash with one another or with what generated code keeps for itself.
func checkSwiftNames(_ features: [Feature], _ outputs: [Output], into sink: inout DiagnosticSink) {
  check(features.map { ($0.name, $0.swiftName, $0.span) }, noun: "feature", kept: keptFeatureNames, into: &sink)
  check(outputs.map { ($0.name, $0.swiftName, $0.span) }, noun: "output", kept: keptOutputNames, into: &sink)
  checkTypes(features, outputs, into: &sink)
  checkSizes(features, into: &sink)
}

/// A size that varies is named in the same scope as the features, and where kernels and types are called by their names.
private func checkSizes(_ features: [Feature], into sink: inout DiagnosticSink) {
  var sizes: Set<String> = []
  for feature in features {
    guard case .tensor(let type) = feature.kind else { continue }
    for axis in type.shape.symbols.sorted() where keptAxisNames.contains(axis) && !sizes.contains(axis) {
      sink.error(
        .nameClash,
        "the axis '\(axis)' of feature '\(feature.name)' has a name that generated code keeps for itself",
        at: feature.span,
        help: "begin its name with a small letter"
      )
    }
    sizes.formUnion(type.shape.symbols)
  }
  for feature in features where sizes.contains(feature.swiftName.name) {
    sink.error(
      .nameClash,
      "feature '\(feature.name)' would be the property '\(feature.swiftName.name)', which is the name of an axis",
      at: feature.span
    )
  }
}

private let keptFeatureNames: Set<String> = ["description", "hashValue"]
private let keptOutputNames: Set<String> = ["probabilities", "description", "hashValue"]
private let keptTypeNames: Set<String> = [
  "Input", "Output", "Session", "Metadata", "InputError", "Problem", "Feature", "String", "Int", "Int32", "Float", "Double",
  "Bool",
  "Array", "Any", "Type", "Self", "Error", "Sendable", "Hashable", "Optional",
]

private let keptAxisNames = keptTypeNames.union(["Kernel", "UnsafeMutablePointer", "UnsafeMutableRawPointer", "UnsafePointer"])

private func check(
  _ names: [(name: String, swiftName: SwiftIdentifier, span: SourceSpan)],
  noun: String,
  kept: Set<String>,
  into sink: inout DiagnosticSink
) {
  var first: [String: (name: String, span: SourceSpan)] = [:]
  for entry in names {
    let swift = entry.swiftName.name
    if kept.contains(swift) {
      sink.error(
        .nameClash,
        "\(noun) '\(entry.name)' would be the property '\(swift)', which generated code keeps for itself",
        at: entry.span
      )
    } else if let other = first[swift] {
      let same = ExactText(other.name) == ExactText(entry.name)
      // Two features of one name are told when the names of features and layers are declared.
      if same, noun == "feature" { continue }
      sink.error(
        .nameClash,
        same
          ? "two \(noun)s are called '\(entry.name)'"
          : "\(noun)s '\(other.name)' and '\(entry.name)' would both be the property '\(swift)'",
        at: entry.span,
        notes: [.init("the other one", at: .text(other.span))]
      )
    } else {
      first[swift] = (entry.name, entry.span)
    }
  }
}

/// Enums are named for their feature or output; both kinds live in the same type.
private func checkTypes(_ features: [Feature], _ outputs: [Output], into sink: inout DiagnosticSink) {
  let owners =
    features.filter { $0.vocabulary != nil }.map { ("feature", $0.name, $0.swiftName, $0.span) }
    + outputs.filter { !$0.labels.isEmpty }.map { ("output", $0.name, $0.swiftName, $0.span) }
  var first: [String: (noun: String, name: String, span: SourceSpan)] = [:]
  for (noun, name, swiftName, span) in owners {
    let type = swiftName.typeName
    if keptTypeNames.contains(type) {
      sink.error(
        .nameClash,
        "\(noun) '\(name)' would be the enum '\(type)', a name that generated code keeps for itself",
        at: span
      )
    } else if let other = first[type], other.noun != noun {
      sink.error(
        .nameClash,
        "\(other.noun) '\(other.name)' and \(noun) '\(name)' would both be the enum '\(type)'",
        at: span,
        notes: [.init("the other one", at: .text(other.span))]
      )
    } else {
      first[type] = (noun, name, span)
    }
  }
}
