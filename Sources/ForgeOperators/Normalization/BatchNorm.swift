import ForgeGraph
import ForgeSpec

/// Batch normalisation in inference: `y = (x - mean) / √(variance + ε) · γ + β`, all four numbers by channel.
///
/// The emitted code computes `y = x · factor + offset`, with both numbers folded in float64 when the code is made.
struct BatchNorm: ChannelAffineOperator, ChannelsLastOperator {
  /// The channel axis; nil stands for the one of `dataFormat`.
  var axis: Int?
  let dataFormat: DataFormat
  let epsilon: Double
  let hasScale: Bool
  let hasCenter: Bool

  let name = "batch_norm"
  var summary: String { (axis.map { "axis \($0), " } ?? "") + "epsilon \(Float(epsilon))" }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  /// The axis that channels lie on; the axis of a value with one axis only.
  func channelAxis(of shape: TensorShape) throws(ShapeError) -> Int {
    guard shape.rank >= 1 else { throw ShapeError("batch_norm takes a value with at least one axis, not \(shape)") }
    if let axis { return try shape.resolvedAxis(axis, of: name) }
    return dataFormat.channelAxis(rank: shape.rank)
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    let axis = try channelAxis(of: shape)
    guard shape[axis].fixedValue != nil else {
      throw ShapeError(
        "axis \(axis) of \(shape) varies, but batch_norm has a mean and a variance for each of its elements",
        help: "if another axis holds the channels, say which: 'axis: \(axis == 0 ? -1 : 0)'"
      )
    }
    return TensorType(.float32, shape)
  }

