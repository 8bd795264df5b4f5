import ForgeGraph
import ForgeSpec

/// More rows and columns around a sequence or image, the channels staying as they are.
///
/// `y[c, i] = x[c, i - before]`; outside `x` a constant (`constant`), the mirror image without the outermost element
/// (`reflect`: `x[c, -i]`, `x[c, 2 (n - 1) - i]`), or the outermost element (`edge`).
struct Pad: ChannelsLastOperator {
  enum Mode: String, Sendable, CaseIterable {
    case constant, reflect, edge
  }

  /// A number for all sides, `[height, width]` or `[top, bottom, left, right]`; for a sequence `[left, right]`.
  let amounts: [Int]
  let mode: Mode
  let value: Double
  var format: DataFormat

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    SpatialRank(rawValue: inputs[0].shape.rank - 1).flatMap { rank in
      SpatialForm(rank: rank, format: format).channelsLast(self, \.format)
    }
  }

  let name = "pad"
  var summary: String {
    let numbers = amounts.count == 1 ? "\(amounts[0])" : "\(amounts)"
    return mode == .constant ? "\(numbers) of \(floatLiteral(value))" : "\(numbers), \(mode.rawValue)"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard let rank = SpatialRank(rawValue: shape.rank - 1) else {
      throw ShapeError(
        "pad takes a sequence or an image with its channels, 2 or 3 axes for each example, not \(shape)"
      )
    }
    let form = SpatialForm(rank: rank, format: format)
    guard let padding = SpatialAmounts(amounts, rank) else {
      throw ShapeError(
        "the \(amounts.count) amounts \(amounts) do not suit a sequence \(form), which is \(shape)",
        help: "a sequence takes a number or [left, right]"
      )
    }
    let x = form.sizes(of: shape)
    if mode == .reflect {
      try checkReflection(x.height, padding.rows)
      try checkReflection(x.width, padding.columns)
    }
    return try form.type(of: outputSizes(x, padding), for: name)
  }

  /// A mirror image is one element shorter than the axis, as PyTorch has it.
  private func checkReflection(_ size: Dimension, _ padding: AxisAmounts) throws(ShapeError) {
    let wanted = max(padding.before, padding.after)
    guard let size = size.fixedValue, wanted >= size else { return }
    throw ShapeError("an axis of \(size) has \(size - 1) elements to reflect beside its outermost, not \(wanted)")
  }

  private func outputSizes(_ x: SpatialSizes, _ padding: SpatialAmounts) -> SpatialSizes {
    SpatialSizes(
      channels: x.channels,
      height: x.height + (padding.rows.before + padding.rows.after),
      width: x.width + (padding.columns.before + padding.columns.after)
    )
  }

  /// The axes and padding of an input that `resultType` has accepted.
  private func accepted(_ shape: TensorShape) -> (form: SpatialForm, padding: SpatialAmounts) {
    let rank = SpatialRank(rawValue: shape.rank - 1) ?? .image
    return (SpatialForm(rank: rank, format: format), SpatialAmounts(amounts, rank) ?? SpatialAmounts())
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (form, padding) = accepted(TensorShape(inputs[0].shape))
    let x = ReferenceImage(inputs[0], form)
    let (top, left) = (padding.rows.before, padding.columns.before)
    var y = ReferenceImage(outputSizes(x.sizes, padding), form)
    y.fill { channel, row, column in
      if mode == .constant && !x.contains(row - top, column - left) { return value }
      return x[channel, source(row - top, x.height), source(column - left, x.width)]
    }
    return y.tensor
  }

  /// The element that stands at a place before, on or after an axis.
  private func source(_ index: Int, _ size: Int) -> Int {
    if mode == .edge { return min(max(index, 0), size - 1) }
    var index = index
    while size > 1 && (index < 0 || index >= size) { index = index < 0 ? -index : 2 * (size - 1) - index }
    return size > 1 ? index : 0
  }

  func emit(_ site: inout CallSite) {
    let (form, padding) = accepted(site.inputs[0].shape)
    let x = form.sizes(of: site.inputs[0].shape)
    let (planes, pixel) = site.planes(of: x, format)
    let border =
      switch mode {
      case .constant: ".constant(\(floatLiteral(value)))"
      case .reflect: ".reflect"
      case .edge: ".edge"
      }
    let (top, left) = (padding.rows.before, padding.columns.before)
    site.call(
      "pad",
      in: "Pad",
      [
        "": site.inputs[0].pointer, "planes": planes, "size": site.swift(x), "pixel": pixel, "before": "(\(top), \(left))",
        "border": border, "into": site.output.pointer, "outputSize": site.swift(form.sizes(of: site.output.shape)),
      ]
    )
  }
}

extension LayerKind {
  static let pad = LayerKind(
    "pad",
    .shape,
    "More rows and columns around a sequence or image.",
    details: """
      `constant` fills them with `value`; `reflect` mirrors the value at its outermost elements, which are not repeated; \
      `edge` repeats those. `torch.nn.ZeroPad2d`, `ReflectionPad2d`, `ReplicationPad2d`, `keras.layers.ZeroPadding2D`.
      """,
    shorthand: "padding",
    keys: [AnyKey(Keys.padding), AnyKey(Keys.mode), AnyKey(Keys.value), AnyKey(Key.dataFormat)]
  ) { record, layout, _ in
    Pad(
      amounts: record[Keys.padding],
      mode: record[Keys.mode],
      value: record[Keys.value],
      format: record[.dataFormat] ?? layout.dataFormat
    )
  }

  private enum Keys {
    static let padding = Key(
      "padding",
      ValueType<[Int]>.amounts(
        "a number or a list [height, width] or [top, bottom, left, right], of a sequence [left, right]",
        lengths: [2, 4]
      ),
      "How much is added on each side."
    )
    static let mode = Key(
      "mode",
      ValueType<Pad.Mode>.word(),
      default: .constant,
      shownAs: "constant",
      "What stands in the added rows and columns."
    )
    static let value = Key("value", ValueType<Double>.float32, default: 0, shownAs: "0", "The constant.")
  }
}
