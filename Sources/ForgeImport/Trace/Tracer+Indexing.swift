import ForgeGraph

extension Tracer {
  /// Rows along an axis at computed places; the axis becomes those of the places' shape.
  mutating func rows(of tensor: Traced, axis: Int, places: Traced) throws(ImportFault) -> Traced {
    if let table = tensor.known, table.shape.count == 2, axis == 0, isIDs(places) {
      let settings: [(key: String, value: Setting)] = [
        ("entries", .integer(table.shape[0])), ("units", .integer(table.shape[1])),
      ]
      let weights = [(role: "weight", tensor: try table.entry(table.shape))]
      return try layer(
        "embedding",
        [places],
        without: missingAxis(places),
        settings,
        weights: weights,
        element: tensor.element,
        keepsIDs: true
      )
    }
    let shape = Array(tensor.shape[..<axis]) + places.shape + Array(tensor.shape[(axis + 1)...])
    // What the places lack, the result lacks too, behind the axes in front.
    let own = missingAxis(tensor) == axis ? nil : missingAxis(tensor)
    let values = [try value(tensor, without: own), try value(places, without: own == nil ? missingAxis(places) : nil)]
    let result = try draft.addLayer("take", name: wanted, values, [("axis", .integer(axis.without(own)))])
    let missing = own.map { $0 < axis ? $0 : $0 + places.rank - 1 } ?? missingAxis(places).map { $0 + axis }
    return Traced(shape: shape, element: tensor.element, content: .placed(result, without: missing))
  }

  /// Whether a tensor is whole numbers as they come from outside.
  private func isIDs(_ tensor: Traced) -> Bool {
    guard case .placed(let value, _) = tensor.content else { return false }
    return draft.type(of: value).element == .int64
  }

  /// The element of each row along an axis at a computed place: `y[i][j] = x[places[i][j]][j]` along axis 0.
  mutating func elements(of tensor: Traced, axis: Int, places: Traced) throws(ImportFault) -> Traced {
    guard tensor.rank == places.rank else { throw ImportFault("places \(places.shape) do not fit \(tensor.shape)") }
    var narrow = tensor
    for other in tensor.shape.indices where other != axis && places.shape[other] < tensor.shape[other] {
      narrow = try slice(narrow, axis: other, start: 0, end: places.shape[other], step: 1)
    }
    return try whole("take_along_axis", [narrow, places], [("axis", .integer(axis))])
  }

  /// A layer over values with all axes of their tensors.
  mutating func whole(
    _ kind: String,
    _ tensors: [Traced],
    _ settings: [(key: String, value: Setting)]
  ) throws(ImportFault) -> Traced {
    let element = tensors.first?.element ?? .float32
    if let known = try folded(kind, tensors, settings, element: element) { return known }
    return try layer(kind, tensors, without: nil, settings, element: element)
  }

  /// More elements of one value on both sides of an axis.
  mutating func filled(
    _ tensor: Traced,
    axis: Int,
    before: Int,
    after: Int,
    value: Double
  ) throws(ImportFault) -> Traced {
    func block(_ count: Int) throws(ImportFault) -> Traced {
      var shape = tensor.shape
      shape[axis] = count
      let numbers = [Double](repeating: value, count: try shape.boundedCount())
      let name = "\(wanted)_filler_\(count)"
      return Traced(Known(name: name, shape: shape, element: tensor.element, numbers: numbers))
    }
    let parts = try (before > 0 ? [block(before)] : []) + [tensor] + (after > 0 ? [block(after)] : [])
    return try joined(parts, axis: axis)
  }
}
