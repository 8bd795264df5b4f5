import ForgeGraph
import ForgeInterface

/// Gives things in the generated code names that are valid, unlike each other, and close to what the spec calls them.
struct LocalNames {
  private var taken: Set<String>

  init(reserved: Set<String>) { taken = reserved }

  /// `conv1`, `conv1_relu` becomes `conv1Relu`; a second one `conv1Relu2`.
  mutating func name(for text: String, fallback: String) -> String {
    var base = SwiftIdentifier(lowerCamelCase: text)?.name ?? fallback
    if SwiftIdentifier.reservedWords.contains(base) { base += "Value" }
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)\(base.last?.isNumber == true ? "_" : "")\(number)"
      number += 1
    }
    return name
  }
}
