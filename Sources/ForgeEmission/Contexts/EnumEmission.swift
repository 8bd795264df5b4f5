import ForgeInterface

/// The parts of a generated enum of labels.
struct EnumEmission {
  let name: String
  let labels: [Label]
  /// Whether there is a case for texts that are not listed.
  let hasUnknown: Bool

  /// The names that a case has in the templates.
  static let caseNames: [String: TemplateShape] = ["documentation": .text, "declaration": .text, "name": .text, "label": .text]

  var cases: TemplateValue {
    var entries = labels.enumerated().map { index, label in
      TemplateContext([
        "documentation": .text("`\(label.text)`"), "declaration": .text("\(label.swiftName.code) = \(index)"),
        "name": .text(label.swiftName.code), "label": .text(stringLiteral(label.text)),
      ])
    }
    if hasUnknown {
      entries.append(
        TemplateContext([
          "documentation": .text("Any text that is not listed."), "declaration": .text("unknown = -1"),
          "name": .text("unknown"),
          "label": .text("\"unknown\""),
        ])
      )
    }
    return .list(names: Self.caseNames, entries)
  }

  /// The initialiser from a text, by bytes: `label.utf8` keeps apart what Swift's `==` would join.
  func initializer(access: String, feature: Feature, vocabulary: Vocabulary) -> String {
    let search = "Self.allCases.first(where: { $0.label.utf8.elementsEqual(label.utf8) })"
    switch vocabulary.unknown {
    case .error:
      return indented(
        [
          "/// The value with this text, compared by its UTF-8 bytes.",
          "///",
          "/// - Throws: ``InputError`` for a text that is none of the values.",
          "\(access) init(label: String) throws(InputError) {",
          "  guard let value = \(search) else {",
          "    throw InputError(.\(feature.swiftName.code), .unknownValue(label))",
          "  }",
          "  self = value",
          "}",
        ],
        by: 4
      )
    case .zeros:
      return indented(
        [
          "/// The value with this text, compared by its UTF-8 bytes; `unknown` for any other.",
          "\(access) init(label: String) { self = \(search) ?? .unknown }",
        ],
        by: 4
      )
    case .value(let index):
      let standIn = labels[index].swiftName.code
      return indented(
        [
          "/// The value with this text, compared by its UTF-8 bytes; `\(standIn)` for any other.",
          "\(access) init(label: String) { self = \(search) ?? .\(standIn) }",
        ],
        by: 4
      )
    }
  }
}
