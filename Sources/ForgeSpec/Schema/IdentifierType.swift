import ForgeDiagnostics
import ForgeJSON

extension ValueType where Value == String {
  /// A name that other places refer to: a feature, layer or output. Any visible text; Swift names are made from it.
  package static let identifier: ValueType = ValueType("a name", schema: ["type": "string", "minLength": 1, "maxLength": 200]) {
    node,
    name,
    sink in
    guard let text = node.text, !node.isEmpty else {
      sink.error(.wrongType, "\(name) must be a name, not \(node.kindDescription)", at: node.span)
      return nil
    }
    let isVisible = [text.unicodeScalars.first, text.unicodeScalars.last].allSatisfy { $0?.properties.isWhitespace == false }
    guard isVisible, text.utf8.count <= 200, !text.unicodeScalars.contains(where: \.isUnfitForOneLine) else {
      sink.error(
        .invalidName,
        "\(name) must be a visible name of at most 200 bytes, not \(node.kindDescription)",
        at: node.span
      )
      return nil
    }
    return text
  }
}
