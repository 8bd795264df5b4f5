import ForgeGraph
import ForgeOperators
import ForgeTensors

extension Tracer {
  /// A layer over an image or sequence `[batch, channels, …]`; several are computed one after the other.
  mutating func image(
    _ kind: String,
    _ tensor: Traced,
    _ settings: [(key: String, value: Setting)],
    weights: [(role: String, tensor: TensorEntry)] = []
  ) throws(ImportFault) -> Traced {
    guard let batch = tensor.shape.first, (1...Self.mostImages).contains(batch) else {
      throw ImportFault("a batch of \(tensor.shape.first ?? 0) images is computed at once, more than \(Self.mostImages)")
    }
    if batch == 1 { return try layer(kind, [tensor], without: 0, settings, weights: weights) }
    var results: [Traced] = []
    for index in 0..<batch {
      let image = try slice(tensor, axis: 0, start: index, end: index + 1, step: 1)
      results.append(try layer(kind, [image], without: 0, settings, weights: weights))
    }
    return try joined(results, axis: 0)
  }

  /// The most images of a batch that is fixed in the prototype: each has layers of its own.
  private static let mostImages = 64

  /// A convolution of `[1, channels, …]` with `weight` as `[filters, channels / groups, …]`.
  mutating func convolution(
    _ tensor: Traced,
    weight: Known,
    bias: Known?,
    _ window: ImportedWindow,
    groups: Int
  ) throws(ImportFault) -> Traced {
    if tensor.rank == 5 { return try volumeConvolution(tensor, weight: weight, bias: bias, window, groups: groups) }
    let rank = try tensor.spatialRank()
    guard weight.shape.count == rank + 2 else { throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)") }
    let settings = [("filters", Setting.integer(weight.shape[0]))] + window.settings(strideDefault: 1)
    return try filtered("conv\(rank)d", tensor, weight, bias, settings, groups)
  }

  /// A transposed convolution of `[1, channels, …]` with `weight` as `[channels, filters / groups, …]`.
  mutating func transposedConvolution(
    _ tensor: Traced,
    weight: Known,
    bias: Known?,
    _ window: ImportedWindow,
    outputPadding: [Int],
    groups: Int
  ) throws(ImportFault) -> Traced {
    if tensor.rank == 5 {
      let padding = outputPadding
      return try transposedVolumeConvolution(tensor, weight: weight, bias: bias, window, outputPadding: padding, groups: groups)
    }
    if try tensor.spatialRank() == 1, weight.shape.count == 3 {
      // A sequence is an image of one row.
      let image = try reshaped(tensor, to: [tensor.shape[0], tensor.shape[1], 1, tensor.shape[2]])
      let kernel = weight.reshaped([weight.shape[0], weight.shape[1], 1, weight.shape[2]])
      let row = ImportedWindow(
        kernel: [1] + window.kernel,
        stride: [1] + window.stride,
        padding: [(0, 0)] + window.padding,
        dilation: [1] + window.dilation
      )
      let padding = [0] + outputPadding
      let result = try transposedConvolution(image, weight: kernel, bias: bias, row, outputPadding: padding, groups: groups)
      return try reshaped(result, to: result.shape.removing(2))
    }
    guard weight.shape.count == 4 else { throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)") }
    var settings = [("filters", Setting.integer([weight.shape[1], groups].product))] + window.settings(strideDefault: 1)
    if outputPadding.contains(where: { $0 != 0 }) { settings.append(("output_padding", .perAxis(outputPadding))) }
    return try filtered("conv_transpose2d", tensor, weight, bias, settings, groups)
  }

