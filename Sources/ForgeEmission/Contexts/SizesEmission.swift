import ForgeGraph
import ForgeInterface

/// How the generated code finds the sizes that vary from call to call: from the number of a tensor's elements where that tells,
/// else from properties of the input.
struct SizesEmission {
  /// A step of finding sizes.
  enum Step {
    /// The input has a property for the size.
    case given(String, Feature)
    /// The size follows from the number of a feature's elements; `step` elements lie in one position.
    case derived(String, Feature, step: Dimension)
    /// All sizes of the feature are known, so its number of elements is checked.
    case checked(Feature, count: Dimension)
  }

  let module: String
  let steps: [Step]
  private let graph: Graph
  private let symbols: [String]

  init(_ features: [Feature], graph: Graph, module: String) {
    self.module = module
    self.graph = graph
    symbols = graph.symbols
    var open = features.compactMap { feature -> (feature: Feature, shape: TensorShape)? in
      guard case .tensor(let type) = feature.kind, !type.shape.symbols.isEmpty else { return nil }
      return (feature, type.shape)
    }
    var known: Set<String> = []
    var steps: [Step] = []
    while !open.isEmpty {
      func unknown(_ shape: TensorShape) -> [Dimension] { shape.dimensions.filter { !$0.symbols.isSubset(of: known) } }
      let place = open.firstIndex { unknown($0.shape).count <= 1 }
      guard let place else {
        if let name = unknown(open[0].shape).first?.symbols.first {
          steps.append(.given(name, open[0].feature))
          known.insert(name)
        }
        continue
      }
      let (feature, shape) = open.remove(at: place)
      guard let missing = unknown(shape).first, let name = missing.symbols.first else {
        steps.append(.checked(feature, count: shape.count))
        continue
      }
      let rest = shape.dimensions.filter { $0 != missing }.reduce(.fixed(1), *)
      steps.append(.derived(name, feature, step: rest))
      known.insert(name)
    }
    self.steps = steps
  }

  /// The sizes that the input has a property for, with the feature that they belong to.
  var given: [(name: String, feature: Feature)] {
    steps.compactMap { step in if case .given(let name, let feature) = step { (name, feature) } else { nil } }
  }

  /// The method of `Input` that finds the sizes and checks them against every feature and layer.
  func lines() -> [String] {
    guard let first = steps.first?.feature else { return [] }
    var lines = [
      "/// Where the example lies in working memory: the sizes that vary, checked against features and layers.",
      "func places() throws(InputError) -> Places {",
    ]
    for step in steps { lines += self.lines(step).map { "  \($0)" } }
    for (condition, symbol) in layerConditions() {
      lines.append("  guard \(condition) else { throw InputError(.\(first.swiftName.code), .wrongLength(\(symbol))) }")
    }
    let arguments = symbols.map { "\($0): \($0)" }.joined(separator: ", ")
    return lines + ["  return Places(\(arguments))", "}"]
  }

  private func lines(_ step: Step) -> [String] {
    let name = step.feature.swiftName.code
    switch step {
    case .given(let symbol, _):
      return [
        "guard (1...max(1, \(name).count)).contains(\(symbol)) else { throw InputError(.\(name), .wrongLength(\(symbol))) }"
      ]
    case .derived(let symbol, _, let size):
      let plain = size.swiftExpression
      let size = size.fixedValue == nil ? "(\(plain))" : plain
      return [
        "guard !\(name).isEmpty, \(name).count % \(size) == 0 else {",
        "  throw InputError(.\(name), .notAMultiple(of: \(plain), actual: \(name).count))", "}",
        "let \(symbol) = \(name).count / \(size)",
      ]
    case .checked(_, let count):
      let count = count.swiftExpression
      return [
        "guard \(name).count == \(count) else {",
        "  throw InputError(.\(name), .wrongCount(expected: \(count), actual: \(name).count))", "}",
      ]
    }
  }

  /// The conditions under which every layer's result has at least one element, each with a size to blame.
  private func layerConditions() -> [(condition: String, symbol: String)] {
    var seen: [Dimension] = []
    for dimension in graph.nodes.flatMap(\.type.shape.dimensions) where dimension.fixedValue == nil && !seen.contains(dimension)
    {
      seen.append(dimension)
    }
    return seen.compactMap { dimension in
      guard let symbol = dimension.symbols.sorted().first, let smallest = leastCondition(dimension) else { return nil }
      return (smallest, symbol)
    }
  }

  /// When a size is at least 1; nil when it always is.
  private func leastCondition(_ dimension: Dimension) -> String? {
    switch dimension {
    case .fixed, .symbol: nil
    case .sum(let left, .fixed(let value)) where value >= 0: leastCondition(left)
    case .product(let left, let right):
      [leastCondition(left), leastCondition(right)].compactMap { $0 }.first
    case .quotient(let value, let divisor): "\(value.swiftExpression) >= \(divisor)"
    default: "\(dimension.swiftExpression) >= 1"
    }
  }
}

extension SizesEmission.Step {
  fileprivate var feature: Feature {
    switch self {
    case .given(_, let feature), .derived(_, let feature, _), .checked(let feature, _): feature
    }
  }
}
