import Testing

@testable import ForgeKernels

/// A convolution of a kernel test.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
  var height = 5
  var width = 7
  var channels = 3
  var filters = 4
  var groups = 1
  var kernel = (height: 3, width: 3)
  var stride = (height: 1, width: 1)
  var dilation = (height: 1, width: 1)
  var before = (height: 0, width: 0)
  var after = (height: 0, width: 0)
  var hasBias = true

  var testDescription: String {
    "\(channels)×\(height)×\(width) to \(filters), \(groups) groups, kernel \(kernel), stride \(stride), dilation \(dilation), "
      + "padding \(before) \(after)"
  }

  var window: Kernel.Window {
    Kernel.window(kernel.height, kernel.width, stride: stride, dilation: dilation, before: before)
  }
  var outputSize: (height: Int, width: Int) {
    (
      (height + before.height + after.height - (kernel.height - 1) * dilation.height - 1) / stride.height + 1,
      (width + before.width + after.width - (kernel.width - 1) * dilation.width - 1) / stride.width + 1
    )
  }
  var groupChannels: Int { channels / groups }
  var groupFilters: Int { filters / groups }
  var taps: Int { kernel.height * kernel.width }
  var image: Image { Image(channels, height, width, seed: 1) }
  /// `[filters][channels / groups][taps]`
  var weights: [Float] { numbers(filters * groupChannels * taps, seed: 2) }
  var bias: [Float]? { hasBias ? numbers(filters, seed: 3) : nil }

  /// `y[f][p] = b[f] + Σ W[f][c][k] · x[c][p · stride + k · dilation - before]` as `[filters][places]`.
  func reference(_ x: Image) -> [Double] {
    let weights = weights
    let bias = bias
    var result: [Double] = []
    for filter in 0..<filters {
      for row in 0..<outputSize.height {
        for column in 0..<outputSize.width {
          var sum = Double(bias?[filter] ?? 0)
          for channel in 0..<groupChannels {
            for ky in 0..<kernel.height {
              for kx in 0..<kernel.width {
                let y = row * stride.height + ky * dilation.height - before.height
                let x0 = column * stride.width + kx * dilation.width - before.width
                let w = weights[(filter * groupChannels + channel) * taps + ky * kernel.width + kx]
                sum += Double(w) * (x[filter / groupFilters * groupChannels + channel, y, x0] ?? 0)
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// The weights as `[filters][taps][channels / groups]`.
  var weightsChannelsLast: [Float] {
    let weights = weights
    return (0..<weights.count).map { index in
      let (filter, rest) = index.quotientAndRemainder(dividingBy: groupChannels * taps)
      return weights[(filter * groupChannels + rest % groupChannels) * taps + rest / groupChannels]
    }
  }

  static let general: [ConvolutionCase] = [
    ConvolutionCase(),
    ConvolutionCase(channels: 1, filters: 1, before: (1, 1), after: (1, 1)),
    ConvolutionCase(height: 1, width: 1, channels: 16, filters: 17, before: (1, 1), after: (1, 1)),
    ConvolutionCase(height: 3, width: 33, channels: 2, filters: 15, before: (1, 1), after: (1, 1), hasBias: false),
    ConvolutionCase(height: 2, width: 50, channels: 3, filters: 16, kernel: (1, 5), before: (0, 2), after: (0, 2)),
    ConvolutionCase(height: 1, width: 100, channels: 5, filters: 3, kernel: (1, 4), dilation: (1, 7), before: (0, 21)),
    ConvolutionCase(height: 9, width: 40, channels: 4, filters: 6, groups: 2, before: (1, 0), after: (0, 2)),
    ConvolutionCase(height: 8, width: 6, channels: 17, filters: 33, stride: (2, 2), before: (0, 1), after: (1, 0)),
    ConvolutionCase(
      height: 35,
      width: 34,
      channels: 3,
      filters: 8,
      kernel: (7, 7),
      stride: (2, 3),
      before: (3, 3),
      after: (3, 3)
    ),
    ConvolutionCase(height: 7, width: 9, channels: 6, filters: 9, groups: 3, kernel: (1, 1)),
    ConvolutionCase(height: 2, width: 1, channels: 2, filters: 3, kernel: (5, 5), before: (2, 2), after: (2, 2)),
    ConvolutionCase(
      height: 4,
      width: 4,
      channels: 2,
      filters: 2,
      kernel: (2, 2),
      dilation: (9, 9),
      before: (5, 5),
      after: (5, 5)
    ),
  ]

  static let depthwise: [ConvolutionCase] =
    [1, 3, 15, 16, 17, 33].map {
      ConvolutionCase(height: 6, width: 20, channels: $0, filters: $0, groups: $0, before: (1, 1), after: (1, 1))
    } + [
      ConvolutionCase(
        height: 9,
        width: 5,
        channels: 18,
        filters: 18,
        groups: 18,
        kernel: (5, 3),
        stride: (2, 2),
        before: (2, 0)
      ),
      ConvolutionCase(
        height: 1,
        width: 40,
        channels: 5,
        filters: 5,
        groups: 5,
        kernel: (1, 3),
        dilation: (1, 4),
        hasBias: false
      ),
      ConvolutionCase(height: 1, width: 1, channels: 34, filters: 34, groups: 34, before: (1, 1), after: (1, 1)),
      ConvolutionCase(
        height: 6,
        width: 7,
        channels: 16,
        filters: 16,
        groups: 16,
        stride: (1, 3),
        dilation: (2, 1),
        before: (2, 1),
        after: (1, 2)
      ),
    ]
}

@Suite struct ConvolutionTests {
  @Test(arguments: ConvolutionCase.general + ConvolutionCase.depthwise, [16, 48])
  func channelsFirstIsTheSumOfItsWindows(_ item: ConvolutionCase, chunk: Int) {
    let x = Buffer(item.image.values)
    let weights = Buffer(item.weights)
    let bias = item.bias.map(Buffer.init)
    let want = item.reference(item.image)
    let y = Buffer(count: want.count)
    let scratch = Buffer(count: chunk * item.groupChannels * item.taps)
    Kernel.convolutionChannelsFirst(
      x.pointer,
      size: item.image.size,
      channels: item.channels,
      window: item.window,
      weights: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize,
      filters: item.filters,
      groups: item.groups,
      scratch: scratch.pointer,
      chunk: chunk
    )
    expect(y.values, want, .close)
  }

  @Test(arguments: ConvolutionCase.general + ConvolutionCase.depthwise, [16, 48])
  func channelsLastIsTheSumOfItsWindows(_ item: ConvolutionCase, chunk: Int) {
    let depth = item.groupChannels * item.taps
    let rows = item.weightsChannelsLast
    let x = Buffer(item.image.channelsLast)
    let weights = Buffer(
      (0..<item.groups).flatMap { group in
        panels(
          Array(rows[(group * item.groupFilters * depth)...].prefix(item.groupFilters * depth)),
          columns: item.groupFilters,
          depth: depth
        )
      }
    )
    let bias = item.bias.map { values in
      Buffer((0..<item.groups).flatMap { padded(Array(values[($0 * item.groupFilters)...].prefix(item.groupFilters))) })
    }
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    let y = Buffer(count: want.count)
    let scratch = Buffer(count: chunk * depth)
    Kernel.convolutionChannelsLast(
      x.pointer,
      size: item.image.size,
      channels: item.channels,
      window: item.window,
      panels: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize,
      filters: item.filters,
      groups: item.groups,
      scratch: scratch.pointer,
      chunk: chunk
    )
    expect(y.values, want, .close)
  }

  @Test(arguments: ConvolutionCase.depthwise)
  func depthwiseChannelsFirstIsTheSumOfItsWindows(_ item: ConvolutionCase) {
    expect(depthwiseChannelsFirst(item, item.image), item.reference(item.image), .close)
  }

  @Test(arguments: [2, 3])
  func depthwiseChannelsFirstTakesSeveralFiltersAChannel(_ multiplier: Int) {
    let item = ConvolutionCase(channels: 3, filters: 3 * multiplier, groups: 3, before: (1, 1))
    expect(depthwiseChannelsFirst(item, item.image), item.reference(item.image), .close)
  }

  @Test(arguments: ConvolutionCase.depthwise)
  func depthwiseChannelsLastIsTheSumOfItsWindows(_ item: ConvolutionCase) {
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    expect(depthwiseChannelsLast(item, item.image), want, .close)
  }

  @Test(arguments: [3, 17])
  func depthwiseKeepsInfinityAndNaNToTheirWindowsAndChannel(_ channels: Int) {
    let item = ConvolutionCase(
      height: 6,
      width: 20,
      channels: channels,
      filters: channels,
      groups: channels,
      before: (1, 1),
      after: (1, 1)
    )
    var image = item.image
    image.values[5] = .infinity
    image.values[image.values.count - 1] = .nan
    let want = item.reference(image)
    expect(depthwiseChannelsFirst(item, image), want, .close)
    expect(depthwiseChannelsLast(item, image), Image.channelsLast(want, channels: channels), .close)
  }

  @Test func matrixProductReadsAndWritesWithinWiderRows() {
    let a = Buffer([1, 2, .nan, 3, 4, .nan, 5, 6, .nan])
    let b = Buffer(panels([1, 0, 0, 1, 1, 1], columns: 3, depth: 2))
    let c = Buffer([Float](repeating: 9, count: 15))
    Kernel.matrixProduct(a.pointer, panels: b.pointer, into: c.pointer, rows: 3, depth: 2, columns: 3, aStride: 3, cStride: 5)
    #expect(c.values == [1, 2, 3, 9, 9, 3, 4, 7, 9, 9, 5, 6, 11, 9, 9])
  }

  @Test(arguments: [(size: 7, kernel: 3, stride: 2, before: 1), (8, 3, 2, 0), (9, 5, 3, 1), (1, 4, 1, 1), (5, 1, 2, 0)])
  func samePaddingIsTheSmallerHalfOfWhatIsMissing(_ item: (size: Int, kernel: Int, stride: Int, before: Int)) {
    let window = Kernel.window(1, item.kernel, stride: (1, item.stride), sameOn: (1, item.size))
    #expect(window.before == (0, item.before))
  }

  private func depthwiseChannelsFirst(_ item: ConvolutionCase, _ image: Image) -> [Float] {
    let x = Buffer(image.values)
    let weights = Buffer(item.weights)
    let bias = item.bias.map(Buffer.init)
    let y = Buffer(count: item.filters * item.outputSize.height * item.outputSize.width)
    Kernel.depthwiseChannelsFirst(
      x.pointer,
      size: image.size,
      window: item.window,
      weights: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize,
      filters: item.filters,
      multiplier: item.groupFilters
    )
    return y.values
  }

  private func depthwiseChannelsLast(_ item: ConvolutionCase, _ image: Image) -> [Float] {
    let x = Buffer(image.channelsLast)
    let weights = Buffer(Image.channelsLast(item.weights, channels: item.channels))
    let bias = item.bias.map(Buffer.init)
    let y = Buffer(count: item.filters * item.outputSize.height * item.outputSize.width)
    Kernel.depthwiseChannelsLast(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
      weights: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize
    )
    return y.values
  }
}
