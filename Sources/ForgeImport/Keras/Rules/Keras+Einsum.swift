import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Sums of products written with letters for axes: `abc,cd->abd`.
  static let einsum: [KerasRule] = [
    KerasRule("EinsumDense") { work in try work.einsumDense() },
    KerasRule("ops.Einsum") { work in try work.einsum(work.word("subscripts", default: "")) },
  ]
}

/// An equation of `einsum`: a letter for each axis of each operand and of the result, without the batch.
private struct KerasEquation {
  var terms: [[Character]]
  let result: [Character]
  let text: String

  /// - Parameters:
  ///   - ranks: the number of axes of each operand, with the batch; nil for one that has no batch and no ellipsis.
  init(_ text: String, ranks: [Int?]) throws(ImportFault) {
    self.text = text
    let parts = text.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    let fault = ImportFault("its equation \(text.quotedForMessage) is not supported: it is no list of axes for each operand")
    guard parts.count == 2, parts[1].first == ">" else { throw fault }
    let given = parts[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard given.count == ranks.count else { throw fault }
    // Axes under an ellipsis get letters that no equation has.
    let extra =
      zip(given, ranks).compactMap { term, rank in term.hasEllipsis ? rank.map { $0 - (term.count - 3) } : nil }.max() ?? 0
    guard (0...16).contains(extra) else { throw fault }
    let hidden = (0..<extra).map { Character("\($0 % 10)") }
    guard hidden.count <= 10 else { throw fault }
    func letters(_ term: String) -> [Character] {
      guard let range = term.firstRange(of: "...") else { return Array(term) }
      return Array(term[..<range.lowerBound]) + hidden + Array(term[range.upperBound...])
    }
    terms = given.map(letters)
    var result = letters(String(parts[1].dropFirst()))
    guard let batch = result.first else { throw fault }
    result.removeFirst()
    for (index, rank) in ranks.enumerated() {
      guard let rank else { continue }
      guard terms[index].count == rank, terms[index].first == batch else {
        throw ImportFault("its equation \(text.quotedForMessage) does not begin with the batch, or not with \(rank) axes")
      }
      terms[index].removeFirst()
    }
    self.result = result
    let all = terms.joined()
    guard (terms + [result]).allSatisfy({ Set($0).count == $0.count && !$0.contains(batch) }),
      result.allSatisfy({ all.contains($0) }), (all + result).allSatisfy({ $0.isLetter || $0.isNumber })
    else {
      throw ImportFault("its equation \(text.quotedForMessage) takes diagonals or sums up the batch, which is not supported")
    }
  }
}

extension String {
  fileprivate var hasEllipsis: Bool { firstRange(of: "...") != nil }
}

extension KerasWork {
  // MARK: Dense layers

  /// A dense layer over the axes that the kernel takes away, which come last before it.
  fileprivate mutating func einsumDense() throws(ImportFault) -> Draft.Value {
    let x = try input()
    let sizes = shape(of: x)
    let equation = try KerasEquation(word("equation", default: ""), ranks: [sizes.count + 1, nil])
    let (term, kernel, result) = (equation.terms[0], equation.terms[1], equation.result)
    let inner = term.filter { kernel.contains($0) && !result.contains($0) }
    let columns = kernel.filter { result.contains($0) && !term.contains($0) }
    let rows = term.filter { !kernel.contains($0) }
    guard !inner.isEmpty, inner.count + columns.count == kernel.count, rows.allSatisfy(result.contains) else {
      throw ImportFault(
        "its equation \(equation.text.quotedForMessage) has a kernel for each place of an axis, or sums without one,"
          + " which is no dense layer"
      )
    }
    let variable = try variable("kernel")
    guard variable.shape.count == kernel.count else {
      throw ImportFault("its kernel \(variable.shape) does not fit \(equation.text.quotedForMessage)")
    }
    func size(_ letter: Character) -> Int {
      kernel.firstIndex(of: letter).map { variable.shape[$0] } ?? term.firstIndex(of: letter).map { sizes[$0] } ?? 1
    }
    let columnsInOrder = result.filter(columns.contains)
    let matrix = [inner.map(size).product, columns.map(size).product]
    let moved = try transposed(x, (rows + inner).compactMap { term.firstIndex(of: $0) }, named: "/moved")
    let flat = try reshaped(moved, to: rows.map(size) + [matrix[0]], named: "/rows")
    let weight = try rearranged(variable, (inner + columnsInOrder).compactMap { kernel.firstIndex(of: $0) }, to: matrix)
    var weights = [(role: "kernel", tensor: weight)]
    // A bias with an element for each column is the layer's own.
    let bias = has("bias_axes") ? try self.variable("bias") : nil
    let axes = try word("bias_axes", default: "").filter { result.contains($0) }
    let isOwn = bias?.elementCount == matrix[1] && Set(axes) == Set(columns)
    if let bias, isOwn { weights.append(("bias", try rearranged(bias, Array(bias.shape.indices), to: [matrix[1]]))) }
    let settings: Settings = [("units", .integer(matrix[1]))] + (isOwn ? [] : [("bias", .boolean(false))])
    var value = try draft.addLayer("dense", name: "\(path)/dense", [flat], settings, weights: weights)
    value = try reshaped(value, to: (rows + columnsInOrder).map(size), named: "/columns")
    value = try transposed(value, result.compactMap { (rows + columnsInOrder).firstIndex(of: $0) }, named: "/axes")
    if let bias, !isOwn { value = try add("add", [value, constantLayer("bias", bias.shape, bias.doubles())], named: "/sum") }
    return try add(KerasActivation.steps(layer.options["activation"]), value)
  }

