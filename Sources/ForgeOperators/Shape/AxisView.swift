import ForgeGraph

/// A tensor seen along one axis: `outer` blocks of `size` rows of `inner` neighbours.
struct AxisView {
  let outer: Dimension
  let size: Dimension
  let inner: Dimension

  init(_ shape: TensorShape, axis: Int) {
    outer = shape.count(of: 0..<axis)
    size = shape[axis]
    inner = shape.count(of: (axis + 1)..<shape.rank)
  }
}

extension CallSite {
  /// Copies rows along an axis: `count` of them from row `start` on, `step` apart, to row `target` on of a result that has
  /// `resultSize` rows along it.
  mutating func copyAlongAxis(
    _ view: AxisView,
    start: Int,
    step: Int,
    count: Dimension,
    to target: Int = 0,
    resultSize: Dimension
  ) {
    let source = pointer(inputs[0].pointer, plus: view.inner * start)
    let result = pointer(output.pointer, plus: view.inner * target)
    if step == 1 || count == .fixed(1) {
      return call(
        "copyRows",
        in: "CopyRows",
        [
          "": source, "sourceStride": swift(view.size * view.inner), "into": result,
          "targetStride": swift(resultSize * view.inner), "rows": swift(view.outer), "length": swift(count * view.inner),
        ]
      )
    }
    if view.outer == .fixed(1) { return copyRows(source, view, step, count, into: result) }
    let taken = Set([inputs[0].pointer, output.pointer]).union(output.shape.symbols)
    let index = ["block", "block_", "block__"].first { !taken.contains($0) } ?? "block___"
    line("for \(index) in 0..<\(swift(view.outer)) {")
    var body = CallSite(inputs: inputs, output: output, parameters: parameters)
    body.copyRows(
      "\(source) + \(index) * \(swift(view.size * view.inner))",
      view,
      step,
      count,
      into: "\(result) + \(index) * \(swift(resultSize * view.inner))"
    )
    body.statements.forEach { line("  \($0)") }
    line("}")
    use("CopyRows")
  }

  private mutating func copyRows(_ source: String, _ view: AxisView, _ step: Int, _ count: Dimension, into result: String) {
    call(
      "copyRows",
      in: "CopyRows",
      [
        "": source, "sourceStride": swift(view.inner * step), "into": result, "targetStride": swift(view.inner),
        "rows": swift(count), "length": swift(view.inner),
      ]
    )
  }
}

extension ReferenceTensor {
  /// The rows at some places along an axis.
  func rows(_ places: [Int], along axis: Int) -> ReferenceTensor {
    var shape = shape
    shape[axis] = places.count
    var result = ReferenceTensor(shape: shape)
    forEachIndex(in: shape) { index, position in
      var source = index
      source[axis] = places[index[axis]]
      result.elements[position] = self[source]
    }
    return result
  }
}
