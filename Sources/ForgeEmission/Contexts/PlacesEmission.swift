import ForgeGraph

/// The constants that tell where inputs and outputs lie in working memory.
struct PlacesEmission {
  private let symbols: [String]
  private let batch: BatchPlan?
  private let constants: [(name: String, documentation: String, value: Dimension)]

  init(_ plan: ForwardPlan) {
    symbols = plan.symbols
    batch = plan.batch
    var constants: [(String, String, Dimension)] = plan.inputs.map {
      ($0.constant, "Where `\($0.constant)` starts: \($0.type).", $0.offset)
    }
    for port in plan.outputs {
      constants.append((port.constant, "Where output `\(port.constant)` starts: \(port.type).", port.offset))
      if port.type.shape.fixedCount == nil {
        constants.append(("\(port.constant)Count", "How many elements output `\(port.constant)` has.", port.type.shape.count))
      }
    }
    constants.append(("floatCount", "Floats of working memory.", plan.memory.floatCount))
    constants.append(("idCount", "Ids of working memory.", plan.memory.idCount))
    self.constants = constants
  }

  /// The properties of `Places`.
  var declarations: [[String: String]] {
    let sizes = symbols.map { ["documentation": "The size of the axis `\($0)`.", "declaration": "let \($0): Int"] }
    return sizes
      + constants.map { constant in
        let value = symbols.isEmpty && batch == nil ? " = \(constant.value.swiftExpression)" : ": Int"
        return ["documentation": constant.documentation, "declaration": "let \(constant.name)\(value)"]
      }
  }

  /// The initialisers for a single example and for one of several.
  private func initializers(_ batch: BatchPlan) -> [String] {
    let places = (batch.inputs + batch.outputs).map { ($0.start == 0 ? "" : "\($0.start) + ") + "example * \($0.stride)" }
    let values = places + ["\(batch.floatCount)", "\(batch.idCount)"]
    return ["", "/// The places of a single example.", "init() {"]
      + constants.map { "  \($0.name) = \($0.value.swiftExpression)" } + ["}"]
      + ["", "/// The places of an example among several.", "init(example: Int) {"]
      + zip(constants, values).map { "  \($0.name) = \($1)" } + ["}"]
  }

  /// The initialiser from the sizes that vary; for a single example and one of several where batches are
  /// computed at once; nothing else.
  var initializer: [String] {
    if let batch { return initializers(batch) }
    guard !symbols.isEmpty else { return [] }
    let parameters = symbols.map { "\($0): Int" }.joined(separator: ", ")
    return ["", "/// The places for inputs of this size.", "init(\(parameters)) {"]
      + symbols.map { "  self.\($0) = \($0)" } + constants.map { "  \($0.name) = \($0.value.swiftExpression)" } + ["}"]
  }
}