  /// A variable with its axes in another order, under another shape.
  func rearranged(_ tensor: TensorEntry, _ order: [Int], to shape: [Int]) throws(ImportFault) -> TensorEntry {
    guard order.count == tensor.shape.count, elementCount(of: shape) == tensor.elementCount else {
      throw ImportFault("its variable \(tensor.name.quotedForMessage) is \(tensor.shape), which does not fit \(shape)")
    }
    do {
      if order == Array(order.indices) { return try tensor.renamed(tensor.name, shape: shape) }
      let floats = transposedValues(tensor.floats(), shape: tensor.shape, order: order)
      return try TensorEntry(name: tensor.name, shape: shape, floats: floats)
    } catch {
      throw ImportFault("its variable \(tensor.name.quotedForMessage): \(error)")
    }
  }

  // MARK: Products

  fileprivate mutating func einsum(_ text: String) throws(ImportFault) -> Draft.Value {
    var ranks: [Int?] = []
    var values: [Draft.Value] = []
    for argument in arguments {
      switch argument {
      case .value(let value):
        values.append(try numbers(value))
        ranks.append(shape(of: value).count + 1)
      case .constant(let constant):
        let (form, numbers) = try Self.elements(constant)
        values.append(try constantLayer("constant", form, numbers))
        ranks.append(nil)
      default: throw ImportFault("its operands are neither tensors nor numbers")
      }
    }
    let equation = try KerasEquation(text, ranks: ranks)
    guard (1...2).contains(values.count), zip(equation.terms, values).allSatisfy({ $0.count == shape(of: $1).count }) else {
      throw ImportFault("its equation \(text.quotedForMessage) over \(values.count) tensors is not supported, only 1 and 2 are")
    }
    var operands = Array(zip(equation.terms, values))
    for (index, operand) in operands.enumerated() {
      let others = operands.count == 2 ? operands[1 - index].0 : []
      let gone = operand.0.indices.filter { !equation.result.contains(operand.0[$0]) && !others.contains(operand.0[$0]) }
      if gone.isEmpty { continue }
      let sum = try add("sum", [operand.1], [("axes", .integers(gone))], named: "/sum")
      operands[index] = (operand.0.indices.filter { !gone.contains($0) }.map { operand.0[$0] }, sum)
    }
    guard operands.count == 2 else {
      return try transposed(operands[0].1, equation.result.compactMap { operands[0].0.firstIndex(of: $0) })
    }
    return try contracted(operands[0], operands[1], equation.result)
  }

  /// Axes that both operands and the result have are batches, those that both have alone are summed up in a product of matrices.
  private mutating func contracted(
    _ left: ([Character], Draft.Value),
    _ right: ([Character], Draft.Value),
    _ result: [Character]
  ) throws(ImportFault) -> Draft.Value {
    var sizes: [Character: Int] = [:]
    for (letter, size) in Array(zip(left.0, shape(of: left.1))) + Array(zip(right.0, shape(of: right.1))) {
      guard sizes[letter, default: size] == size else { throw ImportFault("its operands have different sizes along an axis") }
      sizes[letter] = size
    }
    func extents(_ letters: [Character]) -> [Int] { letters.map { sizes[$0] ?? 1 } }
    let shared = left.0.filter { right.0.contains($0) }
    let batch = shared.filter { result.contains($0) }
    let inner = shared.filter { !result.contains($0) }
    let (rows, columns) = (left.0.filter { !shared.contains($0) }, right.0.filter { !shared.contains($0) })
    let a = try transposed(left.1, (batch + rows + inner).compactMap { left.0.firstIndex(of: $0) }, named: "/left")
    let b = try transposed(right.1, (batch + inner + columns).compactMap { right.0.firstIndex(of: $0) }, named: "/right")
    let matrices = [
      try reshaped(a, to: extents(batch) + [extents(rows).product, extents(inner).product], named: "/left"),
      try reshaped(b, to: extents(batch) + [extents(inner).product, extents(columns).product], named: "/right"),
    ]
    let product = try add("matmul", matrices)
    let wide = try reshaped(product, to: extents(batch + rows + columns))
    return try transposed(wide, result.compactMap { (batch + rows + columns).firstIndex(of: $0) })
  }
}
