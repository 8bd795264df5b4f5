import ForgeGraph
import ForgeSpec

/// The place of the largest or smallest element along an axis, from 0 on, as a number; NaN counts as the largest and as the
/// smallest.
struct ArgExtreme: ChannelsLastOperator {
  var axis: Int
  let isLargest: Bool
  /// Whether the axis stays, with one element.
  let keepsDimensions: Bool
  /// Whether the last of several such elements counts, not the first.
  let selectsLast: Bool

  var name: String { isLargest ? "argmax" : "argmin" }
  var summary: String { "axis \(axis)" + (keepsDimensions ? ", dimensions kept" : "") + (selectsLast ? ", last" : "") }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var shape = try inputs.onlyFloatShape()
    let axis = try shape.resolvedAxis(axis, of: name)
    if keepsDimensions { shape[axis] = .fixed(1) } else { shape.dimensions.remove(at: axis) }
    return TensorType(.float32, shape)
  }

  /// Without the dimension that stays, the result is the same only where at most one axis is left, or the first is gone.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let axis = shape.axis(axis), keepsDimensions || shape.rank == 2 || axis == 0 else { return nil }
    var op = self
    op.axis = movedLast(axis, rank: shape.rank)
    return ChannelsLastForm(op, movesResult: keepsDimensions)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var shape = inputs[0].shape
    let axis = TensorShape(shape).axis(axis) ?? 0
    let size = shape[axis]
    shape[axis] = 1
    var y = ReferenceTensor(shape: shape)
    forEachIndex(in: shape) { index, position in
      let row = (0..<size).map { place in
        var index = index
        index[axis] = place
        return inputs[0][index]
      }
      y.elements[position] = Double(place(in: row))
    }
    if !keepsDimensions { shape.remove(at: axis) }
    return y.reshaped(shape)
  }

  private func place(in row: [Double]) -> Int {
    let extreme = isLargest ? row.max() : row.min()
    let places = row.contains(where: \.isNaN) ? row.indices.filter { row[$0].isNaN } : row.indices.filter { row[$0] == extreme }
    return (selectsLast ? places.last : places.first) ?? 0
  }

  func emit(_ site: inout CallSite) {
    let view = AxisView(site.inputs[0].shape, axis: site.inputs[0].shape.axis(axis) ?? 0)
    site.call(
      "placeOfExtreme",
      in: "PlaceOfExtreme",
      [
        "": site.inputs[0].pointer, "into": site.output.pointer, "outer": site.swift(view.outer), "size": site.swift(view.size),
        "inner": site.swift(view.inner), "isLargest": "\(isLargest)", "selectsLast": "\(selectsLast)",
      ]
    )
  }
}

/// The keys of `argmax` and `argmin`.
enum ArgExtremeKeys {
  static let axis = Key("axis", ValueType<Int>.integer(-8...7), "The axis, counted per example; negative ones from the end.")
  static let keepsDimensions = Key(
    "keep_dims",
    ValueType<Bool>.boolean,
    default: false,
    "Whether the axis stays, with one element."
  )
  static let selectsLast = Key(
    "select_last",
    ValueType<Bool>.boolean,
    default: false,
    "Whether the last of several such elements counts, not the first."
  )
  static let all = [AnyKey(axis), AnyKey(keepsDimensions), AnyKey(selectsLast)]

  static func makeOperator(_ record: Record, isLargest: Bool) -> ArgExtreme {
    ArgExtreme(
      axis: record[axis],
      isLargest: isLargest,
      keepsDimensions: record[keepsDimensions],
      selectsLast: record[selectsLast]
    )
  }
}
