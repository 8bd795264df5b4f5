import ForgeGraph
import ForgeTensors

extension ONNXRule {
  /// Convolutions, pooling, resizing.
  static let images: [ONNXRule] = [
    ONNXRule("Conv") { work in [try work.convolution()] },
    ONNXRule("ConvTranspose") { work in [try work.transposedConvolution()] },
    ONNXRule("MaxPool") { work in [try work.pool("max_pool")] },
    ONNXRule("AveragePool") { work in [try work.pool("average_pool")] },
    ONNXRule("GlobalAveragePool") { work in [try work.globalPool("global_average_pool")] },
    ONNXRule("GlobalMaxPool") { work in [try work.globalPool("global_max_pool")] },
    ONNXRule("Pad") { work in [try work.pad()] },
    ONNXRule("Resize", "Upsample") { work in [try work.resize()] },
  ]
}

extension ONNXWork {
  /// The number of axes of an image or sequence behind batch and channels: 1 or 2.
  private func spatialRank(_ tensor: Traced) throws(ImportFault) -> Int {
    let rank = tensor.rank - 2
    guard rank == 1 || rank == 2 else {
      throw ImportFault(
        "it reads \(tensor.shape), only sequences [1, channels, time] and images [1, channels, height, width] are supported"
      )
    }
    return rank
  }

  /// A setting with a number for each spatial axis; nil where all are the default.
  private func perAxis(_ key: String, _ values: [Int], default value: Int) -> (key: String, value: Setting)? {
    guard values.contains(where: { $0 != value }) else { return nil }
    return (key, values.allSatisfy { $0 == values[0] } ? .integer(values[0]) : .integers(values))
  }

  /// Padding as the spec has it: `[top, bottom, left, right]` where ONNX has `[top, left, bottom, right]`.
  private func paddingSetting(_ pads: [Int]) -> (key: String, value: Setting)? {
    let rank = pads.count / 2
    guard pads.contains(where: { $0 != 0 }) else { return nil }
    if pads.allSatisfy({ $0 == pads[0] }) { return ("padding", .integer(pads[0])) }
    let pairs = (0..<rank).map { (pads[$0], pads[$0 + rank]) }
    if rank == 2, pairs.allSatisfy({ $0.0 == $0.1 }) { return ("padding", .integers(pairs.map(\.0))) }
    return ("padding", .integers(pairs.flatMap { [$0.0, $0.1] }))
  }

  /// The window's options that `auto_pad` and `pads` come from.
  private struct Window {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var pads: [Int]
  }

  private func window(_ tensor: Traced, kernel: [Int]) throws(ImportFault) -> Window {
    let rank = kernel.count
    let strides = try integers("strides") ?? .init(repeating: 1, count: rank)
    let dilations = try integers("dilations") ?? .init(repeating: 1, count: rank)
    var pads = try integers("pads") ?? .init(repeating: 0, count: 2 * rank)
    guard strides.count == rank, dilations.count == rank, pads.count == 2 * rank, pads.allSatisfy({ $0 >= 0 }),
      (strides + dilations + kernel).allSatisfy({ $0 > 0 })
    else { throw ImportFault("its kernel_shape, strides, dilations and pads do not fit \(rank) axes") }
    let auto = try text("auto_pad") ?? "NOTSET"
    if auto == "VALID" { pads = .init(repeating: 0, count: 2 * rank) }
    if auto == "SAME_UPPER" || auto == "SAME_LOWER" {
      for axis in 0..<rank {
        let size = tensor.shape[axis + 2]
        let extent = (kernel[axis] - 1) * dilations[axis] + 1
        let places = (size + strides[axis] - 1) / strides[axis]
        let total = max(0, (places - 1) * strides[axis] + extent - size)
        let small = total / 2
        (pads[axis], pads[axis + rank]) = auto == "SAME_UPPER" ? (small, total - small) : (total - small, small)
      }
    }
    return Window(kernel: kernel, strides: strides, dilations: dilations, pads: pads)
  }

  fileprivate mutating func convolution() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let rank = try spatialRank(tensor)
    let weight = try known(1, "weight")
    guard weight.shape.count == rank + 2 else { throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)") }
    let window = try window(tensor, kernel: Array(weight.shape[2...]))
    let groups = try integer("group", default: 1)
    let bias = try optionalKnown(2, "bias")
    var settings: [(key: String, value: Setting)] = [("filters", .integer(weight.shape[0]))]
    settings.append(
      ("kernel", window.kernel.allSatisfy { $0 == window.kernel[0] } ? .integer(window.kernel[0]) : .integers(window.kernel))
    )
    settings += [
      perAxis("stride", window.strides, default: 1), paddingSetting(window.pads),
      perAxis("dilation", window.dilations, default: 1),
    ]
    .compactMap { $0 }
    if groups != 1 { settings.append(("groups", .integer(groups))) }
    var weights = [(role: "weight", tensor: try weight.entry(weight.shape))]
    if let bias {
      weights.append(("bias", try bias.entry([bias.count])))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    return try tracer.image("conv\(rank)d", tensor, settings, weights: weights)
  }

