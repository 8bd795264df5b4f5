import ForgeGraph
import ForgeJSON
import ForgeTensors

extension ONNXRule {
  /// Convolutions, pooling, resizing.
  static let images: [ONNXRule] = [
    ONNXRule("Conv") { work in [try work.convolution()] },
    ONNXRule("ConvTranspose") { work in [try work.transposedConvolution()] },
    ONNXRule("MaxPool") { work in
      let largest = try work.pool("max_pool")
      guard work.node.outputs.count > 1, !work.node.outputs[1].isEmpty else { return [largest] }
      return [largest, try work.poolPlaces(of: largest.shape)]
    },
    ONNXRule("MaxUnpool") { work in [try work.unpooled()] },
    ONNXRule("AveragePool") { work in [try work.pool("average_pool")] },
    ONNXRule("LpPool") { work in [try work.normPool()] },
    ONNXRule("GlobalAveragePool") { work in [try work.globalPool("global_average_pool")] },
    ONNXRule("GlobalMaxPool") { work in [try work.globalPool("global_max_pool")] },
    ONNXRule("Pad") { work in [try work.pad()] },
    ONNXRule("Col2Im") { work in
      let (sizes, kernel) = (try work.known(1, "image_shape").integers ?? [], try work.known(2, "block_shape").integers ?? [])
      let rank = sizes.count
      let stride = try work.integers("strides") ?? .init(repeating: 1, count: rank)
      let dilation = try work.integers("dilations") ?? .init(repeating: 1, count: rank)
      let pads = try work.integers("pads") ?? .init(repeating: 0, count: 2 * rank)
      guard kernel.count == rank, stride.count == rank, dilation.count == rank, pads.count == 2 * rank, rank > 0,
        kernel.allSatisfy({ (1...(1 << 12)).contains($0) }), pads.allSatisfy({ $0 >= 0 })
      else { throw ImportFault("its block_shape, strides, dilations and pads do not fit an image \(sizes)") }
      let padding = (0..<rank).map { (before: pads[$0], after: pads[$0 + rank]) }
      let window = ImportedWindow(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
      return [try work.tracer.columnsAsWindows(work.input(0), to: sizes, window)]
    },
  ]
}

extension ONNXWork {
  /// The window of a kernel; `auto_pad` is worked out.
  private func window(_ tensor: Traced, kernel: [Int]) throws(ImportFault) -> ImportedWindow {
    let rank = kernel.count
    let stride = try integers("strides") ?? .init(repeating: 1, count: rank)
    let dilation = try integers("dilations") ?? .init(repeating: 1, count: rank)
    let pads = try integers("pads") ?? .init(repeating: 0, count: 2 * rank)
    guard stride.count == rank, dilation.count == rank, pads.count == 2 * rank, tensor.rank == rank + 2 else {
      throw ImportFault("its kernel_shape, strides, dilations and pads do not fit \(tensor.shape)")
    }
    let padding = (0..<rank).map { (before: pads[$0], after: pads[$0 + rank]) }
    var window = ImportedWindow(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    try window.checkAmounts()
    switch try text("auto_pad") ?? "NOTSET" {
    case "NOTSET": break
    case "VALID": window.padding = padding.map { _ in (0, 0) }
    case let same where same.hasPrefix("SAME_"):
      for axis in 0..<rank {
        let size = tensor.shape[axis + 2]
        let places = (size + stride[axis] - 1) / stride[axis]
        let extent = (kernel[axis] - 1) * dilation[axis] + 1
        window.padding[axis] = Self.halves(max(0, (places - 1) * stride[axis] + extent - size), same)
      }
    case let other: throw ImportFault("its auto_pad is \(other.quotedForMessage)")
    }
    return window
  }

  /// An amount on both sides, the larger half where `auto_pad` says.
  private static func halves(_ total: Int, _ same: String) -> (before: Int, after: Int) {
    let small = total / 2
    return same == "SAME_LOWER" ? (total - small, small) : (small, total - small)
  }

  fileprivate mutating func convolution() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let weight = try known(1, "weight")
    let window = try window(tensor, kernel: Array(weight.shape.dropFirst(2)))
    let bias = try optionalKnown(2, "bias")
    return try tracer.convolution(tensor, weight: weight, bias: bias, window, groups: integer("group", default: 1))
  }

