import ForgeGraph
import ForgeSpec

/// The elements from `start` to before `end` along an axis, every `step`th.
struct Slice: ChannelsLastOperator {
  let axis: Int
  let start: Int
  /// Nil for the end of the axis.
  let end: Int?
  let step: Int

  let name = "slice"
  var summary: String {
    "axis \(axis), from \(start)\(end.map { " to \($0)" } ?? "")\(step == 1 ? "" : ", every \(step)")"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var shape = try inputs.onlyFloatShape()
    let axis = try shape.resolvedAxis(axis, of: name)
    guard let size = shape[axis].fixedValue else {
      throw ShapeError("axis \(axis) of \(shape) varies, but slice takes given places of it")
    }
    let range = places(size)
    guard !range.isEmpty else { throw ShapeError("slice leaves nothing of axis \(axis) of \(shape): \(summary)") }
    guard range.upperBound <= size else {
      throw ShapeError("slice reaches beyond the \(size) elements of axis \(axis) of \(shape)")
    }
    shape[axis] = .fixed(count(of: range))
    return TensorType(.float32, shape)
  }

  /// Not every second channel and the like, which are side by side with others then.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let axis = shape.axis(axis), axis > 0 || step == 1 else { return nil }
    return ChannelsLastForm(Slice(axis: movedLast(axis, rank: shape.rank), start: start, end: end, step: step))
  }

  /// The places from the first to behind the last, numbers below 0 counting from the end.
  private func places(_ size: Int) -> Range<Int> {
    let first = start < 0 ? start + size : start
    let last = end.map { $0 < 0 ? $0 + size : $0 } ?? size
    return first >= 0 && first < last ? first..<last : 0..<0
  }

  private func count(of range: Range<Int>) -> Int { (range.count + step - 1) / step }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let axis = TensorShape(inputs[0].shape).axis(axis) ?? 0
    let range = places(inputs[0].shape[axis])
    return inputs[0].rows((0..<count(of: range)).map { range.lowerBound + $0 * step }, along: axis)
  }

  func emit(_ site: inout CallSite) {
    let shape = site.inputs[0].shape
    let axis = shape.axis(axis) ?? 0
    let count = site.output.shape[axis]
    let start = places(shape[axis].fixedValue ?? 0).lowerBound
    site.copyAlongAxis(AxisView(shape, axis: axis), start: start, step: step, count: count, resultSize: count)
  }
}

extension LayerKind {
  static let slice = LayerKind(
    "slice",
    .shape,
    "Some elements along an axis: those from `start` to before `end`, every `step`th.",
    details: """
      `x[:, start:end:step]` in NumPy and PyTorch, `torch.narrow`, one part of `torch.split` or `torch.chunk`. Numbers below 0 count \
      from the end. Axes are those of one example.
      """,
    keys: [AnyKey(Keys.axis), AnyKey(Keys.start), AnyKey(Keys.end), AnyKey(Keys.step)]
  ) { record, _, _ in
    Slice(axis: record[Keys.axis], start: record[Keys.start], end: record[Keys.end], step: record[Keys.step])
  }

  private enum Keys {
    static let axis = Key("axis", ValueType<Int>.integer(), "The axis, counted per example; negative ones from the end.")
    static let start = Key("start", ValueType<Int>.integer(), default: 0, "The first element.")
    static let end = Key(
      optional: "end",
      ValueType<Int>.integer(),
      shownAs: "the end of the axis",
      "The element behind the last."
    )
    static let step = Key("step", ValueType<Int>.count, default: 1, "How far apart the elements lie.")
  }
}
