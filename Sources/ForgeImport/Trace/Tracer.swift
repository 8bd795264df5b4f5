import ForgeGraph
import ForgeOperators
import ForgeTensors

/// Operations on the tensors of a prototype, written down as layers of a draft.
///
/// A prototype computes a batch at a time, a spec one example. The batch is bound to 1, so that a prototype's tensor has an axis of
/// size 1 more than the value of the spec: which one may change on the way, and is told with each tensor. What is known is
/// computed at once, by the operator that the layer would have become.
struct Tracer {
  var draft: Draft
  /// What the next layers are called like.
  var wanted = ""
  /// The layers that hold known tensors, by name and shape.
  private var constants: [ConstantKey: [(known: Known, value: Draft.Value)]] = [:]
  /// Ids as float32.
  private var casts: [Draft.Value: Draft.Value] = [:]

  private struct ConstantKey: Hashable {
    let name: String
    let shape: [Int]
  }

  init(layout: WeightLayout) { draft = Draft(layout: layout) }

  // MARK: Between tensors and values

  /// A tensor that comes from outside, an example at a time: a first axis of size 1 is the batch.
  ///
  /// - Parameter isFixed: whether the prototype gives its first axis a size. Then nothing says whether it is the batch, and the spec
  ///   tells what it was taken for.
  mutating func input(_ name: String, shape: [Int], element: ImportedElement, isFixed: Bool) throws(ImportFault) -> Traced {
    let hasBatch = shape.first == 1
    let sizes = hasBatch ? Array(shape.dropFirst()) : shape
    if isFixed, let first = shape.first {
      let meaning =
        hasBatch ? "is taken for the batch: an example is \(sizes)" : "has \(first) elements: an example is all of it"
      draft.note("Input '\(name)' is \(shape) in the prototype. Its first axis \(meaning).")
    }
    let type = TensorType(element == .int64 ? .int64 : .float32, TensorShape(sizes))
    let value = try draft.addFeature(name, type)
    return Traced(shape: shape, element: element, content: .placed(value, without: hasBatch ? 0 : nil))
  }

  /// The draft's value of a tensor without one of its axes, which has size 1, or with all.
  ///
  /// - Parameter keepsIDs: whether whole numbers that come from outside stay ids.
  mutating func value(
    _ tensor: Traced,
    without axis: Int?,
    keepsIDs: Bool = false
  ) throws(ImportFault) -> Draft.Value {
    let wantedShape = tensor.shape.removing(axis)
    switch tensor.content {
    case .known(let known): return try constant(known, wantedShape)
    case .texts: throw ImportFault("it computes with texts, which only name the classes of an output")
    case .label(let label): return try value(number(of: label, tensor.shape), without: axis)
    case .placed(let placed, let own):
      let value = keepsIDs ? placed : try computable(placed)
      if tensor.shape.removing(own) == wantedShape { return value }
      return try draft.addLayer(
        "reshape",
        name: "\(draft.name(of: value))_reshape",
        [value],
        [("shape", .integers(wantedShape))]
      )
    }
  }

  /// The value of a tensor as a result of the model: without the batch, and computed by a layer even if it is an input or known.
  mutating func output(_ tensor: Traced) throws(ImportFault) -> Draft.Value {
    guard tensor.element != .complex64 else {
      throw ImportFault("an output holds complex numbers", hint: "give its real and imaginary parts: torch.view_as_real(…)")
    }
    guard tensor.count > 0 else { throw ImportFault("an output has no elements: its shape is \(tensor.shape)") }
    let axis = tensor.shape.first == 1 ? 0 : missingAxis(tensor)
    let value = try value(tensor, without: axis)
    if tensor.known != nil { return try draft.addLayer("scale", name: wanted, [value], [("factor", .number(1))]) }
    guard draft.layer(of: value) == nil else { return value }
    return try draft.addLayer("reshape", name: wanted, [value], [("shape", .integers(tensor.shape.removing(axis)))])
  }

