import ForgeGraph

extension ATenRule {
  /// Functions of each element.
  static let functions: [ATenRule] =
    named.map { names, kind in
      ATenRule(names: names) { work in [try work.tracer.function(kind, of: work.numbers(of: "self"))] }
    } + composed

  /// Operators that are layers as they are.
  private static let named: [(names: [String], kind: String)] = [
    (["relu"], "relu"), (["relu6"], "relu6"), (["sigmoid", "special_expit"], "sigmoid"), (["tanh"], "tanh"), (["silu"], "silu"),
    (["mish"], "mish"), (["hardswish"], "hard_swish"), (["hardsigmoid"], "hard_sigmoid"), (["selu"], "selu"),
    (["softsign"], "softsign"), (["exp", "special_exp"], "exp"), (["expm1", "special_expm1"], "expm1"), (["log"], "log"),
    (["log1p", "special_log1p"], "log1p"), (["sqrt"], "sqrt"), (["square"], "square"), (["reciprocal"], "reciprocal"),
    (["abs", "absolute"], "abs"), (["neg", "negative", "_neg_view"], "negate"), (["sign", "sgn"], "sign"), (["floor"], "floor"),
    (["ceil"], "ceil"), (["trunc", "fix"], "trunc"), (["erf", "special_erf"], "erf"), (["sin"], "sin"), (["cos"], "cos"),
    (["tan"], "tan"),
    (["asin", "arcsin"], "asin"), (["acos", "arccos"], "acos"), (["atan", "arctan"], "atan"), (["sinh"], "sinh"),
    (["cosh"], "cosh"), (["asinh", "arcsinh"], "asinh"), (["acosh", "arccosh"], "acosh"), (["atanh", "arctanh"], "atanh"),
  ]

  /// Operators that are several layers, or that have options.
  private static let composed: [ATenRule] = [
    one("rsqrt") { work in
      let root = try work.part("root") { work throws(ImportFault) in
        try work.tracer.function("sqrt", of: work.numbers(of: "self"))
      }
      return try work.tracer.function("reciprocal", of: root)
    },
    one("round") { work in
      let decimals = try work.integer("decimals", default: 0)
      let tensor = try work.numbers(of: "self")
      if decimals == 0 { return try work.tracer.function("round", of: tensor) }
      let factor = decimals > 0 ? (1...min(64, decimals)).reduce(1.0) { power, _ in power * 10 } : 0
      guard (1...9).contains(decimals) else {
        throw ImportFault("it rounds to \(decimals) decimals, only 0 to 9 are supported")
      }
      let large = try work.part("large") { work throws(ImportFault) in try work.tracer.scaled(tensor, by: factor) }
      let whole = try work.part("whole") { work throws(ImportFault) in try work.tracer.function("round", of: large) }
      return try work.tracer.quotient(whole, by: factor)
    },
    one("frac") { work in
      let tensor = try work.numbers(of: "self")
      let whole = try work.part("whole") { work throws(ImportFault) in try work.tracer.function("trunc", of: tensor) }
      return try work.tracer.combination("subtract", [tensor, whole])
    },
    one("exp2", "special_exp2") { work in
      let exponent = try work.part("exponent") { work throws(ImportFault) in
        try work.tracer.scaled(work.numbers(of: "self"), by: 0.693147180559945309)
      }
      return try work.tracer.function("exp", of: exponent)
    },
    one("log2") { work in try work.logarithm(factor: 1.44269504088896341) },
    one("log10") { work in try work.logarithm(factor: 0.434294481903251828) },
    one("erfc", "special_erfc") { work in
      let erf = try work.part("erf") { work throws(ImportFault) in
        try work.tracer.function("erf", of: work.numbers(of: "self"))
      }
      return try work.tracer.scaled(erf, by: -1, plus: 1)
    },
    one("logit", "special_logit") { work in
      var tensor = try work.numbers(of: "self")
      if let margin = try work.number("eps") {
        let bounds = [(key: "min", value: Setting.number(margin)), (key: "max", value: .number(1 - margin))]
        tensor = try work.part("held") { work throws(ImportFault) in try work.tracer.function("clip", of: tensor, bounds) }
      }
      let rest = try work.part("rest") { work throws(ImportFault) in try work.tracer.scaled(tensor, by: -1, plus: 1) }
      let odds = try work.part("odds") { work throws(ImportFault) in try work.tracer.combination("divide", [tensor, rest]) }
      return try work.tracer.function("log", of: odds)
    },
    one("sinc", "special_sinc") { work in
      let angle = try work.part("angle") { work throws(ImportFault) in
        try work.tracer.scaled(work.numbers(of: "self"), by: Double.pi)
      }
      let ratio = try work.part("ratio") { work throws(ImportFault) in
        try work.tracer.combination("divide", [work.tracer.function("sin", of: angle), angle])
      }
      let isZero = try work.part("is_zero") { work throws(ImportFault) in
        try work.tracer.combination("equal", [angle, Operand.number(0).tensor], element: .bool)
      }
      return try work.tracer.chosen(isZero, Operand.number(1).tensor, ratio)
    },
    one("nan_to_num") { work in try work.withoutNaN() },
    one("rad2deg") { work in try work.tracer.scaled(work.numbers(of: "self"), by: 180 / Double.pi) },
    one("deg2rad") { work in try work.tracer.scaled(work.numbers(of: "self"), by: Double.pi / 180) },
  ]
}

extension ATenWork {
  /// Other numbers for NaN and the infinities; those are the largest and smallest of float32 where nothing is said.
  fileprivate mutating func withoutNaN() throws(ImportFault) -> Traced {
    let tensor = try numbers(of: "self")
    let isNaN = try part("is_nan") { work throws(ImportFault) in
      try work.tracer.function("is_nan", of: tensor, element: .bool)
    }
    let number = Operand.number(try number("nan", default: 0)).tensor
    var result = try part("numbers") { work throws(ImportFault) in try work.tracer.chosen(isNaN, number, tensor) }
    for (name, infinity) in [("posinf", Double.infinity), ("neginf", -.infinity)] {
      let largest = Double(Float.greatestFiniteMagnitude) * (infinity < 0 ? -1 : 1)
      let value = Operand.number(try self.number(name, default: largest)).tensor
      let isInfinite = try part("is_\(name)") { work throws(ImportFault) in
        try work.tracer.combination("equal", [result, Operand.number(infinity).tensor], element: .bool)
      }
      result = try tracer.chosen(isInfinite, value, result)
    }
    return result
  }

  /// A tensor of numbers; whole numbers and truth values become such.
  func numbers(of name: String) throws(ImportFault) -> Traced { try tensor(name).withNumbers }

  fileprivate mutating func logarithm(factor: Double) throws(ImportFault) -> Traced {
    let natural = try part("log") { work throws(ImportFault) in try work.tracer.function("log", of: work.numbers(of: "self")) }
    return try tracer.scaled(natural, by: factor)
  }
}

extension Traced {
  /// The tensor as one of float32, which whole numbers and truth values lie in a spec as anyway.
  var withNumbers: Traced {
    if element == .float32 { return self }
    guard let known else { return Traced(shape: shape, element: .float32, content: content) }
    return Traced(Known(name: known.name, shape: known.shape, element: .float32, numbers: known.numbers))
  }

  /// Truth values as the whole numbers 0 and 1, which their sums are made of.
  var counted: Traced {
    if element != .bool { return self }
    guard let known else { return Traced(shape: shape, element: .int64, content: content) }
    return Traced(Known(name: known.name, shape: known.shape, element: .int64, numbers: known.numbers))
  }
}