  fileprivate mutating func transposedConvolution() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let weight = try known(1, "weight")
    let kernel = Array(weight.shape.dropFirst(2))
    let outputPadding = try integers("output_padding") ?? .init(repeating: 0, count: kernel.count)
    var window = try window(tensor, kernel: kernel)
    guard outputPadding.count == kernel.count else { throw ImportFault("its output_padding does not fit \(tensor.shape)") }
    try cut(&window, tensor, outputPadding)
    return try tracer.transposedConvolution(
      tensor,
      weight: weight,
      bias: optionalKnown(2, "bias"),
      window,
      outputPadding: outputPadding,
      groups: integer("group", default: 1)
    )
  }

  /// What is cut off at each side of a transposed convolution: what `output_shape` or `auto_pad` leave over.
  private func cut(_ window: inout ImportedWindow, _ tensor: Traced, _ outputPadding: [Int]) throws(ImportFault) {
    let auto = try text("auto_pad") ?? "NOTSET"
    let wanted = try integers("output_shape")
    guard wanted != nil || auto.hasPrefix("SAME") else { return }
    let amounts = outputPadding + (wanted ?? [])
    guard (wanted?.count ?? .max) >= window.kernel.count, amounts.allSatisfy({ (0...(1 << 31)).contains($0) }) else {
      throw ImportFault("its output_padding and output_shape do not fit \(tensor.shape)")
    }
    for axis in window.kernel.indices {
      let steps = (tensor.shape[axis + 2] - 1) * window.stride[axis]
      let full = steps + outputPadding[axis] + (window.kernel[axis] - 1) * window.dilation[axis] + 1
      let target = wanted.map { $0[$0.count - window.kernel.count + axis] } ?? tensor.shape[axis + 2] * window.stride[axis]
      guard full >= target else { throw ImportFault("its output_shape \(wanted ?? []) is larger than the convolution gives") }
      // Unlike a convolution, this one has the larger half in front unless told otherwise.
      window.padding[axis] = Self.halves(full - target, auto == "SAME_UPPER" ? auto : "SAME_LOWER")
    }
  }

