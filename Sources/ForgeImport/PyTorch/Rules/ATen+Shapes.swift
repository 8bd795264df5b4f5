import ForgeGraph

extension ATenRule {
  /// The same elements in another shape or order, or several times.
  static let shapes: [ATenRule] = [
    one("view", "reshape", "_unsafe_view", "_reshape_alias") { work in
      guard let shape = try work.integers(work.has("shape") ? "shape" : "size") else { throw ImportFault("it has no shape") }
      return try work.reshaped(work.tensor("self"), shape)
    },
    one("view_as", "reshape_as") { work in
      try work.tracer.reshaped(work.tensor("self"), to: work.tensor("other").shape)
    },
    one("as_strided") { work in
      // Decomposed programs say so where elements lie that stay where they are.
      let tensor = try work.tensor("self")
      let (sizes, strides) = (try work.integers("size") ?? [], try work.integers("stride") ?? [])
      let own = work.node.arguments.first?.value.tensorNames.first.flatMap(work.program.strides) ?? []
      let isSame = zip(sizes, zip(strides, own)).allSatisfy { $0 == 1 || $1.0 == $1.1 }
      guard sizes == tensor.shape, strides.count == sizes.count, own.count == sizes.count, isSame,
        try work.integer("storage_offset", default: 0) == 0
      else { throw ImportFault("it takes elements from where they lie in memory") }
      return tensor
    },
    one("flatten") { work in
      let tensor = try work.tensor("self")
      guard tensor.rank > 0 else { return try work.tracer.reshaped(tensor, to: [1]) }
      let first = try work.axis("start_dim", of: tensor)
      let last = try work.axis("end_dim", default: -1, of: tensor)
      guard first <= last else { throw ImportFault("it flattens from axis \(first) to axis \(last)") }
      let middle = [tensor.shape[first...last].product]
      return try work.tracer.reshaped(tensor, to: tensor.shape[..<first] + middle + tensor.shape[(last + 1)...])
    },
    one("unflatten") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      let sizes = try work.filled(work.integers("sizes") ?? [], count: tensor.shape[axis])
      return try work.tracer.reshaped(tensor, to: tensor.shape[..<axis] + sizes + tensor.shape[(axis + 1)...])
    },
    one("permute", "transpose", "swapaxes", "swapdims", "t", "numpy_T", "mT", "mH", "adjoint", "movedim", "moveaxis") { work in
      let tensor = try work.tensor("self")
      return try work.tracer.transposed(tensor, work.order(of: tensor))
    },
    one("unsqueeze") { work in
      let tensor = try work.tensor("self")
      var shape = tensor.shape
      shape.insert(1, at: try work.axis(work.integer("dim", default: 0), of: tensor.rank + 1))
      return try work.tracer.reshaped(tensor, to: shape)
    },
    one("squeeze") { work in
      let tensor = try work.tensor("self")
      let axes = try work.axes("dim", of: tensor.rank) ?? Array(tensor.shape.indices)
      let kept = tensor.shape.indices.filter { !(axes.contains($0) && tensor.shape[$0] == 1) }
      return try work.tracer.reshaped(tensor, to: kept.map { tensor.shape[$0] })
    },
    one("expand", "broadcast_to", "expand_as") { work in try work.expanded() },
    one("repeat", "tile") { work in
      let tensor = try work.tensor("self")
      return try work.repeated(tensor, work.integers(work.has("dims") ? "dims" : "repeats") ?? [])
    },
    one("repeat_interleave") { work in
      let tensor = try work.tensor("self")
      guard let count = try work.integer("repeats"), (1...(1 << 20)).contains(count) else {
        throw ImportFault("it repeats elements a different number of times")
      }
      guard work.has("dim") else {
        let flat = try work.tracer.reshaped(tensor, to: [tensor.count])
        return try work.eachRepeated(flat, axis: 0, count)
      }
      return try work.eachRepeated(tensor, axis: work.axis("dim", of: tensor), count)
    },
    ATenRule("meshgrid") { work in
      let tensors = try work.tensors("tensors")
      let isSwapped = work.word("indexing") == "xy" && tensors.count >= 2
      let sizes = tensors.map(\.count)
      _ = try sizes.boundedCount()
      var grids: [Traced] = []
      for (axis, tensor) in tensors.enumerated() {
        let own = sizes.indices.map { $0 == axis ? sizes[axis] : 1 }
        let grid = try work.tracer.expanded(work.tracer.reshaped(tensor, to: own), to: sizes)
        let order = isSwapped ? [1, 0] + Array(2..<sizes.count) : Array(sizes.indices)
        grids.append(try work.tracer.transposed(grid, order))
      }
      return grids
    },
  ]
}

extension ATenWork {
  /// Sizes of which one may be -1: what the others leave of `count`.
  fileprivate func filled(_ sizes: [Int], count: Int) throws(ImportFault) -> [Int] {
    guard let open = sizes.firstIndex(of: -1) else { return sizes }
    var sizes = sizes
    sizes[open] = 1
    let others = sizes.product
    guard others > 0 else { throw ImportFault("its sizes leave nothing for -1") }
    sizes[open] = count / others
    return sizes
  }

