import ForgeGraph

extension ONNXRule {
  /// Functions of each element, and of elements at the same place.
  static let elementwise: [ONNXRule] = [
    function("Relu", "relu"), function("Sigmoid", "sigmoid"), function("Tanh", "tanh"), function("Softsign", "softsign"),
    function("Exp", "exp"), function("Log", "log"), function("Sqrt", "sqrt"), function("Abs", "abs"), function("Mish", "mish"),
    function("HardSwish", "hard_swish"), function("Neg", "negate"), function("Reciprocal", "reciprocal"),
    function("Floor", "floor"), function("Ceil", "ceil"), function("Round", "round"), function("Sign", "sign"),
    function("Sin", "sin"), function("Cos", "cos"), function("Tan", "tan"), function("Asin", "asin"),
    function("Acos", "acos"), function("Atan", "atan"), function("Sinh", "sinh"), function("Cosh", "cosh"),
    function("Asinh", "asinh"), function("Acosh", "acosh"), function("Atanh", "atanh"), function("Erf", "erf"),
    ONNXRule("LeakyRelu") { work in
      let slope = try work.number("alpha", default: 0.01)
      return [try work.tracer.function("leaky_relu", of: work.input(0), [("slope", .number(slope))])]
    },
    ONNXRule("Elu") { work in
      let alpha = try work.number("alpha", default: 1)
      return [try work.tracer.function("elu", of: work.input(0), alpha == 1 ? [] : [("alpha", .number(alpha))])]
    },
    ONNXRule("HardSigmoid") { work in
      let (alpha, beta) = (try work.number("alpha", default: 0.2), try work.number("beta", default: 0.5))
      let isUsual = abs(alpha * 6 - 1) < 1e-6 && beta == 0.5
      let settings: [(key: String, value: Setting)] = [("slope", .number(alpha)), ("offset", .number(beta))]
      return [try work.tracer.function("hard_sigmoid", of: work.input(0), isUsual ? [] : settings)]
    },
    ONNXRule("Softplus") { work in
      // PyTorch's layer becomes `x` from 20 on, ONNX's does not: they differ by less than float32 can tell.
      [try work.tracer.function("softplus", of: work.input(0))]
    },
    ONNXRule("Gelu") { work in
      let isTanh = try work.text("approximate") == "tanh"
      return [try work.tracer.function("gelu", of: work.input(0), isTanh ? [("approximate", .word("tanh"))] : [])]
    },
    ONNXRule("Selu") { work in
      let alpha = try work.number("alpha", default: 1.67326319217681884765625)
      let gamma = try work.number("gamma", default: 1.05070102214813232421875)
      let isUsual = abs(alpha - 1.6732632) < 1e-6 && abs(gamma - 1.050701) < 1e-6
      let settings: [(key: String, value: Setting)] = [("alpha", .number(alpha)), ("gamma", .number(gamma))]
      return [try work.tracer.function("selu", of: work.input(0), isUsual ? [] : settings)]
    },
    ONNXRule("Celu") { work in
      let alpha = try work.number("alpha", default: 1)
      return [try work.tracer.function("celu", of: work.input(0), [("alpha", .number(alpha))])]
    },
    ONNXRule("ThresholdedRelu") { work in
      let alpha = try work.number("alpha", default: 1)
      return [try work.tracer.function("thresholded_relu", of: work.input(0), [("threshold", .number(alpha))])]
    },
    ONNXRule("Shrink") { work in
      let lambda = try work.number("lambd", default: 0.5)
      let bias = try work.number("bias", default: 0)
      return [try work.tracer.function("shrink", of: work.input(0), [("lambda", .number(lambda)), ("bias", .number(bias))])]
    },
    ONNXRule("Swish") { work in
      let alpha = try work.number("alpha", default: 1)
      return [try work.tracer.function("silu", of: work.input(0), alpha == 1 ? [] : [("beta", .number(alpha))])]
    },
    ONNXRule("Mod") { work in
      // Of whole numbers without `fmod` the remainder has the divisor's sign.
      let rounding = try work.integer("fmod", default: 0) != 0 ? "truncate" : "floor"
      return [try work.tracer.combination("modulo", [work.input(0), work.input(1)], [("rounding", .word(rounding))])]
    },
    ONNXRule("PRelu") { work in [try work.prelu()] },
    ONNXRule("Clip") { work in [try work.clip()] },
    ONNXRule("Add") { work in [try work.sum()] },
    ONNXRule("Sub") { work in [try work.difference()] },
    ONNXRule("Mul") { work in [try work.product()] },
    ONNXRule("Div") { work in [try work.quotient()] },
    ONNXRule("Pow") { work in [try work.power()] },
    ONNXRule("Max") { work in [try work.bounded("min") ?? work.combined("maximum")] },
    ONNXRule("Min") { work in [try work.bounded("max") ?? work.combined("minimum")] },
    ONNXRule("Sum") { work in [try work.combined("add")] },
    ONNXRule("Mean") { work in
      let tensors = try work.allInputs()
      let sum = tensors.count == 1 ? tensors[0] : try work.tracer.combination("add", tensors)
      return [try work.tracer.scaled(sum, by: 1 / Double(tensors.count))]
    },
  ]

