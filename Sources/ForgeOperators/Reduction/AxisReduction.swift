import ForgeGraph
import ForgeSpec

/// An operator that makes one element of all elements along some axes.
///
/// A conforming type gives the function for the reference interpreter and the name of its kernel; shape and emission follow.
protocol AxisReduction: ChannelsLastOperator {
  var axes: [Int] { get set }
  /// Whether the reduced axes stay, with one element each.
  var keepsDimensions: Bool { get }

  /// The function by its formula.
  func callAsFunction(_ elements: ArraySlice<Double>) -> Double

  /// The kernel's file and the function in it, which reduces the middle axis of `[outer][size][inner]`.
  var kernel: (file: KernelFile, function: String) { get }

  /// The kernel for one of several axes that are no neighbours and reduced one after another; the same for all of them, where the
  /// function allows that.
  func kernel(isFirst: Bool, isLast: Bool) -> (file: KernelFile, function: String)
}

extension AxisReduction {
  func kernel(isFirst: Bool, isLast: Bool) -> (file: KernelFile, function: String) { kernel }

  var summary: String { "axes \(axes)" + (keepsDimensions ? ", dimensions kept" : "") }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    let reduced = try shape.resolvedAxes(axes, of: name)
    let dimensions = shape.dimensions.indices.compactMap { axis in
      reduced.contains(axis) ? (keepsDimensions ? Dimension.fixed(1) : nil) : shape[axis]
    }
    return TensorType(.float32, TensorShape(dimensions))
  }

  /// Without dimensions that stay, the result is the same only where at most one axis is left, or the first is gone.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    let reduced = axes.compactMap { shape.axis($0) }
    let left = shape.rank - reduced.count
    guard shape.rank > 1, keepsDimensions || left <= 1 || reduced.contains(0) else { return nil }
    var op = self
    op.axes = reduced.map { movedLast($0, rank: shape.rank) }.sorted()
    return ChannelsLastForm(op, movesResult: keepsDimensions)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let reduced = axes.compactMap { TensorShape(x.shape).axis($0) }
    let kept = x.shape.indices.filter { !reduced.contains($0) }
    let rows = x.transposed(kept + reduced)
    let size = reduced.reduce(1) { $0 * x.shape[$1] }
    let shape = keepsDimensions ? x.shape.indices.map { kept.contains($0) ? x.shape[$0] : 1 } : kept.map { x.shape[$0] }
    var y = ReferenceTensor(shape: shape)
    for row in 0..<y.count { y.elements[row] = self(rows.elements[(row * size)..<((row + 1) * size)]) }
    return y
  }

  func emit(_ site: inout CallSite) {
    var runs = runs(of: site.inputs[0].shape)
    var source = site.inputs[0].pointer
    var used = Dimension.fixed(0)
    var isFirst = true
    while let place = runs.lastIndex(where: \.isReduced) {
      let outer = runs[..<place].reduce(Dimension.fixed(1)) { $0 * $1.size }
      let inner = runs[(place + 1)...].reduce(Dimension.fixed(1)) { $0 * $1.size }
      let size = runs.remove(at: place).size
      var target = site.output.pointer
      let isLast = !runs.contains(where: \.isReduced)
      if !isLast {
        let start = used
        used = used + (outer * inner).dividedRoundingUp(by: panelWidth) * panelWidth
        target = pointer(site.scratch(used), plus: start)
      }
      let step = kernel(isFirst: isFirst, isLast: isLast)
      site.call(
        step.function,
        in: step.file,
        ["": source, "into": target, "outer": site.swift(outer), "size": site.swift(size), "inner": site.swift(inner)]
      )
      source = target
      isFirst = false
    }
  }

  /// The shape with neighbouring axes taken together that are all reduced or all kept; axes of size 1 do not count.
  private func runs(of shape: TensorShape) -> [AxisRun] {
    let reduced = axes.compactMap { shape.axis($0) }
    var runs: [AxisRun] = []
    for axis in shape.dimensions.indices where shape[axis] != .fixed(1) {
      let isReduced = reduced.contains(axis)
      if let last = runs.last, last.isReduced == isReduced {
        runs[runs.count - 1].size = last.size * shape[axis]
      } else {
        runs.append(AxisRun(size: shape[axis], isReduced: isReduced))
      }
    }
    return runs.contains(where: \.isReduced) ? runs : [AxisRun(size: .fixed(1), isReduced: true)] + runs
  }
}

/// Neighbouring axes that are all reduced or all kept.
private struct AxisRun {
  var size: Dimension
  var isReduced: Bool
}

/// The keys of reductions.
enum ReductionKeys {
  static let axes = Key(
    "axes",
    ValueType<[Int]>.oneOrMore(.integer()),
    "The axes to reduce, counted per example; negative ones from the end."
  )
  static let keepsDimensions = Key(
    "keep_dims",
    ValueType<Bool>.boolean,
    default: false,
    "Whether the reduced axes stay, with one element each."
  )
  static let all = [AnyKey(axes), AnyKey(keepsDimensions)]
}
