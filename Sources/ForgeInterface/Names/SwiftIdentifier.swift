/// A name of the generated code: a valid Swift identifier, without the backticks that a reserved word needs.
package struct SwiftIdentifier: Sendable, Hashable, Comparable {
  /// The bare name.
  package let name: String

  /// A name that this program chose; it must be a valid identifier.
  package init(trusted name: String) { self.name = name }

  /// `bill_length`, `Bill length` and `billLength` become `billLength`; nil when the text holds no letter to start from.
  package init?(lowerCamelCase text: String) {
    let words = Self.words(of: text)
    guard let first = words.first else { return nil }
    let head = first.allSatisfy { !$0.isLowercase } ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
    self.init(joining: [head] + words.dropFirst().map(Self.capitalized))
  }

  /// `bill_length` becomes `BillLength`; nil when the text holds no letter to start from.
  package init?(upperCamelCase text: String) {
    let words = Self.words(of: text)
    guard !words.isEmpty else { return nil }
    self.init(joining: words.map(Self.capitalized))
  }

  private init?(joining words: [String]) {
    let name = words.joined()
    guard let first = name.unicodeScalars.first, Self.canStart(first) else { return nil }
    self.name = name + (Self.wordsBeyondBackticks.contains(name) ? "Value" : "")
  }

  /// The name as it stands in code: reserved words in backticks.
  package var code: String { Self.reservedWords.contains(name) ? "`\(name)`" : name }

  /// Whether a text is an identifier as it stands.
  package static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, canStart(first) || first == "_" else { return false }
    return text.unicodeScalars.allSatisfy { canContinue($0) || $0 == "_" } && text != "_"
  }

  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }

  private static func words(of text: String) -> [String] {
    text.unicodeScalars.split { !canContinue($0) }.map(withoutLooseJoiners).filter { !$0.isEmpty }
  }

  /// A word without joiners at its ends, where they join nothing: Persian and Hindi need them within words alone.
  private static func withoutLooseJoiners(_ word: Substring.UnicodeScalarView) -> String {
    func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0x200C || scalar.value == 0x200D }
    var word = word.drop(while: isJoiner)
    while let last = word.last, isJoiner(last) { word.removeLast() }
    return String(Substring(word))
  }

  private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private static func canStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isXIDStart && !scalar.properties.isEmojiPresentation
  }

  private static func canContinue(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isXIDContinue && scalar != "_" && !scalar.properties.isEmojiPresentation
  }

  /// Words that mean something else after a dot or as a type, even in backticks; `Value` is appended to them.
  fileprivate static let wordsBeyondBackticks: Set<String> = ["Self", "Type", "Protocol", "self", "init"]

  /// Words that Swift reserves in declarations or expressions, and the names after a dot that mean something else.
  package static let reservedWords: Set<String> = [
    "Any", "Self", "Type", "Protocol", "actor", "as", "associatedtype", "async", "await", "break", "case", "catch", "class",
    "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
    "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup",
    "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]
}

extension SwiftIdentifier {
  /// The name of a type called like this property: `Island` for `island`.
  package var typeName: String {
    let type = name.prefix(1).uppercased() + name.dropFirst()
    return Self.wordsBeyondBackticks.contains(type) ? "\(type)Value" : type
  }
}