  /// γ and β where they are learned, then mean and variance.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let channels = collapsed(inputs[0].shape).channels
    let roles = (hasScale ? [ParameterRole.gamma] : []) + (hasCenter ? [.beta] : []) + [.movingMean, .movingVariance]
    return roles.map { ParameterDemand($0, [channels]) }
  }

  /// The factor and the offset of each channel: `γ / √(variance + ε)` and `β - mean · factor`.
  func folded(_ parameters: [[Double]]) -> (factors: [Double], offsets: [Double]) {
    let mean = parameters[parameters.count - 2]
    let variance = parameters[parameters.count - 1]
    let factors = variance.indices.map { (hasScale ? parameters[0][$0] : 1) / (variance[$0] + epsilon).squareRoot() }
    let offsets = mean.indices.map { (hasCenter ? parameters[hasScale ? 1 : 0][$0] : 0) - mean[$0] * factors[$0] }
    return (factors, offsets)
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    guard inputs[0].shape.rank > 1, let axis = try? channelAxis(of: inputs[0].shape) else { return nil }
    var op = self
    op.axis = movedLast(axis, rank: inputs[0].shape.rank)
    return ChannelsLastForm(op)
  }

  func channelAffine(of shape: TensorShape, _ parameters: [Parameter]) -> ChannelAffine? {
    guard let axis = try? channelAxis(of: shape) else { return nil }
    let (factors, offsets) = folded(parameters.map { $0.values().map(Double.init) })
    return ChannelAffine(axis: axis, factors: factors, offsets: offsets)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let form = collapsed(TensorShape(x.shape))
    let inner = form.inner.fixedValue ?? 1
    let mean = parameters[parameters.count - 2].elements
    let variance = parameters[parameters.count - 1].elements
    var y = x
    for position in 0..<x.count {
      let channel = position / inner % form.channels
      y.elements[position] = (x.elements[position] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
      if hasScale { y.elements[position] *= parameters[0].elements[channel] }
      if hasCenter { y.elements[position] += parameters[hasScale ? 1 : 0].elements[channel] }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let form = collapsed(site.output.shape)
    let isLastAxis = form.inner == .fixed(1)
    let (factors, offsets) = storeFolded(channels: form.channels, isLastAxis: isLastAxis, at: &site)
    let x = site.inputs[0].pointer
    let y = site.output.pointer
    if isLastAxis {
      site.call(
        "affineLastAxis",
        in: "ChannelAffine",
        [
          "": x, "factors": factors, "offsets": offsets, "into": y, "count": site.swift(site.output.shape.count),
          "channels": "\(form.channels)",
        ]
      )
    } else {
      site.call(
        "affinePlanes",
        in: "ChannelAffine",
        [
          "": x, "factors": factors, "offsets": offsets, "into": y, "outer": site.swift(form.outer),
          "channels": "\(form.channels)", "plane": site.swift(form.inner),
        ]
      )
    }
  }

  /// Stores factors and offsets. Channels on the last axis are read 16 at a time from any channel on: there the vectors go on
  /// from the start.
  private func storeFolded(
    channels: Int,
    isLastAxis: Bool,
    at site: inout CallSite
  ) -> (factors: String, offsets: String) {
    let count = isLastAxis ? (channels + 2 * panelWidth - 2) / panelWidth * panelWidth : channels
    let layout = isLastAxis ? "[\(channels)], repeated up to \(count)" : "[\(channels)]"
    let parameters = site.parameters
    let fold: @Sendable () -> (factors: [Double], offsets: [Double]) = {
      folded(parameters.map { $0.values().map(Double.init) })
    }
    let factors = site.store("\(parameters[parameters.count - 1].name).factor", layout: layout, count: count) {
      let values = fold().factors
      return (0..<count).map { Float(values[$0 % channels]) }
    }
    let offsets = site.store("\(parameters[parameters.count - 2].name).offset", layout: layout, count: count) {
      let values = fold().offsets
      return (0..<count).map { Float(values[$0 % channels]) }
    }
    return (factors, offsets)
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { output.shape.count }

  /// A shape that the rule has accepted as `[outer][channels][inner]`.
  private func collapsed(_ shape: TensorShape) -> (outer: Dimension, channels: Int, inner: Dimension) {
    guard let axis = try? channelAxis(of: shape), let channels = shape[axis].fixedValue else {
      preconditionFailure("batch_norm does not take \(shape)")
    }
    return (shape.count(of: 0..<axis), channels, shape.count(of: (axis + 1)..<shape.rank))
  }
}

extension ParameterRole {
  /// What batch normalisation has seen in training.
  static let movingMean = ParameterRole(pytorch: "running_mean", keras: "moving_mean")
  static let movingVariance = ParameterRole(pytorch: "running_var", keras: "moving_variance")
}

extension LayerKind {
  static let batchNorm = LayerKind(
    "batch_norm",
    .normalization,
    "Batch normalisation with the statistics of training: `y = (x - mean) / √(variance + ε) · γ + β` per channel.",
    details: """
      `torch.nn.BatchNorm1d` and `BatchNorm2d` in evaluation mode, `keras.layers.BatchNormalization`. The channel axis is the \
      one of `data_format` unless `axis` names another; a value with one axis has one element a channel. `num_batches_tracked` \
      of PyTorch is not used.
      """,
    roles: [.gamma, .beta, .movingMean, .movingVariance],
    keys: [
      AnyKey(NormalizationKeys.epsilon), AnyKey(NormalizationKeys.scale), AnyKey(NormalizationKeys.center), AnyKey(Keys.axis),
      AnyKey(Key.dataFormat),
    ]
  ) { record, layout, sink in
    if record.has(Keys.axis), record.has(Key.dataFormat) {
      sink.error(
        .conflictingKeys,
        "'axis' and 'data_format' both say where the channels are",
        at: record.span(of: Key.dataFormat),
        help: "remove one of them"
      )
      return nil
    }
    return BatchNorm(
      axis: record[Keys.axis],
      dataFormat: record[Key.dataFormat] ?? layout.dataFormat,
      epsilon: record[NormalizationKeys.epsilon] ?? layout.normalizationEpsilon,
      hasScale: record[NormalizationKeys.scale],
      hasCenter: record[NormalizationKeys.center]
    )
  }

  private enum Keys {
    static let axis = Key(
      optional: "axis",
      ValueType<Int>.integer(),
      shownAs: "the channel axis of `data_format`",
      "The axis whose elements have a mean and a variance each."
    )
  }
}
