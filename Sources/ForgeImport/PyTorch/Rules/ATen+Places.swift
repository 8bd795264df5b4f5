import ForgeGraph

extension ATenRule {
  /// Elements at places, known or computed.
  static let places: [ATenRule] = [
    one("index_select") { work in
      let tensor = try work.tensor("self")
      return try work.rows(of: tensor, axis: work.axis("dim", of: tensor), places: work.tensor("index"))
    },
    one("gather", "take_along_dim") { work in
      let tensor = try work.tensor("self")
      let places = try work.tensor("index", or: "indices")
      return try work.tracer.elements(of: tensor, axis: work.axis("dim", of: tensor), places: places)
    },
    one("index") { work in try work.indexed() },
    one("index_put", "_unsafe_index_put") { work in try work.placed() },
    one("index_fill") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      let size = tensor.shape[axis]
      guard let places = try work.known("index").integers, places.allSatisfy({ (-size..<size).contains($0) }) else {
        throw ImportFault("its places are not within the \(size) along axis \(axis)")
      }
      _ = try [size].boundedCount()
      let filled = Set(places.map { $0 < 0 ? $0 + size : $0 })
      let shape = tensor.shape.indices.map { $0 == axis ? size : 1 }
      let numbers = (0..<size).map { filled.contains($0) ? 1.0 : 0 }
      let mask = Known(name: "\(work.tracer.wanted).mask", shape: shape, element: .bool, numbers: numbers)
      return try work.tracer.chosen(Traced(mask), work.operand("value", beside: tensor).tensor, tensor)
    },
    one("scatter") { work in try work.scattered(reduction: work.word("reduce")) },
    one("scatter_add") { work in try work.scattered(reduction: "add") },
    one("scatter_reduce") { work in
      guard work.boolean("include_self", default: true) else { throw ImportFault("it leaves out what was there before") }
      return try work.scattered(reduction: work.word("reduce"))
    },
    one("index_add") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      var source = try work.tensor("source")
      let factor = try work.number("alpha", default: 1)
      if factor != 1 {
        source = try work.part("scaled") { work throws(ImportFault) in try work.tracer.scaled(source, by: factor) }
      }
      let places = try work.part("places") { work throws(ImportFault) in
        let index = try work.tensor("index")
        let shape = source.shape.indices.map { $0 == axis ? index.count : 1 }
        return try work.tracer.expanded(work.tracer.reshaped(index, to: shape), to: source.shape)
      }
      let settings: [(key: String, value: Setting)] = [("axis", .integer(axis)), ("reduction", .word("add"))]
      return try work.tracer.whole("scatter_elements", [tensor, places, source], settings)
    },
  ]
}

