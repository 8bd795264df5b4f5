import ForgeGraph

extension ATenRule {
  /// What neighbouring elements, or two tensors, are apart.
  static let differences: [ATenRule] = [
    one("diff") { work in try work.differences() },
    one("trapezoid", "trapz") { work in
      guard !work.has("x") else { throw ImportFault("its places are a tensor, only one distance between them is supported") }
      let tensor = try work.numbers(of: "y")
      let axis = try work.axis("dim", default: -1, of: tensor)
      let size = tensor.shape[axis]
      guard size > 1 else { throw ImportFault("it has \(size) elements to go through") }
      _ = try [size].boundedCount()
      // Each element counts whole but for those at both ends.
      let weights = (0..<size).map { $0 == 0 || $0 == size - 1 ? 0.5 : 1.0 }
      let shape = tensor.shape.indices.map { $0 == axis ? size : 1 }
      let known = Known(name: "\(work.tracer.wanted).weights", shape: shape, element: .float32, numbers: weights)
      let weighted = try work.part("weighted") { work throws(ImportFault) in
        try work.tracer.combination("multiply", [tensor, Traced(known)])
      }
      let sum = try work.part("sum") { work throws(ImportFault) in
        try work.tracer.reduced("sum", weighted, axes: [axis], keepsAxes: false)
      }
      let step = try work.number("dx", default: 1)
      return step == 1 ? sum : try work.tracer.scaled(sum, by: step)
    },
    one("cosine_similarity") { work in try work.cosine() },
    one("pairwise_distance") { work in
      let (left, right) = (try work.numbers(of: "x1"), try work.numbers(of: "x2"))
      let margin = try work.number("eps", default: 1e-6)
      let difference = try work.part("difference") { work throws(ImportFault) in
        try work.tracer.scaled(work.tracer.combination("subtract", [left, right]), by: 1, plus: margin)
      }
      let (order, keepsAxes) = (try work.number("p", default: 2), work.boolean("keepdim", default: false))
      return try work.norm(order, of: difference, axes: [difference.rank - 1], keepsAxes: keepsAxes)
    },
    one("cdist", "_cdist_forward") { work in
      // Each row of one against each row of the other.
      let (left, right) = (try work.numbers(of: "x1"), try work.numbers(of: "x2"))
      guard left.rank >= 2, right.rank >= 2, left.shape.last == right.shape.last else {
        throw ImportFault("the rows of \(left.shape) and \(right.shape) are not of one size")
      }
      let difference = try work.part("difference") { work throws(ImportFault) in
        let rows = Array(left.shape.dropLast() + [1] + left.shape.suffix(1))
        let columns = right.shape.dropLast(2) + [1] + right.shape.suffix(2)
        let a = try work.tracer.reshaped(left, to: rows)
        let b = try work.tracer.reshaped(right, to: Array(columns))
        return try work.tracer.combination("subtract", [a, b])
      }
      _ = try difference.shape.boundedCount()
      return try work.norm(work.number("p", default: 2), of: difference, axes: [difference.rank - 1], keepsAxes: false)
    },
    one("pdist", "_pdist_forward") { work in
      // Each row against each of those behind it.
      let tensor = try work.numbers(of: "self")
      guard tensor.rank == 2, tensor.shape[0] > 1 else { throw ImportFault("it reads \(tensor.shape), no rows to compare") }
      let count = tensor.shape[0]
      _ = try [count, count, max(1, tensor.shape[1])].boundedCount()
      let pairs = (0..<count).flatMap { first in (first + 1..<count).map { (first, $0) } }
      let difference = try work.part("difference") { work throws(ImportFault) in
        let first = try work.tracer.gathered(tensor, axis: 0, places: .integers(pairs.map(\.0), name: "first"))
        let second = try work.tracer.gathered(tensor, axis: 0, places: .integers(pairs.map(\.1), name: "second"))
        return try work.tracer.combination("subtract", [first, second])
      }
      return try work.norm(work.number("p", default: 2), of: difference, axes: [1], keepsAxes: false)
    },
    one("cross", "linalg_cross") { work in try work.crossProduct() },
  ]
}

