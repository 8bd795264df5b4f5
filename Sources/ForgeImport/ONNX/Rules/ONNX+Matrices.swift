import ForgeGraph

extension ONNXRule {
  /// Products of matrices, and tables.
  static let matrices: [ONNXRule] = [
    ONNXRule("Gemm") { work in [try work.gemm()] },
    ONNXRule("MatMul") { work in [try work.tracer.matrixProduct(work.input(0), work.input(1))] },
    ONNXRule("Einsum") { work in
      var tensors: [Traced] = []
      for index in work.inputs.indices { tensors.append(try work.input(index)) }
      return [try work.tracer.einsum(work.text("equation") ?? "", tensors)]
    },
  ]
}

extension ONNXWork {
  /// `α · A' · B' + β · C`, where a quote means that the attribute says whether to transpose.
  fileprivate mutating func gemm() throws(ImportFault) -> Traced {
    let alpha = try number("alpha", default: 1)
    let beta = try number("beta", default: 1)
    var left = try input(0)
    if try integer("transA", default: 0) != 0 { left = try tracer.transposed(left, [1, 0]) }
    let isTransposed = try integer("transB", default: 0) != 0
    if let weight = try input(1).known, weight.shape.count == 2, left.known == nil {
      let stored = isTransposed ? weight : weight.transposedMatrix()
      let bias = optional(2)
      if bias == nil || (bias?.known?.count == stored.shape[0]) {
        return try tracer.dense(left, weight: stored.scaled(alpha), bias: bias?.known?.scaled(beta))
      }
    }
    var right = try input(1)
    if isTransposed { right = try tracer.transposed(right, [1, 0]) }
    var result = try tracer.matrixProduct(left, right)
    if alpha != 1 { result = try tracer.scaled(result, by: alpha) }
    guard var bias = optional(2) else { return result }
    if beta != 1 { bias = try tracer.scaled(bias, by: beta) }
    return try tracer.combination("add", [result, bias])
  }
}
