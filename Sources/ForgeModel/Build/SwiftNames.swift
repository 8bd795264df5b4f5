import ForgeDiagnostics
import ForgeInterface
import ForgeJSON
import ForgeSpec

/// Reports features and outputs whose Swift names clash with one another or with what generated code keeps for itself.
/// `model` is nil when its own name was refused.
func checkSwiftNames(_ features: [Feature], _ outputs: [Output], of model: ModuleName?, into sink: inout DiagnosticSink) {
  checkProperties(of: features, into: &sink)
  checkProperties(of: outputs, into: &sink)
  checkTypes(features, outputs, of: model, into: &sink)
  checkSizes(features, into: &sink)
}

/// A name of the generated code, and what of the spec it comes from.
private struct Claim {
  let noun: String
  let owner: String
  let swift: String
  let span: SourceSpan
}

// MARK: Properties

private let keptProperties: Set<String> = ["description", "hashValue"]

private func checkProperties(of features: [Feature], into sink: inout DiagnosticSink) {
  let claims = features.map { Claim(noun: "feature", owner: $0.name, swift: $0.swiftName.name, span: $0.span) }
  check(claims, what: "property", kept: keptProperties, into: &sink)
}

private func checkProperties(of outputs: [Output], into sink: inout DiagnosticSink) {
  func claim(_ output: Output, _ name: String) -> Claim {
    Claim(noun: "output", owner: output.name, swift: name, span: output.span)
  }
  let own = outputs.map { claim($0, $0.swiftName.name) }
  let companions = outputs.compactMap { output in output.companionProperty(among: outputs).map { claim(output, $0) } }
  check(own + companions, what: "property", kept: keptProperties, into: &sink)
}

// MARK: Types

/// Enums are named for their feature or output; those of both live in the model's type, beside the values by label.
private func checkTypes(
  _ features: [Feature],
  _ outputs: [Output],
  of model: ModuleName?,
  into sink: inout DiagnosticSink
) {
  let ofFeatures = features.filter { $0.vocabulary != nil }.map {
    Claim(noun: "feature", owner: $0.name, swift: $0.swiftName.typeName, span: $0.span)
  }
  let ofOutputs = outputs.filter { !$0.labels.isEmpty }.flatMap { output in
    [output.swiftName.typeName, output.companionType(among: outputs)].compactMap { $0 }.map {
      Claim(noun: "output", owner: output.name, swift: $0, span: output.span)
    }
  }
  let kept = KeptTypeNames.all.union(model.map(KeptTypeNames.modules) ?? [])
  check(unique(ofFeatures) + unique(ofOutputs), what: "enum", kept: kept, into: &sink)
}

/// The claims without those of one noun that would be one enum: their properties clash too, and that is told.
private func unique(_ claims: [Claim]) -> [Claim] {
  var seen: Set<String> = []
  return claims.filter { seen.insert($0.swift).inserted }
}

private func check(_ claims: [Claim], what: String, kept: Set<String>, into sink: inout DiagnosticSink) {
  var first: [String: Claim] = [:]
  for claim in claims {
    if kept.contains(claim.swift) {
      sink.error(
        .nameClash,
        "\(claim.noun) '\(claim.owner)' would be the \(what) '\(claim.swift)', which generated code keeps for itself",
        at: claim.span,
        help: "give the \(claim.noun) another name, in the golden file too"
      )
    } else if let other = first[claim.swift] {
      report(claim, against: other, what: what, into: &sink)
    } else {
      first[claim.swift] = claim
    }
  }
}

private func report(_ claim: Claim, against other: Claim, what: String, into sink: inout DiagnosticSink) {
  let message: String
  if claim.noun != other.noun {
    message = "\(other.noun) '\(other.owner)' and \(claim.noun) '\(claim.owner)' would both be the \(what) '\(claim.swift)'"
  } else if ExactText(claim.owner) == ExactText(other.owner) {
    // Two features of one name are told when the names of features and layers are declared.
    if claim.noun == "feature" { return }
    message = "two \(claim.noun)s are called '\(claim.owner)'"
  } else {
    let isTwin = claim.owner == other.owner
    let (one, two) = isTwin ? (other.owner.withASCIIOnly, claim.owner.withASCIIOnly) : (other.owner, claim.owner)
    message = "\(claim.noun)s '\(one)' and '\(two)' would both be the \(what) '\(claim.swift)'"
  }
  sink.error(.nameClash, message, at: claim.span, notes: [.init("the other one", at: .text(other.span))])
}

// MARK: Axes

/// A size that varies is named in the same scope as the features, and where kernels and types are called by their names.
private func checkSizes(_ features: [Feature], into sink: inout DiagnosticSink) {
  var sizes: Set<String> = []
  for feature in features {
    guard case .tensor(let type) = feature.kind else { continue }
    for axis in type.shape.symbols.sorted() where KeptTypeNames.all.contains(axis) && !sizes.contains(axis) {
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
