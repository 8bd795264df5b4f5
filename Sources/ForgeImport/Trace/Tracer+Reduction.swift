import ForgeGraph

extension Tracer {
  /// Some axes folded into one element each, or gone.
  ///
  /// - Parameter isOwnFold: whether an element alone folds into itself, as a sum does and a sum of squares does not.
  mutating func reduced(
    _ kind: String,
    _ tensor: Traced,
    axes: [Int],
    keepsAxes: Bool,
    isOwnFold: Bool = true
  ) throws(ImportFault) -> Traced {
    noteBatch(tensor, along: axes)
    if !isOwnFold, let missing = missingAxis(tensor), axes.allSatisfy({ $0 == missing }) {
      return try folding(kind, tensor, axes, keepsAxes)
    }
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
    return try layer(kind, [tensor], without: missing, settings, resultAxis: resultAxis, element: tensor.element)
  }

  /// The same where only the axis that values lack is folded: with that axis among the value's own.
  private mutating func folding(
    _ kind: String,
    _ tensor: Traced,
    _ axes: [Int],
    _ keepsAxes: Bool
  ) throws(ImportFault) -> Traced {
    let settings: [(key: String, value: Setting)] =
      [("axes", .integers(axes))] + (keepsAxes ? [("keep_dims", .boolean(true))] : [])
    return try layer(kind, [tensor], without: nil, settings, element: tensor.element)
  }

  /// An axis folded up to each of its elements: over a copy of the axis for each in which those that do not count are `neutral`.
  mutating func running(
    _ kind: String,
    _ tensor: Traced,
    axis: Int,
    neutral: Double,
    isExclusive: Bool = false,
    isReversed: Bool = false
  ) throws(ImportFault) -> Traced {
    let copies = try copiesUpToEach(tensor, axis: axis, neutral: neutral, isExclusive: isExclusive, isReversed: isReversed)
    return try reduced(kind, copies, axes: [axis + 1], keepsAxes: false)
  }

  /// A copy of an axis for each of its elements, in which those behind it are `neutral`: `[…, size, size, …]`.
  mutating func copiesUpToEach(
    _ tensor: Traced,
    axis: Int,
    neutral: Double,
    isExclusive: Bool = false,
    isReversed: Bool = false
  ) throws(ImportFault) -> Traced {
    let size = tensor.shape[axis]
    _ = try [size, size].boundedCount()
    _ = try (tensor.shape + [size]).boundedCount()
    let counts = (0..<size * size).map { place in
      let (end, own) = isReversed ? (place % size, place / size) : (place / size, place % size)
      return own < end || own == end && !isExclusive ? 1.0 : 0
    }
    let shape = [size, size] + [Int](repeating: 1, count: tensor.rank - axis - 1)
    let mask = Known(name: "\(wanted).counts", shape: shape, element: .bool, numbers: counts)
    var wide = tensor.shape
    wide.insert(1, at: axis)
    let filler = Traced(Known(name: "\(wanted).neutral", shape: [], element: tensor.element, numbers: [neutral]))
    let result = tensor.shape[..<axis] + [size] + tensor.shape[axis...]
    return try expanded(chosen(Traced(mask), reshaped(tensor, to: wide), filler), to: Array(result))
  }

  /// A function of the elements along one axis, such as softmax.
  mutating func along(
    _ axis: Int,
    _ kind: String,
    _ tensor: Traced,
    _ settings: [(key: String, value: Setting)] = [],
    saysAxis: Bool = false,
    element: ImportedElement? = nil
  ) throws(ImportFault) -> Traced {
    if kind == "softmax" { noteSingle(tensor, along: axis) } else { noteBatch(tensor, along: [axis]) }
    let missing = missingAxis(tensor) == axis ? nil : missingAxis(tensor)
    let own = axis.without(missing)
    let rank = tensor.rank - (missing == nil ? 0 : 1)
    let all = (own == rank - 1 && !saysAxis ? [] : [(key: "axis", value: Setting.integer(own))]) + settings
    if let known = try folded(kind, [tensor], all, element: element) { return known }
    return try layer(kind, [tensor], without: missing, all, element: element ?? tensor.element)
  }

  /// `(x - mean) / (√variance + ε)` with the mean and variance of some axes.
  mutating func standardized(_ tensor: Traced, axes: [Int], epsilon: Double) throws(ImportFault) -> Traced {
    let mean = try reduced("mean", tensor, axes: axes, keepsAxes: true)
    let centred = try combination("subtract", [tensor, mean])
    let variance = try reduced("mean", function("square", of: centred), axes: axes, keepsAxes: true)
    let deviation = try scaled(function("sqrt", of: variance), by: 1, plus: epsilon)
    return try combination("divide", [centred, deviation])
  }
}
