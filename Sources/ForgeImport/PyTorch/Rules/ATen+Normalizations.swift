import ForgeGraph
import ForgeTensors

extension ATenRule {
  static let normalizations: [ATenRule] = [
    one("batch_norm", "native_batch_norm", "_native_batch_norm_legit_no_training", "_native_batch_norm_legit") { work in
      try work.batchNormalization()
    },
    one("layer_norm", "native_layer_norm") { work in
      let tensor = try work.tensor("input")
      return try work.tracer.layerNormalized(
        tensor,
        from: work.normalizedAxis(of: tensor),
        gamma: work.optionalKnown("weight"),
        beta: work.optionalKnown("bias"),
        epsilon: work.number("eps", default: 1e-5)
      )
    },
    one("rms_norm", "_fused_rms_norm") { work in try work.rmsNormalization() },
    one("group_norm", "native_group_norm") { work in
      guard let groups = try work.integer(work.has("group") ? "group" : "num_groups") else {
        throw ImportFault("it has no groups")
      }
      return try work.tracer.groupNormalized(
        work.tensor("input"),
        groups: groups,
        gamma: work.optionalKnown("weight"),
        beta: work.optionalKnown("bias"),
        epsilon: work.number("eps", default: 1e-5)
      )
    },
    one("instance_norm") { work in try work.instanceNormalization() },
    one("softmax", "_softmax", "special_softmax", "_safe_softmax") { work in
      let tensor = try work.numbers(of: "self")
      return try work.tracer.along(work.axis("dim", default: -1, of: tensor), "softmax", tensor)
    },
    one("log_softmax", "_log_softmax", "special_log_softmax") { work in
      let tensor = try work.numbers(of: "self")
      return try work.tracer.along(work.axis("dim", default: -1, of: tensor), "log_softmax", tensor)
    },
  ]
}

extension ATenWork {
  fileprivate func normalizedAxis(of tensor: Traced) throws(ImportFault) -> Int {
    let sizes = try integers("normalized_shape") ?? []
    guard !sizes.isEmpty, sizes.count <= tensor.rank, tensor.shape.suffix(sizes.count) == sizes[...] else {
      throw ImportFault("it normalises \(sizes), which are not the last axes of \(tensor.shape)")
    }
    return tensor.rank - sizes.count
  }

  fileprivate mutating func batchNormalization() throws(ImportFault) -> Traced {
    let tensor = try tensor("input")
    let isTraining = boolean("training", default: false)
    guard let mean = try optionalKnown("running_mean"), let variance = try optionalKnown("running_var"), !isTraining else {
      return try normalizedByItself(tensor)
    }
    let epsilon = try number("eps", default: 1e-5)
    let (gamma, beta) = (try optionalTensor("weight"), try optionalTensor("bias"))
    let isLearned = [gamma, beta].allSatisfy { $0 == nil || $0?.known != nil }
    if tensor.known == nil, tensor.shape.first == 1, (2...4).contains(tensor.rank), isLearned {
      return try tracer.batchNormalized(
        tensor,
        gamma: gamma?.known,
        beta: beta?.known,
        mean: mean,
        variance: variance,
        epsilon: epsilon
      )
    }
    return try affine(tensor, mean, variance, gamma, beta, epsilon)
  }

  /// `(x - mean) / √(variance + ε) · γ + β` for each place along the second axis, of rows or of what has more than two axes
  /// behind.
  private mutating func affine(
    _ tensor: Traced,
    _ mean: Known,
    _ variance: Known,
    _ gamma: Traced?,
    _ beta: Traced?,
    _ epsilon: Double
  ) throws(ImportFault) -> Traced {
    let shape = try channelShape(of: tensor)
    guard mean.count == shape[0], variance.count == shape[0] else {
      throw ImportFault("its mean \(mean.shape) does not fit \(tensor.shape)")
    }
    let inverse = variance.numbers.map { 1 / ($0 + epsilon).squareRoot() }
    let base = tracer.wanted
    func channels(_ part: String, _ numbers: [Double]) -> Traced {
      Traced(Known(name: "\(base).\(part)", shape: shape, element: .float32, numbers: numbers))
    }
    var result = try part("scale") { work throws(ImportFault) in
      try work.tracer.combination("multiply", [tensor, channels("factor", inverse)])
    }
    let offset = channels("offset", zip(mean.numbers, inverse).map { -$0 * $1 })
    result = try tracer.combination("add", [result, offset])
    return try scaledByChannel(result, gamma, beta)
  }

