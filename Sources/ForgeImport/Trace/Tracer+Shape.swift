import ForgeGraph

extension Tracer {
  /// The same elements, in the same order, under another shape.
  mutating func reshaped(_ tensor: Traced, to shape: [Int]) throws(ImportFault) -> Traced {
    guard shape.allSatisfy({ $0 >= 0 }), shape.product == tensor.count else {
      throw ImportFault("a tensor \(tensor.shape) has \(tensor.count) elements, which do not fill \(shape)")
    }
    if let known = tensor.known { return Traced(known.reshaped(shape)) }
    switch tensor.content {
    case .label, .texts: return Traced(shape: shape, element: tensor.element, content: tensor.content)
    default: break
    }
    // The first axis of size 1 in front is taken for the batch; a value without elements along the others needs no layer.
    let axis = shape.first == 1 ? 0 : nil
    if case .placed(let value, let own) = tensor.content, tensor.shape.removing(own) == shape.removing(axis) {
      return Traced(shape: shape, element: tensor.element, content: .placed(value, without: axis))
    }
    let value = try value(tensor, without: missingAxis(tensor), keepsIDs: true)
    let own = tensor.shape.removing(missingAxis(tensor))
    if shape.removing(axis).isEmpty, !own.isEmpty {
      // A reshape has one axis at least.
      let result = try draft.addLayer("sum", name: wanted, [value], [("axes", .integers(Array(own.indices)))])
      return Traced(shape: shape, element: tensor.element, content: .placed(result, without: axis))
    }
    let result = try draft.addLayer("reshape", name: wanted, [value], [("shape", .integers(shape.removing(axis)))])
    return Traced(shape: shape, element: tensor.element, content: .placed(result, without: axis))
  }

  /// The axes in another order: axis `i` of the result is axis `order[i]`.
  mutating func transposed(_ tensor: Traced, _ order: [Int]) throws(ImportFault) -> Traced {
    guard order.sorted() == Array(0..<tensor.rank) else {
      throw ImportFault("axes \(order) are no order of the \(tensor.rank) axes of \(tensor.shape)")
    }
    if order == Array(0..<tensor.rank) { return tensor }
    if let known = tensor.known {
      return Traced(known.transposed(order, name: wanted))
    }
    let axis = missingAxis(tensor)
    let value = try value(tensor, without: axis)
    let resultAxis = axis.flatMap { order.firstIndex(of: $0) }
    let own = order.filter { $0 != axis }.map { $0.without(axis) }
    let shape = order.map { tensor.shape[$0] }
    if own == Array(own.indices) {
      return Traced(shape: shape, element: tensor.element, content: .placed(value, without: resultAxis))
    }
    let result = try draft.addLayer("transpose", name: wanted, [value], [("axes", .integers(own))])
    return Traced(shape: shape, element: tensor.element, content: .placed(result, without: resultAxis))
  }

  /// The last two axes changed over.
  mutating func turned(_ tensor: Traced) throws(ImportFault) -> Traced {
    guard tensor.rank >= 2 else { throw ImportFault("it reads \(tensor.shape), no matrix") }
    var order = Array(0..<tensor.rank)
    order.swapAt(tensor.rank - 1, tensor.rank - 2)
    return try transposed(tensor, order)
  }

  /// The elements at the same place along two axes, which become the last axis: `x[i][i + offset]`.
  mutating func diagonal(_ tensor: Traced, _ first: Int, _ second: Int, offset: Int) throws(ImportFault) -> Traced {
    let (rows, columns) = (tensor.shape[first], tensor.shape[second])
    guard first != second, offset > -rows, offset < columns else {
      throw ImportFault("\(tensor.shape) has no diagonal \(offset) along the axes \(first) and \(second)")
    }
    let others = tensor.shape.indices.filter { $0 != first && $0 != second }
    let turned = try transposed(tensor, others + [first, second])
    let flat = try reshaped(turned, to: others.map { tensor.shape[$0] } + [rows * columns])
    let (start, count) = offset < 0 ? (-offset * columns, min(rows + offset, columns)) : (offset, min(rows, columns - offset))
    let end = start + (count - 1) * (columns + 1) + 1
    return try slice(flat, axis: others.count, start: start, end: end, step: columns + 1)
  }

  /// Tensors one after the other along an axis.
  mutating func joined(_ tensors: [Traced], axis: Int) throws(ImportFault) -> Traced {
    let tensors = tensors.count > 1 && tensors.contains { $0.count > 0 } ? tensors.filter { $0.count > 0 } : tensors
    guard let first = tensors.first else { throw ImportFault("nothing is joined") }
    if tensors.count == 1 { return first }
    if let known = try folded("concat", tensors, [("axis", .integer(axis))]) { return known }
    let missing = tensors.compactMap(missingAxis).first { missing in
      missing != axis && tensors.allSatisfy { $0.rank > missing && $0.shape[missing] == 1 }
    }
    let settings = [(key: "axis", value: Setting.integer(axis.without(missing)))]
    return try layer("concat", tensors, without: missing, settings, element: first.element)
  }

