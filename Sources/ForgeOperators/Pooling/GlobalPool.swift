import ForgeGraph
import ForgeSpec

/// The mean (`global_average_pool`) or the largest element (`global_max_pool`) of each channel of a sequence or image.
///
/// `y[c] = Σ x[c, p] / n` or `max over p of x[c, p]`; NaN where a channel holds one.
struct GlobalPool: SpatialOperator {
  enum Summary: String, Sendable {
    case average
    case max
  }

  let kind: Summary
  var format: DataFormat
  let keepsAxes: Bool

  var name: String { "global_\(kind.rawValue)_pool" }
  var summary: String { keepsAxes ? "keeps axes" : "" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard let form = form(of: shape) else {
      let (sequence, image) = (SpatialForm(rank: .sequence, format: format), SpatialForm(rank: .image, format: format))
      throw ShapeError("\(name) takes a sequence \(sequence) or an image \(image) for each example, not \(shape)")
    }
    let channels = form.sizes(of: shape).channels
    guard keepsAxes else { return TensorType(.float32, TensorShape([channels])) }
    return TensorType(.float32, form.shape(of: SpatialSizes(channels: channels, height: .fixed(1), width: .fixed(1))))
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    guard format == .channelsFirst else { return nil }
    var op = self
    op.format = .channelsLast
    return ChannelsLastForm(op, movesResult: keepsAxes)
  }

  private func form(of shape: TensorShape) -> SpatialForm? {
    SpatialRank(rawValue: shape.rank - 1).map { SpatialForm(rank: $0, format: format) }
  }

  /// The form of an input that `resultType` has accepted.
  private func acceptedForm(_ shape: TensorShape) -> SpatialForm {
    form(of: shape) ?? SpatialForm(rank: .image, format: format)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let form = acceptedForm(TensorShape(inputs[0].shape))
    let x = ReferenceImage(inputs[0], form)
    var result: [Double] = []
    for channel in 0..<x.channels {
      var sum = 0.0
      var largest = -Double.infinity
      for row in 0..<x.height {
        for column in 0..<x.width {
          let element = x[channel, row, column]
          sum += element
          if element > largest || element.isNaN { largest = element }
        }
      }
      result.append(kind == .average ? sum / Double(x.height * x.width) : largest)
    }
    let ones = [Int](repeating: 1, count: form.rank.rawValue)
    let kept = format == .channelsFirst ? [x.channels] + ones : ones + [x.channels]
    return ReferenceTensor(shape: keepsAxes ? kept : [x.channels], elements: result)
  }

  func emit(_ site: inout CallSite) {
    let x = acceptedForm(site.inputs[0].shape).sizes(of: site.inputs[0].shape)
    let (planes, pixel) = site.planes(of: x, format)
    let (function, file): (String, KernelFile) =
      switch kind {
      case .average: ("meanOverAxis", "SumOverAxis")
      case .max: ("maximumOverAxis", "MaximumOverAxis")
      }
    site.call(
      function,
      in: file,
      [
        "": site.inputs[0].pointer, "into": site.output.pointer, "outer": planes, "size": site.swift(x.pixels),
        "inner": pixel,
      ]
    )
  }
}

extension LayerKind {
  static let globalAveragePool = globalPool(.average, "Mean of each channel: `y[c] = Σ x[c, p] / n`.", "Average")
  static let globalMaxPool = globalPool(.max, "Largest element of each channel: `y[c] = max over p of x[c, p]`.", "Max")

  private static func globalPool(_ kind: GlobalPool.Summary, _ summary: String, _ word: String) -> LayerKind {
    let keepDims = Key(
      "keep_dims",
      ValueType<Bool>.boolean,
      default: false,
      "Whether the spatial axes stay, with one element each."
    )
    return LayerKind(
      "global_\(kind.rawValue)_pool",
      .pooling,
      summary,
      details: """
        Takes sequences and images. `keras.layers.Global\(word)Pooling1D`, `…2D`; in PyTorch mostly `x.mean` or `x.amax` over \
        the spatial axes, or an adaptive pool to one element.
        """,
      keys: [AnyKey(keepDims), AnyKey(Key.dataFormat)]
    ) { record, layout, _ in
      GlobalPool(kind: kind, format: record[.dataFormat] ?? layout.dataFormat, keepsAxes: record[keepDims])
    }
  }
}