  private func channelShape(of tensor: Traced) throws(ImportFault) -> [Int] {
    guard tensor.rank >= 2 else { throw ImportFault("it reads \(tensor.shape), which has no channels") }
    return [tensor.shape[1]] + .init(repeating: 1, count: tensor.rank - 2)
  }

  private mutating func scaledByChannel(_ tensor: Traced, _ gamma: Traced?, _ beta: Traced?) throws(ImportFault) -> Traced {
    let shape = try channelShape(of: tensor)
    var result = tensor
    if let gamma {
      let factors = try tracer.reshaped(gamma, to: shape)
      result = try part("gamma") { work throws(ImportFault) in try work.tracer.combination("multiply", [result, factors]) }
    }
    guard let beta else { return result }
    let offsets = try tracer.reshaped(beta, to: shape)
    return try part("beta") { work throws(ImportFault) in try work.tracer.combination("add", [result, offsets]) }
  }

  /// A normalisation by the tensor's own mean and variance: of weights, which are known, or of an example that is a batch by
  /// itself, as decomposed instance normalisations have it.
  private mutating func normalizedByItself(_ tensor: Traced) throws(ImportFault) -> Traced {
    guard let known = tensor.known else {
      let name = node.arguments.first?.value.tensorNames.first
      if node.operatorName == "_native_batch_norm_legit", let name, program.shape(of: name)?.first == 1 {
        return try instanceNormalized(tensor)
      }
      throw ImportFault("it computes the statistics of a batch", hint: "call model.eval(), and keep running statistics")
    }
    let unit = try constant(tensor.shape, standardized(known, epsilon: number("eps", default: 1e-5)), isWhole: false)
    return try scaledByChannel(unit, optionalTensor("weight"), optionalTensor("bias"))
  }

  /// `(x - mean) / √(variance + ε)` with the mean and variance of each place along the second axis.
  private func standardized(_ known: Known, epsilon: Double) throws(ImportFault) -> [Double] {
    guard known.shape.count >= 2, known.count > 0 else { throw ImportFault("it reads \(known.shape), which has no channels") }
    let (channels, inner) = (known.shape[1], known.shape[2...].product)
    let numbers = known.numbers
    var result = numbers
    for channel in 0..<channels {
      let starts = stride(from: channel * inner, to: numbers.count, by: channels * inner)
      let count = Double(numbers.count / channels)
      var (sum, squares) = (0.0, 0.0)
      for start in starts { for place in start..<start + inner { sum += numbers[place] } }
      let mean = sum / count
      for start in starts {
        for place in start..<start + inner { squares += (numbers[place] - mean) * (numbers[place] - mean) }
      }
      let deviation = (squares / count + epsilon).squareRoot()
      for start in starts { for place in start..<start + inner { result[place] = (numbers[place] - mean) / deviation } }
    }
    return result
  }

  fileprivate mutating func rmsNormalization() throws(ImportFault) -> Traced {
    let tensor = try tensor("input")
    let first = try normalizedAxis(of: tensor)
    let axes = (first..<tensor.rank).map { $0 - tensor.rank }
    var settings: [(key: String, value: Setting)] = axes == [-1] ? [] : [("axes", .integers(axes))]
    if let epsilon = try number("eps") { settings.append(("epsilon", .number(epsilon))) }
    var weights: [(role: String, tensor: TensorEntry)] = []
    if let gamma = try optionalKnown("weight") {
      weights.append(("weight", try gamma.entry(Array(tensor.shape[first...]))))
    } else {
      settings.append(("scale", .boolean(false)))
    }
    let missing = tracer.missingAxis(tensor).flatMap { $0 < first ? $0 : nil }
    return try tracer.layer("rms_norm", [tensor], without: missing, settings, weights: weights)
  }

  fileprivate mutating func instanceNormalization() throws(ImportFault) -> Traced {
    let tensor = try tensor("input")
    guard boolean("use_input_stats", default: true) else { return try batchNormalization() }
    return try instanceNormalized(tensor)
  }

  private mutating func instanceNormalized(_ tensor: Traced) throws(ImportFault) -> Traced {
    var settings: [(key: String, value: Setting)] = [("epsilon", .number(try number("eps", default: 1e-5)))]
    var weights: [(role: String, tensor: TensorEntry)] = []
    if let gamma = try optionalKnown("weight") {
      weights.append(("weight", try gamma.entry([gamma.count])))
      settings.append(("scale", .boolean(true)))
    }
    if let beta = try optionalKnown("bias") {
      weights.append(("bias", try beta.entry([beta.count])))
      settings.append(("center", .boolean(true)))
    }
    _ = try tensor.spatialRank()
    return try tracer.image("instance_norm", tensor, settings, weights: weights)
  }
}
