import ForgeGraph

extension ONNXRule {
  /// Functions of each element, and of elements at the same place.
  static let elementwise: [ONNXRule] = [
    function("Relu", "relu"), function("Sigmoid", "sigmoid"), function("Tanh", "tanh"), function("Softsign", "softsign"),
    function("Exp", "exp"), function("Log", "log"), function("Sqrt", "sqrt"), function("Abs", "abs"), function("Mish", "mish"),
    function("HardSwish", "hard_swish"),
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
      guard abs(alpha * 6 - 1) < 1e-6, beta == 0.5 else {
        throw ImportFault("its alpha and beta are \(alpha) and \(beta), only 1/6 and 0.5 are supported")
      }
      return [try work.tracer.function("hard_sigmoid", of: work.input(0))]
    },
    ONNXRule("Softplus") { work in
      // PyTorch's layer becomes `x` from 20 on, ONNX's does not: they differ by less than float32 can tell.
      [try work.tracer.function("softplus", of: work.input(0))]
    },
    ONNXRule("Gelu") { work in
      let isTanh = try work.text("approximate") == "tanh"
      return [try work.tracer.function("gelu", of: work.input(0), isTanh ? [("approximate", .word("tanh"))] : [])]
    },
    ONNXRule("Neg") { work in [try work.tracer.scaled(work.input(0), by: -1)] },
    ONNXRule("PRelu") { work in [try work.prelu()] },
    ONNXRule("Clip") { work in [try work.clip()] },
    ONNXRule("Add") { work in [try work.sum()] },
    ONNXRule("Sub") { work in [try work.difference()] },
    ONNXRule("Mul") { work in [try work.product()] },
    ONNXRule("Div") { work in [try work.quotient()] },
    ONNXRule("Pow") { work in [try work.power()] },
    many("Max", "maximum"), many("Min", "minimum"), many("Sum", "add"),
    ONNXRule("Mean") { work in
      let tensors = try work.allInputs()
      let sum = tensors.count == 1 ? tensors[0] : try work.tracer.combination("add", tensors)
      return [try work.tracer.scaled(sum, by: 1 / Double(tensors.count))]
    },
  ]

  private static func function(_ name: String, _ kind: String) -> ONNXRule {
    ONNXRule(name) { work in [try work.tracer.function(kind, of: work.input(0))] }
  }

  private static func many(_ name: String, _ kind: String) -> ONNXRule {
    ONNXRule(name) { work in
      let tensors = try work.allInputs()
      return [tensors.count == 1 ? tensors[0] : try work.tracer.combination(kind, tensors)]
    }
  }
}

extension ONNXWork {
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
  private var isWhole: Bool { inputs.allSatisfy { $0?.known?.element == .int64 } }

  fileprivate mutating func sum() throws(ImportFault) -> Traced {
    let (left, right) = (try input(0), try input(1))
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: 1, plus: number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: 1, plus: number) }
    return try tracer.combination("add", [left, right])
  }

  fileprivate mutating func difference() throws(ImportFault) -> Traced {
    let (left, right) = (try input(0), try input(1))
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: 1, plus: -number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: -1, plus: number) }
    return try tracer.combination("subtract", [left, right])
  }

  fileprivate mutating func product() throws(ImportFault) -> Traced {
    let (left, right) = (try input(0), try input(1))
    if let number = scalar(1, beside: left) { return try tracer.scaled(left, by: number) }
    if let number = scalar(0, beside: right) { return try tracer.scaled(right, by: number) }
    return try tracer.combination("multiply", [left, right])
  }

  fileprivate mutating func quotient() throws(ImportFault) -> Traced {
    let (left, right) = (try input(0), try input(1))
    if let a = left.known, let b = right.known {
      let shape: [Int]
      do throws(ShapeError) { shape = try [TensorShape(a.shape), TensorShape(b.shape)].broadcast().fixedSizes ?? [] } catch {
        throw ImportFault(error.message)
      }
      var numbers = zip(a.repeated(to: shape), b.repeated(to: shape)).map { $0 / $1 }
      if isWhole {
        guard numbers.allSatisfy(\.isFinite) else { throw ImportFault("it divides whole numbers by 0") }
        numbers = numbers.map { $0.rounded(.towardZero) }
      }
      return Traced(Known(name: tracer.wanted, shape: shape, element: a.element, numbers: numbers))
    }
    if let number = scalar(1, beside: left), number != 0 { return try tracer.scaled(left, by: 1 / number) }
    if let known = right.known {
      let inverse = Known(
        name: "\(known.name)_inverse",
        shape: known.shape,
        element: .float32,
        numbers: known.numbers.map { 1 / $0 }
      )
      return try tracer.combination("multiply", [left, Traced(inverse)])
    }
    return try tracer.combination("divide", [left, right])
  }

  fileprivate mutating func power() throws(ImportFault) -> Traced {
    let (base, exponent) = (try input(0), try input(1))
    switch scalar(1, beside: base) {
    case 1: return base
    case 2: return try tracer.combination("multiply", [base, base])
    case 0.5: return try tracer.function("sqrt", of: base)
    default: return try tracer.combination("power", [base, exponent])
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
      bounds = (try optionalKnown(1, "lower bound")?.scalar, try optionalKnown(2, "upper bound")?.scalar)
    }
    // What older exporters write for no bound at all.
    if let low = bounds.low, low <= -Double(Float.greatestFiniteMagnitude) { bounds.low = nil }
    if let high = bounds.high, high >= Double(Float.greatestFiniteMagnitude) { bounds.high = nil }
    if bounds == (0, 6) { return try tracer.function("relu6", of: tensor) }
    if bounds == (0, nil) { return try tracer.function("relu", of: tensor) }
    let settings = [bounds.low.map { ("min", Setting.number($0)) }, bounds.high.map { ("max", Setting.number($0)) }]
    let present = settings.compactMap { $0 }
    return present.isEmpty ? tensor : try tracer.function("clip", of: tensor, present.map { (key: $0.0, value: $0.1) })
  }

  fileprivate mutating func prelu() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let slope = try known(1, "slope")
    if let number = slope.scalar { return try tracer.function("leaky_relu", of: tensor, [("slope", .number(number))]) }
    let channels = tensor.rank > 1 ? tensor.shape[1] : 0
    guard slope.count == channels, tensor.shape.first == 1, slope.shape.count < tensor.rank else {
      throw ImportFault("its slope \(slope.shape) is not one for each channel of \(tensor.shape)")
    }
    return try tracer.layer(
      "prelu",
      [tensor],
      without: 0,
      weights: [("weight", try slope.reshaped([channels]).entry([channels]))]
    )
  }
}
