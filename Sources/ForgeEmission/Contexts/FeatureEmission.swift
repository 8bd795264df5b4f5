import ForgeGraph
import ForgeInterface

extension Feature {
  /// Whether the generated encoding can refuse a value.
  var canBeRefused: Bool {
    switch kind {
    case .tensor: true
    case .number: missing.policy == .error && (missing.includesNaN || !missing.sentinels.isEmpty)
    case .integer: missing.policy == .error && !missing.sentinels.isEmpty
    case .boolean, .category, .ordinal: false
    }
  }

  /// Whether the feature's enum refuses texts that are not listed.
  var refusesTexts: Bool { vocabulary?.unknown == .error }

  /// The type of the property of `Input`.
  var swiftType: String {
    let type =
      switch kind {
      case .number: "Double"
      case .integer: "Int"
      case .boolean: "Bool"
      case .category, .ordinal: swiftName.typeName
      case .tensor(let type): type.element == .float32 ? "[Float]" : "[Int]"
      }
    return isOptional ? "\(type)?" : type
  }

  /// The word for the feature in the table of the model card.
  var typeText: String {
    switch kind {
    case .tensor(let type): "tensor \(type)"
    case .category(let vocabulary, _), .ordinal(let vocabulary):
      "\(kind.word): " + vocabulary.labels.prefix(8).map { "`\($0.text)`" }.joined(separator: ", ")
        + (vocabulary.labels.count > 8 ? " and \(vocabulary.labels.count - 8) more" : "")
    default: kind.word + (unit.map { " (\($0))" } ?? "")
    }
  }

  /// What happens to a value, in words.
  var encodingText: String {
    var parts: [String] = []
    switch missing.policy {
    case .error: break
    case .impute(let value, let indicator):
      parts.append("missing: \(text(of: value))" + (indicator ? " and an indicator" : ""))
    case .indicator: parts.append("missing: 0 and an indicator")
    }
    if case .category(let vocabulary, let encoding) = kind {
      switch vocabulary.unknown {
      case .error: break
      case .zeros: parts.append("unknown: zeros")
      case .value(let index): parts.append("unknown: as `\(vocabulary.labels[index].text)`")
      }
      switch encoding {
      case .oneHot(nil): parts.append("one-hot")
      case .oneHot(let drop?): parts.append("one-hot without `\(vocabulary.labels[drop].text)`")
      case .index: parts.append("index")
      case .embedding(let weights, _): parts.append("embedding `\(weights)`")
      }
    }
    parts += transforms.map(\.name)
    return parts.isEmpty ? "as it is" : parts.joined(separator: ", ")
  }

  private func text(of value: ImputedValue) -> String {
    switch value {
    case .number(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .index(let index): "`\(vocabulary?.labels[index].text ?? "")`"
    }
  }

  /// The lines of the property's documentation.
  var documentation: [String] {
    var first = summary.map(sentence) ?? "`\(name)`."
    if let unit { first += " In \(unit)." }
    var lines = wrapped(first, width: 104)
    if case .tensor(let type) = kind {
      let noun = type.element == .float32 ? "values" : "ids"
      let what = type.shape.fixedCount.map { "\($0) \(noun)" } ?? noun.prefix(1).uppercased() + noun.dropFirst()
      lines.append("\(what) of shape `\(type.shape)`, row-major.")
    }
    if isOptional { lines.append("Nil\(missing.includesNaN && kind.word == "number" ? " or NaN" : "") when missing.") }
    return lines
  }
}