  fileprivate mutating func reshaped(_ tensor: Traced, _ wanted: [Int]) throws(ImportFault) -> Traced {
    try tracer.reshaped(tensor, to: filled(wanted, count: tensor.count))
  }

  /// The order in which the node puts the axes: axis `i` of the result is axis `order[i]`.
  func order(of tensor: Traced) throws(ImportFault) -> [Int] {
    var order = Array(0..<tensor.rank)
    switch node.operatorName {
    case "permute": return try axes("dims", of: tensor.rank) ?? order
    case "t", "numpy_T": return order.reversed()
    case "mT", "mH", "adjoint":
      guard order.count >= 2 else { throw ImportFault("it reads \(tensor.shape), no matrix") }
      order.swapAt(order.count - 1, order.count - 2)
      return order
    case "movedim", "moveaxis":
      let (from, to) = (try axes("source", of: tensor.rank) ?? [], try axes("destination", of: tensor.rank) ?? [])
      guard from.count == to.count else { throw ImportFault("it moves \(from.count) axes to \(to.count) places") }
      var rest = order.filter { !from.contains($0) }[...]
      return order.map { place in to.firstIndex(of: place).map { from[$0] } ?? rest.popFirst() ?? place }
    default:
      let names = node.operatorName == "transpose" ? ["dim0", "dim1"] : ["axis0", "axis1"]
      let first = try axis(names.first { has($0) } ?? "dim0", of: tensor)
      order.swapAt(first, try axis(has(names[1]) ? names[1] : "dim1", of: tensor))
      return order
    }
  }

  /// A tensor repeated along axes of size 1. Where only arithmetic reads it that repeats such axes anyway, it is left as it is.
  fileprivate mutating func expanded() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let sizes = try has("other") ? self.tensor("other").shape : integers("size") ?? []
    guard sizes.count >= tensor.rank else { throw ImportFault("\(tensor.shape) does not expand to \(sizes)") }
    let own = [Int](repeating: 1, count: sizes.count - tensor.rank) + tensor.shape
    let shape = zip(sizes, own).map { $0 == -1 ? $1 : $0 }
    guard zip(shape, own).allSatisfy({ $0 == $1 || $1 == 1 }) else {
      throw ImportFault("\(tensor.shape) does not expand to \(sizes)")
    }
    if shape == own { return try tracer.reshaped(tensor, to: own) }
    if tensor.known == nil, isRepeatedByItsReaders(shape) { return try tracer.reshaped(tensor, to: own) }
    return try tracer.expanded(tensor, to: shape)
  }

  private static let repeatingOperators: Set<String> = ["add", "sub", "mul", "div", "maximum", "minimum"]

  private func isRepeatedByItsReaders(_ shape: [Int]) -> Bool {
    guard let name = node.outputs.first, !program.outputs.contains(name) else { return false }
    let readers = program.readers(of: name)
    return !readers.isEmpty
      && readers.allSatisfy { reader in
        guard Self.repeatingOperators.contains(reader.operatorName) else { return false }
        let others = reader.arguments.flatMap(\.value.tensorNames).filter { $0 != name }
        return others.contains { other in
          guard let sizes = program.shape(of: other), sizes.count == shape.count else { return false }
          return zip(sizes, shape).allSatisfy { $0 == $1 || ($0 == nil && $1 == 1) }
        }
      }
  }

  /// The tensor several times along its axes.
  fileprivate mutating func repeated(_ tensor: Traced, _ counts: [Int]) throws(ImportFault) -> Traced {
    let rank = max(tensor.rank, counts.count)
    let counts = [Int](repeating: 1, count: rank - counts.count) + counts
    let shape = [Int](repeating: 1, count: rank - tensor.rank) + tensor.shape
    guard counts.allSatisfy({ (1...(1 << 20)).contains($0) }) else { throw ImportFault("it repeats \(counts) times") }
    var result = try tracer.reshaped(tensor, to: shape)
    for axis in counts.indices where counts[axis] > 1 {
      _ = try [result.count, counts[axis]].boundedCount()
      result =
        shape[axis] == 1
        ? try tracer.expanded(result, to: result.shape.replacing(axis, counts[axis]))
        : try tracer.joined(.init(repeating: result, count: counts[axis]), axis: axis)
    }
    return result
  }

  /// Each element along an axis several times.
  fileprivate mutating func eachRepeated(_ tensor: Traced, axis: Int, _ count: Int) throws(ImportFault) -> Traced {
    let size = tensor.shape[axis]
    let places = Known.integers((0..<(try [size, count].boundedCount())).map { $0 / count }, name: "places")
    return try tracer.gathered(tensor, axis: axis, places: places)
  }
}

extension [Int] {
  fileprivate func replacing(_ index: Int, _ value: Int) -> [Int] {
    var result = self
    result[index] = value
    return result
  }
}
