import ForgeGraph
import ForgeSpec

/// Rows of a table by number: `y[i] = W[ids[i]]` with `W` as `[entries, units]`; an id below 0 gives zeros.
///
/// The API refuses ids from `entries` on before anything is computed.
struct Embedding: Operator {
  let entries: Int
  let units: Int

  let name = "embedding"
  var summary: String { "\(entries) entries, \(units) units" }
  var idCount: Int? { entries }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else { throw ShapeError("takes one input, not \(inputs.count)", kind: .inputCount) }
    guard inputs[0].element == .int64 else {
      throw ShapeError(
        "embedding takes int64 ids, not float32 values",
        kind: .elementType,
        help: "a category with 'encode: index' and a tensor with 'dtype: int64' hold ids"
      )
    }
    return TensorType(.float32, TensorShape(inputs[0].shape.dimensions + [.fixed(units)]))
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] { [ParameterDemand(.table, [entries, units])] }

  /// An id without a row, which the API would refuse, gives NaN.
  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let ids = inputs[0]
    var y = ReferenceTensor(shape: ids.shape + [units])
    for (row, number) in ids.elements.enumerated() where !(number < 0) {
      for unit in 0..<units {
        let isThere = number < Double(entries)
        y.elements[row * units + unit] = isThere ? parameters[0].elements[Int(number) * units + unit] : .nan
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let table = site.store(site.parameters[0])
    site.call(
      "embedding",
      in: "Embedding",
      [
        "": site.inputs[0].pointer, "table": table, "into": site.output.pointer,
        "count": site.swift(site.inputs[0].shape.count), "units": "\(units)",
      ]
    )
  }
}

extension ParameterRole {
  /// The rows of an embedding.
  static let table = ParameterRole(pytorch: "weight", keras: "embeddings")
}

extension LayerKind {
  static let embedding = LayerKind(
    "embedding",
    .matrix,
    "Rows of a learned table by number: `y[i] = W[ids[i]]`.",
    details: """
      `torch.nn.Embedding`, `keras.layers.Embedding`. Reads int64 ids from 0 to `entries - 1` in any shape and adds an axis of \
      `units` at its end; the table is `[entries, units]` in both layouts. An id below 0, as an unknown category may have, \
      gives zeros.
      """,
    roles: [.table],
    keys: [AnyKey(Keys.entries), AnyKey(Keys.units)]
  ) { record, _, _ in
    Embedding(entries: record[Keys.entries], units: record[Keys.units])
  }

  private enum Keys {
    static let entries = Key("entries", ValueType<Int>.count, "How many rows the table has.")
    static let units = Key("units", ValueType<Int>.count, "How many elements a row has.")
  }
}
