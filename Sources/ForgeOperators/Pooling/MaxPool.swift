import ForgeGraph
import ForgeSpec

/// Max pooling (`max_pool1d`, `max_pool2d`): the largest element at every place of a window, for each channel by itself.
///
/// `y[c, p] = max over k of x[c, p · stride + k · dilation - padding]`, padding never being the largest; NaN where the window
/// holds one.
struct MaxPool: SpatialOperator {
  var pool: PoolWindow

  var name: String { "max_pool\(pool.form.rank.suffix)" }
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { pool.form.channelsLast(self, \.pool.form) }

  var summary: String { pool.summary }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    try pool.resultType(of: inputs, for: name)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    pool.evaluate(inputs[0]) { elements, _, _ in
      elements.reduce(-.infinity) { largest, element in largest.isNaN || largest >= element ? largest : element }
    }
  }

  func emit(_ site: inout CallSite) {
    pool.form.expectChannelsLast()
    let x = pool.form.sizes(of: site.inputs[0].shape)
    let y = pool.form.sizes(of: site.output.shape)
    site.call(
      "maxPool",
      in: "MaxPool",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(pool.window, over: x, pool.padding), "into": site.output.pointer, "outputSize": site.swift(y),
      ]
    )
  }
}

extension LayerKind {
  static let maxPool1d = maxPool(.sequence, "Max pooling of a sequence", keras: "MaxPooling1D")
  static let maxPool2d = maxPool(.image, "Max pooling of an image", keras: "MaxPooling2D")

  private static func maxPool(_ rank: SpatialRank, _ title: String, keras: String) -> LayerKind {
    let keys = PoolKeys(rank)
    let window = keys.window
    return LayerKind(
      "max_pool\(rank.suffix)",
      .pooling,
      "\(title): `y[c, p] = max over k of x[c, p · stride + k · dilation - padding]`.",
      details: """
        `torch.nn.MaxPool\(rank.suffix)`, `keras.layers.\(keras)`. Padding is never the largest element. A window with a \
        NaN gives NaN.
        """,
      shorthand: "kernel",
      keys: [
        AnyKey(window.kernel), AnyKey(window.stride), AnyKey(window.padding), AnyKey(window.dilation), AnyKey(keys.ceilMode),
        AnyKey(Key.dataFormat),
      ]
    ) { record, layout, _ in
      MaxPool(pool: keys.poolWindow(record, layout, dilation: record[window.dilation]))
    }
  }
}
