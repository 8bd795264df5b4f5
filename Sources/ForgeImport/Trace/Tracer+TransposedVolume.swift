import ForgeGraph

// Transposed convolutions of volumes `[batch, channels, depth, height, width]` by those of images.
extension Tracer {
  /// A transposed convolution of a volume: each slice of the result is one of an image whose channels are the slices that reach it.
  ///
  /// Slice `d` of the result gets slice `p` of the volume through slice `k` of the window where `p · stride + k · dilation` is
  /// `d + padding`. Which `k` these are repeats with `d`, so that slices share weights.
  ///
  /// - Parameter weight: `[channels, filters / groups, depth, height, width]`.
  mutating func transposedVolumeConvolution(
    _ tensor: Traced,
    weight: Known,
    bias: Known?,
    _ window: ImportedWindow,
    outputPadding: [Int],
    groups: Int
  ) throws(ImportFault) -> Traced {
    guard weight.shape.count == 5, tensor.rank == 5, window.kernel.count == 3, tensor.shape[1] == weight.shape[0] else {
      throw ImportFault("its weight \(weight.shape) does not fit \(tensor.shape)")
    }
    let sizes = try window.transposedSizes(of: Array(tensor.shape[2...]), outputPadding)
    guard sizes[0] <= Self.mostTransposedSlices else { throw ImportFault("it gives \(sizes[0]) slices, too many") }
    let sources = (0..<sizes[0]).map { window.sources(of: $0, in: tensor.shape[2]) }
    let (padded, front) = try widened(tensor, to: sources.joined().map(\.slice))
    let filters = [weight.shape[1], groups].product
    guard bias == nil || bias?.count == filters else {
      throw ImportFault("its bias \(bias?.shape ?? []) does not fit \(filters) filters")
    }
    var (slices, weights): ([Traced], [[Int]: Known]) = ([], [:])
    for pairs in sources {
      guard !pairs.isEmpty else {
        slices.append(try untouchedSlice([tensor.shape[0], filters, 1] + sizes[1...], bias))
        continue
      }
      let kernels = pairs.map(\.kernel)
      let own = weights[kernels] ?? weight.slicesAsChannels(kernels)
      weights[kernels] = own
      let block = try gathered(padded, axis: 2, places: .integers(pairs.map { $0.slice + front }, name: "slices"))
      let channels = [tensor.shape[0], tensor.shape[1] * pairs.count] + tensor.shape.suffix(2)
      let slice = try transposedConvolution(
        reshaped(block, to: channels),
        weight: own,
        bias: bias,
        window.withoutDepth,
        outputPadding: Array(outputPadding.dropFirst()),
        groups: groups
      )
      slices.append(try reshaped(slice, to: Array(slice.shape[..<2]) + [1] + slice.shape.suffix(2)))
    }
    return try joined(slices, axis: 2)
  }

  /// The most slices that a transposed convolution of a volume gives: each has a layer of its own.
  private static let mostTransposedSlices = 256

  /// The volume with slices of zeros at both ends, so that all places are among them, and how many are in front.
  private mutating func widened(_ tensor: Traced, to places: [Int]) throws(ImportFault) -> (volume: Traced, front: Int) {
    let front = max(0, -(places.min() ?? 0))
    let behind = max(0, (places.max() ?? 0) - tensor.shape[2] + 1)
    return (try filled(tensor, axis: 2, before: front, after: behind, value: 0), front)
  }

  /// A slice that nothing reaches: the bias of each filter.
  private func untouchedSlice(_ shape: [Int], _ bias: Known?) throws(ImportFault) -> Traced {
    _ = try shape.boundedCount()
    let column = [shape[1], 1, 1, 1]
    let numbers = bias.map { $0.reshaped(column).repeated(to: shape) } ?? [Double](repeating: 0, count: shape.product)
    return Traced(Known(name: "\(wanted).untouched", shape: shape, element: .float32, numbers: numbers))
  }
}

extension ImportedWindow {
  /// The sizes that a transposed convolution gives.
  fileprivate func transposedSizes(of sizes: [Int], _ outputPadding: [Int]) throws(ImportFault) -> [Int] {
    try checkAmounts()
    guard outputPadding.count == kernel.count, outputPadding.allSatisfy({ (0...(1 << 20)).contains($0) }) else {
      throw ImportFault("its output padding is \(outputPadding)")
    }
    let results = sizes.indices.map { axis in
      (sizes[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1 + outputPadding[axis]
        - padding[axis].before - padding[axis].after
    }
    guard results.allSatisfy({ $0 > 0 }) else { throw ImportFault("it gives a volume \(results)") }
    return results
  }

  /// The slices of a volume that reach a slice of a transposed convolution's result, and through which slices of the window; some
  /// of the volume's may lie outside of it, but not all.
  fileprivate func sources(of place: Int, in count: Int) -> [(slice: Int, kernel: Int)] {
    let pairs = (0..<kernel[0]).compactMap { index -> (slice: Int, kernel: Int)? in
      let distance = place + padding[0].before - index * dilation[0]
      return distance % stride[0] == 0 ? (distance / stride[0], index) : nil
    }
    return pairs.contains { (0..<count).contains($0.slice) } ? pairs : []
  }
}

extension Known {
  /// The weight of an image's transposed convolution whose channels are some slices of a volume's window, each channel's slices
  /// together: `[channels, filters, depth, height, width]` as `[channels · slices, filters, height, width]`.
  fileprivate func slicesAsChannels(_ slices: [Int]) -> Known {
    let name = slices == Array(0..<shape[2]) ? name : "\(name).\(slices.map(String.init).joined(separator: "_"))"
    let moved = rows(slices, along: 2, name: name).transposed([0, 2, 1, 3, 4], name: name)
    return moved.reshaped([shape[0] * slices.count, shape[1]] + shape.suffix(2))
  }
}
