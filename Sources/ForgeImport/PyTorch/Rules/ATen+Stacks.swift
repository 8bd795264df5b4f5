import ForgeGraph

extension ATenRule {
  /// Tensors beside one another, turned, and diagonals.
  static let stacks: [ATenRule] = [
    one("hstack") { work in try work.stacked(rank: 1) { $0 == 1 ? 0 : 1 } },
    one("vstack", "row_stack") { work in try work.stacked(rank: 2) { _ in 0 } },
    one("dstack") { work in try work.stacked(rank: 3) { _ in 2 } },
    one("column_stack") { work in
      var columns: [Traced] = []
      for tensor in try work.tensors("tensors") {
        columns.append(tensor.rank < 2 ? try work.tracer.reshaped(tensor, to: [tensor.count, 1]) : tensor)
      }
      return try work.tracer.joined(columns, axis: 1)
    },
    ATenRule("broadcast_tensors") { work in
      let tensors = try work.tensors("tensors")
      let shape = try tensors.map(\.shape).broadcast()
      var results: [Traced] = []
      for tensor in tensors { results.append(try work.tracer.expanded(tensor, to: shape)) }
      return results
    },
    one("rot90") { work in
      var tensor = try work.tensor("self")
      let axes = try work.axes("dims", of: tensor.rank) ?? [0, 1]
      guard axes.count == 2 else { throw ImportFault("it turns in a plane of the axes \(axes)") }
      let turns = ((try work.integer("k", default: 1)) % 4 + 4) % 4
      let flipped = [[], [axes[1]], axes, [axes[0]]][turns]
      for axis in flipped { tensor = try work.tracer.flipped(tensor, axis: axis) }
      var order = Array(0..<tensor.rank)
      if turns % 2 == 1 { order.swapAt(axes[0], axes[1]) }
      return try work.tracer.transposed(tensor, order)
    },
    one("diagonal", "linalg_diagonal") { work in
      let isOfMatrices = work.node.operatorName == "linalg_diagonal"
      return try work.diagonal(first: isOfMatrices ? -2 : 0, second: isOfMatrices ? -1 : 1)
    },
    one("diag_embed") { work in
      let tensor = try work.tensor("self")
      return try work.embedded(tensor, offset: work.integer("offset", default: 0))
    },
    one("diag") { work in
      let tensor = try work.tensor("self")
      let offset = try work.integer("diagonal", default: 0)
      if tensor.rank == 1 { return try work.embedded(tensor, offset: offset) }
      return try work.tracer.diagonal(tensor, 0, 1, offset: offset)
    },
    one("trace") { work in
      let tensor = try work.tensor("self")
      guard tensor.rank == 2 else { throw ImportFault("it reads \(tensor.shape), no matrix") }
      let diagonal = try work.part("diagonal") { work throws(ImportFault) in try work.tracer.diagonal(tensor, 0, 1, offset: 0) }
      return try work.tracer.reduced("sum", diagonal.counted, axes: [0], keepsAxes: false)
    },
  ]
}

extension ATenWork {
  /// Tensors of `rank` axes at least one after the other.
  fileprivate mutating func stacked(rank: Int, axis: (_ rank: Int) -> Int) throws(ImportFault) -> Traced {
    var parts: [Traced] = []
    for tensor in try tensors("tensors") {
      // A row is one in front, and gets a depth of 1 behind.
      let wide = tensor.rank == 0 ? [1] : tensor.shape
      let shape =
        wide.count >= rank ? wide : wide.count == 2 ? wide + [1] : rank == 1 ? wide : [1] + wide + (rank == 3 ? [1] : [])
      parts.append(try tracer.reshaped(tensor, to: shape))
    }
    guard let first = parts.first, parts.allSatisfy({ $0.rank == first.rank }) else {
      throw ImportFault("it joins tensors of different ranks, or none")
    }
    return try tracer.joined(parts, axis: axis(first.rank))
  }

  fileprivate mutating func diagonal(first: Int, second: Int) throws(ImportFault) -> Traced {
    let tensor = try tensor(has("A") ? "A" : "self")
    let (first, second) = (try axis("dim1", default: first, of: tensor), try axis("dim2", default: second, of: tensor))
    return try tracer.diagonal(tensor, first, second, offset: integer("offset", default: 0))
  }

  /// Matrices of zeros with the elements of the last axis on a diagonal.
  fileprivate mutating func embedded(_ tensor: Traced, offset: Int) throws(ImportFault) -> Traced {
    guard tensor.rank > 0, abs(offset) <= 1 << 12 else { throw ImportFault("\(tensor.shape) is no diagonal \(offset)") }
    let last = tensor.rank - 1
    let (count, size) = (tensor.shape[last], tensor.shape[last] + abs(offset))
    _ = try [size, size].boundedCount()
    let padded = try part("padded") { work throws(ImportFault) in
      try work.tracer.filled(tensor, axis: last, before: 0, after: 1, value: 0)
    }
    let places = (0..<(size * size)).map { place in
      let (row, column) = (place / size, place % size)
      return column - row == offset ? min(row, column) : count
    }
    let known = Known.integers(places, name: "places").reshaped([size, size])
    let matrices = try tracer.gathered(padded, axis: last, places: known)
    let (first, second) = (
      try axis("dim1", default: -2, of: matrices), try axis("dim2", default: -1, of: matrices)
    )
    guard first != second else { throw ImportFault("its diagonal lies along one axis") }
    var order = Array(0..<last)
    for (axis, own) in [(first, last), (second, last + 1)].sorted(by: { $0.0 < $1.0 }) { order.insert(own, at: axis) }
    return try tracer.transposed(matrices, order)
  }
}
