import ForgeGraph
import ForgeSpec

/// For each element of the places, the value at that place along an axis: `y[…, i, …] = x[…, places[…, i, …], …]`.
struct TakeAlongAxis: Operator {
  let axis: Int

  let name = "take_along_axis"
  var summary: String { "axis \(axis)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shapes = try inputs.shapesWithPlaces("values, places", of: name)
    try shapes[0].checkAgreement(with: shapes[1], exceptAxis: shapes[0].resolvedAxis(axis, of: name), of: name)
    return TensorType(.float32, shapes[1])
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (x, places) = (inputs[0], inputs[1])
    let axis = TensorShape(x.shape).axis(axis) ?? 0
    var y = ReferenceTensor(shape: places.shape)
    forEachIndex(in: places.shape) { index, position in
      var source = index
      source[axis] = ComputedPlaces.place(places.elements[position], in: x.shape[axis])
      y.elements[position] = x[source]
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let axis = site.inputs[0].shape.axis(axis) ?? 0
    let view = AxisView(site.inputs[0].shape, axis: axis)
    site.call(
      "takeAlongAxis",
      in: "TakeAlongAxis",
      [
        "": site.inputs[0].pointer, "places": site.inputs[1].pointer, "into": site.output.pointer,
        "outer": site.swift(view.outer),
        "size": site.swift(view.size), "inner": site.swift(view.inner), "count": site.swift(site.output.shape[axis]),
      ]
    )
  }
}

extension LayerKind {
  static let takeAlongAxis = LayerKind(
    "take_along_axis",
    .indexing,
    "For each of the places, the value there along an axis: `y[…, i, …] = x[…, places[…, i, …], …]`.",
    details: """
      `numpy.take_along_axis`, `torch.gather`, `keras.ops.take_along_axis`, `GatherElements` of ONNX: `from` names the values \
      and the places, which agree in all axes but one. \(ComputedPlaces.details)
      """,
    arity: .exactly(2),
    shorthand: "axis",
    keys: [AnyKey(Keys.axis)]
  ) { record, _, _ in TakeAlongAxis(axis: record[Keys.axis]) }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(-8...7), "The axis, counted per example; negative ones from the end.")
  }
}
