import ForgeGraph
import ForgeSpec

/// int64 ids as float32 numbers.
struct Cast: Operator {
  /// What ids become.
  enum Target: String, Sendable, CaseIterable { case float32 }

  let target: Target

  let name = "cast"
  var summary: String { "to \(target.rawValue)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else { throw ShapeError("takes one input, not \(inputs.count)", kind: .inputCount) }
    guard inputs[0].element == .int64 else {
      throw ShapeError(
        "cast makes float32 numbers of int64 ids, but its input is float32 already",
        kind: .elementType,
        help: "leave the layer out; for whole numbers see 'round', 'floor' and 'trunc'"
      )
    }
    return TensorType(.float32, inputs[0].shape)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor { inputs[0] }

  func emit(_ site: inout CallSite) {
    let count = site.swift(site.output.shape.count)
    site.call("copy", in: "CopyIDs", ["": site.inputs[0].pointer, "into": site.output.pointer, "count": count])
  }
}

extension LayerKind {
  static let cast = LayerKind(
    "cast",
    .elementwise,
    "Ids of type int64 as float32 numbers.",
    details: """
      For features with `dtype: int64` or `encode: index` that are computed with, such as masks. All else is float32 already: \
      what comparisons give is 1 or 0, whole numbers are exact up to 2²⁴, and larger ids are rounded to the next float32.
      """,
    shorthand: "to",
    keys: [AnyKey(Keys.target)]
  ) { record, _, _ in Cast(target: record[Keys.target]) }

  private enum Keys {
    static let target = Key("to", .word(Cast.Target.self), "The type of the result: `float32`.")
  }
}
