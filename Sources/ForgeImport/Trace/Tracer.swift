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
  private var constants: [ConstantKey: Draft.Value] = [:]

  private struct ConstantKey: Hashable {
    let name: String
    let shape: [Int]
  }

  init(layout: WeightLayout) { draft = Draft(layout: layout) }

  // MARK: Between tensors and values

  /// A tensor that comes from outside, an example at a time: the first axis is the batch.
  mutating func input(_ name: String, shape: [Int], element: GraphElement, hasBatch: Bool) throws(ImportFault) -> Traced {
    let sizes = hasBatch ? Array(shape.dropFirst()) : shape
    let value = try draft.addFeature(name, TensorType(element, TensorShape(sizes)))
    return Traced(shape: shape, element: element, content: .placed(value, without: hasBatch ? 0 : nil))
  }

  /// The draft's value of a tensor without one of its axes, which has size 1, or with all.
  mutating func value(_ tensor: Traced, without axis: Int?) throws(ImportFault) -> Draft.Value {
    let wantedShape = tensor.shape.removing(axis)
    switch tensor.content {
    case .known(let known): return try constant(known, wantedShape)
    case .placed(let value, let own):
      if tensor.shape.removing(own) == wantedShape { return value }
      return try draft.addLayer(
        "reshape",
        name: "\(draft.name(of: value))_reshape",
        [value],
        [("shape", .integers(wantedShape))]
      )
    }
  }

  private mutating func constant(_ known: Known, _ shape: [Int]) throws(ImportFault) -> Draft.Value {
    let key = ConstantKey(name: known.name, shape: shape)
    if let value = constants[key] { return value }
    guard known.element == .float32 else {
      throw ImportFault("'\(known.name)' is a tensor of whole numbers that is computed with, which no layer can")
    }
    let entry = try known.entry(shape)
    let value = try draft.addLayer(
      "constant",
      name: known.name,
      [],
      [("shape", .integers(shape))],
      weights: [("value", entry)]
    )
    constants[key] = value
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
    resultAxis: Int?? = .none
  ) throws(ImportFault) -> Traced {
    var values: [Draft.Value] = []
    for operand in operands { values.append(try value(operand, without: axis)) }
    let value = try draft.addLayer(kind, name: wanted, values, settings, weights: weights)
    return traced(value, without: resultAxis ?? axis)
  }

  /// A value of the draft as a tensor that has an axis of size 1 more.
  func traced(_ value: Draft.Value, without axis: Int?) -> Traced {
    let type = draft.type(of: value)
    var shape = type.shape.fixedSizes ?? []
    if let axis { shape.insert(1, at: axis) }
    return Traced(shape: shape, element: type.element, content: .placed(value, without: axis))
  }

  // MARK: What is known

  /// The result of a layer over known tensors, computed by its operator; nil when one of them is not known.
  func folded(
    _ kind: String,
    _ operands: [Traced],
    _ settings: [(key: String, value: Setting)] = [],
    element: GraphElement? = nil
  ) throws(ImportFault) -> Traced? {
    let known = operands.compactMap(\.known)
    guard known.count == operands.count, let first = known.first else { return nil }
    let op = try Draft.makeOperator(kind, settings, draft.layout)
    do {
      _ = try op.resultType(of: known.map { TensorType(.float32, TensorShape($0.shape)) })
    } catch {
      throw ImportFault("layer '\(kind)': \(error.message)")
    }
    let result = op.evaluate(known.map(\.reference), [])
    return Traced(
      Known(name: wanted, shape: result.shape, element: element ?? first.element, numbers: result.elements)
    )
  }
}

extension [Int] {
  /// The sizes without an axis.
  func removing(_ axis: Int?) -> [Int] {
    guard let axis else { return self }
    var sizes = self
    sizes.remove(at: axis)
    return sizes
  }
}

extension Collection<Int> {
  /// The product of sizes; `Int.max` when it passes that, which no tensor has.
  var product: Int {
    var product = 1
    for size in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if overflow { return .max }
      product = next
    }
    return product
  }
}
