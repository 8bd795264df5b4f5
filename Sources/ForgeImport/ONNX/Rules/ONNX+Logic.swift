import ForgeGraph

extension ONNXRule {
  /// Comparisons, truth values and choices.
  static let logic: [ONNXRule] = [
    comparison("Equal", "equal"), comparison("Greater", "greater"), comparison("Less", "less"),
    comparison("GreaterOrEqual", "greater_or_equal"), comparison("LessOrEqual", "less_or_equal"),
    comparison("And", "logical_and"), comparison("Or", "logical_or"), comparison("Xor", "logical_xor"),
    ONNXRule("Not") { work in [try work.tracer.function("logical_not", of: work.input(0), element: .bool)] },
    ONNXRule("IsNaN") { work in [try work.tracer.function("is_nan", of: work.input(0), element: .bool)] },
    ONNXRule("IsInf") { work in
      let positive = try work.integer("detect_positive", default: 1) != 0
      let negative = try work.integer("detect_negative", default: 1) != 0
      guard positive || negative else { throw ImportFault("it looks for neither infinity") }
      let sign = positive && negative ? [] : [(key: "sign", value: Setting.word(positive ? "positive" : "negative"))]
      return [try work.tracer.function("is_infinite", of: work.input(0), sign, element: .bool)]
    },
    ONNXRule("Where") { work in
      let (condition, yes, no) = (try work.input(0), try work.input(1), try work.input(2))
      return [try work.tracer.chosen(condition, yes, no)]
    },
  ]

  private static func comparison(_ name: String, _ kind: String) -> ONNXRule {
    ONNXRule(name) { work in [try work.tracer.combination(kind, [work.input(0), work.input(1)], element: .bool)] }
  }
}
