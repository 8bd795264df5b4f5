import ForgeGraph

extension ONNXRule {
  static let normalizations: [ONNXRule] = [
    ONNXRule("BatchNormalization") { work in [try work.batchNormalization()] },
    ONNXRule("LayerNormalization") { work in
      let result = try work.layerNormalization()
      return work.node.outputs.count == 1 ? [result] : [result] + (try work.statistics())
    },
    ONNXRule("GroupNormalization") { work in [try work.groupNormalization()] },
    ONNXRule("InstanceNormalization") { work in [try work.instanceNormalization()] },
    ONNXRule("RMSNormalization", "SimplifiedLayerNormalization") { work in [try work.rmsNormalization()] },
    ONNXRule("LpNormalization") { work in
      let tensor = try work.input(0)
      let axis = try work.axis(work.integer("axis", default: -1), of: tensor.rank)
      let power = try work.integer("p", default: 2)
      return [try work.tracer.along(axis, "lp_normalize", tensor, power == 2 ? [] : [("p", .integer(power))])]
    },
    ONNXRule("LRN") { work in
      let settings: [(key: String, value: Setting)] = [
        ("size", .integer(try work.integer("size", default: 1))), ("alpha", .number(try work.number("alpha", default: 0.0001))),
        ("beta", .number(try work.number("beta", default: 0.75))), ("k", .number(try work.number("bias", default: 1))),
      ]
      return [try work.tracer.image("local_response_norm", work.input(0), settings)]
    },
    ONNXRule("Hardmax") { work in [try work.softmax("hardmax")] },
    ONNXRule("Softmax") { work in [try work.softmax("softmax")] },
    ONNXRule("LogSoftmax") { work in [try work.softmax("log_softmax")] },
  ]
}

extension ONNXWork {
  fileprivate mutating func batchNormalization() throws(ImportFault) -> Traced {
    guard try integer("training_mode", default: 0) == 0 else { throw ImportFault("it computes statistics as in training") }
    return try tracer.batchNormalized(
      input(0),
      gamma: known(1, "scale"),
      beta: known(2, "offset"),
      mean: known(3, "mean"),
      variance: known(4, "variance"),
      epsilon: number("epsilon", default: 1e-5)
    )
  }

  fileprivate mutating func layerNormalization() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let first = try axis(integer("axis", default: -1), of: tensor.rank)
    let epsilon = try number("epsilon", default: 1e-5)
    let sizes = Array(tensor.shape[first...])
    let scale = try input(1)
    if let gamma = scale.known, gamma.shape == sizes, optional(2).map({ $0.known?.shape == sizes }) ?? true {
      let beta = try optionalKnown(2, "offset")
      return try tracer.layerNormalized(tensor, from: first, gamma: gamma, beta: beta, epsilon: epsilon)
    }
    let plain = try tracer.layerNormalized(tensor, from: first, gamma: nil, beta: nil, epsilon: epsilon)
    let scaled = try tracer.combination("multiply", [plain, scale])
    guard let beta = optional(2) else { return scaled }
    return try tracer.combination("add", [scaled, beta])
  }

  /// The mean, and one over the standard deviation, of what is normalised.
  fileprivate mutating func statistics() throws(ImportFault) -> [Traced] {
    let tensor = try input(0)
    let axes = Array(try axis(integer("axis", default: -1), of: tensor.rank)..<tensor.rank)
    let mean = try tracer.reduced("mean", tensor, axes: axes, keepsAxes: true)
    let squares = try tracer.function("square", of: tracer.combination("subtract", [tensor, mean]))
    let variance = try tracer.reduced("mean", squares, axes: axes, keepsAxes: true)
    let epsilon = try number("epsilon", default: 1e-5)
    let deviation = try tracer.function("sqrt", of: tracer.scaled(variance, by: 1, plus: epsilon))
    return [mean, try tracer.function("reciprocal", of: deviation)]
  }

  fileprivate mutating func groupNormalization() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let groups = try integer("num_groups"), tensor.rank > 2 else {
      throw ImportFault("it has no groups, or reads no image")
    }
    var (gamma, beta) = (try known(1, "scale"), try known(2, "offset"))
    let channels = tensor.shape[1]
    // Up to operator set 20 there is a number for each group.
    if version < 21, gamma.count == groups, beta.count == groups, channels % groups == 0 {
      (gamma, beta) = (gamma.eachRepeated(channels / groups), beta.eachRepeated(channels / groups))
    }
    guard gamma.count == channels, beta.count == channels else {
      throw ImportFault("its scale has \(gamma.count) elements, but \(tensor.shape) has \(channels) channels")
    }
    return try tracer.groupNormalized(
      tensor,
      groups: groups,
      gamma: gamma,
      beta: beta,
      epsilon: number("epsilon", default: 1e-5)
    )
  }

  fileprivate mutating func instanceNormalization() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let (gamma, beta) = (try known(1, "scale"), try known(2, "offset"))
    let settings: [(key: String, value: Setting)] = [
      ("epsilon", .number(try number("epsilon", default: 1e-5))), ("scale", .boolean(true)), ("center", .boolean(true)),
    ]
    let weights = [("weight", try gamma.entry(gamma.shape)), ("bias", try beta.entry(beta.shape))]
    return try tracer.image("instance_norm", tensor, settings, weights: weights)
  }

  fileprivate mutating func rmsNormalization() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let first = try axis(integer("axis", default: -1), of: tensor.rank)
    let sizes = Array(tensor.shape[first...])
    let epsilon = try number("epsilon", default: 1e-5)
    if let gamma = try input(1).known, gamma.shape == sizes {
      let missing = tracer.missingAxis(tensor).flatMap { $0 < first ? $0 : nil }
      let axes = (first..<tensor.rank).map { $0 - tensor.rank }
      let settings = (axes == [-1] ? [] : [(key: "axes", value: Setting.integers(axes))]) + [("epsilon", .number(epsilon))]
      return try tracer.layer(
        "rms_norm",
        [tensor],
        without: missing,
        settings,
        weights: [("weight", try gamma.entry(sizes))]
      )
    }
    let squares = try tracer.function("square", of: tensor)
    let mean = try tracer.reduced("mean", squares, axes: Array(first..<tensor.rank), keepsAxes: true)
    let root = try tracer.function("sqrt", of: tracer.scaled(mean, by: 1, plus: epsilon))
    return try tracer.combination("multiply", [tracer.combination("divide", [tensor, root]), input(1)])
  }

  /// Before operator set 13 the axes from `axis` on were one.
  fileprivate mutating func softmax(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let axis = try axis(integer("axis", default: version < 13 ? 1 : -1), of: tensor.rank)
    if version >= 13 || axis == tensor.rank - 1 { return try tracer.along(axis, kind, tensor) }
    let rows = tensor.shape[..<axis].product
    let flat = try tracer.reshaped(tensor, to: [rows, tensor.count / max(1, rows)])
    return try tracer.reshaped(tracer.along(1, kind, flat), to: tensor.shape)
  }
}

extension Known {
  /// Each element several times in a row.
  fileprivate func eachRepeated(_ count: Int) -> Known {
    let numbers = numbers.flatMap { [Double](repeating: $0, count: count) }
    return Known(name: name, shape: [numbers.count], element: element, numbers: numbers)
  }
}
