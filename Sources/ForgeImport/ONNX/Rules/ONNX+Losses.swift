import ForgeGraph

extension ONNXRule {
  /// What training minimises, for models that give it out.
  static let losses: [ONNXRule] = [
    ONNXRule("NegativeLogLikelihoodLoss") { work in [try work.loss(of: work.input(0))] },
    ONNXRule("SoftmaxCrossEntropyLoss") { work in
      let base = work.tracer.wanted
      work.tracer.wanted = "\(base)_log_softmax"
      let logarithms = try work.tracer.along(1, "log_softmax", work.input(0))
      work.tracer.wanted = base
      return [try work.loss(of: logarithms), logarithms]
    },
  ]
}

extension ONNXWork {
  /// The mean, the sum or each of `-w[t] · x[t]`, `t` being the class of the example.
  ///
  /// - Parameter logarithms: `[batch, classes, …]`.
  fileprivate mutating func loss(of logarithms: Traced) throws(ImportFault) -> Traced {
    let target = try input(1)
    guard logarithms.rank >= 2, target.rank == logarithms.rank - 1 else {
      throw ImportFault("its classes \(target.shape) do not fit \(logarithms.shape)")
    }
    let shape = [target.shape[0], 1] + target.shape.dropFirst()
    let places = try tracer.reshaped(target, to: shape)
    let negative = try tracer.function("negate", of: tracer.elements(of: logarithms, axis: 1, places: places))
    var losses = try tracer.reshaped(negative, to: target.shape)
    var weights = try optional(2).map { (table) throws(ImportFault) in try classWeights(table, target) }
    if let ignored = try integer("ignore_index") {
      let number = Traced(Known(name: "ignored_class", shape: [], element: .int64, numbers: [Double(ignored)]))
      let isIgnored = try tracer.combination("equal", [target, number], element: .bool)
      let zero = Traced(Known(name: "zero", shape: [], element: .float32, numbers: [0]))
      let one = Traced(Known(name: "one", shape: [], element: .float32, numbers: [1]))
      losses = try tracer.chosen(isIgnored, zero, losses)
      weights = try tracer.chosen(isIgnored, zero, weights ?? one)
    }
    if let weights { losses = try tracer.combination("multiply", [losses, weights]) }
    return try reduced(losses, weights)
  }

  private mutating func classWeights(_ table: Traced, _ target: Traced) throws(ImportFault) -> Traced {
    if let known = target.known { return try tracer.gathered(table, axis: 0, places: known) }
    return try tracer.rows(of: table, axis: 0, places: target)
  }

  private mutating func reduced(_ losses: Traced, _ weights: Traced?) throws(ImportFault) -> Traced {
    let axes = Array(0..<losses.rank)
    switch try text("reduction") ?? "mean" {
    case "none": return losses
    case "sum": return try tracer.reduced("sum", losses, axes: axes, keepsAxes: false)
    default:
      guard let weights else { return try tracer.reduced("mean", losses, axes: axes, keepsAxes: false) }
      let total = try tracer.reduced("sum", losses, axes: axes, keepsAxes: false)
      return try tracer.combination(
        "divide",
        [total, tracer.reduced("sum", weights, axes: axes, keepsAxes: false)]
      )
    }
  }
}
