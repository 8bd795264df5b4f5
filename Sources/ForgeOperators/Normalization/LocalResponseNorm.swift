import ForgeGraph
import ForgeSpec

/// Local response normalisation: `y[c] = x[c] / (k + α / size · Σ x[d]²)^β` over the `size` channels `d` around `c` at the same
/// place (Krizhevsky, Sutskever and Hinton, “ImageNet Classification with Deep Convolutional Neural Networks”, 2012).
struct LocalResponseNorm: ChannelsLastOperator {
  /// Odd: the window reaches as far to both sides.
  let size: Int
  let alpha: Double
  let beta: Double
  let k: Double
  var dataFormat: DataFormat

  let name = "local_response_norm"
  var summary: String {
    "size \(size), alpha \(floatLiteral(alpha)), beta \(floatLiteral(beta)), k \(floatLiteral(k))"
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard shape.rank >= 2 else {
      throw ShapeError("local_response_norm takes a value with channels and at least one other axis, not \(shape)")
    }
    return TensorType(.float32, shape)
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    guard dataFormat == .channelsFirst else { return nil }
    var op = self
    op.dataFormat = .channelsLast
    return ChannelsLastForm(op)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let axis = dataFormat.channelAxis(rank: x.rank)
    let step = x.strides[axis]
    let channels = x.shape[axis]
    var y = x
    for position in 0..<x.count {
      let channel = position / step % channels
      let window = max(0, channel - size / 2)...min(channels - 1, channel + size / 2)
      let sum = window.reduce(0) { sum, other in
        let element = x.elements[position + (other - channel) * step]
        return sum + element * element
      }
      y.elements[position] = x.elements[position] / power(k + alpha / Double(size) * sum, beta)
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let isLast = dataFormat == .channelsLast
    let axis = dataFormat.channelAxis(rank: shape.rank)
    let channels = shape[axis]
    let other = shape.count(of: isLast ? 0..<axis : 1..<shape.rank)
    let numbers: KeyValuePairs = [
      "size": "\(size)", "alpha": floatLiteral(alpha / Double(size)), "beta": floatLiteral(beta), "k": floatLiteral(k),
    ]
    let (x, y) = (site.inputs[0].pointer, site.output.pointer)
    if isLast {
      // A row of squares between zeros for what the first and last windows lack.
      let scratch = site.scratch((channels + (size - 1)).dividedRoundingUp(by: panelWidth) * panelWidth + panelWidth)
      site.call(
        "localResponseNorm",
        in: "LocalResponseNorm",
        ["": x, "into": y, "scratch": scratch, "positions": site.swift(other), "channels": site.swift(channels)],
        options: numbers
      )
    } else {
      site.call(
        "localResponseNormOfPlanes",
        in: "LocalResponseNorm",
        ["": x, "into": y, "channels": site.swift(channels), "plane": site.swift(other)],
        options: numbers
      )
    }
  }

  /// One for each square of a window.
  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { output.shape.count * size }
}

extension LayerKind {
  static let localResponseNorm = LayerKind(
    "local_response_norm",
    .normalization,
    "Local response normalisation: `y[c] = x[c] / (k + alpha / size · Σ x[d]²)^beta` over the `size` channels around `c`.",
    details: """
      `torch.nn.LocalResponseNorm`, `LRN` of ONNX (`bias` is `k`); TensorFlow's `local_response_normalization` does not divide \
      `alpha` by the size. The size is odd, since frameworks put an even window at different places.
      """,
    shorthand: "size",
    keys: [AnyKey(Keys.size), AnyKey(Keys.alpha), AnyKey(Keys.beta), AnyKey(Keys.k), AnyKey(Key.dataFormat)]
  ) { record, layout, _ in
    LocalResponseNorm(
      size: record[Keys.size],
      alpha: record[Keys.alpha],
      beta: record[Keys.beta],
      k: record[Keys.k],
      dataFormat: record[Key.dataFormat] ?? layout.dataFormat
    )
  }

  private enum Keys {
    static let size = Key("size", ValueType<Int>.oddCount, "How many channels a window has, an odd number.")
    static let alpha = Key(
      "alpha",
      .nonNegativeFloat32,
      default: 1e-4,
      shownAs: "1.0e-4",
      "The factor of the mean of the squares."
    )
    static let beta = Key("beta", .nonNegativeFloat32, default: 0.75, shownAs: "0.75", "The exponent.")
    static let k = Key("k", .nonNegativeFloat32, default: 1, shownAs: "1", "What is added to the squares.")
  }
}

extension ValueType where Value == Int {
  fileprivate static var oddCount: ValueType<Int> {
    ValueType<Int>.integer(1...(1 << 20)).map { (value) throws(Refusal) in
      guard value % 2 == 1 else {
        throw Refusal("must be odd, not \(value)", help: "frameworks do not agree on where a window of an even size lies")
      }
      return value
    }
  }
}