  private mutating func filtered(
    _ kind: String,
    _ tensor: Traced,
    _ weight: Known,
    _ bias: Known?,
    _ settings: [(key: String, value: Setting)],
    _ groups: Int
  ) throws(ImportFault) -> Traced {
    var settings = settings
    if groups != 1 { settings.append(("groups", .integer(groups))) }
    var weights = [(role: "weight", tensor: try weight.entry(weight.shape))]
    if let bias {
      weights.append(("bias", try bias.entry([bias.count])))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    return try image(kind, tensor, settings, weights: weights)
  }

  /// The largest or the mean of each window of `[1, channels, …]`.
  ///
  /// - Parameters:
  ///   - kind: `max_pool` or `average_pool`.
  ///   - countsPadding: whether a mean counts the padding's zeros.
  mutating func pool(
    _ kind: String,
    _ tensor: Traced,
    _ window: ImportedWindow,
    ceilMode: Bool,
    countsPadding: Bool = true
  ) throws(ImportFault) -> Traced {
    if tensor.rank == 5 { return try volumePool(kind, tensor, window, ceilMode: ceilMode, countsPadding: countsPadding) }
    let rank = try tensor.spatialRank()
    guard window.kernel.count == rank else { throw ImportFault("its window \(window.kernel) does not fit \(tensor.shape)") }
    guard kind == "max_pool" || window.dilation.allSatisfy({ $0 == 1 }) else {
      throw ImportFault("its window is dilated, which average_pool\(rank)d is not")
    }
    var settings = window.settings(strideDefault: nil)
    if ceilMode { settings.append(("ceil_mode", .boolean(true))) }
    if kind == "average_pool", !countsPadding { settings.append(("count_include_pad", .boolean(false))) }
    return try image("\(kind)\(rank)d", tensor, settings)
  }

  /// Padding of the axes behind batch and channels: numbers before and after each.
  mutating func padded(_ tensor: Traced, _ pairs: [Int], mode: String, value: Double) throws(ImportFault) -> Traced {
    guard pairs.count == 2 * (try tensor.spatialRank()), pairs.allSatisfy({ $0 >= 0 }) else {
      throw ImportFault("it pads batch or channels, or cuts off: \(pairs)")
    }
    if pairs.allSatisfy({ $0 == 0 }) { return tensor }
    var settings: [(key: String, value: Setting)] = [("padding", .integers(pairs))]
    if mode != "constant" { settings.append(("mode", .word(mode))) }
    if value != 0 { settings.append(("value", .number(value))) }
    return try image("pad", tensor, settings)
  }

  /// An image enlarged by whole factors.
  mutating func upsampled(_ tensor: Traced, _ factors: [Int], mode: String, alignsCorners: Bool) throws(ImportFault) -> Traced {
    guard try tensor.spatialRank() == 2 else { throw ImportFault("it reads \(tensor.shape), only images are supported") }
    var settings: [(key: String, value: Setting)] = [("scale", .perAxis(factors)), ("mode", .word(mode))]
    if alignsCorners { settings.append(("align_corners", .boolean(true))) }
    return try image("upsample2d", tensor, settings)
  }

  /// `(x - mean) / √(variance + ε) · γ + β` with the mean and variance of the axes from `first` on.
  mutating func layerNormalized(
    _ tensor: Traced,
    from first: Int,
    gamma: Known?,
    beta: Known?,
    epsilon: Double
  ) throws(ImportFault) -> Traced {
    let sizes = Array(tensor.shape[first...])
    let missing = missingAxis(tensor).flatMap { $0 < first ? $0 : nil }
    let axes = (first..<tensor.rank).map { $0 - tensor.rank }
    var settings: [(key: String, value: Setting)] = axes == [-1] ? [] : [("axes", .integers(axes))]
    settings.append(("epsilon", .number(epsilon)))
    var weights: [(role: String, tensor: TensorEntry)] = []
    if let gamma { weights.append(("weight", try gamma.entry(sizes))) } else { settings.append(("scale", .boolean(false))) }
    if let beta { weights.append(("bias", try beta.entry(sizes))) } else { settings.append(("center", .boolean(false))) }
    return try layer("layer_norm", [tensor], without: missing, settings, weights: weights)
  }

  /// The same with the mean and variance of groups of channels of `[1, channels, …]`.
  mutating func groupNormalized(
    _ tensor: Traced,
    groups: Int,
    gamma: Known?,
    beta: Known?,
    epsilon: Double
  ) throws(ImportFault) -> Traced {
    var settings: [(key: String, value: Setting)] = [("groups", .integer(groups)), ("epsilon", .number(epsilon))]
    var weights: [(role: String, tensor: TensorEntry)] = []
    if let gamma {
      weights.append(("weight", try gamma.entry([gamma.count])))
    } else {
      settings.append(("scale", .boolean(false)))
    }
    if let beta { weights.append(("bias", try beta.entry([beta.count]))) } else { settings.append(("center", .boolean(false))) }
    return try image("group_norm", tensor, settings, weights: weights)
  }

  /// The learned numbers of each channel of `[1, channels, …]`: `(x - mean) / √(variance + ε) · γ + β`.
  mutating func batchNormalized(
    _ tensor: Traced,
    gamma: Known?,
    beta: Known?,
    mean: Known,
    variance: Known,
    epsilon: Double
  ) throws(ImportFault) -> Traced {
    var weights: [(role: String, tensor: TensorEntry)] = []
    var settings: [(key: String, value: Setting)] = [("epsilon", .number(epsilon))]
    if let gamma {
      weights.append(("weight", try gamma.entry(gamma.shape)))
    } else {
      settings.append(("scale", .boolean(false)))
    }
    if let beta { weights.append(("bias", try beta.entry(beta.shape))) } else { settings.append(("center", .boolean(false))) }
    weights.append(("running_mean", try mean.entry(mean.shape)))
    weights.append(("running_var", try variance.entry(variance.shape)))
    if tensor.shape.first == 1 { return try layer("batch_norm", [tensor], without: 0, settings, weights: weights) }
    settings.append(("axis", .integer(1)))
    return try layer("batch_norm", [tensor], without: nil, settings, weights: weights)
  }
}

/// How a window slides: a number for each axis behind batch and channels.
struct ImportedWindow {
  var kernel: [Int]
  var stride: [Int]
  /// What stands before and after each axis.
  var padding: [(before: Int, after: Int)]
  var dilation: [Int]