extension ATenWork {
  /// Elements at places along one axis, or along several neighbouring ones.
  fileprivate mutating func indexed() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let indices = try optionalTensors("indices")
    let axes = indices.indices.filter { indices[$0] != nil }
    guard let first = axes.first, axes == Array(first..<(first + axes.count)), indices.count <= tensor.rank else {
      throw ImportFault("its places do not lie along neighbouring axes")
    }
    let given = axes.compactMap { indices[$0] }
    if given.count == 1, given[0].element == .bool, let mask = given[0].known {
      return try elements(of: tensor, from: first, where: mask)
    }
    guard !given.contains(where: { $0.element == .bool }) else {
      throw ImportFault(
        "it picks elements by truth values that are computed, or by several, so how many there are is not known"
      )
    }
    if given.count == 1 { return try rows(of: tensor, axis: first, places: given[0]) }
    let places = given.compactMap(\.known)
    if places.count == given.count { return try elements(of: tensor, from: first, at: places) }
    return try elements(of: tensor, from: first, at: given)
  }

  /// Elements where known truth values hold, which lie along some axes; those become one.
  private mutating func elements(of tensor: Traced, from first: Int, where mask: Known) throws(ImportFault) -> Traced {
    let end = first + mask.shape.count
    guard end <= tensor.rank, Array(tensor.shape[first..<end]) == mask.shape, !mask.shape.isEmpty else {
      throw ImportFault("truth values \(mask.shape) do not fit \(tensor.shape) from axis \(first) on")
    }
    let numbers = mask.numbers
    let places = Known.integers(numbers.indices.filter { numbers[$0] != 0 }, name: "\(tracer.wanted).places")
    let merged = tensor.shape[..<first] + [mask.count] + tensor.shape[end...]
    return try tracer.gathered(tracer.reshaped(tensor, to: Array(merged)), axis: first, places: places)
  }

  /// Elements at known places along several axes, which are taken as one: places along it are counted in row-major order.
  private mutating func elements(of tensor: Traced, from first: Int, at places: [Known]) throws(ImportFault) -> Traced {
    let sizes = Array(tensor.shape[first..<(first + places.count)])
    let shape = try places.map(\.shape).broadcast()
    var flat = [Double](repeating: 0, count: try shape.boundedCount())
    for (known, size) in zip(places, sizes) {
      for (index, number) in known.repeated(to: shape).enumerated() {
        let place = number < 0 ? number + Double(size) : number
        guard place >= 0, place < Double(size) else { throw ImportFault("place \(number) is not within \(size)") }
        flat[index] = flat[index] * Double(size) + place
      }
    }
    let merged = tensor.shape[..<first] + [sizes.product] + tensor.shape[(first + sizes.count)...]
    let known = Known(name: "\(tracer.wanted).places", shape: shape, element: .int64, numbers: flat)
    return try tracer.gathered(tracer.reshaped(tensor, to: Array(merged)), axis: first, places: known)
  }

  /// Elements at computed places along several axes: tuples of places along the first axes.
  ///
  /// An axis of size 1 has one place, so it needs none: that is mostly the batch, which programs count with `arange`.
  private mutating func elements(of tensor: Traced, from first: Int, at places: [Traced]) throws(ImportFault) -> Traced {
    let shape = try places.map(\.shape).broadcast()
    let axes = Array(first..<(first + places.count))
    let open = zip(axes, places).filter { tensor.shape[$0.0] != 1 }
    let narrow = tensor.shape.indices.filter { axis in !axes.contains(axis) || open.contains { $0.0 == axis } }
    let whole = try tracer.reshaped(tensor, to: narrow.map { tensor.shape[$0] })
    guard open.count > 1 else {
      guard let only = open.first else {
        let others = Array(tensor.shape[..<first]) + shape + Array(tensor.shape[(first + places.count)...])
        return try tracer.expanded(
          tracer.reshaped(tensor, to: others.indices.map { (first..<(first + shape.count)).contains($0) ? 1 : others[$0] }),
          to: others
        )
      }
      let wide = try part("places") { work throws(ImportFault) in try work.tracer.expanded(only.1, to: shape) }
      return try rows(of: whole, axis: first, places: wide)
    }
    var columns: [Traced] = []
    for (_, place) in open {
      columns.append(try tracer.reshaped(tracer.expanded(place, to: shape), to: shape + [1]))
    }
    let tuples = try part("places") { work throws(ImportFault) in try work.tracer.joined(columns, axis: shape.count) }
    let inner = Array(first..<(first + open.count))
    let others = whole.shape.indices.filter { !inner.contains($0) }
    let front = try part("front") { work throws(ImportFault) in try work.tracer.transposed(whole, inner + others) }
    let found = try tracer.whole("gather_nd", [front, tuples], [])
    // The axes before those of the places come first again.
    let (own, rank) = (shape.count, found.rank)
    return try tracer.transposed(found, Array(own..<(own + first)) + Array(0..<own) + Array((own + first)..<rank))
  }

  /// A tensor with others at places along an axis, or one number.
  fileprivate mutating func scattered(reduction: String?) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let axis = try axis("dim", of: tensor)
    let places = try self.tensor("index")
    let words = [
      "add": "add", "sum": "add", "multiply": "multiply", "prod": "multiply", "amax": "maximum", "amin": "minimum",
    ]
    var settings: [(key: String, value: Setting)] = [("axis", .integer(axis))]
    if let reduction {
      guard let word = words[reduction] else { throw ImportFault("its reduction '\(reduction)' is not supported") }
      settings.append(("reduction", .word(word)))
    }
    guard places.rank == tensor.rank, tensor.rank > 0,
      tensor.shape.indices.allSatisfy({ $0 == axis || places.shape[$0] == tensor.shape[$0] })
    else { throw ImportFault("its places \(places.shape) leave out rows of \(tensor.shape)") }
    var updates: Traced
    if let source = try optionalTensor("src") {
      updates = source
      for other in source.shape.indices where other < places.rank && places.shape[other] < source.shape[other] {
        updates = try tracer.slice(updates, axis: other, start: 0, end: places.shape[other], step: 1)
      }
    } else {
      updates = try tracer.expanded(operand("value", beside: nil).tensor, to: places.shape)
    }
    return try tracer.whole("scatter_elements", [tensor, places, updates], settings)
  }

  /// A tensor with others where truth values hold, or at places along neighbouring axes.
  fileprivate mutating func placed() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let given = try optionalTensors("indices")
    let values = try self.tensor("values")
    let adds = boolean("accumulate", default: false)
    let places = given.compactMap { $0 }
    guard let first = given.firstIndex(where: { $0 != nil }), given.count == first + places.count, given.count <= tensor.rank
    else { throw ImportFault("its places do not lie along neighbouring axes") }
    if places.count == 1, places[0].element == .bool {
      guard values.count == 1, !adds, tensor.shape[first...].starts(with: places[0].shape) else {
        throw ImportFault("it puts several elements where truth values hold, only one is supported")
      }
      let wide = places[0].shape + [Int](repeating: 1, count: tensor.rank - first - places[0].rank)
      return try tracer.chosen(tracer.reshaped(places[0], to: wide), tracer.reshaped(values, to: []), tensor)
    }
    guard !places.contains(where: { $0.element == .bool }) else { throw ImportFault("its places are truth values") }
    return try placed(values, into: tensor, from: first, at: places, adds: adds)
  }

  /// The axes of the places go to the front, where tuples of them are read, and back again.
  private mutating func placed(
    _ values: Traced,
    into tensor: Traced,
    from first: Int,
    at places: [Traced],
    adds: Bool
  ) throws(ImportFault) -> Traced {
    let shape = try places.map(\.shape).broadcast()
    var columns: [Traced] = []
    for place in places { columns.append(try tracer.reshaped(tracer.expanded(place, to: shape), to: shape + [1])) }
    let tuples = try part("places") { work throws(ImportFault) in try work.tracer.joined(columns, axis: shape.count) }
    func front(_ own: Range<Int>, _ rank: Int) -> [Int] { Array(own) + (0..<rank).filter { !own.contains($0) } }
    let end = first + places.count
    let order = front(first..<end, tensor.rank)
    let turned = try part("front") { work throws(ImportFault) in try work.tracer.transposed(tensor, order) }
    let updates = try part("values") { work throws(ImportFault) in
      let wide = try work.tracer.expanded(values, to: tensor.shape[..<first] + shape + tensor.shape[end...])
      return try work.tracer.transposed(wide, front(first..<(first + shape.count), wide.rank))
    }
    let settings: [(key: String, value: Setting)] = adds ? [("reduction", .word("add"))] : []
    let result = try tracer.whole("scatter_nd", [turned, tuples, updates], settings)
    return try tracer.transposed(result, order.indices.map { order.firstIndex(of: $0) ?? $0 })
  }

  /// Rows along an axis at known or computed places.
  fileprivate mutating func rows(of tensor: Traced, axis: Int, places: Traced) throws(ImportFault) -> Traced {
    if let known = places.known { return try tracer.gathered(tensor, axis: axis, places: known) }
    return try tracer.rows(of: tensor, axis: axis, places: places)
  }
}
