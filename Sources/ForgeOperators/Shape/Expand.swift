import ForgeGraph
import ForgeSpec

/// A value repeated along axes of size 1, and along new axes in front, to a given shape.
struct Expand: Operator {
  /// The sizes of the result; nil where the input's own stays.
  let shape: [Int?]

  let name = "expand"
  var summary: String { "to [\(shape.map { $0.map(String.init) ?? "-1" }.joined(separator: ", "))]" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let input = try inputs.onlyFloatShape()
    let added = shape.count - input.rank
    guard added >= 0 else {
      throw ShapeError("expand \(summary) has \(shape.count) axes, but \(input) has \(input.rank)")
    }
    var dimensions: [Dimension] = []
    for (axis, size) in shape.enumerated() {
      let own = axis < added ? nil : input[axis - added]
      guard let dimension = size.map(Dimension.fixed) ?? own else {
        throw ShapeError(
          "expand \(summary) keeps the size of axis \(axis), but \(input) has no such axis when aligned at the last",
          help: "say how large the new axis is"
        )
      }
      guard own == nil || own == .fixed(1) || own == dimension else {
        throw ShapeError(
          "expand \(summary) makes \(dimension) of axis \(axis - added) of \(input), which has \(input[axis - added])",
          help: "only axes of size 1 are repeated; -1 keeps a size"
        )
      }
      dimensions.append(dimension)
    }
    return TensorType(.float32, TensorShape(dimensions))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let added = shape.count - x.rank
    let sizes = shape.enumerated().map { axis, size in size ?? x.shape[axis - added] }
    return ReferenceTensor.combined([x, ReferenceTensor(shape: sizes)]) { $0[0] }
  }

  func emit(_ site: inout CallSite) {
    site.combine(
      "expand",
      in: "Expand",
      [(site.inputs[0].pointer, site.inputs[0].shape)],
      into: (site.output.pointer, site.output.shape)
    )
  }
}

extension LayerKind {
  static let expand = LayerKind(
    "expand",
    .shape,
    "A value repeated along axes of size 1 to a given shape.",
    details: """
      `numpy.broadcast_to`, `torch.Tensor.expand`, `keras.ops.broadcast_to`: shapes are aligned at their last axes, new axes stand \
      in front, and -1 keeps the size that an axis has, also one that varies from call to call. Layers of several values \
      broadcast them without it.
      """,
    shorthand: "shape",
    keys: [AnyKey(Keys.shape)]
  ) { record, _, sink in
    let shape = record[Keys.shape]
    guard shape.count <= mostAxes else {
      sink.error(
        .valueNotAllowed,
        "'shape' has \(shape.count) axes, but at most \(mostAxes) are possible",
        at: record.span(of: Keys.shape)
      )
      return nil
    }
    return Expand(shape: shape.map { $0 == -1 ? nil : $0 })
  }

  private enum Keys {
    static let shape = Key(
      "shape",
      ValueType<[Int]>.list(
        of: .integer(-1...Int.max).map { (size) throws(Refusal) in
          guard size != 0 else { throw Refusal("must be a size of at least 1, or -1 for the size that the axis has, not 0") }
          return size
        }
      ),
      "The sizes of the axes, for one example; -1 keeps a size."
    )
  }
}
