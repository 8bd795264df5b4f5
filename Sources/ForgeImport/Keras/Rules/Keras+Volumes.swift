import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Volumes `[depth, height, width, channels]` by the layers of images.
  static let volumes: [KerasRule] = [
    KerasRule("Conv3D") { work in
      let result = try work.channelsLast { work, x throws(ImportFault) in try work.volumeConvolution(x) }
      return try work.add(KerasActivation.steps(work.layer.options["activation"]), result)
    },
    KerasRule("MaxPooling3D", "MaxPool3D") { work in
      try work.channelsLast { work, x throws(ImportFault) in try work.volumePool("max_pool2d", x) }
    },
    KerasRule("AveragePooling3D", "AvgPool3D") { work in
      try work.channelsLast { work, x throws(ImportFault) in try work.volumePool("average_pool2d", x) }
    },
    KerasRule("GlobalAveragePooling3D", "GlobalAvgPool3D") { work in try work.volumeFold("mean") },
    KerasRule("GlobalMaxPooling3D", "GlobalMaxPool3D") { work in try work.volumeFold("max") },
    KerasRule("ZeroPadding3D") { work in
      try work.channelsLast { work, x throws(ImportFault) in
        let sides = try work.sides(rank: 3, "padding")
        var value = x
        for axis in 0..<3 { value = try work.padded(value, axis: axis, before: sides[2 * axis], after: sides[2 * axis + 1]) }
        return value
      }
    },
    KerasRule("Cropping3D") { work in try work.cropped(rank: 3) },
    KerasRule("UpSampling3D") { work in
      let factors = try work.integers("size", count: 3)
      let first = try work.isChannelsFirst() ? 1 : 0
      var value = try work.volume()
      for (axis, factor) in factors.enumerated() where factor != 1 {
        let size = work.shape(of: value)[first + axis]
        guard (1...4096).contains(factor), size <= 4096, size * factor <= 4096 else {
          throw ImportFault("it repeats \(size) elements \(factor) times, the limit is 4096 together")
        }
        value = try work.gathered(value, axis: first + axis, (0..<(size * factor)).map { $0 / factor })
      }
      return value
    },
  ]
}