  /// A value as float32, ids being cast once.
  private mutating func computable(_ value: Draft.Value) throws(ImportFault) -> Draft.Value {
    guard draft.type(of: value).element == .int64 else { return value }
    if let numbers = casts[value] { return numbers }
    let name = "\(draft.name(of: value))_float32"
    let numbers = try draft.addLayer("cast", name: name, [value], [("to", .word("float32"))])
    casts[value] = numbers
    return numbers
  }

  private mutating func constant(_ known: Known, _ shape: [Int]) throws(ImportFault) -> Draft.Value {
    let key = ConstantKey(name: known.name, shape: shape)
    if let same = constants[key]?.first(where: { $0.known.isSame(as: known) }) { return same.value }
    let entry = try known.entry(shape)
    let value = try draft.addLayer(
      "constant",
      name: known.name,
      [],
      [("shape", .integers(shape))],
      weights: [("value", entry)]
    )
    constants[key, default: []].append((known, value))
    return value
  }

  /// Where the value of a tensor lacks an axis; nil for known ones.
  func missingAxis(_ tensor: Traced) -> Int? {
    if case .placed(_, let axis) = tensor.content { axis } else { nil }
  }

  /// Adds a layer over values that lack one axis, or none, as its result does.
  mutating func layer(
    _ kind: String,
    _ operands: [Traced],
    without axis: Int?,
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: TensorEntry)] = [],
    resultAxis: Int?? = .none,
    element: ImportedElement = .float32,
    keepsIDs: Bool = false
  ) throws(ImportFault) -> Traced {
    var values: [Draft.Value] = []
    for operand in operands { values.append(try value(operand, without: axis, keepsIDs: keepsIDs)) }
    let value = try draft.addLayer(kind, name: wanted, values, settings, weights: weights)
    return traced(value, without: resultAxis ?? axis, element)
  }

  /// A value of the draft as a tensor that has an axis of size 1 more.
  func traced(_ value: Draft.Value, without axis: Int?, _ element: ImportedElement = .float32) -> Traced {
    var shape = draft.type(of: value).shape.fixedSizes ?? []
    if let axis { shape.insert(1, at: axis) }
    return Traced(shape: shape, element: element, content: .placed(value, without: axis))
  }

  /// Notes that something is worked out along the batch where values lack it: a spec has one example there.
  mutating func noteBatch(_ tensor: Traced, along axes: [Int]) {
    guard let missing = missingAxis(tensor), axes.contains(missing), tensor.rank > 1 else { return }
    draft.note("'\(wanted)' works along the first axis, which is taken for the batch: it sees one example.")
  }

  /// Notes that weights are worked out over one element, which are 1: of sequences whose first axis was taken for the batch.
  mutating func noteSingle(_ tensor: Traced, along axis: Int) {
    guard tensor.shape[axis] == 1 else { return }
    draft.note("'\(wanted)' weighs one element alone, which may be the batch's.")
  }

  // MARK: What is known

  /// The result of a layer over known tensors, computed by its operator; nil when one of them is not known.
  func folded(
    _ kind: String,
    _ operands: [Traced],
    _ settings: [(key: String, value: Setting)] = [],
    element: ImportedElement? = nil
  ) throws(ImportFault) -> Traced? {
    let known = operands.compactMap(\.known)
    guard known.count == operands.count, let first = known.first else { return nil }
    // Tensors without elements may have axes of any size along the others.
    for operand in known where operand.shape.map({ max(1, $0) }).product > 1 << 31 {
      throw ImportFault("a tensor of shape \(operand.shape) is too large to compute with")
    }
    let op = try Draft.makeOperator(kind, settings, draft.layout)
    let type: TensorType
    do {
      type = try op.resultType(of: known.map { TensorType(.float32, TensorShape($0.shape)) })
    } catch {
      throw ImportFault("layer '\(kind)': \(error.message)")
    }
    guard let count = type.shape.fixedCount, count <= known.map(\.count).reduce(1 << 24, max) else {
      throw ImportFault("layer '\(kind)' of constants gives \(type.shape), too many elements")
    }
    let result = op.evaluate(known.map(\.reference), [])
    return Traced(
      Known(name: wanted, shape: result.shape, element: element ?? first.element, numbers: result.elements)
    )
  }
}
