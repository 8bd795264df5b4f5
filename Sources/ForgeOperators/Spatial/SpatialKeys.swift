import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeSpec

/// The keys that layers with a sliding window share.
struct WindowKeys: Sendable {
  let rank: SpatialRank
  let kernel: Key<[Int]>
  let stride: Key<[Int]?>
  let padding: Key<SpatialPadding>
  let dilation: Key<[Int]?>

  init(_ rank: SpatialRank, strideDefault: String) {
    self.rank = rank
    let counts = ValueType<[Int]>.perAxis(.spatialCount, axes: rank.axisNames)
    kernel = Key("kernel", counts, "The size of the window.")
    stride = Key(optional: "stride", counts, shownAs: strideDefault, "How far the window moves from one place to the next.")
    padding = Key(
      "padding",
      .padding(rank),
      default: .valid,
      shownAs: "valid",
      "What stands around the value, where the window may reach into it."
    )
    dilation = Key(optional: "dilation", counts, shownAs: "1", "How far apart the window's elements lie.")
  }
}

/// The largest kernel, stride, dilation, padding or scale: their products stay far from overflow.
private let largestOption = 1 << 20

extension ValueType where Value == Int {
  /// A kernel size, stride, dilation or scale.
  static let spatialCount: ValueType = ValueType.integer(1...largestOption)
  /// An amount of padding.
  static let spatialAmount: ValueType = ValueType.integer(0...largestOption)
}

extension ValueType where Value == [Int] {
  /// Amounts of padding: a number, or a list of one of the given lengths.
  static func amounts(_ expectation: String, lengths: [Int]) -> ValueType {
    let item = ValueType<Int>.spatialAmount
    let lists = lengths.map { length -> JSONValue in
      ["type": "array", "items": item.schema, "minItems": .integer(length), "maxItems": .integer(length)]
    }
    return ValueType(expectation, schema: ["anyOf": .array([item.schema] + lists)]) { node, name, sink in
      switch node.content {
      case .scalar: return item.read(node, as: name, into: &sink).map { [$0] }
      case .mapping:
        sink.error(.wrongType, "\(name) must be \(expectation), not a mapping", at: node.span)
        return nil
      case .sequence(let nodes) where !lengths.contains(nodes.count):
        sink.error(.valueNotAllowed, "\(name) must be \(expectation), but the list has \(nodes.count) items", at: node.span)
        return nil
      case .sequence(let nodes):
        let values = nodes.map { item.read($0, as: "an item of \(name)", into: &sink) }
        return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
      }
    }
  }
}

extension ValueType where Value == SpatialPadding {
  /// `same`, `valid`, a number, or a list with the sides of the rank.
  static func padding(_ rank: SpatialRank) -> ValueType {
    let numbers: ValueType<[Int]> =
      switch rank {
      case .sequence: .amounts("a number or a list [left, right]", lengths: [2])
      case .image: .amounts("a number or a list [height, width] or [top, bottom, left, right]", lengths: [2, 4])
      }
    let words: JSONValue = ["enum": ["same", "valid"]]
    let expectation = "'same', 'valid', \(numbers.expectation)"
    return ValueType(expectation, schema: ["anyOf": [words, numbers.schema]]) { node, name, sink in
      switch node.text {
      case "same": return .same
      case "valid": return .valid
      case let text? where text.isEmpty || text.contains(where: \.isLetter):
        let near = didYouMean(text, among: ["same", "valid"])
        let help = text == "causal" ? "causal padding is [dilation * (kernel - 1), 0]" : near
        sink.error(.valueNotAllowed, "\(name) must be \(expectation), not \(node.kindDescription)", at: node.span, help: help)
        return nil
      default: return numbers.read(node, as: name, into: &sink).flatMap { SpatialAmounts($0, rank) }.map(SpatialPadding.amounts)
      }
    }
  }
}
