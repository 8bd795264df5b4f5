import ForgeGraph

extension ONNXRule {
  static let normalizations: [ONNXRule] = [
    ONNXRule("BatchNormalization") { work in [try work.batchNormalization()] },
    ONNXRule("LayerNormalization") { work in [try work.layerNormalization()] },
    ONNXRule("GroupNormalization") { work in [try work.groupNormalization()] },
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
    return try tracer.layerNormalized(
      tensor,
      from: axis(integer("axis", default: -1), of: tensor.rank),
      gamma: known(1, "scale"),
      beta: optionalKnown(2, "offset"),
      epsilon: number("epsilon", default: 1e-5)
    )
  }

  fileprivate mutating func groupNormalization() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let groups = try integer("num_groups"), tensor.rank > 2 else {
      throw ImportFault("it has no groups, or reads no image")
    }
    let (gamma, beta) = (try known(1, "scale"), try known(2, "offset"))
    guard gamma.count == tensor.shape[1], beta.count == tensor.shape[1] else {
      throw ImportFault(
        "its scale has \(gamma.count) elements, only one for each of the \(tensor.shape[1]) channels is supported"
      )
    }
    return try tracer.groupNormalized(
      tensor,
      groups: groups,
      gamma: gamma,
      beta: beta,
      epsilon: number("epsilon", default: 1e-5)
    )
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