  fileprivate mutating func pool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let kernel = try integers("kernel_shape") else { throw ImportFault("it has no kernel_shape") }
    let window = try window(tensor, kernel: kernel)
    let (ceilMode, countsPadding) = (
      try integer("ceil_mode", default: 0) != 0, try integer("count_include_pad", default: 0) != 0
    )
    let isPadded = window.padding.contains { $0 != (0, 0) }
    if kind == "average_pool", window.dilation.contains(where: { $0 != 1 }), !ceilMode, !isPadded || countsPadding {
      return try dilatedMean(tensor, window)
    }
    return try tracer.pool(kind, tensor, window, ceilMode: ceilMode, countsPadding: countsPadding)
  }

  /// Where the elements of a pool's result lay, counted over the whole tensor.
  fileprivate mutating func poolPlaces(of result: [Int]) throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let window = try window(tensor, kernel: integers("kernel_shape") ?? [])
    let sizes = Array(tensor.shape[2...])
    _ = try tensor.shape.boundedCount()
    var windows: [[[Int]]] = []
    for axis in sizes.indices { windows.append(try window.places(along: axis, of: sizes[axis], count: result[axis + 2])) }
    // Places of images in column-major order, all else in row-major order.
    let isColumnMajor = try integer("storage_order", default: 0) != 0
    let steps = isColumnMajor ? Array(Array(sizes.reversed()).rowMajorSteps.reversed()) : sizes.rowMajorSteps
    let base = tracer.wanted
    tracer.wanted = "\(base)_places"
    let places = try tracer.largestPlaces(tensor, windows, steps: steps)
    let images = tensor.shape.prefix(2).product
    if images == 1 { return places }
    let numbers = (0..<images).map { Double($0 * sizes.product) }
    let shape = tensor.shape.prefix(2) + [Int](repeating: 1, count: sizes.count)
    let starts = Known(name: "\(tracer.wanted).images", shape: Array(shape), element: .int64, numbers: numbers)
    return try tracer.combination("add", [places, Traced(starts)])
  }

  /// Elements back at their places, which count over the whole tensor, zeros elsewhere; `output_shape` adds more at the ends.
  fileprivate mutating func unpooled() throws(ImportFault) -> Traced {
    let (tensor, places) = (try input(0), try input(1))
    let kernel = try integers("kernel_shape") ?? []
    let window = try window(tensor, kernel: kernel)
    var shape = Array(tensor.shape.prefix(2))
    for (axis, size) in tensor.shape.dropFirst(2).enumerated() {
      let padding = window.padding[axis]
      shape.append((size - 1) * window.stride[axis] - padding.before - padding.after + kernel[axis])
    }
    guard !kernel.isEmpty, shape.allSatisfy({ $0 > 0 }) else { throw ImportFault("it gives a tensor \(shape)") }
    let flat = (try tracer.reshaped(tensor, to: [tensor.count]), try tracer.reshaped(places, to: [places.count]))
    var result = try tracer.reshaped(tracer.placedAmongZeros(flat.0, at: flat.1, size: shape.boundedCount()), to: shape)
    guard let wanted = try optionalKnown(2, "output_shape")?.integers else { return result }
    guard wanted.count == shape.count, zip(wanted, shape).allSatisfy({ $0 >= $1 }) else {
      throw ImportFault("its output_shape \(wanted) is smaller than \(shape), which its places count in")
    }
    _ = try wanted.boundedCount()
    for axis in shape.indices where wanted[axis] > shape[axis] {
      result = try tracer.filled(result, axis: axis, before: 0, after: wanted[axis] - shape[axis], value: 0)
    }
    return result
  }

  /// `(Σ |x|^p)^(1/p)` over each window: a mean of powers, times the window's size.
  fileprivate mutating func normPool() throws(ImportFault) -> Traced {
    let power = Double(try integer("p", default: 2))
    let tensor = try tracer.function("abs", of: input(0))
    guard let kernel = try integers("kernel_shape") else { throw ImportFault("it has no kernel_shape") }
    let powers = try tracer.function("power", of: tensor, [("exponent", .number(power))])
    let ceilMode = try integer("ceil_mode", default: 0) != 0
    let window = try window(tensor, kernel: kernel)
    let means: Traced
    if window.dilation.allSatisfy({ $0 == 1 }) {
      means = try tracer.pool("average_pool", powers, window, ceilMode: ceilMode, countsPadding: true)
    } else {
      means = try dilatedMean(powers, window)
    }
    let sums = try tracer.scaled(means, by: Double(kernel.product))
    return try tracer.function("power", of: sums, [("exponent", .number(1 / power))])
  }

  /// The mean of windows with gaps: a convolution of each channel with one weight.
  private mutating func dilatedMean(_ tensor: Traced, _ window: ImportedWindow) throws(ImportFault) -> Traced {
    let channels = tensor.shape[1]
    let shape = [channels, 1] + window.kernel
    let numbers = [Double](repeating: 1 / Double(window.kernel.product), count: try shape.boundedCount())
    let weight = Known(name: "\(tracer.wanted)_mean", shape: shape, element: .float32, numbers: numbers)
    return try tracer.convolution(tensor, weight: weight, bias: nil, window, groups: channels)
  }

  fileprivate mutating func globalPool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try input(0)
    if tensor.rank == 3 || tensor.rank == 4 { return try tracer.image(kind, tensor, [("keep_dims", .boolean(true))]) }
    let axes = Array(2..<max(2, tensor.rank))
    return try tracer.reduced(kind == "global_max_pool" ? "max" : "mean", tensor, axes: axes, keepsAxes: true)
  }

  fileprivate mutating func pad() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard var pads = try integers("pads", orInput: 1) else { throw ImportFault("it has no pads") }
    if let axes = try optionalKnown(3, "axes")?.integers {
      guard pads.count == 2 * axes.count else { throw ImportFault("its pads \(pads) do not fit its axes \(axes)") }
      var all = [Int](repeating: 0, count: 2 * tensor.rank)
      for (index, number) in axes.enumerated() {
        let axis = try axis(number, of: tensor.rank)
        (all[axis], all[axis + tensor.rank]) = (pads[index], pads[index + axes.count])
      }
      pads = all
    }
    let most = 1 << 31
    guard pads.count == 2 * tensor.rank, pads.allSatisfy({ (-most...most).contains($0) }) else {
      throw ImportFault("its pads \(pads) do not fit \(tensor.shape)")
    }
    let mode = try text("mode") ?? "constant"
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw ImportFault("its mode '\(mode)' is not supported")
    }
    let pairs = tensor.shape.indices.map { [pads[$0], pads[$0 + tensor.rank]] }
    let value = version < 11 ? try number("value", default: 0) : try optionalKnown(2, "value")?.scalar ?? 0
    let isOfImage = [3, 4].contains(tensor.rank) && pairs.prefix(2).joined().allSatisfy { $0 == 0 } && tensor.known == nil
    let isPlain = isOfImage && mode != "wrap" && pads.allSatisfy { $0 >= 0 } && tensor.shape.first == 1
    if isPlain { return try tracer.padded(tensor, Array(pairs.dropFirst(2).joined()), mode: mode, value: value) }
    return try paddedAlongAxes(tensor, pairs, mode: mode, value: value)
  }

  /// Axis after axis: any of them, and amounts below 0, which cut off.
  private mutating func paddedAlongAxes(
    _ tensor: Traced,
    _ pairs: [[Int]],
    mode: String,
    value: Double
  ) throws(ImportFault) -> Traced {
    var tensor = tensor
    for (axis, pair) in pairs.enumerated() where pair != [0, 0] {
      let (start, end) = (max(0, -pair[0]), tensor.shape[axis] - max(0, -pair[1]))
      tensor = try tracer.slice(tensor, axis: axis, start: start, end: end, step: 1)
      let (before, after) = (max(0, pair[0]), max(0, pair[1]))
      if before + after == 0 { continue }
      var shape = tensor.shape
      shape[axis] += before + after
      _ = try shape.boundedCount()
      if mode == "constant" {
        tensor = try tracer.filled(tensor, axis: axis, before: before, after: after, value: value)
      } else {
        let size = tensor.shape[axis]
        guard size > 0 else { throw ImportFault("axis \(axis) of \(tensor.shape) has no element to pad with") }
        if mode == "edge" || mode == "reflect" && max(before, after) < size, tensor.known == nil,
          tracer.missingAxis(tensor) != axis
        {
          tensor = try paddedAsImage(tensor, axis: axis, before, after, mode: mode)
          continue
        }
        let places = (-before..<size + after).map { Self.place($0, of: size, mode) }
        tensor = try tracer.gathered(tensor, axis: axis, places: .integers(places, name: "places"))
      }
    }
    return tensor
  }

  /// Padded along an axis that is not the image's, as rows of channels that are the axes before it.
  private mutating func paddedAsImage(
    _ tensor: Traced,
    axis: Int,
    _ before: Int,
    _ after: Int,
    mode: String
  ) throws(ImportFault) -> Traced {
    var shape = tensor.shape
    let (outer, inner) = (shape[..<axis].product, shape[(axis + 1)...].product)
    let columns = inner == 1 ? [] : [inner]
    let name = tracer.wanted
    tracer.wanted = "\(name)_rows"
    let image = try tracer.reshaped(tensor, to: [1, outer, shape[axis]] + columns)
    tracer.wanted = name
    let padded = try tracer.padded(image, [before, after] + columns.flatMap { _ in [0, 0] }, mode: mode, value: 0)
    shape[axis] += before + after
    tracer.wanted = "\(name)_reshape"
    defer { tracer.wanted = name }
    return try tracer.reshaped(padded, to: shape)
  }

  /// The element that stands at a place outside an axis.
  private static func place(_ place: Int, of size: Int, _ mode: String) -> Int {
    switch mode {
    case "edge": return max(0, min(size - 1, place))
    case "wrap": return (place % size + size) % size
    default:
      let period = max(1, 2 * (size - 1))
      let within = (place % period + period) % period
      return within < size ? within : period - within
    }
  }
}
