import ForgeInterface
import Testing

@Suite struct SwiftIdentifierTests {
  @Test(
    "makes a property's name",
    arguments: [
      ("bill_length", "billLength"), ("bill-length", "billLength"), ("Bill length", "billLength"), ("billLength", "billLength"),
      ("BillLength", "billLength"), ("bill.length (mm)", "billLengthMm"), ("  padded  ", "padded"), ("a__b--c", "aBC"),
      ("_private", "private"), ("ID", "id"), ("URL_of_page", "urlOfPage"), ("pH", "pH"), ("X1", "x1"), ("x_1", "x1"),
      ("layer_2_weight", "layer2Weight"), ("CO2", "co2"), ("größe", "größe"), ("Änderung", "änderung"),
      ("naïve_bayes", "naïveBayes"), ("日本 語", "日本語"), ("ρ_0", "ρ0"), ("température", "température"), ("a🙂b", "aB"),
      ("🙂 smile", "smile"), ("e\u{301}tat", "e\u{301}tat"), ("class", "class"), ("don't", "donT"),
    ]
  )
  func makesAPropertyName(text: String, name: String) {
    #expect(SwiftIdentifier(lowerCamelCase: text)?.name == name)
  }

  @Test(
    "finds no name in a text that starts with no letter",
    arguments: ["", " ", "_", "123", "2nd_place", "_1", "🙂", "-", "½", "\u{301}a", "()", "€", "\u{200B}"]
  )
  func findsNoName(text: String) {
    #expect(SwiftIdentifier(lowerCamelCase: text) == nil)
    #expect(SwiftIdentifier(upperCamelCase: text) == nil)
  }

  @Test(
    "makes a type's name",
    arguments: [
      ("bill_length", "BillLength"), ("iris", "Iris"), ("HTTP server", "HTTPServer"), ("größe", "Größe"), ("a_b", "AB"),
    ]
  )
  func makesATypeName(text: String, name: String) {
    #expect(SwiftIdentifier(upperCamelCase: text)?.name == name)
  }

  @Test func namesATypeAfterAProperty() {
    #expect(SwiftIdentifier(trusted: "island").typeName == "Island")
    #expect(SwiftIdentifier(trusted: "größe").typeName == "Größe")
  }

  /// The Swift Programming Language, “Lexical Structure”: keywords used in declarations, statements, expressions and types.
  static let keywords = [
    "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout", "internal",
    "let", "operator", "private", "precedencegroup", "protocol", "public", "rethrows", "static", "struct", "subscript",
    "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else", "fallthrough", "for", "guard",
    "if", "in", "repeat", "return", "throw", "switch", "where", "while", "Any", "as", "await", "catch", "false", "is", "nil",
    "rethrows", "self", "Self", "super", "throw", "throws", "true", "try",
  ]

  @Test("puts a reserved word in backticks", arguments: keywords)
  func quotesReservedWords(word: String) {
    #expect(SwiftIdentifier(trusted: word).code == "`\(word)`")
  }

  @Test(arguments: ["classes", "Class", "selfie", "x", "type", "größe"])
  func leavesOtherWordsAlone(word: String) {
    #expect(SwiftIdentifier(trusted: word).code == word)
  }

  @Test(
    "knows an identifier",
    arguments: [
      ("time", true), ("_x", true), ("x_1", true), ("größe", true), ("日本", true), ("T", true), ("1x", false), ("", false),
      ("_", false), ("a b", false), ("a-b", false), ("🙂", false), ("a.b", false), ("\u{301}", false),
    ]
  )
  func knowsAnIdentifier(text: String, isOne: Bool) {
    #expect(SwiftIdentifier.isIdentifier(text) == isOne)
  }

  /// Persian and Hindi need joiners within a word; one that is left over from an emoji joins nothing.
  @Test func leavesOutTheJoinerOfAnEmoji() {
    #expect(SwiftIdentifier(lowerCamelCase: "a\u{200C}b")?.name == "a\u{200C}b")
    #expect(SwiftIdentifier(lowerCamelCase: "x 👩\u{200D}👧")?.name == "x")
  }

  /// No scalar outside the grammar may start a name or go on with it.
  @Test func usesOnlyScalarsOfTheGrammar() {
    let others = (0x80...0x3FFFF).compactMap(Unicode.Scalar.init).filter { scalar in
      !Grammar.heads.contains { $0.contains(scalar.value) }
    }
    let strangers = others.filter { scalar in
      let isRest = Grammar.rest.contains { $0.contains(scalar.value) }
      return SwiftIdentifier.isIdentifier(String(scalar)) || !isRest && SwiftIdentifier.isIdentifier("a\(scalar)")
    }
    #expect(strangers.isEmpty)
  }

  /// The Swift Programming Language, “Lexical Structure”: identifier-head and identifier-character beyond ASCII.
  private enum Grammar {
    static let heads: [ClosedRange<UInt32>] = [
      0xA8...0xA8, 0xAA...0xAA, 0xAD...0xAD, 0xAF...0xAF, 0xB2...0xB5, 0xB7...0xBA, 0xBC...0xBE, 0xC0...0xD6, 0xD8...0xF6,
      0xF8...0xFF, 0x100...0x2FF, 0x370...0x167F, 0x1681...0x180D, 0x180F...0x1DBF, 0x1E00...0x1FFF, 0x200B...0x200D,
      0x202A...0x202E, 0x203F...0x2040, 0x2054...0x2054, 0x2060...0x206F, 0x2070...0x20CF, 0x2100...0x218F, 0x2460...0x24FF,
      0x2776...0x2793, 0x2C00...0x2DFF, 0x2E80...0x2FFF, 0x3004...0x3007, 0x3021...0x302F, 0x3031...0x303F, 0x3040...0xD7FF,
      0xF900...0xFD3D, 0xFD40...0xFDCF, 0xFDF0...0xFE1F, 0xFE30...0xFE44, 0xFE47...0xFFFD, 0x10000...0x1FFFD,
      0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
    static let rest: [ClosedRange<UInt32>] = [0x300...0x36F, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F]
  }
}
