import ForgeGraph
import ForgeSpec

/// What max and average pooling share: how their window slides.
struct PoolWindow: Sendable {
  var form: SpatialForm
  let window: SpatialWindow
  let padding: SpatialPadding
  let ceilMode: Bool
  let layout: WeightLayout

  var summary: String { "\(window)\(padding.summary(form.rank))\(ceilMode ? ", ceil mode" : "")" }

  func resultType(of inputs: [TensorType], for layer: String) throws(ShapeError) -> TensorType {
    let x = try form.sizes(of: inputs, for: layer)
    try padding.checkConvention(window, x, form.rank, layout)
    try checkPadding()
    try window.checkFit(x, padding, ceilMode: ceilMode, form.rank)
    return try form.type(of: outputSizes(x), for: layer)
  }

  func outputSizes(_ x: SpatialSizes) -> SpatialSizes { window.sizes(of: x, padding, ceilMode: ceilMode) }

  /// A window that lies in the padding alone has no largest element and no mean.
  private func checkPadding() throws(ShapeError) {
    for (window, padding) in [(window.rows, padding.rows), (window.columns, padding.columns)] {
      guard case .amounts(let amounts) = padding else { continue }
      let largest = max(amounts.before, amounts.after)
      if largest >= window.extent {
        throw ShapeError(
          "padding \(largest) is not smaller than the window, which takes \(window.extent) elements",
          help: "a window would lie in the padding alone"
        )
      }
    }
  }

  /// The elements of every window that lie inside the image, through `summary`, which also gets the window's first row and
  /// column.
  func evaluate(
    _ input: ReferenceTensor,
    _ summary: (_ elements: [Double], _ top: Int, _ left: Int) -> Double
  ) -> ReferenceTensor {
    let x = ReferenceImage(input, form)
    let top = window.rows.amounts(on: x.height, padding.rows).before
    let left = window.columns.amounts(on: x.width, padding.columns).before
    var y = ReferenceImage(outputSizes(x.sizes), form)
    y.fill { channel, row, column in
      let firstRow = row * window.rows.stride - top
      let firstColumn = column * window.columns.stride - left
      var elements: [Double] = []
      for ky in window.rows.overlap(from: firstRow, size: x.height) {
        for kx in window.columns.overlap(from: firstColumn, size: x.width) {
          elements.append(x[channel, firstRow + ky * window.rows.dilation, firstColumn + kx * window.columns.dilation])
        }
      }
      return summary(elements, firstRow, firstColumn)
    }
    return y.tensor
  }
}

/// The keys of pooling layers.
struct PoolKeys: Sendable {
  let window: WindowKeys
  let ceilMode = Key(
    "ceil_mode",
    ValueType<Bool>.boolean,
    default: false,
    "Whether a last window counts that reaches behind the value but starts before its end (PyTorch's `ceil_mode`)."
  )

  init(_ rank: SpatialRank) {
    window = WindowKeys(rank, strideDefault: "`kernel`")
  }

  func poolWindow(_ record: Record, _ layout: WeightLayout, dilation: [Int]? = nil) -> PoolWindow {
    let kernel = record[window.kernel]
    return PoolWindow(
      form: SpatialForm(rank: window.rank, format: record[.dataFormat] ?? layout.dataFormat),
      window: SpatialWindow(kernel: kernel, stride: record[window.stride] ?? kernel, dilation: dilation),
      padding: record[window.padding],
      ceilMode: record[ceilMode],
      layout: layout
    )
  }
}
