import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Comparisons, choices and places of `keras.ops`. Truth values are the numbers 1 and 0, and so are places and counts numbers.
  static let logic: [KerasRule] = [
    KerasRule(names: comparisons.keys.sorted()) { work in
      guard let kind = comparisons[work.layer.className] else { throw ImportFault("the operation is not supported") }
      return try work.add(kind, work.operands(2))
    },
    KerasRule("ops.LogicalNot") { work in try work.add("logical_not", work.operands(1)) },
    KerasRule("ops.Isnan") { work in try work.add("is_nan", work.operands(1)) },
    KerasRule("ops.Isinf") { work in try work.add("is_infinite", work.operands(1)) },
    KerasRule("ops.Where") { work in try work.add("where", work.operands(3)) },
    KerasRule("ops.Cast") { work in
      let x = try work.input()
      let dtype = try work.word("dtype", default: "float32")
      switch dtype {
      case "float32": return try work.numbers(x)
      case "int32", "int64":
        // Ids stay ids, so that embeddings can read them.
        return work.draft.type(of: x).element == .int64 ? x : try work.add("trunc", [x])
      case "bool":
        let zero = try work.constantLayer("zero", [], [0])
        return try work.add("not_equal", [work.numbers(x), zero])
      default: throw ImportFault("it makes elements of the type \(dtype.quotedForMessage), only float32 is computed with")
      }
    },
    // Masks of layers that join others, and of attention, are made of them.
    KerasRule("ops.ConvertToTensor") { work in
      guard !work.has("dtype") else { throw ImportFault("it makes elements of another type, which is not supported") }
      return try work.input()
    },
    KerasRule("ops.ZerosLike") { work in try work.filled(0) },
    KerasRule("ops.OnesLike") { work in try work.filled(1) },
    KerasRule("ops.Argmax") { work in try work.place("argmax") },
    KerasRule("ops.Argmin") { work in try work.place("argmin") },
    KerasRule("ops.OneHot") { work in
      let ids = try work.input()
      let rank = work.shape(of: ids).count
      let marked = try work.marked(ids, classes: work.integer("num_classes"))
      let axis = try work.axis(work.integer("axis", default: -1), of: rank + 1)
      return try work.transposed(marked, Array(0..<rank).inserting(rank, at: axis))
    },
    KerasRule("ops.MultiHot") { work in
      guard try work.integer("axis", default: -1) == -1 else { throw ImportFault("its axis is not the last one") }
      let ids = try work.input()
      let rank = work.shape(of: ids).count
      let marked = try work.marked(ids, classes: work.integer("num_classes"))
      return rank == 0 ? marked : try work.add("max", [marked], [("axes", .integer(rank - 1))])
    },
    KerasRule(severalOf: "ops.TopK") { work in
      let x = try work.numbers(work.input())
      let count: KerasWork.Settings = [("k", .integer(try work.integer("k")))]
      return [
        try work.add("top_k", [x], count),
        try work.add("top_k", [x], count + [("result", .word("indices"))], named: "/places"),
      ]
    },
    // Numbers of categories as columns. A single one that nothing else reads becomes a feature.
    KerasRule("CategoryEncoding") { work in
      let ids = try work.input()
      let count = try work.integer("num_tokens")
      let mode = try work.word("output_mode", default: "multi_hot")
      guard work.arguments.count == 1, !work.keywords.contains(where: { !$0.value.values.isEmpty }) else {
        throw ImportFault("it weighs the counts, which is not supported")
      }
      let shape = work.shape(of: ids)
      // One-hot vectors take the place of a last axis of one element.
      let places = mode == "one_hot" && shape.last == 1 ? try work.reshaped(ids, to: shape.dropLast(), named: "/ids") : ids
      let marked = try work.marked(places, classes: count)
      switch mode {
      case "one_hot": return marked
      case "multi_hot" where !shape.isEmpty: return try work.add("max", [marked], [("axes", .integer(-2))])
      case "count" where !shape.isEmpty: return try work.add("sum", [marked], [("axes", .integer(-2))])
      default: throw ImportFault("its output mode \(mode.quotedForMessage) is not supported")
      }
    },
    // Steps whose elements all are a certain number become zeros, and are masked.
    KerasRule("Masking") { work in
      let x = try work.input()
      let hidden = try work.constantLayer("mask_value", [], [work.number("mask_value", default: 0)])
      let differs = try work.add("not_equal", [x, hidden], named: "/differs")
      let steps = try work.add("max", [differs], [("axes", .integer(-1)), ("keep_dims", .boolean(true))], named: "/steps")
      let sizes = work.shape(of: x).dropLast()
      if !sizes.isEmpty { try work.handOn(mask: work.reshaped(steps, to: Array(sizes), named: "/mask")) }
      let zero = try work.constantLayer("zero", [], [0])
      return try work.add("where", [steps, x, zero])
    },
  ]

  private static let comparisons: [String: String] = [
    "ops.Equal": "equal", "ops.NotEqual": "not_equal", "ops.Greater": "greater", "ops.GreaterEqual": "greater_or_equal",
    "ops.Less": "less", "ops.LessEqual": "less_or_equal", "ops.LogicalAnd": "logical_and", "ops.LogicalOr": "logical_or",
    "ops.LogicalXor": "logical_xor",
  ]
}

extension KerasWork {
  /// One number everywhere in the shape of the input.
  fileprivate mutating func filled(_ number: Double) throws(ImportFault) -> Draft.Value {
    let shape = shape(of: try input())
    let constant = try constantLayer("number", shape.map { _ in 1 }, [number])
    return shape.isEmpty ? constant : try add("expand", [constant], [("shape", .integers(shape))])
  }

  fileprivate mutating func place(_ kind: String) throws(ImportFault) -> Draft.Value {
    let x = try numbers(input())
    guard has("axis") else { throw ImportFault("it looks through the whole batch: it has no axis") }
    let keeps = try boolean("keepdims", default: false)
    let settings: Settings = [("axis", .integer(try axis(integer("axis"), of: shape(of: x).count)))]
    return try add(kind, [x], settings + (keeps ? [("keep_dims", .boolean(true))] : []))
  }

  /// A column for each class along a new last axis: 1 where the number is the class's.
  fileprivate mutating func marked(_ ids: Draft.Value, classes: Int) throws(ImportFault) -> Draft.Value {
    let ids = try numbers(ids)
    let column = try reshaped(ids, to: shape(of: ids) + [1], named: "/column")
    return try add("equal", [column, count(to: classes, named: "classes")])
  }
}
