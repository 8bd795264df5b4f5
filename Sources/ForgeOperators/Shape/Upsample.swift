import ForgeGraph
import ForgeSpec

/// An image stretched by whole factors (`upsample2d`).
///
/// `nearest` repeats every pixel: `y[c, i, j] = x[c, ⌊i / scale⌋, ⌊j / scale⌋]`. `bilinear` mixes the four pixels around the
/// place `s(i), s(j)`, where `s(i) = max(0, (i + 1/2) / scale - 1/2)`, or with `alignsCorners`
/// `s(i) = i · (size - 1) / (size · scale - 1)`; behind the last pixel stands that pixel.
struct Upsample: SpatialOperator {
  enum Mode: String, Sendable, CaseIterable {
    case nearest, bilinear
  }

  let scale: (height: Int, width: Int)
  let mode: Mode
  let alignsCorners: Bool
  var format: DataFormat

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { form.channelsLast(self, \.format) }

  let name = "upsample2d"
  var summary: String { "\(scale.height)×\(scale.width), \(mode.rawValue)\(alignsCorners ? ", aligned corners" : "")" }
  private var form: SpatialForm { SpatialForm(rank: .image, format: format) }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    try form.type(of: outputSizes(form.sizes(of: inputs, for: name)), for: name)
  }

  private func outputSizes(_ x: SpatialSizes) -> SpatialSizes {
    SpatialSizes(channels: x.channels, height: x.height * scale.height, width: x.width * scale.width)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = ReferenceImage(inputs[0], form)
    var y = ReferenceImage(outputSizes(x.sizes), form)
    y.fill { channel, row, column in
      if mode == .nearest { return x[channel, row / scale.height, column / scale.width] }
      let (top, down) = place(row, x.height, scale.height)
      let (left, right) = place(column, x.width, scale.width)
      let (bottom, last) = (min(top + 1, x.height - 1), min(left + 1, x.width - 1))
      let upper = x[channel, top, left] * (1 - right) + x[channel, top, last] * right
      let lower = x[channel, bottom, left] * (1 - right) + x[channel, bottom, last] * right
      return upper * (1 - down) + lower * down
    }
    return y.tensor
  }

  /// The pixel before the place of an index, and how far behind it that lies.
  private func place(_ index: Int, _ size: Int, _ scale: Int) -> (pixel: Int, fraction: Double) {
    let place =
      if alignsCorners {
        size * scale > 1 ? Double(index * (size - 1)) / Double(size * scale - 1) : 0
      } else {
        max(0, (Double(index) + 0.5) / Double(scale) - 0.5)
      }
    return (Int(place), place - place.rounded(.down))
  }

  func emit(_ site: inout CallSite) {
    let x = form.sizes(of: site.inputs[0].shape)
    let (planes, pixel) = site.planes(of: x, format)
    let factors = "(\(scale.height), \(scale.width))"
    switch mode {
    case .nearest:
      site.call(
        "upsampleNearest",
        in: "UpsampleNearest",
        [
          "": site.inputs[0].pointer, "planes": planes, "size": site.swift(x), "pixel": pixel, "scale": factors,
          "into": site.output.pointer,
        ]
      )
    case .bilinear:
      let scratch = site.scratch(format == .channelsFirst ? x.width : x.width * x.channels)
      site.call(
        "upsampleBilinear",
        in: "UpsampleBilinear",
        [
          "": site.inputs[0].pointer, "planes": planes, "size": site.swift(x), "pixel": pixel, "scale": factors,
          "alignsCorners": "\(alignsCorners)", "into": site.output.pointer, "scratch": scratch,
        ]
      )
    }
  }
}

extension LayerKind {
  static let upsample2d = LayerKind(
    "upsample2d",
    .shape,
    "An image stretched by whole factors.",
    details: """
      `nearest` repeats every pixel. `bilinear` mixes the four nearest pixels, taking pixels for the middles of squares as \
      `torch.nn.Upsample` and `keras.layers.UpSampling2D` do; `align_corners: true` is PyTorch's option of that name, where \
      the corner pixels stay in the corners.
      """,
    shorthand: "scale",
    keys: [AnyKey(Keys.scale), AnyKey(Keys.mode), AnyKey(Keys.alignCorners), AnyKey(Key.dataFormat)]
  ) { record, layout, sink in
    let scale = record[Keys.scale]
    if record.has(Keys.alignCorners) && record[Keys.mode] == .nearest {
      sink.error(
        .conflictingKeys,
        "'align_corners' has no meaning with 'mode: nearest'",
        at: record.span(of: Keys.alignCorners),
        help: "leave it out"
      )
      return nil
    }
    return Upsample(
      scale: (scale[0], scale[1]),
      mode: record[Keys.mode],
      alignsCorners: record[Keys.alignCorners],
      format: record[.dataFormat] ?? layout.dataFormat
    )
  }

  private enum Keys {
    static let scale = Key(
      "scale",
      ValueType<[Int]>.perAxis(.spatialCount, axes: SpatialRank.image.axisNames),
      "The factors for height and width."
    )
    static let mode = Key("mode", ValueType<Upsample.Mode>.word(), "How the pixels between are made.")
    static let alignCorners = Key(
      "align_corners",
      ValueType<Bool>.boolean,
      default: false,
      "Whether the corner pixels of value and result coincide."
    )
  }
}