  fileprivate mutating func transposedConvolution() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let rank = try spatialRank(tensor)
    guard rank == 2 else { throw ImportFault("it reads a sequence \(tensor.shape), only images are supported") }
    let weight = try known(1, "weight")
    guard weight.shape.count == 4 else { throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)") }
    let kernel = Array(weight.shape[2...])
    let groups = try integer("group", default: 1)
    let strides = try integers("strides") ?? [1, 1]
    let dilations = try integers("dilations") ?? [1, 1]
    let outputPadding = try integers("output_padding") ?? [0, 0]
    let pads = try transposedPads(tensor, kernel, strides, dilations, outputPadding)
    let bias = try optionalKnown(2, "bias")
    var settings: [(key: String, value: Setting)] = [
      ("filters", .integer(weight.shape[1] * groups)), ("kernel", .integers(kernel)),
    ]
    settings += [
      perAxis("stride", strides, default: 1), paddingSetting(pads), perAxis("dilation", dilations, default: 1),
      perAxis("output_padding", outputPadding, default: 0),
    ].compactMap { $0 }
    if groups != 1 { settings.append(("groups", .integer(groups))) }
    var weights = [(role: "weight", tensor: try weight.entry(weight.shape))]
    if let bias {
      weights.append(("bias", try bias.entry([bias.count])))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    return try tracer.image("conv_transpose2d", tensor, settings, weights: weights)
  }

  /// What is cut off at each side: given, or what `output_shape` or `auto_pad` leave over.
  private func transposedPads(
    _ tensor: Traced,
    _ kernel: [Int],
    _ strides: [Int],
    _ dilations: [Int],
    _ outputPadding: [Int]
  ) throws(ImportFault) -> [Int] {
    var pads = try integers("pads") ?? [0, 0, 0, 0]
    guard strides.count == 2, dilations.count == 2, outputPadding.count == 2, pads.count == 4 else {
      throw ImportFault("its strides, dilations, output_padding and pads do not fit 2 axes")
    }
    let auto = try text("auto_pad") ?? "NOTSET"
    let wanted = try integers("output_shape")
    guard wanted != nil || auto.hasPrefix("SAME") else { return auto == "VALID" ? [0, 0, 0, 0] : pads }
    for axis in 0..<2 {
      let full = (tensor.shape[axis + 2] - 1) * strides[axis] + outputPadding[axis] + (kernel[axis] - 1) * dilations[axis] + 1
      let target = wanted.map { $0[$0.count - 2 + axis] } ?? tensor.shape[axis + 2] * strides[axis]
      let total = full - target
      guard total >= 0 else { throw ImportFault("its output_shape \(wanted ?? []) is larger than the convolution gives") }
      let small = total / 2
      (pads[axis], pads[axis + 2]) = auto == "SAME_UPPER" ? (small, total - small) : (total - small, small)
    }
    return pads
  }

