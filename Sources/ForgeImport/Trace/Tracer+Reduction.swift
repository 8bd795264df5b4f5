import ForgeGraph

extension Tracer {
  /// Some axes folded into one element each, or gone.
  mutating func reduced(_ kind: String, _ tensor: Traced, axes: [Int], keepsAxes: Bool) throws(ImportFault) -> Traced {
    let missing = missingAxis(tensor)
    // An axis of size 1 folds into itself, and the batch is none of the value's own.
    let own = axes.filter { $0 != missing }.sorted()
    let shape = tensor.shape.indices.compactMap { axis in
      axes.contains(axis) ? (keepsAxes ? 1 : nil) : tensor.shape[axis]
    }
    if own.isEmpty, tensor.known == nil { return try reshaped(tensor, to: shape) }
    let settings: [(key: String, value: Setting)] =
      [("axes", .integers(own.map { $0.without(missing) }))] + (keepsAxes ? [("keep_dims", .boolean(true))] : [])
    if let known = try folded(kind, [tensor], settings) { return known }
    let isMissingKept = missing.map { keepsAxes || !axes.contains($0) } ?? false
    let resultAxis = isMissingKept ? missing.map { axis in axis - (keepsAxes ? 0 : axes.count { $0 < axis }) } : nil
    return try layer(kind, [tensor], without: missing, settings, resultAxis: resultAxis)
  }

  /// A function of the elements along one axis, such as softmax.
  mutating func along(
    _ axis: Int,
    _ kind: String,
    _ tensor: Traced,
    _ settings: [(key: String, value: Setting)] = []
  ) throws(ImportFault) -> Traced {
    let missing = missingAxis(tensor) == axis ? nil : missingAxis(tensor)
    let own = axis.without(missing)
    let rank = tensor.rank - (missing == nil ? 0 : 1)
    let all = (own == rank - 1 ? [] : [(key: "axis", value: Setting.integer(own))]) + settings
    if let known = try folded(kind, [tensor], all) { return known }
    return try layer(kind, [tensor], without: missing, all)
  }
}
