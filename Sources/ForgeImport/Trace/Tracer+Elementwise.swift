import ForgeGraph
import ForgeTensors

extension Tracer {
  /// A function of each element.
  mutating func function(
    _ kind: String,
    of tensor: Traced,
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: Known)] = []
  ) throws(ImportFault) -> Traced {
    if weights.isEmpty, let known = try folded(kind, [tensor], settings) { return known }
    var entries: [(role: String, tensor: TensorEntry)] = []
    for weight in weights { entries.append((weight.role, try weight.tensor.entry(weight.tensor.shape))) }
    return try layer(kind, [tensor], without: missingAxis(tensor), settings, weights: entries)
  }

  /// A function of the elements of several tensors at the same place, with NumPy's broadcasting.
  mutating func combination(_ kind: String, _ tensors: [Traced]) throws(ImportFault) -> Traced {
    if let known = try folded(kind, tensors) { return known }
    let rank = tensors.map(\.rank).max() ?? 0
    // The axis that values lack, counted from the last one on: it must be of size 1 in all tensors that have it.
    let places = tensors.compactMap { tensor in missingAxis(tensor).map { tensor.rank - $0 } }
    let place = places.first { place in
      tensors.allSatisfy { $0.rank < place || $0.shape[$0.rank - place] == 1 }
    }
    var values: [Draft.Value] = []
    for tensor in tensors {
      let axis = place.flatMap { $0 <= tensor.rank ? tensor.rank - $0 : nil }
      values.append(try value(tensor, without: axis))
    }
    let result = try draft.addLayer(kind, name: wanted, values)
    return traced(result, without: place.map { rank - $0 })
  }

  /// `x · factor + offset`.
  mutating func scaled(_ tensor: Traced, by factor: Double, plus offset: Double = 0) throws(ImportFault) -> Traced {
    var settings: [(key: String, value: Setting)] = []
    if factor != 1 || offset == 0 { settings.append(("factor", .number(factor))) }
    if offset != 0 { settings.append(("offset", .number(offset))) }
    return try function("scale", of: tensor, settings)
  }
}
