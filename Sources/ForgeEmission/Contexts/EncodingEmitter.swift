import ForgeGraph
import ForgeInterface

/// Writes the statements that turn one feature into what the network reads.
struct EncodingEmitter {
  let feature: Feature
  /// The names of the feature's places: one, or ids and an indicator.
  let places: [String]
  /// The ids that an int64 feature may hold.
  let allowedIDs: ClosedRange<Int>

  private var value: String { "self.\(feature.swiftName.code)" }
  private var plainName: String { feature.swiftName.code }

  /// The statements, in a block of their own.
  func lines() -> [String] {
    let comment = "// \(feature.name): \(feature.encodingText)"
    switch feature.kind {
    case .tensor(let type): return [comment] + tensor(type)
    case .number, .integer, .boolean, .ordinal: return block(comment, scalar())
    case .category(let vocabulary, let encoding): return block(comment, category(vocabulary, encoding))
    }
  }

  private func block(_ comment: String, _ body: [String]) -> [String] {
    [comment, "do {"] + body.map { $0.isEmpty ? "" : "  \($0)" } + ["}"]
  }

  private func refuse(_ problem: String) -> String { "throw InputError(.\(plainName), \(problem))" }

  // MARK: Scalars

  private func scalar() -> [String] {
    let changes = feature.transforms.flatMap(\.swift)
    let width = feature.columnCount
    let isImputed = if case .impute = feature.missing.policy { true } else { false }
    let keyword = changes.isEmpty && !isImputed ? "let" : "var"
    var lines = ["\(keyword) x = \(rawNumber)"]
    lines += missingCheck
    lines += changes
    let columns = "memory.floats + places.\(places[0])"
    let isZeroed = feature.missing.policy == .indicator
    if let size = feature.transforms.last?.oneHotSize {
      lines.append("let columns = \(columns)")
      let condition = isZeroed ? "!isMissing && Double(column) == x" : "Double(column) == x"
      lines.append("for column in 0..<\(size) { columns[column] = \(condition) ? 1 : 0 }")
    } else if feature.missing.hasIndicator {
      lines.append("let columns = \(columns)")
      lines.append(isZeroed ? "columns[0] = isMissing ? 0 : Float(x)" : "columns[0] = Float(x)")
    } else {
      lines.append("memory.floats[places.\(places[0])] = Float(x)")
    }
    if feature.missing.hasIndicator { lines.append("columns[\(width)] = isMissing ? 1 : 0") }
    return lines
  }

  /// The value as a `Double`; what stands in for a missing one does not matter yet.
  private var rawNumber: String {
    switch feature.kind {
    case .number: feature.isOptional ? "\(value) ?? 0" : value
    case .integer: feature.isOptional ? "Double(\(value) ?? 0)" : "Double(\(value))"
    case .boolean: feature.isOptional ? "\(value) == true ? 1.0 : 0.0" : "\(value) ? 1.0 : 0.0"
    default: feature.isOptional ? "Double(\(value)?.rawValue ?? 0)" : "Double(\(value).rawValue)"
    }
  }

  /// The condition under which a number that is there counts as missing.
  private var sentinelCondition: String? {
    var conditions: [String] = []
    if feature.missing.includesNaN, case .number = feature.kind { conditions.append("x.isNaN") }
    switch feature.kind {
    case .number, .integer: conditions += feature.missing.sentinels.map { "x == \(doubleLiteral($0))" }
    default: break
    }
    return conditions.isEmpty ? nil : conditions.joined(separator: " || ")
  }

  private var missingCheck: [String] {
    let isMissing = (["\(value) == nil"] + [sentinelCondition].compactMap { $0 }).joined(separator: " || ")
    switch feature.missing.policy {
    case .error:
      guard let sentinelCondition else { return [] }
      return ["if \(sentinelCondition) { \(refuse(".missing")) }"]
    case .indicator: return ["let isMissing = \(isMissing)"]
    case .impute(let imputed, let indicator):
      let literal = imputedLiteral(imputed)
      return indicator
        ? ["let isMissing = \(isMissing)", "if isMissing { x = \(literal) }"] : ["if \(isMissing) { x = \(literal) }"]
    }
  }

  private func imputedLiteral(_ value: ImputedValue) -> String {
    switch value {
    case .number(let number): doubleLiteral(number)
    case .boolean(let flag): flag ? "1.0" : "0.0"
    case .index(let index): doubleLiteral(Double(index))
    }
  }

  // MARK: Categories

  private func category(_ vocabulary: Vocabulary, _ encoding: CategoryEncoding) -> [String] {
    var index = "\(value).rawValue"
    if feature.isOptional {
      let standIn = if case .impute(.index(let imputed), _) = feature.missing.policy { imputed } else { -1 }
      index = "\(value)?.rawValue ?? \(standIn)"
    }
    let indicator = "\(value) == nil ? 1 : 0"
    switch encoding {
    case .index: return ["memory.ids[places.\(places[0])] = Int32(\(index))"]
    case .embedding:
      let id = "memory.ids[places.\(places[0])] = Int32(\(index))"
      return feature.missing.hasIndicator ? [id, "memory.floats[places.\(places[1])] = \(indicator)"] : [id]
    case .oneHot(let drop):
      var lines = ["let columns = memory.floats + places.\(places[0])"]
      let width = feature.columnCount
      lines.append("let value = \(index)")
      let columns: String
      switch drop {
      case nil: columns = "column == value"
      case 0?: columns = "column + 1 == value"
      case let drop? where drop == vocabulary.labels.count - 1: columns = "column == value"
      case let drop?: columns = "column + (column < \(drop) ? 0 : 1) == value"
      }
      lines.append("for column in 0..<\(width) { columns[column] = \(columns) ? 1 : 0 }")
      if feature.missing.hasIndicator { lines.append("columns[\(width)] = \(indicator)") }
      return lines
    }
  }

  // MARK: Tensors

  private func tensor(_ type: TensorType) -> [String] {
    var lines: [String] = []
    let count: String
    if let fixed = type.shape.fixedCount {
      lines += [
        "guard \(value).count == \(fixed) else {",
        "  \(refuse(".wrongCount(expected: \(fixed), actual: \(value).count)"))",
        "}",
      ]
      count = "\(fixed)"
    } else {
      count = "\(value).count"
    }
    if type.element == .int64 {
      lines += [
        "for (position, id) in \(value).enumerated() {",
        "  guard (\(allowedIDs.lowerBound)...\(allowedIDs.upperBound)).contains(id) else {",
        "    \(refuse(".idOutOfRange(id: id, position: position, allowed: \(allowedIDs.lowerBound)...\(allowedIDs.upperBound))"))",
        "  }",
        "  memory.ids[places.\(places[0]) + position] = Int32(id)",
        "}",
      ]
      return lines
    }
    let changes = feature.transforms.flatMap(\.swift)
    lines.append("\(value).withUnsafeBufferPointer { values in")
    lines.append("  let target = memory.floats + places.\(places[0])")
    if changes.isEmpty {
      lines.append("  for i in 0..<\(count) { target[i] = values[i] }")
    } else {
      lines.append("  for i in 0..<\(count) {")
      lines.append("    var x = Double(values[i])")
      lines += changes.map { "    \($0)" }
      lines.append("    target[i] = Float(x)")
      lines.append("  }")
    }
    lines.append("}")
    return lines
  }
}
