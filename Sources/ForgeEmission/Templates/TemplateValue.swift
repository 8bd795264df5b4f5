/// What a template is filled with: texts, flags, and lists of the same kind of entry.
indirect enum TemplateValue: Sendable {
  case text(String)
  case flag(Bool)
  /// Entries with the names that each of them has, also when there are none.
  case list(names: [String: TemplateShape], [TemplateContext])

  /// A list of entries with one text each.
  static func lines(_ name: String, _ texts: [String]) -> TemplateValue {
    .list(names: [name: .text], texts.map { TemplateContext([name: .text($0)]) })
  }

  /// A list of entries with the same texts.
  static func rows(_ names: [String], _ rows: [[String: String]]) -> TemplateValue {
    .list(
      names: Dictionary(uniqueKeysWithValues: names.map { ($0, .text) }),
      rows.map { TemplateContext($0.mapValues { .text($0) }) }
    )
  }

  var shape: TemplateShape {
    switch self {
    case .text: .text
    case .flag: .flag
    case .list(let names, _): .list(names)
    }
  }
}

/// What kind of thing a name stands for in a template.
indirect enum TemplateShape: Sendable, Equatable {
  case text, flag
  case list([String: TemplateShape])
}

/// The names that a template may use, with their values.
struct TemplateContext: Sendable {
  private(set) var values: [String: TemplateValue]

  init(_ values: [String: TemplateValue]) { self.values = values }

  subscript(name: String) -> TemplateValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  func merging(_ other: TemplateContext) -> TemplateContext {
    TemplateContext(values.merging(other.values) { _, new in new })
  }

  var shape: [String: TemplateShape] { values.mapValues(\.shape) }

  /// The values as swift-mustache takes them: dictionaries, arrays, strings and flags.
  var object: [String: Any] {
    values.mapValues { value -> Any in
      switch value {
      case .text(let text): text
      case .flag(let flag): flag
      case .list(_, let entries): entries.map(\.object)
      }
    }
  }
}
