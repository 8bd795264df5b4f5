import ForgeDiagnostics
import ForgeSpec

/// The value of an option of a layer, as a spec has it.
package indirect enum Setting: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case word(String)
  /// A text that may be anything, such as a category's value.
  case text(String)
  case list([Setting])
  case mapping([Entry])

  /// An option of an option.
  package struct Entry: Sendable, Equatable {
    package let key: String
    package let value: Setting

    package init(_ key: String, _ value: Setting) {
      self.key = key
      self.value = value
    }
  }

  package static func integers(_ values: [Int]) -> Setting { .list(values.map(Setting.integer)) }

  /// The setting as the node that a parsed spec would hold.
  var node: YAMLNode {
    switch self {
    case .list(let items): YAMLNode(.sequence(items.map(\.node)), span: .unwritten)
    case .mapping(let entries):
      YAMLNode(
        .mapping(entries.map { YAMLPair(key: $0.key, keySpan: .unwritten, value: $0.value.node) }),
        span: .unwritten
      )
    case .text(let text): YAMLNode(.scalar(text, isPlain: false), span: .unwritten)
    default: YAMLNode(.scalar(text, isPlain: true), span: .unwritten)
    }
  }

  /// The setting as it stands in a spec.
  package var text: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): Setting.text(of: value)
    case .boolean(let value): "\(value)"
    case .word(let text): text
    case .text(let text): SpecText.quoted(text)
    case .list(let items): "[\(items.map(\.text).joined(separator: ", "))]"
    case .mapping(let entries): "{ \(entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")) }"
    }
  }

  /// The shortest text that reads back as the same float32 where the number is one, else as the same float64.
  private static func text(of value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    let single = Float(value)
    let text = Double(single) == value ? "\(single)" : "\(value)"
    // Without a point readers of YAML 1.1 take it for a text.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return "\(text[..<exponent]).0\(text[exponent...])"
  }
}

extension SourceSpan {
  /// The place of what is not written yet.
  static let unwritten = SourceSpan(path: "", start: TextPosition(line: 1, column: 1), end: TextPosition(line: 1, column: 1))
}
