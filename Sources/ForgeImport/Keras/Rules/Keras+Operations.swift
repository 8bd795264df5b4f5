import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Functions of `keras.ops` and operators such as `*` on the tensors of a functional model (`keras/src/ops`), and the layer
  /// `Rescaling`, which is one.
  static let operations: [KerasRule] = [
    KerasRule("Rescaling") { work in
      let (factors, offsets) = (try work.numbers("scale"), work.has("offset") ? try work.numbers("offset") : [0])
      if factors.count == 1, offsets.count == 1 { return try work.scaled(work.input(), factors[0], offsets[0]) }
      // A number for each channel, as EfficientNet of keras.applications has it.
      let product = try work.combined(
        "multiply",
        work.input(),
        work.entry("scale", [factors.count], factors),
        named: "/product"
      )
      return try work.combined("add", product, work.entry("offset", [offsets.count], offsets))
    },
    KerasRule("ops.Add") { work in
      try work.combined("add") { work, x, constant, _ in try work.scaled(x, 1, constant) }
    },
    KerasRule("ops.Subtract") { work in
      try work.combined("subtract") { work, x, constant, isFirst in
        isFirst ? try work.scaled(x, -1, constant) : try work.scaled(x, 1, -constant)
      }
    },
    KerasRule("ops.Multiply") { work in
      try work.combined("multiply") { work, x, constant, _ in try work.scaled(x, constant, 0) }
    },
    KerasRule("ops.Divide", "ops.TrueDivide") { work in
      try work.combined("divide") { work, x, constant, isFirst in
        if !isFirst { return try work.scaled(x, 1 / constant, 0) }
        let reciprocal = try work.add("reciprocal", [x], named: "/reciprocal")
        return try work.scaled(reciprocal, constant, 0)
      }
    },
    KerasRule("ops.Power") { work in
      try work.combined("power") { work, x, constant, isFirst in
        guard !isFirst else { throw ImportFault("it is a number to the power of a tensor, which is not supported") }
        return try work.add("power", [x], [("exponent", .number(constant))])
      }
    },
    KerasRule("ops.Arctan2") { work in
      try work.combined("atan2") { _, _, _, _ in throw ImportFault("one of its operands is a number, which is not supported") }
    },
    KerasRule("ops.Maximum") { work in
      try work.combined("maximum") { work, x, constant, _ in try work.add("clip", [x], [("min", .number(constant))]) }
    },
    KerasRule("ops.Minimum") { work in
      try work.combined("minimum") { work, x, constant, _ in try work.add("clip", [x], [("max", .number(constant))]) }
    },
    KerasRule("ops.Clip") { work in
      let bounds: KerasWork.Settings = [
        ("min", .number(try work.number("x_min", default: -.infinity))),
        ("max", .number(try work.number("x_max", default: .infinity))),
      ]
      return try work.add("clip", [work.input()], bounds)
    },
    KerasRule(names: functions.keys.sorted()) { work in
      guard let kind = functions[work.layer.className] else { throw ImportFault("the operation is not supported") }
      return try work.add(kind, [work.numbers(work.input())])
    },
    KerasRule("ops.Rsqrt") { work in
      let root = try work.add("sqrt", [work.input()], named: "/sqrt")
      return try work.add("reciprocal", [root])
    },
    KerasRule("ops.Round") { work in
      guard try work.integer("decimals", default: 0) == 0 else { throw ImportFault("it rounds to decimals") }
      return try work.add("round", [work.input()])
    },
    KerasRule("ops.Celu") { work in
      try work.add("celu", [work.input()], [("alpha", .number(work.number("alpha", default: 1)))])
    },
    KerasRule("ops.HardShrink") { work in
      try work.add("shrink", [work.input()], [("lambda", .number(work.number("threshold", default: 0.5)))])
    },
    KerasRule("ops.SoftShrink") { work in
      let threshold = Setting.number(try work.number("threshold", default: 0.5))
      return try work.add("shrink", [work.input()], [("lambda", threshold), ("bias", threshold)])
    },
    KerasRule("ops.Gelu") { work in
      let isRough = try work.boolean("approximate", default: true)
      return try work.add("gelu", [work.input()], isRough ? [("approximate", .word("tanh"))] : [])
    },
    KerasRule("ops.LeakyRelu") { work in
      try work.add("leaky_relu", [work.input()], [("slope", .number(work.number("negative_slope", default: 0.2)))])
    },
    KerasRule("ops.Elu") { work in
      try work.add("elu", [work.input()], [("alpha", .number(work.number("alpha", default: 1)))])
    },
    KerasRule("ops.Softmax") { work in try work.along(work.integer("axis", default: -1), "softmax", work.input()) },
    KerasRule("ops.LogSoftmax") { work in try work.along(work.integer("axis", default: -1), "log_softmax", work.input()) },
    KerasRule("ops.Mean") { work in try work.reduced("mean") },
    KerasRule("ops.Sum") { work in try work.reduced("sum") },
    KerasRule("ops.Max", "ops.Amax") { work in try work.reduced("max") },
    KerasRule("ops.Min", "ops.Amin") { work in try work.reduced("min") },
    KerasRule("ops.Prod") { work in try work.reduced("product") },
    KerasRule("ops.Logsumexp") { work in try work.reduced("log_sum_exp") },
    KerasRule("ops.Cumsum") { work in
      let x = try work.input()
      return try work.add(
        "cumulative_sum",
        [x],
        [("axis", .integer(work.axis(work.integer("axis"), of: work.shape(of: x).count)))]
      )
    },
    KerasRule("ops.Flip") { work in
      let x = try work.input()
      return try work.add("flip", [x], [("axis", .integer(work.axis(work.integer("axis"), of: work.shape(of: x).count)))])
    },
    KerasRule("ops.Concatenate") { work in try work.joined(axis: work.integer("axis", default: 0)) },
    KerasRule("ops.Reshape") { work in
      let shape = try work.integers("newshape")
      guard let batch = shape.first, batch == -1 || batch == 1 else {
        throw ImportFault("its shape \(shape) does not begin with the batch, -1")
      }
      return try work.reshaped(Array(shape.dropFirst()))
    },
    KerasRule("ops.Transpose") { work in
      let axes = try work.integers("axes")
      guard axes.first == 0 else { throw ImportFault("it moves the batch: its axes are \(axes)") }
      return try work.transposed(byAxesOfBatch: Array(axes.dropFirst()))
    },
  ]

  /// Functions of one element that have no options.
  private static let functions: [String: String] = [
    "ops.Abs": "abs", "ops.Absolute": "abs", "ops.Arccos": "acos", "ops.Arccosh": "acosh", "ops.Arcsin": "asin",
    "ops.Arcsinh": "asinh", "ops.Arctan": "atan", "ops.Arctanh": "atanh", "ops.Ceil": "ceil", "ops.Cos": "cos",
    "ops.Cosh": "cosh", "ops.Erf": "erf", "ops.Exp": "exp", "ops.Expm1": "expm1", "ops.Floor": "floor",
    "ops.HardSigmoid": "hard_sigmoid", "ops.HardSilu": "hard_swish", "ops.Log": "log", "ops.Log1p": "log1p",
    "ops.Mish": "mish", "ops.Negative": "negate", "ops.Reciprocal": "reciprocal", "ops.Relu": "relu", "ops.Relu6": "relu6",
    "ops.Selu": "selu", "ops.Sigmoid": "sigmoid", "ops.Sign": "sign", "ops.Silu": "silu", "ops.Sin": "sin", "ops.Sinh": "sinh",
    "ops.Softplus": "softplus", "ops.Softsign": "softsign", "ops.Sqrt": "sqrt", "ops.Square": "square", "ops.Tan": "tan",
    "ops.Tanh": "tanh", "ops.Trunc": "trunc",
  ]
}