extension ATenWork {
  /// `Σ x · y / (‖x‖ · ‖y‖)` along an axis, norms being held above a small number.
  fileprivate mutating func cosine() throws(ImportFault) -> Traced {
    let (left, right) = (try numbers(of: "x1"), try numbers(of: "x2"))
    let shape = try [left.shape, right.shape].broadcast()
    let axis = try axis(integer("dim", default: 1), of: shape.count)
    let least = try number("eps", default: 1e-8)
    guard left.rank == right.rank else { throw ImportFault("\(left.shape) and \(right.shape) have different ranks") }
    var units: [Traced] = []
    for (name, tensor) in [("left", left), ("right", right)] {
      units.append(
        try part(name) { work throws(ImportFault) in
          let norm = try work.norm(2, of: tensor, axes: [axis], keepsAxes: true)
          let held = try work.tracer.function("clip", of: norm, [("min", .number(least))])
          return try work.tracer.combination("divide", [tensor, held])
        }
      )
    }
    let product = try part("product") { work throws(ImportFault) in try work.tracer.combination("multiply", units) }
    return try tracer.reduced("sum", product, axes: [axis], keepsAxes: false)
  }

  /// `a × b` along an axis of three elements: `a₂ · b₃ - a₃ · b₂`, and so on around.
  fileprivate mutating func crossProduct() throws(ImportFault) -> Traced {
    let (left, right) = (try numbers(of: "self"), try numbers(of: "other"))
    let shape = try [left.shape, right.shape].broadcast()
    // 'cross' takes the first axis that has three elements unless it is told one.
    let usual = node.operatorName == "cross" ? shape.firstIndex(of: 3) ?? -1 : -1
    let axis = try axis(integer("dim", default: usual), of: shape.count)
    guard shape[axis] == 3 else { throw ImportFault("axis \(axis) of \(shape) has not three elements") }
    var products: [Traced] = []
    for (name, places) in [("first", ([1, 2, 0], [2, 0, 1])), ("second", ([2, 0, 1], [1, 2, 0]))] {
      products.append(
        try part(name) { work throws(ImportFault) in
          let a = try work.tracer.expanded(left, to: shape)
          let b = try work.tracer.expanded(right, to: shape)
          let own = try work.tracer.gathered(a, axis: axis, places: .integers(places.0, name: "places"))
          let other = try work.tracer.gathered(b, axis: axis, places: .integers(places.1, name: "places"))
          return try work.tracer.combination("multiply", [own, other])
        }
      )
    }
    return try tracer.combination("subtract", products)
  }

  /// The differences between neighbours along an axis, several times over.
  fileprivate mutating func differences() throws(ImportFault) -> Traced {
    let times = try integer("n", default: 1)
    var tensor = try tensor("self")
    let axis = try axis("dim", default: -1, of: tensor)
    var parts = [tensor]
    if let before = try optionalTensor("prepend") { parts.insert(before, at: 0) }
    if let after = try optionalTensor("append") { parts.append(after) }
    guard parts.allSatisfy({ $0.rank == tensor.rank && $0.shape.removing(axis) == tensor.shape.removing(axis) }) else {
      throw ImportFault("what stands before or after does not fit \(tensor.shape)")
    }
    if parts.count > 1 { tensor = try part("all") { work throws(ImportFault) in try work.tracer.joined(parts, axis: axis) } }
    guard (0...64).contains(times), times < max(1, tensor.shape[axis]) else {
      throw ImportFault("\(times) differences of \(tensor.shape[axis]) elements leave none")
    }
    for _ in 0..<times {
      let size = tensor.shape[axis]
      let next = try part("next") { work throws(ImportFault) in
        try work.tracer.slice(tensor, axis: axis, start: 1, end: size, step: 1)
      }
      let previous = try part("previous") { work throws(ImportFault) in
        try work.tracer.slice(tensor, axis: axis, start: 0, end: size - 1, step: 1)
      }
      // Truth values differ or do not.
      let kind = tensor.element == .bool ? "not_equal" : "subtract"
      tensor = try tracer.combination(kind, [next, previous], element: tensor.element)
    }
    return tensor
  }
}
