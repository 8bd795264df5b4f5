import ForgeGraph

extension [TensorShape] {
  /// The common shape by NumPy's rule: shapes are aligned at their last axes, and sizes must be equal or 1.
  package func broadcast() throws(ShapeError) -> TensorShape {
    let rank = map(\.rank).max() ?? 0
    var dimensions: [Dimension] = []
    for position in (1...Swift.max(1, rank)).reversed() where rank > 0 {
      let sizes = compactMap { $0.rank >= position ? $0[$0.rank - position] : nil }
      let wide = sizes.filter { $0 != .fixed(1) }
      if let size = wide.first, let other = wide.first(where: { $0 != size }) {
        throw mismatch(size, other)
      }
      dimensions.append(wide.first ?? .fixed(1))
    }
    return TensorShape(dimensions)
  }

  private func mismatch(_ size: Dimension, _ other: Dimension) -> ShapeError {
    let shapes = map(\.description).joined(separator: " and ")
    let isKnown = size.fixedValue != nil && other.fixedValue != nil
    return ShapeError(
      "\(shapes) do not fit together: an axis is \(size) in one and \(other) in another",
      help: isKnown
        ? "shapes are aligned at their last axes, where sizes must be equal or 1"
        : "sizes that vary from call to call must have the same name"
    )
  }
}

/// Two operands under their common shape, with neighbouring axes taken together where both operands lie alike.
struct BroadcastAxes {
  struct Axis: Equatable {
    var size: Dimension
    /// Whether the operand has an element for each place along the axis, not one for all.
    let leftVaries: Bool
    let rightVaries: Bool
  }

  /// Outermost first; without axes of size 1.
  private(set) var axes: [Axis] = []

  init(_ left: TensorShape, _ right: TensorShape, under shape: TensorShape) {
    func varies(_ operand: TensorShape, _ axis: Int) -> Bool {
      let own = axis - (shape.rank - operand.rank)
      return own >= 0 && operand[own] != .fixed(1)
    }
    for axis in 0..<shape.rank where shape[axis] != .fixed(1) {
      let next = Axis(size: shape[axis], leftVaries: varies(left, axis), rightVaries: varies(right, axis))
      if let last = axes.last, (last.leftVaries, last.rightVaries) == (next.leftVaries, next.rightVaries) {
        axes[axes.count - 1].size = last.size * next.size
      } else {
        axes.append(next)
      }
    }
  }

  /// Whether both operands have all elements of the result.
  var isElementwise: Bool { axes.allSatisfy { $0.leftVaries && $0.rightVaries } }

  /// How far apart neighbours along an axis lie in an operand that varies along some of the axes; 0 where it does not.
  func stride(of axis: Int, _ varies: (Axis) -> Bool) -> Dimension {
    guard axes.indices.contains(axis), varies(axes[axis]) else { return .fixed(0) }
    return axes[(axis + 1)...].filter(varies).reduce(.fixed(1)) { $0 * $1.size }
  }
}

extension CallSite {
  /// An operand of a broadcast: the expression of its pointer, and its shape.
  typealias BroadcastOperand = (pointer: String, shape: TensorShape)

  /// Calls a kernel of two operands: `function(a, b, count:into:)` where the shapes are the same, else
  /// `function(a, strides:, b, strides:, rows:columns:into:)` within as many loops as the axes need beyond two.
  mutating func combine(
    _ function: String,
    in file: KernelFile,
    _ left: BroadcastOperand,
    _ right: BroadcastOperand,
    into result: BroadcastOperand
  ) {
    let broadcast = BroadcastAxes(left.shape, right.shape, under: result.shape)
    if broadcast.isElementwise {
      let count = swift(result.shape.count)
      return call(function, in: file, ["": left.pointer, "": right.pointer, "count": count, "into": result.pointer])
    }
    let used = Set([left.pointer, right.pointer, result.pointer]).union(result.shape.symbols)
    let names = "ijklmnopqrst".map(String.init).filter { !used.contains($0) }
    let loops = Array(names.prefix(max(0, broadcast.axes.count - 2)))
    for (depth, name) in loops.enumerated() {
      line(indentation(depth) + "for \(name) in 0..<\(swift(broadcast.axes[depth].size)) {")
    }
    var body = CallSite(inputs: inputs, output: output, parameters: parameters)
    body.combineMatrices(function, in: file, broadcast, [left.pointer, right.pointer, result.pointer], loops)
    for statement in body.statements { line(indentation(loops.count) + statement) }
    for depth in loops.indices.reversed() { line(indentation(depth) + "}") }
    use(file)
  }

  /// Calls the kernel for the two innermost axes, within loops of these names over the others.
  private mutating func combineMatrices(
    _ function: String,
    in file: KernelFile,
    _ broadcast: BroadcastAxes,
    _ pointers: [String],
    _ loops: [String]
  ) {
    let column = broadcast.axes.count - 1
    let varies: [(BroadcastAxes.Axis) -> Bool] = [\.leftVaries, \.rightVaries, { _ in true }]
    let places = zip(pointers, varies).map { pointer, varies in
      loops.indices.reduce(pointer) { $0 + step(loops[$1], broadcast.stride(of: $1, varies)) }
    }
    let strides = varies.map { varies in
      "(\(swift(broadcast.stride(of: column - 1, varies))), \(swift(broadcast.stride(of: column, varies))))"
    }
    call(
      function,
      in: file,
      [
        "": places[0], "strides": strides[0], "": places[1], "strides": strides[1],
        "rows": column > 0 ? swift(broadcast.axes[column - 1].size) : "1", "columns": swift(broadcast.axes[column].size),
        "into": places[2],
      ]
    )
  }

  private func indentation(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

  /// What a loop adds to a pointer: ` + i * 12`.
  private func step(_ loop: String, _ stride: Dimension) -> String {
    switch stride {
    case .fixed(0): ""
    case .fixed(1): " + \(loop)"
    default: " + \(loop) * \(swift(stride))"
    }
  }
}
