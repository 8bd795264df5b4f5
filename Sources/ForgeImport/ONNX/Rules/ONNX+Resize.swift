import ForgeGraph

extension ONNXRule {
  static let resizing: [ONNXRule] = [
    ONNXRule("Resize", "Upsample") { work in [try work.resize()] },
    ONNXRule("GridSample") { work in [try work.gridSample()] },
  ]
}

/// What a `Resize` asks for, one number for each axis of its tensor.
private struct Resizing {
  var sizes: [Int]
  var scales: [Double]
}

extension ONNXWork {
  private var isOld: Bool { node.operatorName == "Upsample" || version < 11 }

  fileprivate mutating func resize() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let wanted = try resizing(tensor)
    _ = try wanted.sizes.boundedCount()
    let mode = try text("mode") ?? "nearest"
    if let simple = try upsampled(tensor, wanted, mode) { return simple }
    let axes = tensor.shape.indices.filter { wanted.sizes[$0] != tensor.shape[$0] || wanted.scales[$0] != 1 }
    let region = try region(axes, of: tensor)
    if axes.isEmpty, region == nil { return tensor }
    var settings = try interpolation(mode)
    if let region { settings.append(("region", .list(region.map(Setting.number)))) }
    let all = (region == nil ? axes : Array(tensor.shape.indices)).map { axis in
      ResizedAxis(axis: axis, size: wanted.sizes[axis], scale: wanted.scales[axis])
    }
    return try tracer.resized(tensor, all, settings)
  }

  /// The short way to say that an image grows by whole factors, for the forms that frameworks share; nil for others.
  private mutating func upsampled(_ tensor: Traced, _ wanted: Resizing, _ mode: String) throws(ImportFault) -> Traced? {
    guard tensor.rank == 4, wanted.scales[..<2] == [1, 1], wanted.scales.allSatisfy({ $0 == $0.rounded() && $0 >= 1 }) else {
      return nil
    }
    let factors = wanted.scales[2...].map { Int($0) }
    if factors == [1, 1] { return tensor }
    let (places, rounding) = try places()
    switch mode {
    case "nearest":
      // With whole factors these take the pixel that lies over the place.
      let isUsual = places == "asymmetric" && rounding == "floor" || places == "half_pixel" && rounding.hasPrefix("round")
      return isUsual ? try tracer.upsampled(tensor, factors, mode: "nearest", alignsCorners: false) : nil
    case "linear" where ["half_pixel", "align_corners"].contains(places):
      guard try integer("antialias", default: 0) == 0, try integer("exclude_outside", default: 0) == 0 else { return nil }
      return try tracer.upsampled(tensor, factors, mode: "bilinear", alignsCorners: places == "align_corners")
    default: return nil
    }
  }

  /// Where the new elements lie on the old axis, and which element is nearest.
  private func places() throws(ImportFault) -> (coordinates: String, rounding: String) {
    let places = try text("coordinate_transformation_mode") ?? (isOld ? "asymmetric" : "half_pixel")
    let rounding = try text("nearest_mode") ?? (isOld ? "floor" : "round_prefer_floor")
    guard places == "tf_half_pixel_for_nn" else { return (places, rounding) }
    guard rounding == "floor" else { throw ImportFault("its nearest_mode is '\(rounding)' with tf_half_pixel_for_nn") }
    // Half an element further on and rounded down is the nearest one, of two the later.
    return ("half_pixel", "round_prefer_ceil")
  }

  /// How elements are made of those around them.
  private func interpolation(_ mode: String) throws(ImportFault) -> [(key: String, value: Setting)] {
    let (places, rounding) = try places()
    var settings: [(key: String, value: Setting)] = [("mode", .word(mode)), ("coordinates", .word(places))]
    if mode == "nearest" { settings.append(("rounding", .word(rounding))) }
    let coefficient = try number("cubic_coeff_a", default: -0.75)
    if mode == "cubic", coefficient != -0.75 { settings.append(("cubic_coefficient", .number(coefficient))) }
    if try integer("exclude_outside", default: 0) != 0 { settings.append(("exclude_outside", .boolean(true))) }
    if try integer("antialias", default: 0) != 0 { settings.append(("antialias", .boolean(true))) }
    let outside = try number("extrapolation_value", default: 0)
    if places == "tf_crop_and_resize", outside != 0 { settings.append(("extrapolation", .number(outside))) }
    return settings
  }

  /// The part of a tensor that is taken, its starts and then its ends, for all axes; nil unless a part is asked for.
  private func region(_ axes: [Int], of tensor: Traced) throws(ImportFault) -> [Double]? {
    guard try text("coordinate_transformation_mode") == "tf_crop_and_resize" else { return nil }
    guard let numbers = try optionalKnown(1, "roi")?.numbers else { throw ImportFault("it has no region to take") }
    let named = try resizedAxes(tensor)
    guard numbers.count == 2 * named.count else { throw ImportFault("its region does not fit \(tensor.shape)") }
    var starts = [Double](repeating: 0, count: tensor.rank)
    var ends = [Double](repeating: 1, count: tensor.rank)
    for (index, axis) in named.enumerated() {
      (starts[axis], ends[axis]) = (numbers[index], numbers[index + named.count])
    }
    return starts + ends
  }

  private func resizedAxes(_ tensor: Traced) throws(ImportFault) -> [Int] {
    var axes: [Int] = []
    for number in try integers("axes") ?? Array(tensor.shape.indices) { axes.append(try axis(number, of: tensor.rank)) }
    return axes
  }

  /// The new sizes, and what coordinates are reckoned with.
  private func resizing(_ tensor: Traced) throws(ImportFault) -> Resizing {
    let axes = try resizedAxes(tensor)
    var result = Resizing(sizes: tensor.shape, scales: tensor.shape.map { _ in 1 })
    let given = try optionalKnown(isOld ? 1 : 2, "scales")
    let listed = given.flatMap { $0.count == 0 ? nil : $0.numbers }
    if let scales = try oldScales() ?? listed {
      guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw ImportFault("its scales \(scales) do not fit \(tensor.shape)")
      }
      for (axis, scale) in zip(axes, scales) {
        result.scales[axis] = scale
        // The product as float32 has it, which the standard rounds down.
        let size = (Float(tensor.shape[axis]) * Float(scale)).rounded(.down)
        guard size >= 1, size < 0x1p31 else { throw ImportFault("it resizes \(tensor.shape[axis]) by \(scale)") }
        result.sizes[axis] = Int(size)
      }
      return result
    }
    guard !isOld, let sizes = try optionalKnown(3, "sizes")?.integers, sizes.count == axes.count, sizes.allSatisfy({ $0 > 0 })
    else { throw ImportFault("it tells neither scales nor sizes that fit \(tensor.shape)") }
    for (axis, size) in zip(axes, sizes) {
      (result.sizes[axis], result.scales[axis]) = (size, Double(size) / Double(tensor.shape[axis]))
    }
    try keepProportions(&result, axes, sizes, tensor)
    return result
  }

  /// Scales in an attribute, as `Upsample` had them before operator set 9.
  private func oldScales() throws(ImportFault) -> [Double]? {
    guard let attribute = node["scales"] else { return nil }
    guard case .floats(let scales) = attribute.value else { throw ImportFault("its scales are no numbers") }
    return scales.map(Double.init)
  }

  /// One scale for all axes, the largest that fits into the sizes or the smallest that fills them.
  private func keepProportions(
    _ result: inout Resizing,
    _ axes: [Int],
    _ sizes: [Int],
    _ tensor: Traced
  ) throws(ImportFault) {
    let policy = try text("keep_aspect_ratio_policy") ?? "stretch"
    guard policy != "stretch" else { return }
    let scales = axes.map { result.scales[$0] }
    guard let scale = policy == "not_larger" ? scales.min() : scales.max() else { return }
    for axis in axes {
      result.scales[axis] = scale
      result.sizes[axis] = Int((Double(tensor.shape[axis]) * scale).rounded())
    }
  }

  /// Elements at computed places of an image or volume.
  fileprivate mutating func gridSample() throws(ImportFault) -> Traced {
    let (tensor, grid) = (try input(0), try input(1))
    guard tensor.shape.first == grid.shape.first, tensor.shape.first == 1 else {
      throw ImportFault("a batch of \(tensor.shape.first ?? 0) is computed at once, only one by one is supported")
    }
    let words = ["bilinear": "linear", "bicubic": "cubic"]
    let mode = try text("mode") ?? "linear"
    var settings: [(key: String, value: Setting)] = [("mode", .word(words[mode] ?? mode))]
    let padding = try text("padding_mode") ?? "zeros"
    if padding != "zeros" { settings.append(("padding", .word(padding))) }
    if try integer("align_corners", default: 0) != 0 { settings.append(("align_corners", .boolean(true))) }
    return try tracer.layer("grid_sample", [tensor, grid], without: 0, settings)
  }
}
