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
    (["abs", "absolute"], "abs"), (["neg", "negative"], "negate"), (["sign", "sgn"], "sign"), (["floor"], "floor"),
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
      guard try work.integer("decimals", default: 0) == 0 else { throw ImportFault("it rounds to decimals") }
      return try work.tracer.function("round", of: work.numbers(of: "self"))
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
    one("rad2deg") { work in try work.tracer.scaled(work.numbers(of: "self"), by: 180 / Double.pi) },
    one("deg2rad") { work in try work.tracer.scaled(work.numbers(of: "self"), by: Double.pi / 180) },
  ]
}

extension ATenWork {
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
