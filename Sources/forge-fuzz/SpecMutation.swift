/// Changes of a spec that leave it readable: other words, other numbers, more keys, more layers.
enum SpecMutation {
  static func change(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    switch random.below(12) {
    case 0, 1: replaceToken(&bytes, with: random.pick(SpecWords.all), &random) { _ in true }
    case 2, 3, 4: replaceToken(&bytes, with: random.pick(SpecWords.numbers), &random, where: isNumber)
    case 5: replaceToken(&bytes, with: list(&random), &random, where: isNumber)
    case 6, 7: insertKey(&bytes, &random)
    case 8, 9: insertLayer(&bytes, &random)
    default: moveLine(&bytes, &random)
    }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
    token.contains { (0x30...0x39).contains($0) } && !token.contains { $0 > 0x60 && $0 != UInt8(ascii: "e") || $0 == 0x5F }
  }

  /// Puts a text in the place of the first fitting word or number behind a random place.
  private static func replaceToken(
    _ bytes: inout [UInt8],
    with text: String,
    _ random: inout SplitMix64,
    where fits: (ArraySlice<UInt8>) -> Bool
  ) {
    var place = random.below(bytes.count)
    while let first = bytes[place...].firstIndex(where: isTokenByte) {
      let end = bytes[first...].firstIndex { !isTokenByte($0) } ?? bytes.count
      if end - first > (bytes[first] == UInt8(ascii: "-") ? 1 : 0), fits(bytes[first..<end]) {
        bytes.replaceSubrange(first..<end, with: text.utf8)
        return
      }
      place = end
    }
  }

  /// Puts a key of some layer, feature or transform behind an opening brace.
  private static func insertKey(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let start = random.below(bytes.count)
    guard let brace = bytes[start...].firstIndex(of: UInt8(ascii: "{")) else { return }
    let entry = random.pick(
      random.below(3) > 0 ? SpecWords.layers : SpecWords.features + SpecWords.transforms + SpecWords.outputs
    )
    guard !entry.keys.isEmpty else { return }
    let key = random.pick(entry.keys)
    bytes.insert(contentsOf: " \(key.name): \(value(key.name, key.words, &random)),".utf8, at: brace + 1)
  }

  /// Puts a layer in front of a list item of the same depth.
  private static func insertLayer(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let start = bytes.firstRange(of: Array("layers:\n".utf8))?.upperBound ?? random.below(bytes.count)
    var places = [start]
    for index in start..<max(start, bytes.count - 4)
    where bytes[index] == 0x0A && bytes[index + 1..<index + 4].elementsEqual("  -".utf8) {
      places.append(index + 1)
    }
    bytes.insert(contentsOf: "  - \(layer(&random))\n".utf8, at: random.pick(places))
  }

  private static func layer(_ random: inout SplitMix64) -> String {
    let entry = random.pick(SpecWords.layers)
    var options: [String] = []
    for key in entry.keys where key.isRequired || random.below(6) == 0 {
      options.append("\(key.name): \(value(key.name, key.words, &random))")
    }
    return options.isEmpty ? entry.name : "\(entry.name): { \(options.joined(separator: ", ")) }"
  }

  /// A value for a key: mostly small, sometimes absurd.
  private static func value(_ key: String, _ words: [String], _ random: inout SplitMix64) -> String {
    switch key {
    case "name", "weights": return random.pick(["a", "b", "n\(random.below(100))"])
    case "from": return random.pick(["x", "a", "[x, x]", "[a, x]", "[a, a, a]", "v", "t"])
    case "layout": return random.pick(["keras", "pytorch"])
    case "data_format": return random.pick(["channels_first", "channels_last"])
    case "axes": return random.pick(["-1", "[0]", "[0, 1]", "[-1, -2]", "[1, 0]", "[2, 0, 1]", number(&random)])
    case "shape": return random.pick(["[-1]", "[-1, 2]", "[2, -1, 3]", "[time, -1]", list(&random), "[]"])
    default: break
    }
    if !words.isEmpty, random.below(4) > 0 { return random.pick(words) }
    return random.below(4) == 0 ? list(&random) : number(&random)
  }

  private static func number(_ random: inout SplitMix64) -> String {
    random.below(4) > 0 ? String(random.below(5)) : random.pick(SpecWords.numbers)
  }

  private static func list(_ random: inout SplitMix64) -> String {
    var items: [String] = []
    for _ in 0..<random.below(5) { items.append(number(&random)) }
    return "[\(items.joined(separator: ", "))]"
  }

  /// Takes a line away, doubles it, or puts it elsewhere.
  private static func moveLine(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let line = random.pick(lines)
    switch random.below(3) {
    case 0: lines.remove(at: random.below(lines.count))
    case 1: lines.insert(line, at: random.below(lines.count))
    default: lines.swapAt(random.below(lines.count), random.below(lines.count))
    }
    bytes = Array(lines.joined(separator: [0x0A]))
  }
}
