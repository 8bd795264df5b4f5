import ForgeGraph
import ForgeSpec

/// The elements at computed places along an axis: `y[…, p…, …] = x[…, places[p…], …]`.
struct Take: Operator {
  let axis: Int

  let name = "take"
  var summary: String { "axis \(axis)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shapes = try inputs.shapesWithPlaces("values, places", of: name)
    var dimensions = shapes[0].dimensions
    let axis = try shapes[0].resolvedAxis(axis, of: name)
    dimensions.replaceSubrange(axis...axis, with: shapes[1].dimensions)
    return TensorType(.float32, TensorShape(dimensions))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (x, places) = (inputs[0], inputs[1])
    let axis = TensorShape(x.shape).axis(axis) ?? 0
    var shape = x.shape
    shape.replaceSubrange(axis...axis, with: places.shape)
    let rows = places.elements.map { ComputedPlaces.place($0, in: x.shape[axis]) }
    return x.rows(rows, along: axis).reshaped(shape)
  }

  func emit(_ site: inout CallSite) {
    let view = AxisView(site.inputs[0].shape, axis: site.inputs[0].shape.axis(axis) ?? 0)
    site.call(
      "take",
      in: "Take",
      [
        "": site.inputs[0].pointer, "places": site.inputs[1].pointer, "into": site.output.pointer,
        "outer": site.swift(view.outer),
        "size": site.swift(view.size), "inner": site.swift(view.inner), "count": site.swift(site.inputs[1].shape.count),
      ]
    )
  }
}

extension LayerKind {
  static let take = LayerKind(
    "take",
    .indexing,
    "The elements at computed places along an axis: `y[…, p…, …] = x[…, places[p…], …]`.",
    details: """
      `numpy.take`, `keras.ops.take`, `Gather` of ONNX, `x[:, places]` in PyTorch: `from` names the values and the places, \
      whose axes stand in the result where the axis was. \(ComputedPlaces.details) For constant places see 'gather', for \
      learned tables 'embedding'.
      """,
    arity: .exactly(2),
    shorthand: "axis",
    keys: [AnyKey(Keys.axis)]
  ) { record, _, _ in Take(axis: record[Keys.axis]) }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(-8...7), "The axis, counted per example; negative ones from the end.")
  }
}
