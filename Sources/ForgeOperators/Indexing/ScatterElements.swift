import ForgeGraph
import ForgeSpec

/// A value with other elements worked in at computed places along an axis: `y = x`, then `y[…, places[…, i, …], …] = updates[…,
/// i, …]`.
struct ScatterElements: Operator {
  let axis: Int
  let reduction: ScatterReduction

  let name = "scatter_elements"
  var summary: String { "axis \(axis)" + (reduction == .none ? "" : ", \(reduction.rawValue)") }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shapes = try inputs.shapesWithPlaces("values, places, updates", of: name)
    try shapes[0].checkAgreement(with: shapes[1], exceptAxis: shapes[0].resolvedAxis(axis, of: name), of: name)
    guard shapes[2] == shapes[1] else {
      throw ShapeError("\(name) takes an update for each place, but updates are \(shapes[2]) and places \(shapes[1])")
    }
    return TensorType(.float32, shapes[0])
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var y = inputs[0]
    let axis = TensorShape(y.shape).axis(axis) ?? 0
    forEachIndex(in: inputs[1].shape) { index, position in
      var target = index
      target[axis] = ComputedPlaces.place(inputs[1].elements[position], in: y.shape[axis])
      y[target] = reduction(y[target], inputs[2].elements[position])
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let axis = site.output.shape.axis(axis) ?? 0
    let view = AxisView(site.output.shape, axis: axis)
    let count = site.swift(site.output.shape.count)
    site.call("copy", in: "CopyRows", ["": site.inputs[0].pointer, "into": site.output.pointer, "count": count])
    site.call(
      "scatterElements",
      in: "ScatterElements",
      [
        "": site.inputs[2].pointer, "places": site.inputs[1].pointer, "into": site.output.pointer,
        "outer": site.swift(view.outer),
        "size": site.swift(view.size), "inner": site.swift(view.inner), "count": site.swift(site.inputs[1].shape[axis]),
      ],
      closure: reduction.closure
    )
  }
}

extension LayerKind {
  static let scatterElements = LayerKind(
    "scatter_elements",
    .indexing,
    "A value with others worked in at computed places along an axis: `y[…, places[…, i, …], …] = updates[…, i, …]`.",
    details: """
      `ScatterElements` of ONNX, `torch.scatter` and `torch.scatter_reduce`, `numpy.put_along_axis`: `from` names the values, \
      the places and the updates, which agree in all axes but one. Updates are worked in one after the other in row-major \
      order. \(ComputedPlaces.details)
      """,
    arity: .exactly(3),
    keys: [AnyKey(Keys.axis), AnyKey(ScatterReduction.key)]
  ) { record, _, _ in ScatterElements(axis: record[Keys.axis], reduction: record[ScatterReduction.key]) }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(-8...7), "The axis, counted per example; negative ones from the end.")
  }
}
