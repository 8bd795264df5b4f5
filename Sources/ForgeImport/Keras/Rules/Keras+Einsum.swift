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

extension KerasWork {
  // MARK: Dense layers

  /// A dense layer over the axes that the kernel takes away, which come last before it.
  fileprivate mutating func einsumDense() throws(ImportFault) -> Draft.Value {
    let x = try input()
    let sizes = shape(of: x)
    let text = try word("equation", default: "")
    // The kernel's axes by the letters behind the comma.
    let kernelRank = text.split(separator: "-").first?.split(separator: ",").last?.count(where: \.isLetter)
    let equation = try EinsumEquation(text, ranks: [sizes.count + 1, kernelRank ?? 0])
    try checkBatch(equation, text, isComputed: [true, false])
    let (term, kernel) = (Array(equation.terms[0].dropFirst()), equation.terms[1])
    let result = Array(equation.result.dropFirst())
    guard [term, kernel].allSatisfy({ Set($0).count == $0.count }) else {
      throw ImportFault("its equation \(text.quotedForMessage) takes diagonals, which is no dense layer")
    }
    let inner = term.filter { kernel.contains($0) && !result.contains($0) }
    let columns = kernel.filter { result.contains($0) && !term.contains($0) }
    let rows = term.filter { !kernel.contains($0) }
    guard !inner.isEmpty, inner.count + columns.count == kernel.count, rows.allSatisfy(result.contains) else {
      throw ImportFault(
        "its equation \(text.quotedForMessage) has a kernel for each place of an axis, or sums without one,"
          + " which is no dense layer"
      )
    }
    let variable = try variable("kernel")
    guard variable.shape.count == kernel.count else {
      throw ImportFault("its kernel \(variable.shape) does not fit \(text.quotedForMessage)")
    }
    func size(_ letter: EinsumEquation.Label) -> Int {
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
    let axes = try word("bias_axes", default: "").map(EinsumEquation.Label.letter).filter { result.contains($0) }
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
    var tensors: [Traced] = []
    for argument in arguments {
      switch argument {
      case .value(let value):
        tensors.append(try tensor(numbers(value)))
      case .constant(let constant):
        let (form, numbers) = try Self.elements(constant)
        let value = try constantLayer("constant", form, numbers)
        tensors.append(Traced(shape: form, element: .float32, content: .placed(value, without: nil)))
      default: throw ImportFault("its operands are neither tensors nor numbers")
      }
    }
    let isComputed = arguments.map { if case .value = $0 { true } else { false } }
    try checkBatch(EinsumEquation(text, ranks: tensors.map(\.rank)), text, isComputed: isComputed)
    return try traced { tracer throws(ImportFault) in try tracer.einsum(text, tensors) }
  }

  /// Refuses equations in which the batch is not the first axis of the result and of each computed operand, and of nothing else.
  private func checkBatch(_ equation: EinsumEquation, _ text: String, isComputed: [Bool]) throws(ImportFault) {
    for (term, isComputed) in zip(equation.terms, isComputed) {
      let places = term.indices.filter { term[$0] == equation.result.first }
      guard !equation.result.isEmpty, places == (isComputed ? [0] : []) else {
        throw ImportFault("its equation \(text.quotedForMessage) sums up or moves the batch, which is not supported")
      }
    }
  }
}
