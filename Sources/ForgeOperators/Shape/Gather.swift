import ForgeGraph
import ForgeSpec

/// The elements at given places along an axis, in the order of the places.
struct Gather: Operator {
  let axis: Int
  let indices: [Int]

  let name = "gather"
  var summary: String {
    let shown = indices.prefix(8).map(String.init).joined(separator: ", ")
    return "axis \(axis), [\(shown)\(indices.count > 8 ? ", …" : "")]"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var shape = try inputs.onlyFloatShape()
    let axis = try shape.resolvedAxis(axis, of: name)
    guard let size = shape[axis].fixedValue else {
      throw ShapeError("axis \(axis) of \(shape) varies, but gather takes given places of it")
    }
    if let stray = indices.first(where: { $0 < -size || $0 >= size }) {
      throw ShapeError("gather takes place \(stray) of axis \(axis) of \(shape), which has \(size)")
    }
    shape[axis] = .fixed(indices.count)
    return TensorType(.float32, shape)
  }

  private func places(_ size: Int) -> [Int] { indices.map { $0 < 0 ? $0 + size : $0 } }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let axis = TensorShape(inputs[0].shape).axis(axis) ?? 0
    return inputs[0].rows(places(inputs[0].shape[axis]), along: axis)
  }

  /// A statement for each run of places that lie evenly apart.
  func emit(_ site: inout CallSite) {
    let shape = site.inputs[0].shape
    let axis = shape.axis(axis) ?? 0
    let view = AxisView(shape, axis: axis)
    let places = places(shape[axis].fixedValue ?? 0)
    var first = 0
    while first < places.count {
      let step = first + 1 < places.count ? places[first + 1] - places[first] : 1
      var end = first + 1
      while end < places.count, places[end] - places[end - 1] == step { end += 1 }
      site.copyAlongAxis(
        view,
        start: places[first],
        step: step,
        count: .fixed(end - first),
        to: first,
        resultSize: site.output.shape[axis]
      )
      first = end
    }
  }
}

extension LayerKind {
  static let gather = LayerKind(
    "gather",
    .shape,
    "The elements at given places along an axis, in the order of the places.",
    details: """
      `torch.index_select`, `numpy.take`, `keras.ops.take` with constant places; a place may come several times. Numbers below 0 \
      count from the end. Axes are those of one example. For rows by computed numbers see 'embedding'.
      """,
    keys: [AnyKey(Keys.axis), AnyKey(Keys.indices)]
  ) { record, _, _ in
    Gather(axis: record[Keys.axis], indices: record[Keys.indices])
  }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(), "The axis, counted per example; negative ones from the end.")
    static let indices = Key("indices", ValueType<[Int]>.list(of: .integer()), "The places.")
  }
}
