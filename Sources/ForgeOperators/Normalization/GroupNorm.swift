import ForgeGraph
import ForgeSpec

/// Group normalisation: `y = (x - mean) / √(variance + ε) · γ + β`, mean and variance over all elements of a group of
/// neighbouring channels of each example, γ and β per channel.
struct GroupNorm: ChannelsLastOperator {
  /// Nil for as many groups as there are channels, which makes an instance normalisation.
  let groups: Int?
  var dataFormat: DataFormat
  let epsilon: Double
  let hasScale: Bool
  let hasCenter: Bool

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    guard dataFormat == .channelsFirst, inputs[0].shape.rank > 1 else { return nil }
    var op = self
    op.dataFormat = .channelsLast
    return ChannelsLastForm(op)
  }

  var name: String { groups == nil ? "instance_norm" : "group_norm" }
  var summary: String {
    (groups.map { "\($0) group\($0 == 1 ? "" : "s"), " } ?? "") + "epsilon \(Float(epsilon))"
  }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard shape.rank >= 1 else { throw ShapeError("\(name) takes a value with at least one axis, not \(shape)") }
    guard groups != nil || shape.rank >= 2 else {
      throw ShapeError("instance_norm takes a value with channels and at least one other axis, not \(shape)")
    }
    let axis = dataFormat.channelAxis(rank: shape.rank)
    guard let channels = shape[axis].fixedValue else {
      let other = axis == 0 ? "last" : "first"
      throw ShapeError(
        "axis \(axis) of \(shape) varies, but \(name) \(groups == nil ? "takes its elements for" : "splits it into groups of") channels",
        help: "if the channels are \(other), say 'data_format: channels_\(other)'"
      )
    }
    if let groups, channels % groups != 0 {
      throw ShapeError("group_norm cannot split the \(channels) channels of \(shape) into \(groups) groups of the same size")
    }
    return TensorType(.float32, shape)
  }

  /// γ and β where they are learned.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let shape = inputs[0].shape
    let channels = shape[dataFormat.channelAxis(rank: shape.rank)].fixedValue ?? 1
    return ((hasScale ? [ParameterRole.gamma] : []) + (hasCenter ? [.beta] : [])).map { ParameterDemand($0, [channels]) }
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let axis = dataFormat.channelAxis(rank: x.rank)
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    let channels = x.shape[axis]
    let groups = groups ?? channels
    var y = x
    for group in 0..<groups {
      let members = (0..<x.count).filter { $0 / inner % channels / (channels / groups) == group }
      let mean = members.reduce(0) { $0 + x.elements[$1] } / Double(members.count)
      let variance = members.reduce(0) { $0 + (x.elements[$1] - mean) * (x.elements[$1] - mean) } / Double(members.count)
      for position in members {
        let channel = position / inner % channels
        var value = (x.elements[position] - mean) / (variance + epsilon).squareRoot()
        if hasScale { value *= parameters[0].elements[channel] }
        if hasCenter { value += parameters[hasScale ? 1 : 0].elements[channel] }
        y.elements[position] = value
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let axis = dataFormat.channelAxis(rank: shape.rank)
    let channels = shape[axis].fixedValue ?? 1
    let gamma = hasScale ? site.storePadded(site.parameters[0]) : "nil"
    let beta = hasCenter ? site.storePadded(site.parameters[hasScale ? 1 : 0]) : "nil"
    let x = site.inputs[0].pointer
    if axis == 0 && shape.rank > 1 {
      site.call(
        "groupNormPlanes",
        in: "GroupNormPlanes",
        [
          "": x, "gamma": gamma, "beta": beta, "epsilon": floatLiteral(epsilon), "into": site.output.pointer,
          "groups": "\(groups ?? channels)", "channels": "\(channels)", "plane": site.swift(shape.count(of: 1..<shape.rank)),
        ]
      )
    } else {
      let row = (channels + 2 * panelWidth - 2) / panelWidth * panelWidth
      let scratch = site.scratch(.fixed(3 * row))
      site.call(
        "groupNormLastAxis",
        in: "GroupNormLastAxis",
        [
          "": x, "gamma": gamma, "beta": beta, "epsilon": floatLiteral(epsilon), "scratch": scratch,
          "into": site.output.pointer, "groups": "\(groups ?? channels)", "channels": "\(channels)",
          "positions": site.swift(shape.count(of: 0..<axis)),
        ]
      )
    }
  }

  /// One for the variance and one for the result of each element.
  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { output.shape.count * 2 }
}

extension LayerKind {
  static let groupNorm = LayerKind(
    "group_norm",
    .normalization,
    "Group normalisation: `y = (x - mean) / √(variance + ε) · γ + β` over each group of neighbouring channels.",
    details: """
      `torch.nn.GroupNorm`, `keras.layers.GroupNormalization`. As many groups as channels make an instance normalisation \
      (`groups=-1` in Keras); one group normalises the whole example.
      """,
    roles: [.gamma, .beta],
    shorthand: "groups",
    keys: [
      AnyKey(Keys.groups), AnyKey(NormalizationKeys.epsilon), AnyKey(NormalizationKeys.scale),
      AnyKey(NormalizationKeys.center), AnyKey(Key.dataFormat),
    ]
  ) { record, layout, _ in
    GroupNorm(
      groups: record[Keys.groups],
      dataFormat: record[Key.dataFormat] ?? layout.dataFormat,
      epsilon: record[NormalizationKeys.epsilon] ?? layout.normalizationEpsilon,
      hasScale: record[NormalizationKeys.scale],
      hasCenter: record[NormalizationKeys.center]
    )
  }

  private enum Keys {
    static let groups = Key("groups", ValueType<Int>.count, "Into how many groups the channels are split.")
  }
}
