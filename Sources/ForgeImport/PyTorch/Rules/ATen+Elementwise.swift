import ForgeGraph

extension ATenRule {
  /// Functions of each element, and of elements at the same place. In-place forms are the same in an exported graph.
  static let elementwise: [ATenRule] = [
    function(["relu.default", "relu_.default"], "relu"), function(["relu6.default", "relu6_.default"], "relu6"),
    function(["sigmoid.default", "sigmoid_.default"], "sigmoid"), function(["tanh.default", "tanh_.default"], "tanh"),
    function(["silu.default", "silu_.default"], "silu"), function(["mish.default", "mish_.default"], "mish"),
    function(["hardswish.default", "hardswish_.default"], "hard_swish"),
    function(["hardsigmoid.default", "hardsigmoid_.default"], "hard_sigmoid"),
    function(["exp.default"], "exp"), function(["log.default"], "log"), function(["sqrt.default"], "sqrt"),
    function(["abs.default"], "abs"), function(["selu.default", "selu_.default"], "selu"),
    function(["softsign.default"], "softsign"),
    ATenRule("gelu.default") { work in
      let isTanh = work.word("approximate") == "tanh"
      return [try work.tracer.function("gelu", of: work.tensor("self"), isTanh ? [("approximate", .word("tanh"))] : [])]
    },
    ATenRule("leaky_relu.default", "leaky_relu_.default") { work in
      let slope = try work.number("negative_slope", default: 0.01)
      return [try work.tracer.function("leaky_relu", of: work.tensor("self"), [("slope", .number(slope))])]
    },
    ATenRule("elu.default", "elu_.default") { work in
      guard try work.number("scale", default: 1) == 1, try work.number("input_scale", default: 1) == 1 else {
        throw ImportFault("it is scaled")
      }
      let alpha = try work.number("alpha", default: 1)
      return [try work.tracer.function("elu", of: work.tensor("self"), alpha == 1 ? [] : [("alpha", .number(alpha))])]
    },
    ATenRule("softplus.default") { work in
      let (beta, threshold) = (try work.number("beta", default: 1), try work.number("threshold", default: 20))
      let settings = [
        beta == 1 ? nil : ("beta", Setting.number(beta)), threshold == 20 ? nil : ("threshold", .number(threshold)),
      ]
      return [try work.tracer.function("softplus", of: work.tensor("self"), settings.compactMap { $0 })]
    },
    ATenRule("hardtanh.default", "hardtanh_.default", "clamp.default", "clamp_.default") { work in
      let isClamp = work.node.target.contains("clamp")
      let low = isClamp ? try work.number("min") : try work.number("min_val", default: -1)
      let high = isClamp ? try work.number("max") : try work.number("max_val", default: 1)
      if low == 0, high == 6 { return [try work.tracer.function("relu6", of: work.tensor("self"))] }
      let settings = [low.map { ("min", Setting.number($0)) }, high.map { ("max", Setting.number($0)) }]
      return [try work.tracer.function("clip", of: work.tensor("self"), settings.compactMap { $0 })]
    },
    ATenRule("neg.default") { work in [try work.tracer.scaled(work.tensor("self"), by: -1)] },
    ATenRule("add.Tensor", "add_.Tensor", "add.Scalar") { work in
      let (left, alpha) = (try work.tensor("self"), try work.number("alpha", default: 1))
      guard let right = try work.optionalTensor("other") else {
        return [try work.tracer.scaled(left, by: 1, plus: alpha * (work.number("other") ?? 0))]
      }
      let term = alpha == 1 ? right : try work.tracer.scaled(right, by: alpha)
      return [try work.tracer.combination("add", [left, term])]
    },
    ATenRule("sub.Tensor", "sub_.Tensor", "sub.Scalar") { work in
      let (left, alpha) = (try work.tensor("self"), try work.number("alpha", default: 1))
      guard let right = try work.optionalTensor("other") else {
        return [try work.tracer.scaled(left, by: 1, plus: -alpha * (work.number("other") ?? 0))]
      }
      let term = alpha == 1 ? right : try work.tracer.scaled(right, by: alpha)
      return [try work.tracer.combination("subtract", [left, term])]
    },
    ATenRule("rsub.Scalar") { work in
      guard try work.number("alpha", default: 1) == 1 else { throw ImportFault("its alpha is not 1") }
      return [try work.tracer.scaled(work.tensor("self"), by: -1, plus: work.number("other") ?? 0)]
    },
    ATenRule("mul.Tensor", "mul_.Tensor", "mul.Scalar") { work in
      let left = try work.tensor("self")
      guard let right = try work.optionalTensor("other") else {
        return [try work.tracer.scaled(left, by: work.number("other") ?? 1)]
      }
      return [try work.tracer.combination("multiply", [left, right])]
    },
    ATenRule("div.Tensor", "div_.Tensor", "div.Scalar") { work in
      let left = try work.tensor("self")
      guard let right = try work.optionalTensor("other") else {
        guard let divisor = try work.number("other"), divisor != 0 else { throw ImportFault("it divides by 0") }
        return [try work.tracer.scaled(left, by: 1 / divisor)]
      }
      return [try work.tracer.combination("divide", [left, right])]
    },
    ATenRule("pow.Tensor_Scalar") { work in
      let base = try work.tensor("self")
      guard try work.number("exponent") == 2 else { throw ImportFault("only the square is supported") }
      return [try work.tracer.combination("multiply", [base, base])]
    },
    ATenRule("maximum.default") { work in
      [try work.tracer.combination("maximum", [work.tensor("self"), work.tensor("other")])]
    },
    ATenRule("minimum.default") { work in
      [try work.tracer.combination("minimum", [work.tensor("self"), work.tensor("other")])]
    },
    ATenRule("dropout.default", "dropout_.default", "feature_dropout.default") { work in
      guard !work.boolean("train", default: false) else { throw ImportFault("it is in training", hint: "call model.eval()") }
      return [try work.tensor(work.has("input") ? "input" : "self")]
    },
    ATenRule("contiguous.default", "clone.default", "detach.default", "alias.default", "lift_fresh_copy.default") { work in
      [try work.tensor("self")]
    },
  ]

  private static func function(_ names: [String], _ kind: String) -> ATenRule {
    ATenRule(names: names.map { "aten.\($0)" }) { work in [try work.tracer.function(kind, of: work.tensor("self"))] }
  }

  private init(names: [String], apply: @escaping @Sendable (inout ATenWork) throws -> [Traced]) {
    self.names = names
    self.apply = apply
  }
}
