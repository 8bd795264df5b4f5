import ForgeGraph
import ForgeSpec

/// Average pooling (`average_pool1d`, `average_pool2d`): the mean at every place of a window, for each channel by itself.
///
/// `y[c, p] = Σ x[c, p · stride + k - padding] / n`, `x` being 0 in the padding. `n` is the number of the window's elements
/// inside the value, or with `countsPadding` of those inside the value and its padding.
struct AveragePool: SpatialOperator {
  var pool: PoolWindow
  let countsPadding: Bool

  var name: String { "average_pool\(pool.form.rank.suffix)" }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { pool.form.channelsLast(self, \.pool.form) }

  var summary: String {
    pool.padding == .valid ? pool.summary : "\(pool.summary), which \(countsPadding ? "counts" : "does not count")"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    try pool.resultType(of: inputs, for: name)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let sizes = pool.form.sizes(of: TensorShape(inputs[0].shape))
    func counted(_ first: Int, _ window: SlidingWindow, _ padding: AxisPadding, _ size: Dimension) -> Int {
      let size = size.fixedValue ?? 0
      let amounts = countsPadding ? window.amounts(on: size, padding) : AxisAmounts()
      return min(first + window.size, size + amounts.after) - max(first, -amounts.before)
    }
    return pool.evaluate(inputs[0]) { elements, top, left in
      let rows = counted(top, pool.window.rows, pool.padding.rows, sizes.height)
      let columns = counted(left, pool.window.columns, pool.padding.columns, sizes.width)
      return elements.reduce(0, +) / Double(rows * columns)
    }
  }

  func emit(_ site: inout CallSite) {
    pool.form.expectChannelsLast()
    let x = pool.form.sizes(of: site.inputs[0].shape)
    let y = pool.form.sizes(of: site.output.shape)
    let rows = counted(x.height, pool.window.rows, pool.padding.rows)
    let columns = counted(x.width, pool.window.columns, pool.padding.columns)
    site.call(
      "averagePool",
      in: "AveragePool",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(pool.window, over: x, pool.padding), "counted": "(\(rows), \(columns))",
        "into": site.output.pointer, "outputSize": site.swift(y),
      ]
    )
  }

  /// The elements of an axis that count, as a Swift expression.
  private func counted(_ size: Dimension, _ window: SlidingWindow, _ padding: AxisPadding) -> String {
    guard countsPadding else { return "0..<\(size.swiftExpression)" }
    switch padding {
    case .amounts(let amounts):
      let end = (size + amounts.after).swiftExpression
      return amounts.before == 0 ? "0..<\(end)" : "-\(amounts.before)..<\(end)"
    // Every window stands within the padding, which is smaller than a window.
    case .same: return "-\(window.size)..<\((size + window.size).swiftExpression)"
    }
  }
}

extension LayerKind {
  static let averagePool1d = averagePool(.sequence, "Average pooling of a sequence", keras: "AveragePooling1D")
  static let averagePool2d = averagePool(.image, "Average pooling of an image", keras: "AveragePooling2D")

  private static func averagePool(_ rank: SpatialRank, _ title: String, keras: String) -> LayerKind {
    let keys = PoolKeys(rank)
    let window = keys.window
    let countIncludePad = Key(
      optional: "count_include_pad",
      ValueType<Bool>.boolean,
      shownAs: "true in the pytorch layout, false in keras",
      "Whether the mean counts the padding's zeros among its elements."
    )
    return LayerKind(
      "average_pool\(rank.suffix)",
      .pooling,
      "\(title): `y[c, p] = Σ x[c, p · stride + k - padding] / n`.",
      details: """
        `torch.nn.AvgPool\(rank.suffix)`, `keras.layers.\(keras)`. `n` counts the window's elements inside the value, and with \
        `count_include_pad` those inside its padding too; what `ceil_mode` reaches behind that never counts.
        """,
      shorthand: "kernel",
      keys: [
        AnyKey(window.kernel), AnyKey(window.stride), AnyKey(window.padding), AnyKey(countIncludePad), AnyKey(keys.ceilMode),
        AnyKey(Key.dataFormat),
      ]
    ) { record, layout, _ in
      AveragePool(pool: keys.poolWindow(record, layout), countsPadding: record[countIncludePad] ?? (layout == .pytorch))
    }
  }
}
