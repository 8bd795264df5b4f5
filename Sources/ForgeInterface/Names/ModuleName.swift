import ForgeDiagnostics
import ForgeJSON
import ForgeSpec

/// The name of the generated module and of the model's type.
package struct ModuleName: Sendable, Hashable {
  package let text: String

  /// Refuses names that are no Swift type name or that shadow what generated code needs.
  package init?(_ name: Located<String>, into sink: inout DiagnosticSink) {
    let text = name.value
    let isASCII = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    guard let first = text.utf8.first, (0x41...0x5A).contains(first), isASCII else {
      let proposal = SwiftIdentifier(upperCamelCase: text)?.name
      let isUsable = proposal.map { $0 != text && $0.utf8.allSatisfy { $0 < 0x80 } } ?? false
      sink.error(
        .invalidName,
        "the model's name must be UpperCamelCase of ASCII letters and digits, not \(text.quotedForMessage)",
        at: name.span,
        help: isUsable ? proposal.map { "write \($0)" } : nil
      )
      return nil
    }
    guard !KeptTypeNames.all.contains(text) else {
      sink.error(
        .nameClash,
        "a module named '\(text)' would hide a type or module that generated code uses",
        at: name.span,
        help: "write \(text)Model"
      )
      return nil
    }
    self.text = text
  }

  /// A name that this program chose.
  package init(trusted text: String) { self.text = text }

  /// `digits` for `Digits`: the model as a variable.
  package var variable: String { text.prefix(1).lowercased() + text.dropFirst() }

  /// The beginning of C names: `penguin_classifier` for `PenguinClassifier`.
  package var snakeCase: String {
    var result = ""
    var previousIsLower = false
    for character in text {
      if character.isUppercase, previousIsLower { result += "_" }
      previousIsLower = character.isLowercase || character.isNumber
      result += character.lowercased()
    }
    return result
  }
}
