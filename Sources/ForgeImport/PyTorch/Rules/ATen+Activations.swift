import ForgeGraph

extension ATenRule {
  /// Functions of each element that have options.
  static let activations: [ATenRule] = [
    one("gelu") { work in
      let isTanh = work.word("approximate") == "tanh"
      return try work.tracer.function("gelu", of: work.tensor("self"), isTanh ? [("approximate", .word("tanh"))] : [])
    },
    one("leaky_relu") { work in
      let slope = try work.number("negative_slope", default: 0.01)
      return try work.tracer.function("leaky_relu", of: work.tensor("self"), [("slope", .number(slope))])
    },
    one("rrelu") { work in
      guard !work.boolean("training", default: false) else { throw ImportFault("it is in training", hint: "call model.eval()") }
      let slope = (try work.number("lower", default: 0.125) + work.number("upper", default: 1.0 / 3)) / 2
      return try work.tracer.function("leaky_relu", of: work.tensor("self"), [("slope", .number(slope))])
    },
    one("prelu", "_prelu_kernel") { work in try work.prelu() },
    one("elu") { work in try work.elu() },
    one("celu") { work in
      let alpha = try work.number("alpha", default: 1)
      return try work.tracer.function("celu", of: work.tensor("self"), alpha == 1 ? [] : [("alpha", .number(alpha))])
    },
    one("softplus") { work in
      let (beta, threshold) = (try work.number("beta", default: 1), try work.number("threshold", default: 20))
      let settings = [
        beta == 1 ? nil : ("beta", Setting.number(beta)), threshold == 20 ? nil : ("threshold", .number(threshold)),
      ]
      return try work.tracer.function("softplus", of: work.tensor("self"), settings.compactMap { $0 })
    },
    ATenRule("log_sigmoid", "log_sigmoid_forward") { work in
      // ln(1 / (1 + e^-x)) = -ln(1 + e^-x)
      let opposite = try work.part("opposite") { work throws(ImportFault) in
        try work.tracer.function("negate", of: work.tensor("self"))
      }
      let softplus = try work.part("softplus") { work throws(ImportFault) in
        try work.tracer.function("softplus", of: opposite)
      }
      return [try work.tracer.function("negate", of: softplus)]
    },
    one("hardtanh") { work in
      try work.clipped(low: work.number("min_val", default: -1), high: work.number("max_val", default: 1))
    },
    one("clamp", "clip") { work in try work.clamped(low: "min", high: "max") },
    one("clamp_min") { work in try work.clamped(low: "min", high: nil) },
    one("clamp_max") { work in try work.clamped(low: nil, high: "max") },
    one("threshold") { work in
      let (threshold, value) = (try work.number("threshold", default: 0), try work.number("value", default: 0))
      if value == threshold { return try work.clipped(low: threshold, high: nil) }
      if value != 0 {
        let tensor = try work.tensor("self")
        let isAbove = try work.part("is_above") { work throws(ImportFault) in
          try work.tracer.combination("greater", [tensor, Operand.number(threshold).tensor], element: .bool)
        }
        return try work.tracer.chosen(isAbove, tensor, Operand.number(value).tensor)
      }
      return try work.tracer.function("thresholded_relu", of: work.tensor("self"), [("threshold", .number(threshold))])
    },
    one("hardshrink") { work in
      try work.tracer.function("shrink", of: work.tensor("self"), [("lambda", .number(work.number("lambd", default: 0.5)))])
    },
    one("softshrink") { work in
      let lambda = Setting.number(try work.number("lambd", default: 0.5))
      return try work.tracer.function("shrink", of: work.tensor("self"), [("lambda", lambda), ("bias", lambda)])
    },
    one("glu") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", default: -1, of: tensor)
      let size = tensor.shape[axis]
      guard size % 2 == 0, size > 0 else { throw ImportFault("the \(size) along axis \(axis) do not halve") }
      let value = try work.part("value") { work throws(ImportFault) in
        try work.tracer.slice(tensor, axis: axis, start: 0, end: size / 2, step: 1)
      }
      let gate = try work.part("gate") { work throws(ImportFault) in
        try work.tracer.function("sigmoid", of: work.tracer.slice(tensor, axis: axis, start: size / 2, end: size, step: 1))
      }
      return try work.tracer.combination("multiply", [value, gate])
    },
    one("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "native_dropout") { work in
      guard !work.boolean("train", default: false) else { throw ImportFault("it is in training", hint: "call model.eval()") }
      return try work.tensor("input", or: "self")
    },
  ]
}

extension ATenWork {
  /// `scale · x`, below 0 `scale · alpha · (e^(x · inputScale) - 1)`: what `selu` and `celu` become too.
  fileprivate mutating func elu() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let alpha = try number("alpha", default: 1)
    let (scale, inputScale) = (try number("scale", default: 1), try number("input_scale", default: 1))
    let alphaSetting = [(key: "alpha", value: Setting.number(alpha))]
    if scale != 1, inputScale == 1 {
      return try tracer.function("selu", of: tensor, alphaSetting + [("gamma", .number(scale))])
    }
    guard inputScale == 1 || abs(alpha * inputScale - 1) < 1e-6 else {
      throw ImportFault("its alpha \(alpha) and its scale of the input \(inputScale) do not make up 1")
    }
    if inputScale == 1 { return try tracer.function("elu", of: tensor, alpha == 1 ? [] : alphaSetting) }
    let result = try tracer.function("celu", of: tensor, alphaSetting)
    return scale == 1 ? result : try tracer.scaled(result, by: scale)
  }

  fileprivate mutating func prelu() throws(ImportFault) -> Traced {
    let (tensor, slope) = (try tensor("self"), try known("weight"))
    if let number = slope.scalar { return try tracer.function("leaky_relu", of: tensor, [("slope", .number(number))]) }
    let channels = tensor.rank > 1 ? tensor.shape[1] : 0
    guard slope.count == channels, tensor.shape[0] == 1 else {
      throw ImportFault("its slope \(slope.shape) is not one for each channel of \(tensor.shape)")
    }
    return try tracer.layer("prelu", [tensor], without: 0, weights: [("weight", try slope.entry([channels]))])
  }

  fileprivate mutating func clamped(low: String?, high: String?) throws(ImportFault) -> Traced {
    let bounds = [low, high].compactMap { $0 }
    for name in bounds where node.arguments.contains(where: { $0.name == name && !$0.value.tensorNames.isEmpty }) {
      return try clampedByTensors(low: low, high: high)
    }
    var numbers: [Double?] = []
    for name in [low, high] { numbers.append(try name.flatMap { name throws(ImportFault) in try number(name) }) }
    return try clipped(low: numbers[0], high: numbers[1])
  }

  private mutating func clampedByTensors(low: String?, high: String?) throws(ImportFault) -> Traced {
    var tensor = try numbers(of: "self")
    for (name, kind) in [(low, "maximum"), (high, "minimum")] {
      guard let name, let bound = try optionalTensor(name) else { continue }
      tensor = try tracer.combination(kind, [tensor, bound.withNumbers])
    }
    return tensor
  }

  fileprivate mutating func clipped(low: Double?, high: Double?) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    if low == 0, high == 6 { return try tracer.function("relu6", of: tensor) }
    if low == 0, high == nil { return try tracer.function("relu", of: tensor) }
    let settings = [low.map { ("min", Setting.number($0)) }, high.map { ("max", Setting.number($0)) }].compactMap { $0 }
    return settings.isEmpty ? tensor : try tracer.function("clip", of: tensor, settings)
  }
}
