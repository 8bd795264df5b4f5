import ForgeGraph

// Volumes `[batch, channels, depth, height, width]` by the layers of images.
extension Tracer {
  /// A convolution of a volume: each slice of the result is one of an image whose channels are the slices of the window.
  ///
  /// - Parameter weight: `[filters, channels / groups, depth, height, width]`.
  mutating func volumeConvolution(
    _ tensor: Traced,
    weight: Known,
    bias: Known?,
    _ window: ImportedWindow,
    groups: Int
  ) throws(ImportFault) -> Traced {
    guard weight.shape.count == 5, window.kernel.count == 3, tensor.shape[1] == [weight.shape[1], groups].product else {
      throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)")
    }
    try window.checkAmounts()
    let padded = try paddedDepth(tensor, window.padding[0], value: 0)
    let (kernel, stride, dilation) = (window.kernel[0], window.stride[0], window.dilation[0])
    let count = (padded.shape[2] - (kernel - 1) * dilation - 1) / stride + 1
    guard (1...Self.mostSlices).contains(count) else { throw ImportFault("it gives \(count) slices, too few or too many") }
    let flat = weight.reshaped([weight.shape[0], weight.shape[1] * kernel] + weight.shape.suffix(2))
    var slices: [Traced] = []
    for index in 0..<count {
      let places = (0..<kernel).map { index * stride + $0 * dilation }
      let block = try gathered(padded, axis: 2, places: .integers(places, name: "slices"))
      let shape = [tensor.shape[0], tensor.shape[1] * kernel] + tensor.shape.suffix(2)
      let image = try reshaped(block, to: shape)
      let slice = try convolution(image, weight: flat, bias: bias, window.withoutDepth, groups: groups)
      slices.append(try reshaped(slice, to: Array(slice.shape[..<2]) + [1] + slice.shape.suffix(2)))
    }
    return try joined(slices, axis: 2)
  }

  /// The most slices that a convolution of a volume gives: each has a layer of its own.
  private static let mostSlices = 256

  /// The largest or the mean of each window of a volume: over height and width, then over the depth.
  mutating func volumePool(
    _ kind: String,
    _ tensor: Traced,
    _ window: ImportedWindow,
    ceilMode: Bool,
    countsPadding: Bool
  ) throws(ImportFault) -> Traced {
    guard window.kernel.count == 3 else { throw ImportFault("its window \(window.kernel) does not fit \(tensor.shape)") }
    try window.checkAmounts()
    func part(_ axes: Range<Int>, _ more: Int) -> ImportedWindow {
      let ones = [Int](repeating: 1, count: more)
      return ImportedWindow(
        kernel: window.kernel[axes] + ones,
        stride: window.stride[axes] + ones,
        padding: window.padding[axes] + ones.map { _ in (0, 0) },
        dilation: window.dilation[axes] + ones
      )
    }
    let (batch, channels, depth) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    let planes = try reshaped(tensor, to: [batch, channels * depth] + tensor.shape.suffix(2))
    let pooled = try pool(kind, planes, part(1..<3, 0), ceilMode: ceilMode, countsPadding: countsPadding)
    let (height, width) = (pooled.shape[2], pooled.shape[3])
    let columns = try reshaped(pooled, to: [batch, channels, depth, height * width])
    let result = try pool(kind, columns, part(0..<1, 1), ceilMode: ceilMode, countsPadding: countsPadding)
    return try reshaped(result, to: [batch, channels, result.shape[2], height, width])
  }

  private mutating func paddedDepth(
    _ tensor: Traced,
    _ padding: (before: Int, after: Int),
    value: Double
  ) throws(ImportFault) -> Traced {
    if padding == (0, 0) { return tensor }
    return try filled(tensor, axis: 2, before: padding.before, after: padding.after, value: value)
  }
}

extension ImportedWindow {
  /// The window of each slice of a volume.
  var withoutDepth: ImportedWindow {
    ImportedWindow(
      kernel: Array(kernel.dropFirst()),
      stride: Array(stride.dropFirst()),
      padding: Array(padding.dropFirst()),
      dilation: Array(dilation.dropFirst())
    )
  }
}
