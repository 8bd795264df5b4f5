import ForgeGraph

extension ONNXRule {
  static let linearModels: [ONNXRule] = [
    ONNXRule("LinearRegressor") { work in [try work.linearRegressor()] },
    ONNXRule("LinearClassifier") { work in try work.linearClassifier() },
  ]
}

extension ONNXWork {
  /// `x · Wᵀ + b`, a row of the weight for each target.
  private mutating func linear(_ tensor: Traced, _ rows: LinearRows) throws(ImportFault) -> Traced {
    let name = tracer.wanted
    let shape = [rows.bias.count, rows.weight.count / rows.bias.count]
    return try tracer.dense(
      tensor,
      weight: Known(name: "\(name).weight", shape: shape, element: .float32, numbers: rows.weight),
      bias: Known(name: "\(name).bias", shape: [rows.bias.count], element: .float32, numbers: rows.bias)
    )
  }

  /// The coefficients of the node, as many of each class or target as the input has columns.
  private func rows(of tensor: Traced, count: Int?) throws(ImportFault) -> LinearRows {
    let weight = try numbers("coefficients") ?? []
    guard let columns = tensor.shape.last, columns > 0, !weight.isEmpty, weight.count % columns == 0,
      count == nil || weight.count / columns == count
    else { throw ImportFault("it has \(weight.count) coefficients, which do not fit \(tensor.shape)") }
    let bias = try numbers("intercepts") ?? .init(repeating: 0, count: weight.count / columns)
    guard bias.count == weight.count / columns else {
      throw ImportFault("it has \(bias.count) intercepts, which do not fit \(weight.count) coefficients of \(tensor.shape)")
    }
    return LinearRows(weight: weight, bias: bias)
  }

  fileprivate mutating func linearRegressor() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let count = try integer("targets", default: 1)
    let result = try linear(tensor, rows(of: tensor, count: count))
    let function = try text("post_transform") ?? "NONE"
    // ONNX Runtime leaves the function out where there is one target, the standard does not.
    guard function == "NONE" || count > 1 else {
      throw ImportFault("its post_transform is \(function) of one target, for which runtimes differ")
    }
    return try transformed(result, function)
  }

  /// The label and the scores.
  fileprivate mutating func linearClassifier() throws(ImportFault) -> [Traced] {
    let tensor = try input(0)
    let rows = try rows(of: tensor, count: nil)
    let names = try classNames()
    let count = names.count
    let function = try text("post_transform") ?? "NONE"
    guard rows.bias.count == 1 else {
      guard count == rows.bias.count else { throw ImportFault("it has \(count) labels for \(rows.bias.count) classes") }
      let scores = try transformed(linear(tensor, rows), function)
      return [try label(scores, names), scores]
    }
    guard count == 2 else { throw ImportFault("it has \(count) labels for a score that decides between two") }
    return try decision(tensor, rows, names, function)
  }

  /// One score decides between two classes: the second one where it is above 0.
  private mutating func decision(
    _ tensor: Traced,
    _ row: LinearRows,
    _ names: ClassLabel.Names,
    _ function: String
  ) throws(ImportFault) -> [Traced] {
    switch function {
    case "LOGISTIC":
      // `[σ(-s), σ(s)]` is softmax of `[0, s]`.
      let pair = LinearRows(weight: row.weight.map { _ in 0 } + row.weight, bias: [0] + row.bias)
      let scores = try tracer.along(tensor.rank - 1, "softmax", linear(tensor, pair))
      return [try label(scores, names), scores]
    case "NONE", "SOFTMAX", "SOFTMAX_ZERO":
      // What ONNX Runtime gives then: `[1 - s, s]`. The larger one of those is not what decides.
      let name = tracer.wanted
      let pair = LinearRows(weight: row.weight.map(-) + row.weight, bias: [1 - row.bias[0]] + row.bias)
      let scores = try linear(tensor, pair)
      tracer.wanted = "\(name)_decision"
      let sides = LinearRows(weight: row.weight.map(-) + row.weight, bias: [-row.bias[0]] + row.bias)
      let decision = try linear(tensor, sides)
      return [try label(decision, names), scores]
    default: throw ImportFault("its post_transform is \(function), which is not supported")
    }
  }

  private mutating func transformed(_ scores: Traced, _ function: String) throws(ImportFault) -> Traced {
    switch function {
    case "NONE": return scores
    case "LOGISTIC": return try tracer.function("sigmoid", of: scores)
    case "SOFTMAX": return try tracer.along(scores.rank - 1, "softmax", scores)
    default: throw ImportFault("its post_transform is \(function), only NONE, LOGISTIC and SOFTMAX are supported")
    }
  }

  private mutating func label(_ scores: Traced, _ names: ClassLabel.Names) throws(ImportFault) -> Traced {
    guard scores.rank == 2, scores.shape[0] == 1 else {
      throw ImportFault("it classifies \(scores.shape[0]) rows at once, an example is one")
    }
    return Traced(ClassLabel(scores: try tracer.value(scores, without: 0), names: names))
  }

  private func classNames() throws(ImportFault) -> ClassLabel.Names {
    if let texts = try texts("classlabels_strings"), !texts.isEmpty { return .texts(texts) }
    if let numbers = try integers("classlabels_ints"), !numbers.isEmpty { return .numbers(numbers) }
    throw ImportFault("it has no labels")
  }
}

/// The coefficients of linear functions, one after the other, and what is added to each.
private struct LinearRows {
  let weight: [Double]
  let bias: [Double]
}