  fileprivate mutating func pool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let rank = try spatialRank(tensor)
    guard let kernel = try integers("kernel_shape"), kernel.count == rank else {
      throw ImportFault("its kernel_shape does not fit \(tensor.shape)")
    }
    let window = try window(tensor, kernel: kernel)
    var settings: [(key: String, value: Setting)] = [
      ("kernel", kernel.allSatisfy { $0 == kernel[0] } ? .integer(kernel[0]) : .integers(kernel))
    ]
    settings.append(
      (
        "stride",
        window.strides.allSatisfy { $0 == window.strides[0] } ? .integer(window.strides[0]) : .integers(window.strides)
      )
    )
    settings += [paddingSetting(window.pads)].compactMap { $0 }
    if let dilation = perAxis("dilation", window.dilations, default: 1) {
      guard kind == "max_pool" else { throw ImportFault("its window is dilated, which average_pool\(rank)d is not") }
      settings.append(dilation)
    }
    if try integer("ceil_mode", default: 0) != 0 { settings.append(("ceil_mode", .boolean(true))) }
    if kind == "average_pool" {
      let counts = try integer("count_include_pad", default: 0) != 0
      if !counts { settings.append(("count_include_pad", .boolean(false))) }
    }
    return try tracer.image("\(kind)\(rank)d", tensor, settings)
  }

  fileprivate mutating func globalPool(_ kind: String) throws(ImportFault) -> Traced {
    try tracer.image(kind, input(0), [("keep_dims", .boolean(true))])
  }

  fileprivate mutating func pad() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard var pads = try integers("pads", orInput: 1) else { throw ImportFault("it has no pads") }
    if let axes = try optionalKnown(3, "axes")?.integers {
      var all = [Int](repeating: 0, count: 2 * tensor.rank)
      for (index, number) in axes.enumerated() where pads.count == 2 * axes.count {
        let axis = try axis(number, of: tensor.rank)
        (all[axis], all[axis + tensor.rank]) = (pads[index], pads[index + axes.count])
      }
      pads = all
    }
    guard pads.count == 2 * tensor.rank else { throw ImportFault("its pads \(pads) do not fit \(tensor.shape)") }
    if pads.allSatisfy({ $0 == 0 }) { return tensor }
    let rank = try spatialRank(tensor)
    let outer = [pads[0], pads[1], pads[tensor.rank], pads[tensor.rank + 1]]
    guard outer.allSatisfy({ $0 == 0 }), pads.allSatisfy({ $0 >= 0 }) else {
      throw ImportFault("it pads batch or channels, or cuts off: pads \(pads)")
    }
    let inner = Array(pads[2..<tensor.rank]) + Array(pads[(tensor.rank + 2)...])
    let mode = try text("mode") ?? "constant"
    guard ["constant", "reflect", "edge"].contains(mode) else { throw ImportFault("its mode '\(mode)' is not supported") }
    let pairs = (0..<rank).flatMap { [inner[$0], inner[$0 + rank]] }
    var settings: [(key: String, value: Setting)] = [("padding", .integers(pairs))]
    if mode != "constant" { settings.append(("mode", .word(mode))) }
    let value = version < 11 ? try number("value", default: 0) : try optionalKnown(2, "value")?.scalar ?? 0
    if value != 0 { settings.append(("value", .number(value))) }
    return try tracer.image("pad", tensor, settings)
  }

  /// Whole factors of height and width, nearest or bilinear.
  fileprivate mutating func resize() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard try spatialRank(tensor) == 2 else { throw ImportFault("it reads \(tensor.shape), only images are supported") }
    let factors = try resizeFactors(tensor)
    let mode = try text("mode") ?? "nearest"
    let places = try text("coordinate_transformation_mode") ?? "half_pixel"
    var settings: [(key: String, value: Setting)] = [
      ("scale", factors[0] == factors[1] ? .integer(factors[0]) : .integers(factors))
    ]
    switch mode {
    case "nearest":
      let rounding = try text("nearest_mode") ?? "round_prefer_floor"
      // With whole factors these all take the pixel that lies over the place.
      let isUsual =
        places == "asymmetric" && rounding == "floor" || places == "half_pixel" && rounding.hasPrefix("round")
        || node.operatorName == "Upsample"
      guard isUsual else { throw ImportFault("nearest with \(places) and \(rounding) is not supported") }
      settings.append(("mode", .word("nearest")))
    case "linear":
      guard ["half_pixel", "pytorch_half_pixel", "align_corners"].contains(places) else {
        throw ImportFault("linear with \(places) is not supported")
      }
      settings.append(("mode", .word("bilinear")))
      if places == "align_corners" { settings.append(("align_corners", .boolean(true))) }
    default: throw ImportFault("its mode '\(mode)' is not supported")
    }
    return try tracer.image("upsample2d", tensor, settings)
  }

  private func resizeFactors(_ tensor: Traced) throws(ImportFault) -> [Int] {
    let isOld = node.operatorName == "Upsample" || version < 11
    let scales = try optionalKnown(isOld ? 1 : 2, "scales").flatMap { $0.count == 0 ? nil : $0.numbers }
    let sizes = isOld ? nil : try optionalKnown(3, "sizes").flatMap { $0.count == 0 ? nil : $0.numbers }
    let factors = scales ?? sizes.map { zip($0, tensor.shape).map { $0 / Double($1) } } ?? []
    guard factors.count == 4, factors[0] == 1, factors[1] == 1 else {
      throw ImportFault("it resizes by \(factors), only height and width can be")
    }
    let inner = factors[2...]
    guard inner.allSatisfy({ $0 == $0.rounded() && $0 >= 1 && $0 <= 0x1p20 }) else {
      throw ImportFault("it resizes by \(Array(inner)), only whole factors are supported")
    }
    return inner.map { Int($0) }
  }
}
