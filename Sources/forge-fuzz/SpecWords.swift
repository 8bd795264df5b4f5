import ForgeInterface
import ForgeJSON
import ForgeOperators
import ForgeSpec

/// The words of the spec language, from the descriptions that its reader is made of.
enum SpecWords {
  /// A layer, transform, feature or output with the keys that it may have.
  struct Entry: Sendable {
    let name: String
    let keys: [(name: String, isRequired: Bool, words: [String])]

    init(_ name: String, _ type: RecordType) {
      self.name = name
      keys = type.keys.map { ($0.name, $0.defaultText == nil, SpecWords.words(in: $0.schema)) }
    }
  }

  static let layers = LayerKind.all.map { Entry($0.name, $0.recordType) }
  static let transforms = TransformKind.all.map { Entry($0.name, $0.recordType) }
  static let features = FeatureKeys.pages.map { Entry($0.kind, $0.recordType) }
  static let outputs = OutputKeys.pages.map { Entry($0.kind, $0.recordType) }

  private static let sections = [SpecKeys.root, SpecKeys.model, SpecKeys.weights, SpecKeys.golden, SpecKeys.generate]

  /// Every name, key and word, sorted.
  static let all: [String] = {
    let entries = layers + transforms + features + outputs + sections.map { Entry($0.name, $0) }
    var words: Set<String> = ["null", "~", "yes", "no", "x", "y", "time", "one_hot", "embedding", "impute", "as", "drop"]
    for entry in entries {
      words.insert(entry.name)
      for key in entry.keys {
        words.insert(key.name)
        words.formUnion(key.words)
      }
    }
    return words.sorted()
  }()

  /// Numbers at which sizes, axes and constants tend to break.
  static let numbers = [
    "0", "-1", "1", "2", "3", "4", "6", "7", "8", "-2", "-8", "1.5", "1e-30", "65536", "1048576", "2147483647", "2147483648",
    "1099511627776", "4611686018427387904", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308",
    "-1e308", "1e-308", "1e39", ".5", "+1", "007", "0x10",
  ]

  /// Punctuation of YAML and what is refused of it.
  private static let punctuation = [
    ": ", "- ", "\n", "\n  ", "\n    - ", "{", "}", "[", "]", ", ", "\"", "'", "#", "|\n", ">-\n", "&a ", "*a", "!!str ",
    "---\n",
    "...\n", "? ", "<<: *a", "%YAML 1.2\n", "\t", "\u{FEFF}", "\u{85}", "\u{2028}", "e\u{301}", "\u{202E}", "\r\n", "\0",
    "[[[[[[[[", "{a: {a: {a: ", "- - - - ", "\"\\u0000\"", "\"\\xFF\"",
  ]

  /// The dictionary of changes of bytes.
  static let pieces: [[UInt8]] = .texts(all + numbers + punctuation + all.map { "\($0): " })

  /// The words of a closed set that a schema holds.
  private static func words(in schema: JSONValue) -> [String] {
    switch schema {
    case .object(let members):
      members.flatMap { member -> [String] in
        guard member.key == "enum", case .array(let values) = member.value else { return words(in: member.value) }
        return values.compactMap { if case .string(let word) = $0 { word } else { nil } }
      }
    case .array(let items): items.flatMap { words(in: $0) }
    default: []
    }
  }
}