extension KerasWork {
  fileprivate func volume() throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == 4 else { throw ImportFault("it reads \(shape(of: x)), a volume was expected") }
    return x
  }

  /// Something done to a volume with the channels last; they are moved there and back where they lie first.
  fileprivate mutating func channelsLast(
    _ body: (inout KerasWork, Draft.Value) throws(ImportFault) -> Draft.Value
  ) throws(ImportFault) -> Draft.Value {
    let x = try volume()
    guard try isChannelsFirst() else { return try body(&self, x) }
    let moved = try transposed(x, [1, 2, 3, 0], named: "/channels_last")
    return try transposed(body(&self, moved), [3, 0, 1, 2])
  }

  fileprivate mutating func volumeFold(_ kind: String) throws(ImportFault) -> Draft.Value {
    let x = try volume()
    let axes = try isChannelsFirst() ? [1, 2, 3] : [0, 1, 2]
    let keeps = try boolean("keepdims", default: false)
    return try add(kind, [x], [("axes", .integers(axes))] + (keeps ? [("keep_dims", .boolean(true))] : []))
  }

  /// The largest or the mean of each window: over depth and height, then over the width.
  fileprivate mutating func volumePool(_ kind: String, _ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    let kernel = try integers("pool_size", count: 3)
    let stride = has("strides") ? try integers("strides", count: 3) : kernel
    let padding = try paddingWord()
    func window(_ axes: [Int?]) -> Settings {
      [
        ("kernel", .integers(axes.map { $0.map { kernel[$0] } ?? 1 })),
        ("stride", .integers(axes.map { $0.map { stride[$0] } ?? 1 })),
      ] + padding
    }
    let sizes = shape(of: x)
    let planes = try reshaped(x, to: [sizes[0], sizes[1], [sizes[2], sizes[3]].product], named: "/planes")
    let pooled = try add(kind, [planes], window([0, 1]), named: "/planes")
    let (depth, height) = (shape(of: pooled)[0], shape(of: pooled)[1])
    let rows = try reshaped(pooled, to: [[depth, height].product, sizes[2], sizes[3]], named: "/rows")
    let result = try add(kind, [rows], window([nil, 2]), named: "/rows")
    return try reshaped(result, to: [depth, height, shape(of: result)[1], sizes[3]])
  }

  private func paddingWord() throws(ImportFault) -> Settings {
    switch try word("padding", default: "valid") {
    case "valid": return []
    case "same": return [("padding", .word("same"))]
    case let other: throw ImportFault("its padding \(other.quotedForMessage) is not supported")
    }
  }

  /// A convolution of a volume: each slice of the result is one of an image whose channels are the slices of the window.
  ///
  /// The variable `kernel` is `[depth, height, width, channels / groups, filters]`.
  fileprivate mutating func volumeConvolution(_ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    let kernel = try integers("kernel_size", count: 3)
    let stride = has("strides") ? try integers("strides", count: 3) : [1, 1, 1]
    let dilation = has("dilation_rate") ? try integers("dilation_rate", count: 3) : [1, 1, 1]
    guard (kernel + stride + dilation).allSatisfy({ (1...(1 << 16)).contains($0) }) else {
      throw ImportFault("its window is \(kernel), moved by \(stride) and stretched by \(dilation)")
    }
    let (filters, groups) = (try integer("filters"), try integer("groups", default: 1))
    let sizes = shape(of: x)
    let reach = (kernel[0] - 1) * dilation[0] + 1
    let isSame = try !paddingWord().isEmpty
    let missing = isSame ? max(0, ((sizes[0] - 1) / stride[0]) * stride[0] + reach - sizes[0]) : 0
    let padded = try padded(x, axis: 0, before: missing / 2, after: missing - missing / 2)
    let depth = shape(of: padded)[0]
    let count = depth < reach ? 0 : (depth - reach) / stride[0] + 1
    guard (1...256).contains(count) else { throw ImportFault("it gives \(count) slices, from 1 to 256 are supported") }
    var settings: Settings = [
      ("filters", .integer(filters)), ("kernel", .integers(Array(kernel.dropFirst()))),
      ("stride", .integers(Array(stride.dropFirst()))),
    ]
    settings += try paddingWord()
    if dilation != [1, 1, 1] { settings.append(("dilation", .integers(Array(dilation.dropFirst())))) }
    if groups != 1 { settings.append(("groups", .integer(groups))) }
    var weights = try weights("kernel", &settings)
    // The slices of the window lie within the channel, so that groups stay together.
    let form = weights[0].tensor.shape
    guard form.count == 5 else { throw ImportFault("its kernel \(form) does not fit a volume") }
    weights[0].tensor = try rearranged(
      weights[0].tensor,
      [1, 2, 3, 0, 4],
      to: [form[1], form[2], [form[3], form[0]].product, form[4]]
    )
    let images = try transposed(padded, [1, 2, 3, 0], named: "/images")
    var slices: [Draft.Value] = []
    for index in 0..<count {
      let start = index * stride[0]
      let block = try sliced(images, axis: 3, from: start, to: start + reach, step: dilation[0], named: "/window")
      let image = try reshaped(block, to: [sizes[1], sizes[2], [sizes[3], kernel[0]].product], named: "/image")
      slices.append(try draft.addLayer("conv2d", name: "\(path)/slice", [image], settings, weights: weights))
    }
    let plane = shape(of: slices[0])
    let all = count == 1 ? slices[0] : try add("concat", slices, [("axis", .integer(-1))], named: "/slices")
    let result = try reshaped(all, to: [plane[0], plane[1], count, filters], named: "/slices")
    return try transposed(result, [2, 0, 1, 3])
  }
}
