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
    guard !given.contains(where: { $0.element == .bool }) else {
      throw ImportFault("it picks elements by truth values, only by places is supported")
    }
    if given.count == 1 { return try rows(of: tensor, axis: first, places: given[0]) }
    let places = given.compactMap(\.known)
    if places.count == given.count { return try elements(of: tensor, from: first, at: places) }
    return try elements(of: tensor, from: first, at: given)
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

  /// Rows along an axis at known or computed places.
  fileprivate mutating func rows(of tensor: Traced, axis: Int, places: Traced) throws(ImportFault) -> Traced {
    if let known = places.known { return try tracer.gathered(tensor, axis: axis, places: known) }
    return try tracer.rows(of: tensor, axis: axis, places: places)
  }
}