  private static func function(_ name: String, _ kind: String) -> ONNXRule {
    ONNXRule(name) { work in [try work.tracer.function(kind, of: work.input(0))] }
  }
}

extension ONNXWork {
  fileprivate mutating func combined(_ kind: String) throws(ImportFault) -> Traced {
    let tensors = try allInputs()
    return tensors.count == 1 ? tensors[0] : try tracer.combination(kind, tensors)
  }

  /// The larger of a tensor and a number, or the smaller one: a bound of it. Nil for other inputs.
  fileprivate mutating func bounded(_ bound: String) throws(ImportFault) -> Traced? {
    let tensors = try allInputs()
    let numbers = tensors.compactMap { $0.known?.scalar }
    guard tensors.count == 2, numbers.count == 1, numbers[0].isFinite, let tensor = tensors.first(where: { $0.known == nil }),
      tensor.element == .float32, tensors.allSatisfy({ $0.rank <= tensor.rank })
    else { return nil }
    if bound == "min", numbers[0] == 0 { return try tracer.function("relu", of: tensor) }
    return try tracer.function("clip", of: tensor, [(bound, .number(numbers[0]))])
  }

  fileprivate func allInputs() throws(ImportFault) -> [Traced] {
    let tensors = inputs.compactMap { $0 }
    guard tensors.count == inputs.count, !tensors.isEmpty else { throw ImportFault("one of its inputs is missing") }
    return tensors
  }

  /// The number that an input is everywhere, when it is known and has one element, and its axes do not make the result larger.
  private func scalar(_ index: Int, beside other: Traced) -> Double? {
    guard let tensor = optional(index), let value = tensor.known?.scalar, tensor.rank <= other.rank, other.known == nil else {
      return nil
    }
    return value
  }

  /// Whether both operands are known whole numbers, whose division cuts fractions off.
  private var isWhole: Bool { inputs.allSatisfy { $0?.element == .int64 } }

  /// Both operands. Before operator set 7 the axes of the second one start at the attribute `axis`.
  mutating func operands() throws(ImportFault) -> (Traced, Traced) {
    let (left, right) = (try input(0), try input(1))
    guard version < 7, let number = try integer("axis"), right.rank > 0, left.rank > 0 else { return (left, right) }
    let behind = left.rank - right.rank - (try axis(number, of: left.rank))
    guard behind > 0 else { return (left, right) }
    return (left, try tracer.reshaped(right, to: right.shape + [Int](repeating: 1, count: behind)))
  }

