import ForgeGraph
import ForgeSpec

/// The axes in another order: axis `i` of the result is axis `axes[i]` of the input.
struct Transpose: Operator {
  let axes: [Int]

  let name = "transpose"
  var summary: String { "axes \(axes)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard axes.count == shape.rank else {
      throw ShapeError(
        "transpose has \(axes.count) axes in its order, but \(shape) has \(shape.rank)",
        help: "'axes' names every axis of one example once; the batch is not counted"
      )
    }
    _ = try shape.resolvedAxes(axes, of: name)
    return TensorType(.float32, TensorShape(order(of: shape).map { shape[$0] }))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    inputs[0].transposed(order(of: TensorShape(inputs[0].shape)))
  }

  func emit(_ site: inout CallSite) {
    let shape = site.inputs[0].shape
    let moves = AxisMove.moves(of: shape, order: order(of: shape))
    guard let contiguousTarget = moves.last, let contiguousSource = moves.firstIndex(where: { $0.sourceStride == .fixed(1) })
    else {
      let count = site.swift(shape.count)
      return site.call("copy", in: "CopyRows", ["": site.inputs[0].pointer, "into": site.output.pointer, "count": count])
    }
    if contiguousSource == moves.count - 1 {
      let rows = moves.count > 1 ? moves[moves.count - 2] : AxisMove.none
      emitLoops(over: Array(moves.dropLast(2)), at: &site) { body, x, y in
        body.call(
          "copyRows",
          in: "CopyRows",
          [
            "": x, "sourceStride": body.swift(rows.sourceStride), "into": y, "targetStride": body.swift(rows.targetStride),
            "rows": body.swift(rows.size), "length": body.swift(contiguousTarget.size),
          ]
        )
      }
    } else {
      let columns = moves[contiguousSource]
      var outer = moves.dropLast()
      outer.remove(at: contiguousSource)
      emitLoops(over: Array(outer), at: &site) { body, x, y in
        body.call(
          "transposeMatrix",
          in: "TransposeMatrix",
          [
            "": x, "sourceStride": body.swift(contiguousTarget.sourceStride), "into": y,
            "targetStride": body.swift(columns.targetStride), "rows": body.swift(contiguousTarget.size),
            "columns": body.swift(columns.size),
          ]
        )
      }
    }
  }

  /// Writes a loop for each of the moves around the statement that `body` writes for its pointers.
  private func emitLoops(
    over moves: [AxisMove],
    at site: inout CallSite,
    body: (inout CallSite, _ x: String, _ y: String) -> Void
  ) {
    var x = site.inputs[0].pointer
    var y = site.output.pointer
    let taken = [x, y].joined(separator: " ") + site.inputs[0].shape.symbols.sorted().joined(separator: " ")
    for (depth, move) in moves.enumerated() {
      var index = "index\(depth)"
      while taken.contains(index) { index += "_" }
      site.line(String(repeating: "  ", count: depth) + "for \(index) in 0..<\(site.swift(move.size)) {")
      x += " + " + (move.sourceStride == .fixed(1) ? index : "\(index) * \(site.swift(move.sourceStride))")
      y += " + " + (move.targetStride == .fixed(1) ? index : "\(index) * \(site.swift(move.targetStride))")
    }
    var inner = CallSite(inputs: site.inputs, output: site.output, parameters: site.parameters)
    body(&inner, x, y)
    inner.kernels.forEach { site.use($0) }
    for statement in inner.statements { site.line(String(repeating: "  ", count: moves.count) + statement) }
    for depth in moves.indices.reversed() { site.line(String(repeating: "  ", count: depth) + "}") }
  }

  /// The axes from 0 to `rank - 1`; the shape rule has found them to be there.
  func order(of shape: TensorShape) -> [Int] { axes.compactMap { shape.axis($0) } }
}

/// An axis of the result: its size, and how far apart its neighbours lie on both sides.
private struct AxisMove {
  var size: Dimension
  var sourceStride: Dimension
  var targetStride: Dimension

  static let none = AxisMove(size: .fixed(1), sourceStride: .fixed(0), targetStride: .fixed(0))

  /// The axes of the result in their order, without those of size 1; axes that stay neighbours are taken together.
  static func moves(of shape: TensorShape, order: [Int]) -> [AxisMove] {
    var runs: [Range<Int>] = []
    let axes = shape.dimensions.indices.filter { shape[$0] != .fixed(1) }
    for axis in order where shape[axis] != .fixed(1) {
      let place = axes.firstIndex(of: axis) ?? 0
      if let last = runs.last, last.upperBound == place {
        runs[runs.count - 1] = last.lowerBound..<(place + 1)
      } else {
        runs.append(place..<(place + 1))
      }
    }
    func product(_ places: some Sequence<Int>) -> Dimension { places.reduce(.fixed(1)) { $0 * shape[axes[$1]] } }
    return runs.indices.map { index in
      AxisMove(
        size: product(runs[index]),
        sourceStride: product(runs[index].upperBound..<axes.count),
        targetStride: product(runs[(index + 1)...].joined())
      )
    }
  }
}

extension LayerKind {
  static let transpose = LayerKind(
    "transpose",
    .shape,
    "The axes in another order: axis `i` of the result is axis `axes[i]` of the input.",
    details: """
      `torch.permute`, `numpy.transpose`, `keras.layers.Permute` (which counts from 1). Axes are those of one example: \
      `[1, 2, 0]` brings a channels-first image into channels-last order.
      """,
    shorthand: "axes",
    keys: [AnyKey(Keys.axes)]
  ) { record, _, _ in
    Transpose(axes: record[Keys.axes])
  }

  private enum Keys {
    static let axes = Key("axes", ValueType<[Int]>.list(of: .integer()), "The input's axes in the order of the result.")
  }
}
