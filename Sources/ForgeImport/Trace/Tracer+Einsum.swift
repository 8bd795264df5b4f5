import ForgeGraph

/// A tensor with a label for each axis, all different.
private struct Labelled {
  typealias Label = EinsumEquation.Label

  var labels: [Label]
  var tensor: Traced
}

extension Tracer {
  /// Sums of products of tensors by an equation: `bhid,bhjd->bhij`.
  ///
  /// Operands are worked into one another from the first on. Axes of two operands that are needed later are batches, others that both
  /// have are summed up in a product of matrices, and those of one alone are rows or columns. A matrix of constants makes a dense layer.
  mutating func einsum(_ text: String, _ tensors: [Traced]) throws(ImportFault) -> Traced {
    let equation = try EinsumEquation(text, ranks: tensors.map(\.rank))
    var operands: [Labelled] = []
    for (term, tensor) in zip(equation.terms, tensors) { operands.append(try withoutRepeats(term, tensor)) }
    let sizes = try Self.sizes(of: operands, text)
    for index in operands.indices { operands[index] = try withoutAxesOfOne(operands[index], sizes) }
    while operands.count > 1 {
      let (left, right) = (operands[0], operands[1])
      let later = Set(equation.result + operands[2...].flatMap(\.labels))
      let a = try summed(left) { later.contains($0) || right.labels.contains($0) }
      let b = try summed(right) { later.contains($0) || left.labels.contains($0) }
      operands[..<2] = [try contracted(a, b, later, operands.count == 2 ? equation.result : [], sizes)]
    }
    let last = try summed(operands[0]) { equation.result.contains($0) }
    return try ordered(last, as: equation.result)
  }

  /// The operand with axes of one letter taken as their diagonal.
  private mutating func withoutRepeats(_ term: [Labelled.Label], _ tensor: Traced) throws(ImportFault) -> Labelled {
    var operand = Labelled(labels: term, tensor: tensor)
    while let first = operand.labels.indices.first(where: { operand.labels[($0 + 1)...].contains(operand.labels[$0]) }),
      let second = operand.labels[(first + 1)...].firstIndex(of: operand.labels[first])
    {
      let label = operand.labels[first]
      guard operand.tensor.shape[first] == operand.tensor.shape[second] else {
        throw ImportFault("the axes \(first) and \(second) of \(operand.tensor.shape) have one letter and different sizes")
      }
      operand.tensor = try diagonal(operand.tensor, first, second, offset: 0)
      operand.labels = operand.labels.filter { $0 != label } + [label]
    }
    return operand
  }

  /// The sizes of all labels, those of 1 being broadcast.
  private static func sizes(of operands: [Labelled], _ text: String) throws(ImportFault) -> [Labelled.Label: Int] {
    var sizes: [Labelled.Label: Int] = [:]
    for (label, size) in operands.flatMap({ zip($0.labels, $0.tensor.shape) }) {
      let known = sizes[label, default: 1]
      guard known == 1 || size == 1 || known == size else {
        throw ImportFault("'\(text)' over \(operands.map(\.tensor.shape)) has axes of different sizes")
      }
      sizes[label] = max(known, size)
      if size == 0 { throw ImportFault("it reads a tensor without elements") }
    }
    return sizes
  }

  /// The operand without axes of one element that are longer in another one.
  private mutating func withoutAxesOfOne(_ operand: Labelled, _ sizes: [Labelled.Label: Int]) throws(ImportFault) -> Labelled {
    let kept = operand.labels.indices.filter { operand.tensor.shape[$0] == sizes[operand.labels[$0]] }
    if kept.count == operand.labels.count { return operand }
    let tensor = try reshaped(operand.tensor, to: kept.map { operand.tensor.shape[$0] })
    return Labelled(labels: kept.map { operand.labels[$0] }, tensor: tensor)
  }

  /// The operand with axes summed up except for some.
  private mutating func summed(
    _ operand: Labelled,
    _ isKept: (Labelled.Label) -> Bool
  ) throws(ImportFault) -> Labelled {
    let gone = operand.labels.indices.filter { !isKept(operand.labels[$0]) }
    if gone.isEmpty { return operand }
    let tensor = try reduced("sum", operand.tensor, axes: gone, keepsAxes: false)
    return Labelled(labels: operand.labels.filter(isKept), tensor: tensor)
  }

  private mutating func ordered(_ operand: Labelled, as wanted: [Labelled.Label]) throws(ImportFault) -> Traced {
    try transposed(operand.tensor, wanted.compactMap { operand.labels.firstIndex(of: $0) })
  }

  /// Two operands as one.
  ///
  /// - Parameters:
  ///   - later: the labels that are needed afterwards.
  ///   - wanted: the order of the labels that is best, or none.
  private mutating func contracted(
    _ left: Labelled,
    _ right: Labelled,
    _ later: Set<Labelled.Label>,
    _ wanted: [Labelled.Label],
    _ sizes: [Labelled.Label: Int]
  ) throws(ImportFault) -> Labelled {
    let shared = left.labels.filter { right.labels.contains($0) }
    let inner = shared.filter { !later.contains($0) }
    if inner.isEmpty { return try multiplied(left, right, wanted) }
    let batch = shared.filter { later.contains($0) }
    if batch.isEmpty, left.tensor.known != nil, right.tensor.known == nil {
      return try contracted(right, left, later, wanted, sizes)
    }
    let rows = left.labels.filter { !shared.contains($0) }
    let columns = right.labels.filter { !shared.contains($0) }
    func shape(_ labels: [Labelled.Label]) -> [Int] { labels.map { sizes[$0] ?? 1 } }
    // Rows stay axes of their own before a matrix of constants: a dense layer reads the last axis alone.
    let isDense = batch.isEmpty && right.tensor.known != nil && left.tensor.known == nil
    let outer = isDense ? shape(rows) : shape(batch) + [shape(rows).product]
    let a = try reshaped(ordered(left, as: batch + rows + inner), to: outer + [shape(inner).product])
    let matrices = shape(batch) + [shape(inner).product, shape(columns).product]
    let b = try reshaped(ordered(right, as: batch + inner + columns), to: matrices)
    let product =
      isDense && rows.isEmpty
      ? try matrixProduct(reshaped(a, to: [1, a.count]), b) : try matrixProduct(a, b)
    let labels = batch + rows + columns
    return Labelled(labels: labels, tensor: try reshaped(product, to: shape(labels)))
  }

  /// The product of two operands of which no axis is summed up, axes that one of them lacks being broadcast.
  private mutating func multiplied(_ left: Labelled, _ right: Labelled, _ wanted: [Labelled.Label]) throws(ImportFault)
    -> Labelled
  {
    let all = left.labels + right.labels.filter { !left.labels.contains($0) }
    let labels = wanted.filter { all.contains($0) } + all.filter { !wanted.contains($0) }
    var factors: [Traced] = []
    for operand in [left, right] {
      let turned = try ordered(operand, as: labels)
      var sizes = turned.shape[...]
      let wide = labels.map { operand.labels.contains($0) ? sizes.popFirst() ?? 1 : 1 }
      factors.append(try reshaped(turned, to: wide))
    }
    return Labelled(labels: labels, tensor: try combination("multiply", factors))
  }
}
