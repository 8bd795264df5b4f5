import ForgeGraph
import ForgeSpec

/// Rows of a value by tuples of computed places: `y[p…] = x[places[p…, 0], places[p…, 1], …]`.
struct GatherND: Operator {
  /// How many first axes the value and the places have in common.
  let batchAxes: Int

  let name = "gather_nd"
  var summary: String { batchAxes == 0 ? "" : "\(batchAxes) common ax\(batchAxes == 1 ? "is" : "es")" }

  private func tuples(_ shapes: [TensorShape]) throws(ShapeError) -> TuplePlaces {
    try TuplePlaces(values: shapes[0], places: shapes[1], batchAxes: batchAxes, of: name)
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    TensorType(.float32, try tuples(inputs.shapesWithPlaces("values, places", of: name)).rows)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (x, places) = (inputs[0], inputs[1])
    guard let tuples = try? tuples([TensorShape(x.shape), TensorShape(places.shape)]), let shape = tuples.rows.fixedSizes else {
      preconditionFailure("the shape rule has accepted the places")
    }
    var elements: [Double] = []
    let length = tuples.rowLength.fixedValue ?? 1
    tuples.forEachRow(places, in: x.shape) { start, _ in elements += x.elements[start..<(start + length)] }
    return ReferenceTensor(shape: shape, elements: elements)
  }

  func emit(_ site: inout CallSite) {
    guard let tuples = try? tuples(site.inputs.map(\.shape)) else { return }
    let (x, y, length) = (site.inputs[0].pointer, site.output.pointer, site.swift(tuples.rowLength))
    tuples.emitLoop(&site) { start, tuple in
      "Kernel.copy(\(x) + \(start), into: \(y) + \(tuple) * \(length), count: \(length))"
    }
    site.use("CopyRows")
  }
}

extension LayerKind {
  static let gatherND = LayerKind(
    "gather_nd",
    .indexing,
    "Rows of a value by tuples of computed places: `y[p…] = x[places[p…, 0], places[p…, 1], …]`.",
    details: """
      `GatherND` of ONNX, whose `batch_dims` count the batch; `x[i, j]` in NumPy and PyTorch with `i` and `j` side by side on \
      the last axis of the places. `from` names the values and the places. \(ComputedPlaces.details)
      """,
    arity: .exactly(2),
    keys: [AnyKey(Keys.batchAxes)]
  ) { record, _, _ in GatherND(batchAxes: record[Keys.batchAxes]) }

  private enum Keys {
    static let batchAxes = Key(
      "batch_axes",
      ValueType<Int>.integer(0...7),
      default: 0,
      "How many first axes of an example the values and the places have in common."
    )
  }
}
