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

extension [TensorType] {
  /// Whether the first axes of all operands may move to the end: where they have as many axes, `[channels, 1, 1]` under
  /// `[channels, height, width]` too, which axis is broadcast along which stays the same. One with fewer axes lies under the last
  /// ones of the others, which would no longer be those.
  var broadcastAlikeWithFirstAxisLast: Bool { allSatisfy { $0.shape.rank == self[0].shape.rank } }
}

/// Some operands under their common shape, with neighbouring axes taken together where all operands lie alike.
struct BroadcastAxes {
  struct Axis: Equatable {
    var size: Dimension
    /// For each operand, whether it has an element for each place along the axis, not one for all.
    let varies: [Bool]
  }

  /// Outermost first; without axes of size 1.
  private(set) var axes: [Axis] = []

  init(_ operands: [TensorShape], under shape: TensorShape) {
    func varies(_ operand: TensorShape, _ axis: Int) -> Bool {
      let own = axis - (shape.rank - operand.rank)
      return own >= 0 && operand[own] != .fixed(1)
    }
    for axis in 0..<shape.rank where shape[axis] != .fixed(1) {
      let next = Axis(size: shape[axis], varies: operands.map { varies($0, axis) })
      if let last = axes.last, last.varies == next.varies {
        axes[axes.count - 1].size = last.size * next.size
      } else {
        axes.append(next)
      }
    }
  }

  /// Whether all operands have all elements of the result.
  var isElementwise: Bool { axes.allSatisfy { !$0.varies.contains(false) } }

  /// How far apart neighbours along an axis lie in an operand, 0 where it has one for all; in the result, for no operand.
  func stride(of axis: Int, in operand: Int?) -> Dimension {
    func varies(_ axis: Axis) -> Bool { operand.map { axis.varies[$0] } ?? true }
    guard axes.indices.contains(axis), varies(axes[axis]) else { return .fixed(0) }
    return axes[(axis + 1)...].filter(varies).reduce(.fixed(1)) { $0 * $1.size }
  }
}

extension CallSite {
  /// An operand of a broadcast: the expression of its pointer, and its shape.
  typealias BroadcastOperand = (pointer: String, shape: TensorShape)

  /// Calls a kernel of one to three operands: `function(a, b, count:into:)` where the shapes are the same, else
  /// `function(a, strides:, b, strides:, rows:columns:into:)` within as many loops as the axes need beyond two.
  mutating func combine(
    _ function: String,
    in file: KernelFile,
    _ operands: [BroadcastOperand],
    into result: BroadcastOperand
  ) {
    let broadcast = BroadcastAxes(operands.map(\.shape), under: result.shape)
    if broadcast.isElementwise {
      let arguments = operands.map { (key: "", value: $0.pointer) }
      return call(
        function,
        in: file,
        arguments + [(key: "count", value: swift(result.shape.count)), (key: "into", value: result.pointer)]
      )
    }
    let outer = Array(broadcast.loops(operands.count).dropLast(2))
    loop(over: outer, operands.map(\.pointer) + [result.pointer]) { site, pointers in
      site.combineMatrices(function, in: file, broadcast, Array(pointers.dropLast()), into: pointers[operands.count])
    }
  }

  /// Calls the kernel for the two innermost axes.
  private mutating func combineMatrices(
    _ function: String,
    in file: KernelFile,
    _ broadcast: BroadcastAxes,
    _ operands: [String],
    into result: String
  ) {
    let column = broadcast.axes.count - 1
    let arguments = operands.enumerated().flatMap { index, pointer in
      let (row, step) = (broadcast.stride(of: column - 1, in: index), broadcast.stride(of: column, in: index))
      return [(key: "", value: pointer), (key: "strides", value: "(\(swift(row)), \(swift(step)))")]
    }
    call(
      function,
      in: file,
      arguments + [
        (key: "rows", value: column > 0 ? swift(broadcast.axes[column - 1].size) : "1"),
        (key: "columns", value: swift(broadcast.axes[column].size)), (key: "into", value: result),
      ]
    )
  }
}

extension BroadcastAxes {
  /// The axes with the strides of the operands, and then those of the result.
  ///
  /// - Parameter sizes: how many elements stand for one of an operand's and of the result's; one when empty.
  func loops(_ count: Int, sizes: [Dimension] = []) -> [LoopAxis] {
    axes.indices.map { axis in
      let strides = (0..<count).map { stride(of: axis, in: $0) } + [stride(of: axis, in: nil)]
      return LoopAxis(size: axes[axis].size, strides: sizes.isEmpty ? strides : zip(strides, sizes).map { $0 * $1 })
    }
  }
}
