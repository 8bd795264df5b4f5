import ForgeGraph

extension ATenRule {
  /// The same elements in another shape or order, some of them, several together.
  static let shapes: [ATenRule] = [
    ATenRule("view.default", "reshape.default", "_unsafe_view.default") { work in
      guard let shape = try work.integers("size") ?? work.integers("shape") else { throw ImportFault("it has no shape") }
      return [try work.reshaped(work.tensor("self"), shape)]
    },
    ATenRule("flatten.using_ints") { work in
      let tensor = try work.tensor("self")
      let first = try work.axis(work.integer("start_dim", default: 0), of: tensor.rank)
      let last = try work.axis(work.integer("end_dim", default: -1), of: tensor.rank)
      guard first <= last, tensor.rank > 0 else { return [try work.tracer.reshaped(tensor, to: [tensor.count])] }
      let middle = tensor.shape[first...last].product
      return [
        try work.tracer.reshaped(tensor, to: Array(tensor.shape[..<first]) + [middle] + Array(tensor.shape[(last + 1)...]))
      ]
    },
    ATenRule("unflatten.int") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis(work.integer("dim", default: 0), of: tensor.rank)
      var sizes = try work.integers("sizes") ?? []
      if let open = sizes.firstIndex(of: -1) {
        sizes[open] = 1
        sizes[open] = tensor.shape[axis] / max(1, sizes.product)
      }
      let shape = Array(tensor.shape[..<axis]) + sizes + Array(tensor.shape[(axis + 1)...])
      return [try work.tracer.reshaped(tensor, to: shape)]
    },
    ATenRule("permute.default") { work in
      let tensor = try work.tensor("self")
      var order: [Int] = []
      for number in try work.integers("dims") ?? [] { order.append(try work.axis(number, of: tensor.rank)) }
      return [try work.tracer.transposed(tensor, order)]
    },
    ATenRule("transpose.int") { work in
      let tensor = try work.tensor("self")
      var order = Array(0..<tensor.rank)
      let first = try work.axis(work.integer("dim0", default: 0), of: tensor.rank)
      order.swapAt(first, try work.axis(work.integer("dim1", default: 0), of: tensor.rank))
      return [try work.tracer.transposed(tensor, order)]
    },
    ATenRule("t.default") { work in
      let tensor = try work.tensor("self")
      return [tensor.rank == 2 ? try work.tracer.transposed(tensor, [1, 0]) : tensor]
    },
    ATenRule("unsqueeze.default") { work in
      let tensor = try work.tensor("self")
      var shape = tensor.shape
      shape.insert(1, at: try work.axis(work.integer("dim", default: 0), of: tensor.rank + 1))
      return [try work.tracer.reshaped(tensor, to: shape)]
    },
    ATenRule("squeeze.dim", "squeeze.dims", "squeeze.default") { work in
      let tensor = try work.tensor("self")
      var axes = Set(tensor.shape.indices)
      if let numbers = try work.integers("dim") {
        axes = []
        for number in numbers { axes.insert(try work.axis(number, of: tensor.rank)) }
      }
      let shape = tensor.shape.indices.filter { !(axes.contains($0) && tensor.shape[$0] == 1) }.map { tensor.shape[$0] }
      return [try work.tracer.reshaped(tensor, to: shape)]
    },
    ATenRule("cat.default") { work in
      let tensors = try work.tensors("tensors")
      guard let first = tensors.first else { throw ImportFault("it joins nothing") }
      return [try work.tracer.joined(tensors, axis: work.axis(work.integer("dim", default: 0), of: first.rank))]
    },
    ATenRule("stack.default") { work in
      let tensors = try work.tensors("tensors")
      guard let first = tensors.first else { throw ImportFault("it joins nothing") }
      let axis = try work.axis(work.integer("dim", default: 0), of: first.rank + 1)
      var parts: [Traced] = []
      for tensor in tensors {
        var shape = tensor.shape
        shape.insert(1, at: axis)
        parts.append(try work.tracer.reshaped(tensor, to: shape))
      }
      return [try work.tracer.joined(parts, axis: axis)]
    },
    ATenRule("chunk.default", "split.Tensor", "split_with_sizes.default") { work in try work.parts() },
    ATenRule("select.int") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis(work.integer("dim", default: 0), of: tensor.rank)
      let number = try work.integer("index", default: 0)
      let index = number < 0 ? number + tensor.shape[axis] : number
      guard (0..<tensor.shape[axis]).contains(index) else { throw ImportFault("place \(number) is not along axis \(axis)") }
      let slice = try work.tracer.slice(tensor, axis: axis, start: index, end: index + 1, step: 1)
      return [try work.tracer.reshaped(slice, to: tensor.shape.removing(axis))]
    },
    ATenRule("slice.Tensor", "narrow.default") { work in [try work.slice()] },
    ATenRule("flip.default") { work in
      var tensor = try work.tensor("self")
      for number in try work.integers("dims") ?? [] {
        tensor = try work.tracer.flipped(tensor, axis: work.axis(number, of: tensor.rank))
      }
      return [tensor]
    },
    ATenRule("expand.default") { work in
      let tensor = try work.tensor("self")
      let sizes = try work.integers("size") ?? []
      let own = [Int](repeating: 1, count: max(0, sizes.count - tensor.rank)) + tensor.shape
      return [try work.tracer.expanded(tensor, to: zip(sizes, own).map { $0 == -1 ? $1 : $0 })]
    },
    ATenRule("sym_size.int") { work in
      let tensor = try work.tensor("self")
      let size = tensor.shape[try work.axis(work.integer("dim", default: 0), of: tensor.rank)]
      return [Traced(.integers([size], name: work.node.name))]
    },
  ]
}

extension ATenWork {
  fileprivate mutating func reshaped(_ tensor: Traced, _ wanted: [Int]) throws(ImportFault) -> Traced {
    var shape = wanted
    if let open = shape.firstIndex(of: -1) {
      shape[open] = 1
      shape[open] = tensor.count / max(1, shape.product)
    }
    return try tracer.reshaped(tensor, to: shape)
  }

  fileprivate mutating func parts() throws(ImportFault) -> [Traced] {
    let tensor = try tensor("self")
    let axis = try axis(integer("dim", default: 0), of: tensor.rank)
    let size = tensor.shape[axis]
    var sizes = try integers("split_sizes") ?? []
    if sizes.isEmpty {
      let chunks = try integer("chunks", default: 1)
      let part = try integer("split_size", default: (size + chunks - 1) / max(1, chunks))
      guard part > 0 else { throw ImportFault("its parts have no elements") }
      sizes = stride(from: 0, to: size, by: part).map { min(part, size - $0) }
    }
    guard sizes.reduce(0, +) == size else {
      throw ImportFault("parts of \(sizes) do not make up the \(size) along axis \(axis)")
    }
    let base = tracer.wanted
    var start = 0
    var parts: [Traced] = []
    for (index, length) in sizes.enumerated() {
      tracer.wanted = "\(base)_\(index)"
      parts.append(try tracer.slice(tensor, axis: axis, start: start, end: start + length, step: 1))
      start += length
    }
    return parts
  }

  fileprivate mutating func slice() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let axis = try axis(integer("dim", default: 0), of: tensor.rank)
    let size = tensor.shape[axis]
    func held(_ place: Int) -> Int { max(0, min(size, place < 0 ? place + size : place)) }
    let start = held(try integer("start", default: 0))
    let end = try has("length") ? start + integer("length", default: 0) : held(integer("end", default: size))
    return try tracer.slice(tensor, axis: axis, start: start, end: end, step: integer("step", default: 1))
  }
}
