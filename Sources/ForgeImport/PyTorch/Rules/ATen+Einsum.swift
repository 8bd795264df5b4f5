import ForgeGraph

extension ATenWork {
  /// Sums of products of one or two tensors, written with letters for axes: `bhid,bhjd->bhij`.
  ///
  /// Axes that both tensors and the result have are batches, those that both have alone are summed up in a product of matrices,
  /// those of one tensor alone are rows or columns, or are summed up first where the result has them not.
  mutating func einsum(_ equation: String, _ tensors: [Traced]) throws(ImportFault) -> Traced {
    let parts = equation.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    let terms = parts.first?.split(separator: ",", omittingEmptySubsequences: false).map { Array($0) } ?? []
    let all = terms.joined()
    let result: [Character] =
      parts.count == 2
      ? Array(parts[1].dropFirst())
      : Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    guard (1...2).contains(tensors.count), terms.count == tensors.count, all.allSatisfy(\.isLetter),
      zip(terms, tensors).allSatisfy({ $0.count == $1.rank && Set($0).count == $0.count }), Set(result).count == result.count,
      result.allSatisfy({ all.contains($0) })
    else { throw ImportFault("'\(equation)' over \(tensors.count) tensors is not supported") }
    var sizes: [Character: Int] = [:]
    for (term, tensor) in zip(terms, tensors) {
      for (letter, size) in zip(term, tensor.shape) where sizes[letter, default: size] == size { sizes[letter] = size }
      guard zip(term, tensor.shape).allSatisfy({ sizes[$0] == $1 }) else {
        throw ImportFault("'\(equation)' over \(tensors.map(\.shape)) has axes of different sizes")
      }
    }
    var operands = Array(zip(terms, tensors))
    for (index, operand) in operands.enumerated() {
      let others = operands.count == 2 ? operands[1 - index].0 : []
      operands[index] = try summed(operand.0, operand.1) { result.contains($0) || others.contains($0) }
    }
    guard operands.count == 2 else { return try ordered(operands[0].0, operands[0].1, as: result) }
    return try contracted(operands[0], operands[1], result, sizes)
  }

  /// The tensor with its axes summed up except for some.
  private mutating func summed(
    _ term: [Character],
    _ tensor: Traced,
    _ isKept: (Character) -> Bool
  ) throws(ImportFault) -> ([Character], Traced) {
    let gone = term.indices.filter { !isKept(term[$0]) }
    if gone.isEmpty { return (term, tensor) }
    return (term.filter(isKept), try tracer.reduced("sum", tensor, axes: gone, keepsAxes: false))
  }

  private mutating func ordered(_ term: [Character], _ tensor: Traced, as wanted: [Character]) throws(ImportFault) -> Traced {
    try tracer.transposed(tensor, wanted.compactMap { term.firstIndex(of: $0) })
  }

  private mutating func contracted(
    _ left: ([Character], Traced),
    _ right: ([Character], Traced),
    _ result: [Character],
    _ sizes: [Character: Int]
  ) throws(ImportFault) -> Traced {
    func count(_ letters: [Character]) -> Int { letters.map { sizes[$0] ?? 1 }.product }
    func shape(_ letters: [Character]) -> [Int] { letters.map { sizes[$0] ?? 1 } }
    let shared = left.0.filter { right.0.contains($0) }
    let batch = shared.filter { result.contains($0) }
    let inner = shared.filter { !result.contains($0) }
    let rows = left.0.filter { !shared.contains($0) }
    let columns = right.0.filter { !shared.contains($0) }
    var (a, b) = (left.1, right.1)
    a = try ordered(left.0, a, as: batch + rows + inner)
    a = try tracer.reshaped(a, to: shape(batch) + [count(rows), count(inner)])
    b = try ordered(right.0, b, as: batch + inner + columns)
    b = try tracer.reshaped(b, to: shape(batch) + [count(inner), count(columns)])
    var product = try tracer.matrixProduct(a, b)
    product = try tracer.reshaped(product, to: shape(batch + rows + columns))
    return try ordered(batch + rows + columns, product, as: result)
  }
}
