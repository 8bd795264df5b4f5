import ForgeGraph

extension ATenRule {
  /// Comparisons, truth values and what they choose.
  static let choices: [ATenRule] = [
    comparison("eq", as: "equal"), comparison("ne", "not_equal", as: "not_equal"), comparison("lt", "less", as: "less"),
    comparison("le", "less_equal", as: "less_or_equal"), comparison("gt", "greater", as: "greater"),
    comparison("ge", "greater_equal", as: "greater_or_equal"), comparison("logical_and", as: "logical_and"),
    comparison("logical_or", as: "logical_or"), comparison("logical_xor", as: "logical_xor"),
    bitwise("bitwise_and", "__and__", as: "logical_and") { $0 & $1 },
    bitwise("bitwise_or", "__or__", as: "logical_or") { $0 | $1 },
    bitwise("bitwise_xor", "__xor__", as: "logical_xor") { $0 ^ $1 },
    one("logical_not") { work in try work.tracer.function("logical_not", of: work.tensor("self"), element: .bool) },
    one("bitwise_not") { work in
      let tensor = try work.tensor("self")
      if tensor.element == .bool { return try work.tracer.function("logical_not", of: tensor, element: .bool) }
      guard let known = tensor.known else { throw ATenWork.noBits }
      return work.constant(known.shape, known.numbers.map { -$0 - 1 }, isWhole: true)
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

  /// What works on bits: logic where the operands are truth values, and computed at once where they are known whole numbers.
  private static func bitwise(
    _ names: String...,
    as kind: String,
    _ combine: @escaping @Sendable (Int, Int) -> Int
  ) -> ATenRule {
    ATenRule(names: names) { work in
      let (left, right) = (try work.bits("self"), try work.bits("other"))
      let isTruth = left.element == .bool && right.element == .bool
      if let left = left.known, let right = right.known {
        let shape = try [left.shape, right.shape].broadcast()
        _ = try shape.boundedCount()
        guard let a = left.repeated(to: shape).integers, let b = right.repeated(to: shape).integers else {
          throw ATenWork.noBits
        }
        let numbers = zip(a, b).map { Double(combine($0, $1)) }
        let element: ImportedElement = isTruth ? .bool : .int64
        return [Traced(Known(name: work.tracer.wanted, shape: shape, element: element, numbers: numbers))]
      }
      guard left.isZeroOrOne, right.isZeroOrOne else { throw ATenWork.noBits }
      return [try work.tracer.combination(kind, [left, right], element: isTruth ? .bool : .int64)]
    }
  }
}

extension [Double] {
  /// The numbers as whole ones; nil when one is none that float64 holds exactly.
  fileprivate var integers: [Int]? {
    allSatisfy { $0 == $0.rounded() && abs($0) <= 0x1p53 } ? map { Int($0) } : nil
  }
}

extension Traced {
  /// Whether its elements are 0 and 1 alone, for all that is known.
  fileprivate var isZeroOrOne: Bool { element == .bool || (known?.numbers.allSatisfy { $0 == 0 || $0 == 1 } ?? false) }
}

extension ATenWork {
  fileprivate static let noBits = ImportFault(
    "it works on the bits of whole numbers that are computed",
    hint: "convert masks to truth values first: mask.bool() & other"
  )

  /// An operand whose bits count: a tensor, a whole number or a truth value.
  fileprivate func bits(_ name: String) throws(ImportFault) -> Traced {
    if let tensor = try optionalTensor(name) { return tensor }
    guard let value = try integer(name) else { throw ImportFault("its argument '\(name)' is missing") }
    let isTruth = if case .boolean? = node.arguments.first(where: { $0.name == name })?.value { true } else { false }
    return Traced(Known(name: "number", shape: [], element: isTruth ? .bool : .int64, numbers: [Double(value)]))
  }

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
