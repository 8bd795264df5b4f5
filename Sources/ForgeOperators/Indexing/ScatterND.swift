import ForgeGraph
import ForgeSpec

/// A value with rows worked in at tuples of computed places: `y = x`, then `y[places[p…, 0], places[p…, 1], …] = updates[p…]`.
struct ScatterND: Operator {
  let reduction: ScatterReduction

  let name = "scatter_nd"
  var summary: String { reduction == .none ? "" : reduction.rawValue }

  private func tuples(_ shapes: [TensorShape]) throws(ShapeError) -> TuplePlaces {
    try TuplePlaces(values: shapes[0], places: shapes[1], batchAxes: 0, of: name)
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shapes = try inputs.shapesWithPlaces("values, places, updates", of: name)
    let rows = try tuples(shapes).rows
    guard shapes[2] == rows else {
      throw ShapeError("\(name) at places \(shapes[1]) of \(shapes[0]) takes updates \(rows), not \(shapes[2])")
    }
    return TensorType(.float32, shapes[0])
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var y = inputs[0]
    guard let tuples = try? tuples(inputs.map { TensorShape($0.shape) }) else {
      preconditionFailure("the shape rule has accepted the places")
    }
    let length = tuples.rowLength.fixedValue ?? 1
    tuples.forEachRow(inputs[1], in: y.shape) { start, tuple in
      for i in 0..<length {
        y.elements[start + i] = reduction(y.elements[start + i], inputs[2].elements[tuple * length + i])
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    guard let tuples = try? tuples(site.inputs.map(\.shape)) else { return }
    let (updates, y, length) = (site.inputs[2].pointer, site.output.pointer, site.swift(tuples.rowLength))
    let count = site.swift(site.output.shape.count)
    site.call("copy", in: "CopyRows", ["": site.inputs[0].pointer, "into": y, "count": count])
    tuples.emitLoop(&site) { start, tuple in
      "Kernel.scatterRow(\(updates) + \(tuple) * \(length), into: \(y) + \(start), count: \(length)) \(reduction.closure)"
    }
    site.use("ScatterRow")
  }
}

extension LayerKind {
  static let scatterND = LayerKind(
    "scatter_nd",
    .indexing,
    "A value with rows worked in at tuples of computed places: `y[places[p…, 0], places[p…, 1], …] = updates[p…]`.",
    details: """
      `ScatterND` of ONNX, `keras.ops.scatter_update`, `x[i, j] = updates` in NumPy and PyTorch with `i` and `j` side by side \
      on the last axis of the places. `from` names the values, the places and the updates, which are worked in one after the \
      other. \(ComputedPlaces.details)
      """,
    arity: .exactly(3),
    shorthand: "reduction",
    keys: [AnyKey(ScatterReduction.key)]
  ) { record, _, _ in ScatterND(reduction: record[ScatterReduction.key]) }
}
