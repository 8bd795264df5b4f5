import ForgeGraph

extension ATenRule {
  /// Elements in order of size.
  static let orders: [ATenRule] = [
    ATenRule("topk") { work in
      let tensor = try work.numbers(of: "self")
      let axis = try work.axis("dim", default: -1, of: tensor)
      return try work.ordered(
        tensor,
        axis: axis,
        count: work.integer("k", default: 1),
        isLargest: work.boolean("largest", default: true)
      )
    },
    ATenRule("sort") { work in
      let tensor = try work.numbers(of: "self")
      let axis = try work.axis("dim", default: -1, of: tensor)
      let isLargest = work.boolean("descending", default: false)
      return try work.ordered(tensor, axis: axis, count: tensor.shape[axis], isLargest: isLargest)
    },
    one("argsort") { work in
      let tensor = try work.numbers(of: "self")
      let axis = try work.axis("dim", default: -1, of: tensor)
      let isLargest = work.boolean("descending", default: false)
      return try work.orderedPlaces(tensor, axis: axis, count: tensor.shape[axis], isLargest: isLargest)
    },
    ATenRule("kthvalue") { work in
      let tensor = try work.numbers(of: "self")
      return try work.single(tensor, axis: work.axis("dim", default: -1, of: tensor), place: work.integer("k", default: 1) - 1)
    },
    ATenRule("median") { work in
      let tensor = try work.numbers(of: "self")
      if work.has("dim") {
        let axis = try work.axis("dim", of: tensor)
        return try work.single(tensor, axis: axis, place: (tensor.shape[axis] - 1) / 2)
      }
      let flat = try work.tracer.reshaped(tensor, to: [tensor.count])
      return try work.single(flat, axis: 0, place: (tensor.count - 1) / 2)
    },
    one("bucketize") { work in try work.bucket(of: work.numbers(of: "self"), among: work.numbers(of: "boundaries")) },
    one("searchsorted") { work in
      try work.bucket(of: work.numbers(of: "self"), among: work.numbers(of: "sorted_sequence"))
    },
    ATenRule("cummax") { work in try work.running("max") },
    ATenRule("cummin") { work in try work.running("min") },
    one("one_hot") { work in
      let (tensor, count) = (try work.tensor("self"), try work.integer("num_classes", default: -1))
      guard (1...(1 << 20)).contains(count) else {
        throw ImportFault("it works out from the numbers how many there are", hint: "say num_classes")
      }
      let numbers = Known.integers(Array(0..<count), name: "\(work.tracer.wanted).numbers")
      let wide = try work.tracer.reshaped(tensor, to: tensor.shape + [1])
      return try work.tracer.combination("equal", [wide, Traced(numbers)], element: .int64)
    },
  ]
}

extension ATenWork {
  /// The largest or smallest elements along an axis, and where they are where that is read.
  fileprivate mutating func ordered(
    _ tensor: Traced,
    axis: Int,
    count: Int,
    isLargest: Bool
  ) throws(ImportFault) -> [Traced] {
    guard (1...max(1, tensor.shape[axis])).contains(count) else {
      throw ImportFault("it takes \(count) of \(tensor.shape[axis]) elements")
    }
    let values = try tracer.along(axis, "top_k", tensor, Self.order(count, isLargest), saysAxis: true)
    guard node.outputs.count > 1, isRead(node.outputs[1]) else { return [values] }
    let places = try part("places") { work throws(ImportFault) in
      try work.orderedPlaces(tensor, axis: axis, count: count, isLargest: isLargest)
    }
    return [values, places]
  }

  fileprivate mutating func orderedPlaces(
    _ tensor: Traced,
    axis: Int,
    count: Int,
    isLargest: Bool
  ) throws(ImportFault) -> Traced {
    let settings = Self.order(count, isLargest) + [(key: "result", value: .word("indices"))]
    return try tracer.along(axis, "top_k", tensor, settings, saysAxis: true, element: .int64)
  }

  private static func order(_ count: Int, _ isLargest: Bool) -> [(key: String, value: Setting)] {
    [("k", .integer(count))] + (isLargest ? [] : [("largest", .boolean(false))])
  }

  /// The element at a place of the ascending order along an axis, and where it was.
  fileprivate mutating func single(_ tensor: Traced, axis: Int, place: Int) throws(ImportFault) -> [Traced] {
    let keepsAxes = boolean("keepdim", default: false)
    var results: [Traced] = []
    for result in try ordered(tensor, axis: axis, count: place + 1, isLargest: false) {
      let last = try tracer.slice(result, axis: axis, start: place, end: place + 1, step: 1)
      results.append(keepsAxes ? last : try tracer.reshaped(last, to: last.shape.removing(axis)))
    }
    return results
  }

  /// How many bounds lie before each element: all that are not above it (`right`), or not as large. NaN lies behind all.
  ///
  /// - Parameter bounds: rising along the last axis; the axes before are those of the elements, or none.
  fileprivate mutating func bucket(of tensor: Traced, among bounds: Traced) throws(ImportFault) -> Traced {
    let isRight = boolean("right", default: false) || word("side") == "right"
    guard let count = bounds.shape.last, count > 0, !has("sorter") else {
      throw ImportFault("its bounds \(bounds.shape) are none, or in an order of their own")
    }
    if bounds.rank == 1, let numbers = bounds.known?.numbers, zip(numbers, numbers.dropFirst()).contains(where: { $0 > $1 }) {
      throw ImportFault("its bounds do not rise")
    }
    guard bounds.rank == 1 || bounds.shape.dropLast() == tensor.shape.dropLast() else {
      throw ImportFault("bounds \(bounds.shape) do not fit \(tensor.shape)")
    }
    _ = try (tensor.shape + [count]).boundedCount()
    let after = try part("after") { work throws(ImportFault) in
      let wide = try work.tracer.reshaped(tensor, to: tensor.shape + [1])
      let rows =
        bounds.rank == 1 ? bounds : try work.tracer.reshaped(bounds, to: bounds.shape.dropLast() + [1] + [count])
      return try work.tracer.combination(isRight ? "greater" : "greater_or_equal", [rows, wide], element: .int64)
    }
    let sum = try part("sum") { work throws(ImportFault) in
      try work.tracer.reduced("sum", after, axes: [after.rank - 1], keepsAxes: false)
    }
    return try tracer.scaled(sum, by: -1, plus: Double(count))
  }

  /// The largest or smallest element up to each one along an axis, and the last place where it lies.
  fileprivate mutating func running(_ kind: String) throws(ImportFault) -> [Traced] {
    let tensor = try numbers(of: "self")
    let axis = try axis("dim", of: tensor)
    let neutral = kind == "max" ? -Double.infinity : .infinity
    let copies = try part("copies") { work throws(ImportFault) in
      try work.tracer.copiesUpToEach(tensor, axis: axis, neutral: neutral)
    }
    let largest = try tracer.reduced(kind, copies, axes: [axis + 1], keepsAxes: false)
    guard node.outputs.count > 1, isRead(node.outputs[1]) else { return [largest] }
    let settings: [(key: String, value: Setting)] = [("keep_dims", .boolean(true)), ("select_last", .boolean(true))]
    let places = try part("places") { work throws(ImportFault) in
      let kept = try work.tracer.along(axis + 1, "arg\(kind)", copies, settings, saysAxis: true, element: .int64)
      return try work.tracer.reshaped(kept, to: tensor.shape)
    }
    return [largest, places]
  }

  /// Whether a node or the program's caller reads a result.
  func isRead(_ name: String) -> Bool {
    !name.isEmpty && (program.outputs.contains(name) || !program.readers(of: name).isEmpty)
  }
}
