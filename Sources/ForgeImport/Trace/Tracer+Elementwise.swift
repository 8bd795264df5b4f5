import ForgeGraph
import ForgeOperators
import ForgeTensors

extension Tracer {
  /// A function of each element.
  mutating func function(
    _ kind: String,
    of tensor: Traced,
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: Known)] = [],
    element: ImportedElement? = nil
  ) throws(ImportFault) -> Traced {
    if weights.isEmpty, let known = try folded(kind, [tensor], settings, element: element) { return known }
    var entries: [(role: String, tensor: TensorEntry)] = []
    for weight in weights { entries.append((weight.role, try weight.tensor.entry(weight.tensor.shape))) }
    let missing = missingAxis(tensor)
    return try layer(kind, [tensor], without: missing, settings, weights: entries, element: element ?? tensor.element)
  }

  /// A function of the elements of several tensors at the same place, with NumPy's broadcasting.
  ///
  /// - Parameter element: what the result is of; as the first tensor unless it is given.
  mutating func combination(
    _ kind: String,
    _ tensors: [Traced],
    _ settings: [(key: String, value: Setting)] = [],
    element: ImportedElement? = nil
  ) throws(ImportFault) -> Traced {
    if let known = try folded(kind, tensors, settings, element: element) { return known }
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
    let result = try draft.addLayer(kind, name: wanted, values, settings)
    return traced(result, without: place.map { rank - $0 }, element ?? tensors.first?.element ?? .float32)
  }

  /// The elements of `yes` where the condition holds, those of `no` elsewhere.
  mutating func chosen(_ condition: Traced, _ yes: Traced, _ no: Traced) throws(ImportFault) -> Traced {
    // A condition that is the same everywhere, as exporters write for shapes, is none.
    if let known = condition.known, let first = known.numbers.first, known.numbers.allSatisfy({ ($0 != 0) == (first != 0) }) {
      let shape = try [condition, yes, no].map(\.shape).broadcast()
      return try expanded(first != 0 ? yes : no, to: shape)
    }
    return try combination("where", [condition, yes, no], element: yes.element)
  }

  /// The tensor as elements of another type: towards 0 as whole numbers, and true for all but 0.
  mutating func cast(_ tensor: Traced, to element: ImportedElement) throws(ImportFault) -> Traced {
    if let label = try castLabel(tensor, to: element) { return label }
    if element == .complex64 {
      return try complex(tensor, Traced(Known(name: "zero", shape: [], element: .float32, numbers: [0])))
    }
    if let known = tensor.known {
      let numbers =
        switch element {
        case .float32, .complex64: known.numbers
        case .int64: known.numbers.map { $0.rounded(.towardZero) }
        case .bool: known.numbers.map { $0 == 0 ? 0.0 : 1 }
        case .text: throw ImportFault("it makes texts of numbers")
        }
      return Traced(Known(name: wanted, shape: known.shape, element: element, numbers: numbers))
    }
    if element == .bool, tensor.element != .bool {
      let zero = Traced(Known(name: "zero", shape: [], element: .float32, numbers: [0]))
      return try combination("not_equal", [tensor, zero], element: .bool)
    }
    if element == .int64, tensor.element == .float32 {
      return try function("trunc", of: tensor, element: .int64)
    }
    return Traced(shape: tensor.shape, element: element, content: tensor.content)
  }

  /// `x · factor + offset`.
  mutating func scaled(_ tensor: Traced, by factor: Double, plus offset: Double = 0) throws(ImportFault) -> Traced {
    // Options are finite numbers of float32, a constant may hold others.
    guard Float(factor).isFinite, Float(offset).isFinite else {
      func constant(_ number: Double) -> Traced {
        Traced(Known(name: "number", shape: [], element: .float32, numbers: [number]))
      }
      let product = try factor == 1 ? tensor : combination("multiply", [tensor, constant(factor)])
      return try offset == 0 ? product : combination("add", [product, constant(offset)])
    }
    var settings: [(key: String, value: Setting)] = []
    if factor != 1 || offset == 0 { settings.append(("factor", .number(factor))) }
    if offset != 0 { settings.append(("offset", .number(offset))) }
    return try function("scale", of: tensor, settings)
  }

  /// `x / y` with NumPy's broadcasting; what is known under the line is turned over, where float32 can hold that.
  mutating func quotient(_ left: Traced, _ right: Traced) throws(ImportFault) -> Traced {
    guard left.known == nil, let known = right.known else { return try combination("divide", [left, right]) }
    if let number = known.scalar, right.rank <= left.rank { return try quotient(left, by: number) }
    let inverses = known.numbers.map { 1 / $0 }
    guard inverses.allSatisfy({ Float($0).isNormal }) else { return try combination("divide", [left, right]) }
    let inverse = Known(name: "\(known.name)_inverse", shape: known.shape, element: .float32, numbers: inverses)
    return try combination("multiply", [left, Traced(inverse)])
  }

  /// `x / number`.
  mutating func quotient(_ tensor: Traced, by number: Double) throws(ImportFault) -> Traced {
    if Float(1 / number).isNormal { return try scaled(tensor, by: 1 / number) }
    let divisor = Known(name: "\(wanted).divisor", shape: [], element: .float32, numbers: [number])
    return try combination("divide", [tensor, Traced(divisor)])
  }
}
