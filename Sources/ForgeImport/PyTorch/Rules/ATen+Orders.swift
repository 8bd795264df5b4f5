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

  /// Whether a node or the program's caller reads a result.
  func isRead(_ name: String) -> Bool {
    !name.isEmpty && (program.outputs.contains(name) || !program.readers(of: name).isEmpty)
  }
}
