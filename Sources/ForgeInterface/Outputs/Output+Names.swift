/// The Swift names that come from an output's name.
extension Output {
  /// The property beside the output's own: the probability of a boolean, the values by label of a category. The only category
  /// has plain `probabilities`, unless another output is called so.
  package func companionProperty(among outputs: [Output]) -> String? {
    switch kind {
    case .category:
      outputs.count { !$0.labels.isEmpty } == 1 && !outputs.contains { $0.swiftName.name == "probabilities" }
        ? "probabilities" : "\(swiftName.name)Probabilities"
    case .boolean: "\(swiftName.name)Probability"
    case .number, .tensor: nil
    }
  }

  /// The type of a category's values by label: `Probabilities` for the property `probabilities`.
  package func companionType(among outputs: [Output]) -> String? {
    guard !labels.isEmpty, let property = companionProperty(among: outputs) else { return nil }
    return property.prefix(1).uppercased() + property.dropFirst()
  }
}
