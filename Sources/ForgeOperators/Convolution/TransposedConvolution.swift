import ForgeGraph
import ForgeSpec

/// A transposed convolution of a sequence or image (`conv_transpose1d`, `conv_transpose2d`): every pixel adds a filter-shaped
/// patch to the result,
///
/// `y[f, p · stride + k · dilation - padding] += W[f, c, k] · x[c, p]`, beginning from `b[f]`,
///
/// over the channels `c` of the filter's group. `padding` crops the result; `output_padding` adds rows and columns at its end.
/// The operator's weights are `[groups, filters / groups, channels / groups, height, width]`.
struct TransposedConvolution: WeightedSumOperator, SpatialOperator {
  var form: SpatialForm
  let filters: Int
  let window: SpatialWindow
  let padding: SpatialPadding
  /// For each axis; nil when the spec leaves it out.
  let outputPadding: [Int]?
  let groups: Int
  var hasBias: Bool
  let layout: WeightLayout

  var outputChannels: Int { filters }
  func outputChannelAxis(of shape: TensorShape) -> Int { form.format.channelAxis(rank: shape.rank) }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { form.channelsLast(self, \.form) }

  var name: String { "conv_transpose\(form.rank.suffix)" }

  var summary: String {
    let extra = outputPadding.map { ", output padding \($0.map(String.init).joined(separator: "×"))" } ?? ""
    let sharing = groups > 1 ? ", \(groups) groups" : ""
    return "\(filters) filters \(window)\(padding.summary(form.rank))\(extra)\(sharing)\(hasBias ? "" : ", no bias")"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let x = try form.sizes(of: inputs, for: name)
    try checkChannels(x.channels, in: inputs[0].shape, groups: groups, for: name)
    try checkConventions()
    return try form.type(of: outputSizes(x), for: name)
  }

  private func checkConventions() throws(ShapeError) {
    if layout == .pytorch && padding == .same {
      throw ShapeError(
        "PyTorch has no padding 'same' for a transposed convolution",
        kind: .convention,
        help: "give the padding in numbers, with 'output_padding' where the model has it"
      )
    }
    if layout == .keras && groups > 1 {
      throw ShapeError(
        "Keras has no transposed convolution with groups, so its weights have no order in the keras layout",
        kind: .convention,
        help: "'layout: pytorch' takes weights [channels, filters / groups, \(form.rank.axisNames.joined(separator: ", "))]"
      )
    }
    for (axis, window) in [(Axis.rows, window.rows), (.columns, window.columns)] {
      let limit = layout == .pytorch ? max(window.stride, window.dilation) : window.stride
      if let amount = extra(axis), amount >= limit {
        let wanted = layout == .pytorch ? "the stride or the dilation" : "the stride"
        throw ShapeError("output_padding \(amount) must be smaller than \(wanted), which is \(limit)")
      }
    }
  }

  func outputSizes(_ x: SpatialSizes) -> SpatialSizes {
    SpatialSizes(
      channels: .fixed(filters),
      height: crop(.rows).size(of: x.height, stride: window.rows.stride),
      width: crop(.columns).size(of: x.width, stride: window.columns.stride)
    )
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let channels = form.sizes(of: inputs[0].shape).channels.fixedValue ?? groups
    let plane = [window.rows.size, window.columns.size]
    let kernel = form.rank == .sequence ? [window.columns.size] : plane
    let groupFilters = filters / groups
    let form =
      switch layout {
      case .pytorch:
        StoredForm(
          [channels, groupFilters] + kernel,
          view: [groups, channels / groups, groupFilters] + plane,
          order: [0, 2, 1, 3, 4]
        )
      case .keras:
        StoredForm(kernel + [filters, channels], view: [1] + plane + [filters, channels], order: [0, 3, 4, 1, 2])
      }
    let weight = ParameterDemand(.kernel, forms: [form])
    return hasBias ? [weight, ParameterDemand(.bias, [filters])] : [weight]
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = ReferenceImage(inputs[0], form)
    let W = parameters[0].elements
    let bias = hasBias ? parameters[1].elements : [Double](repeating: 0, count: filters)
    let (groupFilters, groupChannels) = (filters / groups, x.channels / groups)
    let (top, left) = (crop(.rows).before, crop(.columns).before)
    var y = ReferenceImage(outputSizes(x.sizes), form)
    y.fill { filter, _, _ in bias[filter] }
    for filter in 0..<filters {
      for channel in 0..<groupChannels {
        for row in 0..<x.height {
          for column in 0..<x.width {
            let value = x[filter / groupFilters * groupChannels + channel, row, column]
            for ky in 0..<window.rows.size {
              for kx in 0..<window.columns.size {
                let outputRow = row * window.rows.stride + ky * window.rows.dilation - top
                let outputColumn = column * window.columns.stride + kx * window.columns.dilation - left
                guard y.contains(outputRow, outputColumn) else { continue }
                let weight = W[((filter * groupChannels + channel) * window.rows.size + ky) * window.columns.size + kx]
                y[filter, outputRow, outputColumn] += weight * value
              }
            }
          }
        }
      }
    }
    return y.tensor
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    inputs[0].shape.count * (filters / groups * window.count)
  }
}

extension LayerKind {
  static let convTranspose1d = transposedConvolution(.sequence, "a sequence", keras: "Conv1DTranspose")
  static let convTranspose2d = transposedConvolution(.image, "an image", keras: "Conv2DTranspose")

  private static func transposedConvolution(_ rank: SpatialRank, _ title: String, keras: String) -> LayerKind {
    let keys = ConvolutionKeys(rank)
    let kernel = rank.axisNames.joined(separator: ", ")
    let places = rank == .sequence ? "elements" : "rows or columns"
    let outputPadding = Key(
      optional: "output_padding",
      ValueType<[Int]>.perAxis(.spatialAmount, axes: rank.axisNames),
      shownAs: "0; in the keras layout as much as makes `same` and `valid` give Keras's sizes",
      "\(rank == .sequence ? "Elements" : "Rows and columns") that are added at the end of the result."
    )
    return LayerKind(
      "conv_transpose\(rank.suffix)",
      .convolution,
      "Transposed convolution of \(title): `y[f, p · stride + k · dilation - padding] += W[f, c, k] · x[c, p]`, from `b[f]`.",
      details: """
        The weight is `[channels, filters / groups, \(kernel)]` in the pytorch layout (`torch.nn.ConvTranspose\(rank.suffix)`) \
        and `[\(kernel), filters, channels]` in the keras layout (`keras.layers.\(keras)`). Numbers under `padding` crop the \
        result, which then has `(size - 1) · stride + dilation · (kernel - 1) + 1 - padding + output_padding` \
        \(places). In the keras layout `same` gives `size · stride` and `valid` `(size - 1) · stride + max(kernel, stride)`.
        """,
      roles: [.kernel, .bias],
      takesActivation: true,
      keys: keys.all + [AnyKey(outputPadding)]
    ) { record, layout, sink in
      guard keys.groupsDivideFilters(record, into: &sink) else { return nil }
      let window = keys.window
      return TransposedConvolution(
        form: SpatialForm(rank: rank, format: record[.dataFormat] ?? layout.dataFormat),
        filters: record[keys.filters],
        window: SpatialWindow(kernel: record[window.kernel], stride: record[window.stride], dilation: record[window.dilation]),
        padding: record[window.padding],
        outputPadding: record[outputPadding],
        groups: record[keys.groups],
        hasBias: record[keys.bias],
        layout: layout
      )
    }
  }
}
