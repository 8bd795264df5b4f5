import ForgeDiagnostics
import ForgeSpec

/// The value of an option of a layer, as a spec has it.
package indirect enum Setting: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case word(String)
  case list([Setting])

  package static func integers(_ values: [Int]) -> Setting { .list(values.map(Setting.integer)) }

  /// The setting as the node that a parsed spec would hold.
  var node: YAMLNode {
    switch self {
    case .list(let items): YAMLNode(.sequence(items.map(\.node)), span: .unwritten)
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
    case .list(let items): "[\(items.map(\.text).joined(separator: ", "))]"
    }
  }

  /// The shortest text that reads back as the same float32 where the number is one, else as the same float64.
  private static func text(of value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    let single = Float(value)
    return Double(single) == value ? "\(single)" : "\(value)"
  }
}

extension SourceSpan {
  /// The place of what is not written yet.
  static let unwritten = SourceSpan(path: "", start: TextPosition(line: 1, column: 1), end: TextPosition(line: 1, column: 1))
}
