import ForgeGraph
import ForgeSpec

/// The elements along an axis in the opposite order.
struct Flip: ChannelsLastOperator {
  let axis: Int

  let name = "flip"
  var summary: String { "axis \(axis)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    let axis = try shape.resolvedAxis(axis, of: name)
    guard shape[axis].fixedValue != nil else {
      throw ShapeError("axis \(axis) of \(shape) varies, which flip does not support")
    }
    return TensorType(.float32, shape)
  }

  /// Not of channels, which are copied one by one then.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let axis = shape.axis(axis), axis > 0 else { return nil }
    return ChannelsLastForm(Flip(axis: movedLast(axis, rank: shape.rank)))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let axis = TensorShape(inputs[0].shape).axis(axis) ?? 0
    return inputs[0].rows((0..<inputs[0].shape[axis]).reversed(), along: axis)
  }

  func emit(_ site: inout CallSite) {
    let shape = site.inputs[0].shape
    let axis = shape.axis(axis) ?? 0
    let size = shape[axis].fixedValue ?? 1
    site.copyAlongAxis(AxisView(shape, axis: axis), start: size - 1, step: -1, count: .fixed(size), resultSize: .fixed(size))
  }
}

extension LayerKind {
  static let flip = LayerKind(
    "flip",
    .shape,
    "The elements along an axis in the opposite order.",
    details: "`torch.flip`, `numpy.flip`, `keras.ops.flip`. The axis is one of an example; negative ones count from the end.",
    shorthand: "axis",
    keys: [AnyKey(Keys.axis)]
  ) { record, _, _ in
    Flip(axis: record[Keys.axis])
  }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(), "The axis.")
  }
}