  /// The elements from `start` to before `end` along an axis, every `step`th; a negative step goes backwards from `start`, and `end`
  /// may be -1 then.
  mutating func slice(_ tensor: Traced, axis: Int, start: Int, end: Int, step: Int) throws(ImportFault) -> Traced {
    let size = tensor.shape[axis]
    if let known = tensor.known {
      return Traced(known.rows(Array(stride(from: start, to: end, by: step)), along: axis, name: wanted))
    }
    let distance = step > 0 ? end - start : start - end
    guard distance > 0 else {
      var shape = tensor.shape
      shape[axis] = 0
      return Traced(Known(name: wanted, shape: shape, element: tensor.element, numbers: []))
    }
    if step < 0 {
      let count = (distance - step - 1) / -step
      let low = start + (count - 1) * step
      return try flipped(slice(tensor, axis: axis, start: low, end: start + 1, step: -step), axis: axis)
    }
    if start == 0, end == size, step == 1 { return tensor }
    var settings: [(key: String, value: Setting)] = start == 0 ? [] : [("start", .integer(start))]
    if end != size { settings.append(("end", .integer(end))) }
    if step != 1 { settings.append(("step", .integer(step))) }
    let missing = missingAxis(tensor) == axis ? nil : missingAxis(tensor)
    let all = [(key: "axis", value: Setting.integer(axis.without(missing)))] + settings
    return try layer("slice", [tensor], without: missing, all, element: tensor.element)
  }

  /// The elements along an axis in the opposite order.
  mutating func flipped(_ tensor: Traced, axis: Int) throws(ImportFault) -> Traced {
    if tensor.shape[axis] == 1 { return tensor }
    if let known = tensor.known {
      return Traced(known.rows((0..<tensor.shape[axis]).reversed(), along: axis, name: wanted))
    }
    let missing = missingAxis(tensor)
    let settings = [(key: "axis", value: Setting.integer(axis.without(missing)))]
    return try layer("flip", [tensor], without: missing, settings, element: tensor.element)
  }

  /// The elements at known places along an axis; the axis becomes those of `places`' shape.
  mutating func gathered(_ tensor: Traced, axis: Int, places: Known) throws(ImportFault) -> Traced {
    guard let all = places.integers else { throw ImportFault("places along an axis are no whole numbers") }
    let size = tensor.shape[axis]
    guard let wrapped = all.wrapped(size) else {
      throw ImportFault("place \(all.first { $0 < -size || $0 >= size } ?? 0) is not within the \(size) along axis \(axis)")
    }
    let shape = Array(tensor.shape[..<axis]) + places.shape + Array(tensor.shape[(axis + 1)...])
    if let known = tensor.known { return Traced(known.rows(wrapped, along: axis, name: wanted).reshaped(shape)) }
    if let run = wrapped.run {
      return try reshaped(slice(tensor, axis: axis, start: run.start, end: run.end, step: run.step), to: shape)
    }
    let missing = missingAxis(tensor) == axis ? nil : missingAxis(tensor)
    let settings: [(key: String, value: Setting)] = [
      ("axis", .integer(axis.without(missing))), ("indices", .integers(wrapped)),
    ]
    let flat = try layer("gather", [tensor], without: missing, settings, element: tensor.element)
    return try reshaped(flat, to: shape)
  }

  /// The tensor with axes of size 1 repeated to a shape that it broadcasts to.
  mutating func expanded(_ tensor: Traced, to shape: [Int]) throws(ImportFault) -> Traced {
    if tensor.shape == shape { return tensor }
    guard try [tensor.shape, shape].broadcast() == shape else {
      throw ImportFault("a tensor \(tensor.shape) is not broadcast to \(shape)")
    }
    if let known = tensor.known {
      guard shape.product <= max(1 << 24, known.count) else { throw ImportFault("\(shape) are too many constants") }
      let numbers = known.repeated(to: shape)
      return Traced(Known(name: wanted, shape: shape, element: known.element, numbers: numbers))
    }
    // The axis that values lack stays away where it is not repeated.
    let missing = missingAxis(tensor).flatMap { axis -> (own: Int, result: Int)? in
      let place = axis + shape.count - tensor.rank
      return shape[place] == 1 ? (axis, place) : nil
    }
    let value = try value(tensor, without: missing?.own)
    let sizes = shape.removing(missing?.result)
    if draft.type(of: value).shape.fixedSizes == sizes { return traced(value, without: missing?.result, tensor.element) }
    let result = try draft.addLayer("expand", name: wanted, [value], [("shape", .integers(sizes))])
    return traced(result, without: missing?.result, tensor.element)
  }
}

extension [Int] {
  /// Places along an axis with those below 0 counted from the end; nil when one is outside.
  fileprivate func wrapped(_ size: Int) -> [Int]? {
    let places = map { $0 < 0 ? $0 + size : $0 }
    return places.allSatisfy { (0..<size).contains($0) } ? places : nil
  }

  /// The slice that consists of just these places in this order; nil when they are no such thing.
  fileprivate var run: (start: Int, end: Int, step: Int)? {
    guard let first else { return nil }
    if count == 1 { return (first, first + 1, 1) }
    let step = self[1] - first
    guard step > 0, indices.allSatisfy({ self[$0] == first + $0 * step }) else { return nil }
    return (first, self[count - 1] + 1, step)
  }
}