  fileprivate mutating func sum() throws(ImportFault) -> Traced {
    let (left, right) = try operands()
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: 1, plus: number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: 1, plus: number) }
    return try tracer.combination("add", [left, right])
  }

  fileprivate mutating func difference() throws(ImportFault) -> Traced {
    let (left, right) = try operands()
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: 1, plus: -number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: -1, plus: number) }
    return try tracer.combination("subtract", [left, right])
  }

  fileprivate mutating func product() throws(ImportFault) -> Traced {
    let (left, right) = try operands()
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: number) }
    return try tracer.combination("multiply", [left, right])
  }

  fileprivate mutating func quotient() throws(ImportFault) -> Traced {
    let (left, right) = try operands()
    guard isWhole else { return try tracer.quotient(left, right) }
    if left.known != nil, let divisor = right.known {
      guard !divisor.numbers.contains(0) else { throw ImportFault("it divides whole numbers by 0") }
      return try tracer.cast(tracer.combination("divide", [left, right], element: .int64), to: .int64)
    }
    // Towards 0: what is left over goes first.
    let rest = try tracer.combination("modulo", [left, right], [("rounding", .word("truncate"))])
    return try tracer.combination("divide", [tracer.combination("subtract", [left, rest]), right])
  }

  fileprivate mutating func power() throws(ImportFault) -> Traced {
    let (base, exponent) = try operands()
    switch scalar(1, beside: base) {
    case 1: return base
    case 2: return try tracer.function("square", of: base)
    case 0.5: return try tracer.function("sqrt", of: base)
    case let number?: return try tracer.function("power", of: base, [("exponent", .number(number))])
    case nil: return try tracer.combination("power", [base, exponent])
    }
  }

  fileprivate mutating func clip() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    var bounds: (low: Double?, high: Double?)
    if version < 11 {
      bounds = (
        node["min"] == nil ? nil : try number("min", default: 0), node["max"] == nil ? nil : try number("max", default: 0)
      )
    } else {
      if [1, 2].contains(where: { optional($0).map { $0.known?.scalar == nil } ?? false }) { return try clipByTensors() }
      bounds = (optional(1)?.known?.scalar, optional(2)?.known?.scalar)
    }
    if let low = bounds.low, let high = bounds.high, low > high { return try clipByTensors() }
    // What older exporters write for no bound at all.
    if let low = bounds.low, low <= -Double(Float.greatestFiniteMagnitude) { bounds.low = nil }
    if let high = bounds.high, high >= Double(Float.greatestFiniteMagnitude) { bounds.high = nil }
    if bounds == (0, 6) { return try tracer.function("relu6", of: tensor) }
    if bounds == (0, nil) { return try tracer.function("relu", of: tensor) }
    let settings = [bounds.low.map { ("min", Setting.number($0)) }, bounds.high.map { ("max", Setting.number($0)) }]
    let present = settings.compactMap { $0 }
    return present.isEmpty ? tensor : try tracer.function("clip", of: tensor, present.map { (key: $0.0, value: $0.1) })
  }

  /// Bounds that are computed, or in the wrong order: the upper one has the last word.
  private mutating func clipByTensors() throws(ImportFault) -> Traced {
    var tensor = try input(0)
    if let low = optional(1) { tensor = try tracer.combination("maximum", [tensor, low]) }
    if let high = optional(2) { tensor = try tracer.combination("minimum", [tensor, high]) }
    return tensor
  }

  fileprivate mutating func prelu() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let slope = try input(1).known else { return try prelu(tensor, input(1)) }
    if let number = slope.scalar { return try tracer.function("leaky_relu", of: tensor, [("slope", .number(number))]) }
    let channels = tensor.rank > 1 ? tensor.shape[1] : 0
    // Before operator set 7 a list of slopes was for channels, wherever those lie.
    if version < 7, slope.shape == [channels] {
      let shape = [channels] + [Int](repeating: 1, count: tensor.rank - 2)
      return try prelu(tensor, Traced(slope.reshaped(shape)))
    }
    return try prelu(tensor, Traced(slope))
  }

  private mutating func channelPrelu(_ tensor: Traced, _ slope: Known) throws(ImportFault) -> Traced {
    let weights = [(role: "weight", tensor: try slope.reshaped([slope.count]).entry([slope.count]))]
    return try tracer.layer("prelu", [tensor], without: 0, weights: weights)
  }

  /// A slope for each element: `max(x, 0) + slope · min(x, 0)`.
  private mutating func prelu(_ tensor: Traced, _ slope: Traced) throws(ImportFault) -> Traced {
    if let known = slope.known, slope.rank == tensor.rank - 1, tensor.shape.first == 1, known.count == tensor.shape[1],
      slope.shape.first == known.count
    {
      return try channelPrelu(tensor, known)
    }
    let above = try tracer.function("relu", of: tensor)
    let below = try tracer.function("clip", of: tensor, [("max", .number(0))])
    return try tracer.combination("add", [above, tracer.combination("multiply", [below, slope])])
  }
}