  /// Refuses amounts that are none of a window: sums and products of the others and of sizes stay within `Int`.
  func checkAmounts() throws(ImportFault) {
    let most = 1 << 20
    guard (kernel + stride + dilation).allSatisfy({ (1...most).contains($0) }),
      padding.allSatisfy({ (0...most).contains($0.before) && (0...most).contains($0.after) })
    else {
      let sides = padding.flatMap { [$0.before, $0.after] }
      throw ImportFault("a window \(kernel) with strides \(stride), dilations \(dilation) and padding \(sides) is none")
    }
  }

  /// The window as settings; what is the default is left out. Pooling has no default of the stride that frameworks share: it is
  /// always said.
  func settings(strideDefault: Int?) -> [(key: String, value: Setting)] {
    var settings = [(key: "kernel", value: Setting.perAxis(kernel))]
    if strideDefault == nil || stride.contains(where: { $0 != strideDefault }) { settings.append(("stride", .perAxis(stride))) }
    if padding.contains(where: { $0.before != 0 || $0.after != 0 }) { settings.append(("padding", paddingSetting)) }
    if dilation.contains(where: { $0 != 1 }) { settings.append(("dilation", .perAxis(dilation))) }
    return settings
  }

  /// One number, `[height, width]`, or `[top, bottom, left, right]`.
  private var paddingSetting: Setting {
    let all = padding.flatMap { [$0.before, $0.after] }
    if all.allSatisfy({ $0 == all[0] }) { return .integer(all[0]) }
    if padding.count == 2, padding.allSatisfy({ $0.before == $0.after }) { return .integers(padding.map(\.before)) }
    return .integers(all)
  }
}

extension Setting {
  /// A number for each axis, or one for all.
  static func perAxis(_ values: [Int]) -> Setting {
    values.allSatisfy { $0 == values[0] } ? .integer(values[0]) : .integers(values)
  }
}

extension Traced {
  /// The number of axes of an image or sequence behind batch and channels: 2 or 1.
  func spatialRank() throws(ImportFault) -> Int {
    guard rank == 3 || rank == 4 else {
      throw ImportFault(
        "it reads \(shape), only sequences [1, channels, time] and images [1, channels, height, width] are supported"
      )
    }
    return rank - 2
  }
}

/// An axis that gets another size.
struct ResizedAxis {
  let axis: Int
  let size: Int
  /// What places are reckoned with; nil for the new size by the old one.
  let scale: Double?

  /// Whether the sizes alone tell what places are reckoned with.
  func isUsual(of size: Int) -> Bool { scale.map { $0 == Double(self.size) / Double(size) } ?? true }
}

extension Tracer {
  /// Other sizes along some axes; `interpolation` says how elements are made of those around them.
  mutating func resized(
    _ tensor: Traced,
    _ axes: [ResizedAxis],
    _ interpolation: [(key: String, value: Setting)]
  ) throws(ImportFault) -> Traced {
    let missing = missingAxis(tensor).flatMap { missing in axes.contains { $0.axis == missing } ? nil : missing }
    var settings: [(key: String, value: Setting)] = [
      ("axes", .integers(axes.map { $0.axis.without(missing) })), ("size", .integers(axes.map(\.size))),
    ]
    if !axes.allSatisfy({ $0.isUsual(of: tensor.shape[$0.axis]) }) {
      let scales = axes.map { $0.scale ?? Double($0.size) / Double(tensor.shape[$0.axis]) }
      settings.append(("scale", .list(scales.map(Setting.number))))
    }
    settings += interpolation
    if let known = try folded("resize", [tensor], settings) { return known }
    return try layer("resize", [tensor], without: missing, settings)
  }
}
