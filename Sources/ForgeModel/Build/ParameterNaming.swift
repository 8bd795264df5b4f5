import ForgeDiagnostics
import ForgeGraph
import ForgeOperators
import ForgeSpec

/// What a layer's parameters are called in the weights file: as `weights:` says, else by the layout from the layer's name.
struct ParameterNaming {
  let kind: LayerKind
  let record: Record?
  let layout: WeightLayout
  /// The layer's name in the spec; nil when it has none.
  let layer: String?

  private var overrides: [NamedValue<Located<String>>] {
    kind.roles.isEmpty ? [] : record?[LayerKeys.weights] ?? []
  }

  /// The name of a parameter; nil when neither the layer nor `weights:` names it.
  func name(of role: ParameterRole) -> String? {
    override(of: role)?.value.value ?? layer.map { layout.parameterName(layer: $0, role: role) }
  }

  /// Why a parameter has no name, and what to do about it.
  func unnamedFault(_ role: ParameterRole, owner: String) -> (message: String, help: String) {
    let missing = layout.name(of: role)
    guard let named = overrides.first?.name else {
      return (
        "\(owner) has parameters, but neither 'name' nor 'weights' tells what they are called in the file", "add 'name: …'"
      )
    }
    return ("\(owner): 'weights' names '\(named)', but not '\(missing)'", "add '\(missing): …' under 'weights', or 'name: …'")
  }

  /// Where the spec names the parameter itself.
  func span(of role: ParameterRole) -> SourceSpan? {
    override(of: role)?.value.span
  }

  private func override(of role: ParameterRole) -> NamedValue<Located<String>>? {
    overrides.first { $0.name == layout.name(of: role) }
  }

  /// Whether every role under `weights:` is one of the layer's; reports those that are not.
  func namesAreKnown(into sink: inout DiagnosticSink) -> Bool {
    let known = kind.roles.map { layout.name(of: $0) }
    let strangers = overrides.filter { !known.contains($0.name) }
    for stranger in strangers {
      sink.error(
        .unknownKey,
        "layer '\(kind.name)' has no parameter '\(stranger.name)' in the \(layout.rawValue) layout",
        at: stranger.nameSpan,
        help: didYouMean(stranger.name, among: known) ?? "its parameters are \(known.joined(separator: ", "))"
      )
    }
    return strangers.isEmpty
  }
}
