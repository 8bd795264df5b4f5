import ForgeGraph

extension ATenRule {
  /// Comparisons, truth values and what they choose.
  static let choices: [ATenRule] = [
    comparison("eq", as: "equal"), comparison("ne", "not_equal", as: "not_equal"), comparison("lt", "less", as: "less"),
    comparison("le", "less_equal", as: "less_or_equal"), comparison("gt", "greater", as: "greater"),
    comparison("ge", "greater_equal", as: "greater_or_equal"), comparison("logical_and", as: "logical_and"),
    comparison("logical_or", as: "logical_or"), comparison("logical_xor", as: "logical_xor"),
    bitwise("bitwise_and", "__and__", as: "logical_and"), bitwise("bitwise_or", "__or__", as: "logical_or"),
    bitwise("bitwise_xor", "__xor__", as: "logical_xor"),
    one("logical_not") { work in try work.tracer.function("logical_not", of: work.tensor("self"), element: .bool) },
    one("bitwise_not") { work in
      guard try work.tensor("self").element == .bool else { throw ImportFault("it works on the bits of whole numbers") }
      return try work.tracer.function("logical_not", of: work.tensor("self"), element: .bool)
    },
    one("isnan") { work in try work.tracer.function("is_nan", of: work.tensor("self"), element: .bool) },
    one("isinf") { work in try work.tracer.function("is_infinite", of: work.tensor("self"), element: .bool) },
    one("any") { work in try work.reducedTruth("max") }, one("all") { work in try work.reducedTruth("min") },
    one("where") { work in
      let (first, second) = try work.operands("self", "other")
      return try work.tracer.chosen(work.tensor("condition"), first.tensor, second.tensor)
    },
    one("masked_fill") { work in
      let tensor = try work.tensor("self")
      return try work.tracer.chosen(work.tensor("mask"), work.operand("value", beside: tensor).tensor, tensor)
    },
    one("tril") { work in try work.triangle(isLower: true) },
    one("triu") { work in try work.triangle(isLower: false) },
  ]

  private static func comparison(_ names: String..., as kind: String) -> ATenRule {
    ATenRule(names: names) { work in
      let (left, right) = try work.operands("self", "other")
      return [try work.tracer.combination(kind, [left.tensor, right.tensor], element: .bool)]
    }
  }

  private static func bitwise(_ names: String..., as kind: String) -> ATenRule {
    ATenRule(names: names) { work in
      let (left, right) = (try work.tensor("self"), try work.tensor("other"))
      guard left.element == .bool, right.element == .bool else { throw ImportFault("it works on the bits of whole numbers") }
      return [try work.tracer.combination(kind, [left, right], element: .bool)]
    }
  }
}

extension ATenWork {
  /// Whether any or all of some truth values hold.
  fileprivate mutating func reducedTruth(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let flags = try part("flags") { work throws(ImportFault) in try work.tracer.cast(tensor, to: .bool) }
    let axes = try axes("dim", of: tensor.rank) ?? Array(tensor.shape.indices)
    return try tracer.reduced(kind, flags, axes: axes, keepsAxes: boolean("keepdim", default: false))
  }

  /// A matrix without what lies above or below a diagonal.
  fileprivate mutating func triangle(isLower: Bool) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let diagonal = try integer("diagonal", default: 0)
    guard tensor.rank >= 2 else { throw ImportFault("it reads \(tensor.shape), no matrix") }
    let (rows, columns) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
    let flags = (0..<(try [rows, columns].boundedCount())).map { place -> Double in
      let distance = place % columns - place / columns
      return (isLower ? distance <= diagonal : distance >= diagonal) ? 1 : 0
    }
    let mask = Known(name: "\(tracer.wanted).triangle", shape: [rows, columns], element: .bool, numbers: flags)
    let zero = Traced(Known(name: "zero", shape: [], element: tensor.element, numbers: [0]))
    return try tracer.chosen(Traced(mask), tensor, zero)
  }
}