extension KerasWork {
  fileprivate mutating func scaled(_ x: Draft.Value, _ factor: Double, _ offset: Double) throws(ImportFault) -> Draft.Value {
    var settings: Settings = [("factor", .number(factor))]
    if offset != 0 { settings.append(("offset", .number(offset))) }
    return try add("scale", [x], settings)
  }

  /// An operation of two tensors or constants, or of one and a number.
  ///
  /// - Parameters:
  ///   - kind: the layer for two tensors.
  ///   - withNumber: writes it down for one; told is whether the number comes first.
  fileprivate mutating func combined(
    _ kind: String,
    _ withNumber: (inout KerasWork, Draft.Value, Double, Bool) throws -> Draft.Value
  ) throws -> Draft.Value {
    let operands = arguments + keywords.map(\.value)
    guard operands.count == 2 else { throw ImportFault("it has \(operands.count) operands, two were expected") }
    switch (operands[0], operands[1]) {
    case (.value(let x), .constant(let constant)) where constant.real != nil:
      return try withNumber(&self, numbers(x), number(constant), false)
    case (.constant(let constant), .value(let x)) where constant.real != nil:
      return try withNumber(&self, numbers(x), number(constant), true)
    case (.value, .value), (.value, .constant), (.constant, .value): return try add(kind, self.operands(2))
    default: throw ImportFault("its operands are neither tensors nor numbers")
    }
  }

  /// A value and a constant that has one number, or one for each channel on the last axis.
  mutating func combined(
    _ kind: String,
    _ x: Draft.Value,
    _ constant: TensorEntry,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    guard constant.shape == [1] || constant.shape == shape(of: x).suffix(1) else {
      throw ImportFault("it combines a tensor \(shape(of: x)) with \(constant.elementCount) numbers")
    }
    let numbers = try draft.addLayer(
      "constant",
      name: "\(path)/\(kind)",
      [],
      [("shape", .integers(constant.shape))],
      weights: [("value", constant)]
    )
    return try add(kind, [x, numbers], named: suffix)
  }

  private func number(_ value: JSONValue) throws(ImportFault) -> Double {
    guard let number = value.real, number.isFinite else { throw ImportFault("its operand is no number") }
    return number
  }

  /// Some axes, which count the batch, folded into one element each, or gone.
  fileprivate mutating func reduced(_ kind: String) throws(ImportFault) -> Draft.Value {
    let x = try numbers(input())
    guard has("axis") else { throw ImportFault("it folds the batch") }
    let rank = shape(of: x).count
    var axes: [Int] = []
    for number in try integers("axis") { axes.append(try axis(number, of: rank)) }
    let keeps = try boolean("keepdims", default: false)
    return try add(kind, [x], [("axes", .integers(axes.sorted()))] + (keeps ? [("keep_dims", .boolean(true))] : []))
  }
}
