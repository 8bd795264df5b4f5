import ForgeGraph
import ForgeOperators
import ForgeTensors

extension Tracer {
  /// `x · Wᵀ + b` over the last axis.
  ///
  /// - Parameters:
  ///   - weight: `[units, inputs]`.
  ///   - bias: `[units]`, or nil.
  mutating func dense(_ tensor: Traced, weight: Known, bias: Known?) throws(ImportFault) -> Traced {
    guard weight.shape.count == 2, tensor.shape.last == weight.shape[1] else {
      throw ImportFault("a tensor \(tensor.shape) does not fit the weight \(weight.shape)")
    }
    let units = weight.shape[0]
    let kernel = draft.layout == .keras ? weight.transposedMatrix() : weight
    var weights = [(role: draft.layout.name(of: .kernel), tensor: try kernel.entry(kernel.shape))]
    var settings: [(key: String, value: Setting)] = [("units", .integer(units))]
    if let bias {
      guard bias.count == units else { throw ImportFault("a bias \(bias.shape) does not fit \(units) units") }
      weights.append(("bias", try bias.entry([units])))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    let missing = missingAxis(tensor)
    return try layer("dense", [tensor], without: missing == tensor.rank - 1 ? nil : missing, settings, weights: weights)
  }

  /// The product of the matrices that lie in the last two axes, the axes before being broadcast as in NumPy's `matmul`; a matrix
  /// on the right that is known makes it a dense layer.
  mutating func matrixProduct(_ left: Traced, _ right: Traced) throws(ImportFault) -> Traced {
    guard left.rank > 0, right.rank > 0 else { throw ImportFault("it multiplies a single number as a matrix") }
    // A list is a row on the left and a column on the right, whose axis goes again.
    if left.rank == 1 {
      let product = try matrixProduct(reshaped(left, to: [1, left.count]), right)
      return try reshaped(product, to: product.shape.removing(right.rank == 1 ? 0 : product.rank - 2))
    }
    if right.rank == 1 {
      let product = try matrixProduct(left, reshaped(right, to: [right.count, 1]))
      return try reshaped(product, to: product.shape.removing(product.rank - 1))
    }
    if let known = try folded("matmul", [left, right]) { return known }
    noteBatch(left, along: [left.rank - 1])
    noteBatch(right, along: [right.rank - 2])
    let outer = right.shape.dropLast(2)
    if right.rank <= left.rank, outer.product == 1 || outer.elementsEqual(left.shape.dropLast(2).suffix(outer.count)),
      let weight = right.known?.repeatedMatrix()
    {
      return try dense(left, weight: weight.transposedMatrix(), bias: nil)
    }
    let rank = max(left.rank, right.rank)
    let place = axisBeforeMatrices([left, right])
    func axis(_ tensor: Traced) -> Int? { place.flatMap { $0 <= tensor.rank ? tensor.rank - $0 : nil } }
    let values = [try value(left, without: axis(left)), try value(right, without: axis(right))]
    let result = try draft.addLayer("matmul", name: wanted, values)
    return traced(result, without: place.map { rank - $0 })
  }

  /// `softmax(scale · q · kᵀ + mask) · v` over the last two axes, those before being broadcast; zeros where a query sees no key.
  ///
  /// - Parameters:
  ///   - mask: numbers to add to the scores, or truth values that tell what is seen.
  ///   - scale: nil for `1 / √size`.
  mutating func attention(
    _ query: Traced,
    _ key: Traced,
    _ value: Traced,
    mask: Traced?,
    scale: Double?,
    isCausal: Bool
  ) throws(ImportFault) -> Traced {
    var operands = [query, key, value]
    var settings: [(key: String, value: Setting)] = []
    let usual = 1 / Double(query.shape[query.rank - 1]).squareRoot()
    if let scale, !scale.isAbout(usual) { settings.append(("scale", .number(scale))) }
    if isCausal { settings.append(("causal", .boolean(true))) }
    if let mask {
      let steps = key.shape[key.rank - 2]
      let isWhole = mask.shape.last == steps
      operands.append(isWhole ? mask : try expanded(mask, to: Array(mask.shape.dropLast()) + [steps]))
      if mask.element == .bool { settings.append(("mask", .word("boolean"))) }
    }
    if let known = try folded("attention", operands, settings) { return known }
    noteSingle(key, along: key.rank - 2)
    let place = axisBeforeMatrices(operands)
    var values: [Draft.Value] = []
    for operand in operands {
      values.append(try self.value(operand, without: place.flatMap { $0 <= operand.rank ? operand.rank - $0 : nil }))
    }
    let result = try draft.addLayer("attention", name: wanted, values, settings)
    let rank = operands.map(\.rank).max() ?? 0
    return traced(result, without: place.map { rank - $0 })
  }

  /// The place of the batch axis, counted from the end, that matrices in the last two axes can do without; nil where it is one of the
  /// matrices' own, or has more than one element in another tensor.
  private func axisBeforeMatrices(_ tensors: [Traced]) -> Int? {
    tensors.compactMap { tensor in missingAxis(tensor).map { tensor.rank - $0 } }.first { place in
      place > 2 && tensors.allSatisfy { $0.rank < place || $0.shape[$0.rank - place] == 1 }
    }
  }
}
