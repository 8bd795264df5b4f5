import ForgeGraph
import ForgeSpec

/// A convolution (`conv1d`, `conv2d`): at every place of a window the sum of its elements times a filter's weights,
///
/// `y[f, p] = b[f] + Σ W[f, c, k] · x[c, p · stride + k · dilation - padding]`,
///
/// over the window's elements `k` and the channels `c` of the filter's group. Outside the image `x` is 0.
///
/// Filters and channels lie in `groups`; a filter reads the channels of its own group alone. The operator's weights are
/// `[filters, channels / groups, height, width]`, a sequence having height 1.
struct Convolution: WeightedSumOperator, SpatialOperator, FinishingOperator {
  var form: SpatialForm
  let filters: Int
  var window: SpatialWindow
  var padding: SpatialPadding
  let groups: Int
  var hasBias: Bool
  let layout: WeightLayout

  var outputChannels: Int { filters }
  func outputChannelAxis(of shape: TensorShape) -> Int { form.format.channelAxis(rank: shape.rank) }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { form.channelsLast(self, \.form) }

  var name: String { "conv\(form.rank.suffix)" }

  var summary: String {
    let sharing = groups > 1 ? ", \(groups) groups" : ""
    return "\(filters) filters \(window)\(padding.summary(form.rank))\(sharing)\(hasBias ? "" : ", no bias")"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let x = try form.sizes(of: inputs, for: name)
    try checkChannels(x.channels, in: inputs[0].shape, groups: groups, for: name)
    try padding.checkConvention(window, x, form.rank, layout)
    try window.checkFit(x, padding, form.rank)
    return try form.type(of: outputSizes(x), for: name)
  }

  private func outputSizes(_ x: SpatialSizes) -> SpatialSizes {
    var sizes = window.sizes(of: x, padding)
    sizes.channels = .fixed(filters)
    return sizes
  }

  /// The channels of a group.
  func groupChannels(_ inputs: [TensorType]) -> Int {
    (form.sizes(of: inputs[0].shape).channels.fixedValue ?? groups) / groups
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let weight = ParameterDemand(.kernel, forms: weightForms(channels: groupChannels(inputs) * groups))
    return hasBias ? [weight, ParameterDemand(.bias, [filters])] : [weight]
  }

  /// PyTorch: `[filters, channels / groups, height, width]`. Keras: `[height, width, channels / groups, filters]`, or with a
  /// group for each channel what `DepthwiseConv2D` has, `[height, width, channels, filters / channels]`.
  private func weightForms(channels: Int) -> [StoredForm] {
    let kernel = form.rank == .sequence ? [window.columns.size] : [window.rows.size, window.columns.size]
    let image = [window.rows.size, window.columns.size]
    let groupChannels = channels / groups
    guard layout == .keras else {
      let view = [filters, groupChannels] + image
      return [StoredForm([filters, groupChannels] + kernel, view: view, order: [0, 1, 2, 3])]
    }
    let standard = StoredForm(
      kernel + [groupChannels, filters],
      view: image + [groupChannels, filters],
      order: [3, 2, 0, 1]
    )
    guard groupChannels == 1 && groups > 1 else { return [standard] }
    let depthwise = StoredForm(kernel + [channels, filters / channels], view: image + [1, filters], order: [3, 2, 0, 1])
    return depthwise == standard ? [standard] : [standard, depthwise]
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = ReferenceImage(inputs[0], form)
    let W = parameters[0].elements
    let bias = hasBias ? parameters[1].elements : [Double](repeating: 0, count: filters)
    let groupChannels = x.channels / groups
    let top = window.rows.amounts(on: x.height, padding.rows).before
    let left = window.columns.amounts(on: x.width, padding.columns).before
    var y = ReferenceImage(outputSizes(x.sizes), form)
    y.fill { filter, row, column in
      let firstChannel = filter / (filters / groups) * groupChannels
      var sum = bias[filter]
      for channel in 0..<groupChannels {
        for ky in 0..<window.rows.size {
          for kx in 0..<window.columns.size {
            let inputRow = row * window.rows.stride + ky * window.rows.dilation - top
            let inputColumn = column * window.columns.stride + kx * window.columns.dilation - left
            guard x.contains(inputRow, inputColumn) else { continue }
            let weight = W[((filter * groupChannels + channel) * window.rows.size + ky) * window.columns.size + kx]
            sum += weight * x[firstChannel + channel, inputRow, inputColumn]
          }
        }
      }
      return sum
    }
    return y.tensor
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    output.shape.count * (groupChannels(inputs) * window.count)
  }
}

/// Refuses channels that vary or do not divide into the groups.
func checkChannels(_ channels: Dimension, in shape: TensorShape, groups: Int, for layer: String) throws(ShapeError) {
  guard let count = channels.fixedValue else {
    throw ShapeError("the channels of \(shape) vary, but \(layer) has weights for each of them")
  }
  guard count % groups == 0 else {
    throw ShapeError("\(count) channels do not divide into \(groups) groups of the same size")
  }
}

extension LayerKind {
  static let conv1d = convolution(.sequence, "Convolution of a sequence", keras: "Conv1D")
  static let conv2d = convolution(.image, "Convolution of an image", keras: "Conv2D")

  private static func convolution(_ rank: SpatialRank, _ title: String, keras: String) -> LayerKind {
    let keys = ConvolutionKeys(rank)
    let kernel = rank.axisNames.joined(separator: ", ")
    return LayerKind(
      "conv\(rank.suffix)",
      .convolution,
      "\(title): `y[f, p] = b[f] + Σ W[f, c, k] · x[c, p · stride + k · dilation - padding]`.",
      details: """
        The weight is `[filters, channels / groups, \(kernel)]` in the pytorch layout (`torch.nn.Conv\(rank.suffix)`) and \
        `[\(kernel), channels / groups, filters]` in the keras layout (`keras.layers.\(keras)`); with a group for each channel \
        the keras layout also takes the `[\(kernel), channels, multiplier]` of `Depthwise\(keras)`. `padding: same` is what \
        the layout's framework makes of it: PyTorch has it with stride 1 alone, Keras gives `ceil(size / stride)` places and \
        pads the end more.
        """,
      roles: [.kernel, .bias],
      takesActivation: true,
      keys: keys.all
    ) { record, layout, sink in
      guard keys.groupsDivideFilters(record, into: &sink) else { return nil }
      let window = keys.window
      return Convolution(
        form: SpatialForm(rank: rank, format: record[.dataFormat] ?? layout.dataFormat),
        filters: record[keys.filters],
        window: SpatialWindow(kernel: record[window.kernel], stride: record[window.stride], dilation: record[window.dilation]),
        padding: record[window.padding],
        groups: record[keys.groups],
        hasBias: record[keys.bias],
        layout: layout
      )
    }
  }
}
