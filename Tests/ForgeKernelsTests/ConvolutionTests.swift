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
    // Windows that see little of the image: rows of places are taken by what their windows see, which may be nothing.
    ConvolutionCase(height: 7, width: 9, channels: 5, filters: 18, dilation: (6, 6), before: (6, 6), after: (6, 6)),
    ConvolutionCase(height: 8, width: 5, channels: 6, filters: 34, groups: 2, dilation: (5, 1), before: (5, 1), after: (5, 1)),
    ConvolutionCase(
      height: 3,
      width: 6,
      channels: 4,
      filters: 17,
      kernel: (5, 3),
      dilation: (2, 1),
      before: (4, 1),
      after: (4, 1),
      hasBias: false
    ),
    ConvolutionCase(height: 4, width: 5, channels: 3, filters: 16, kernel: (1, 1), before: (3, 2), after: (4, 1)),
    ConvolutionCase(
      height: 9,
      width: 8,
      channels: 3,
      filters: 5,
      kernel: (2, 3),
      stride: (3, 1),
      dilation: (8, 2),
      before: (9, 2),
      after: (2, 2)
    ),
  ]

  static let depthwise: [ConvolutionCase] =
    [1, 3, 15, 16, 17, 33].map {
      ConvolutionCase(height: 6, width: 20, channels: $0, filters: $0, groups: $0, before: (1, 1), after: (1, 1))
    }
    + [16, 33].flatMap { channels in
      [2, 3].map {
        ConvolutionCase(
          height: 7,
          width: 23,
          channels: channels,
          filters: channels,
          groups: channels,
          stride: ($0, $0),
          before: (1, 1),
          after: (1, 1)
        )
      }
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

extension ConvolutionCase {
  /// 3×3 windows that move by one.
  static let winograd: [ConvolutionCase] = [
    ConvolutionCase(before: (1, 1), after: (1, 1)),
    ConvolutionCase(height: 3, width: 3, channels: 1, filters: 1),
    ConvolutionCase(height: 1, width: 1, channels: 16, filters: 17, before: (1, 1), after: (1, 1)),
    ConvolutionCase(height: 9, width: 14, channels: 17, filters: 33, before: (1, 0), after: (0, 2), hasBias: false),
    ConvolutionCase(height: 13, width: 11, channels: 32, filters: 16, before: (2, 2), after: (2, 2)),
  ]
}

@Suite struct ConvolutionTests {
  @Test(arguments: ConvolutionCase.general + ConvolutionCase.depthwise)
  func isTheSumOfItsWindows(_ item: ConvolutionCase) {
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
    let scratch = Buffer(count: item.scratchCount)
    Kernel.convolution(
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
      scratch: scratch.pointer
    ) { sums, _ in sums }
    expect(y.values, want, .close)
  }

  @Test(arguments: ConvolutionCase.winograd, [2, 4])
  func minimalFilteringIsTheSumOfItsWindows(_ item: ConvolutionCase, tile: Int) {
    let x = Buffer(item.image.channelsLast)
    let weights = Buffer(item.winogradPanels(tile: tile))
    let bias = item.bias.map { Buffer(padded($0)) }
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    for tilesAtATime in [1, 6] {
      let y = Buffer(count: want.count)
      let scratch = Buffer(count: (tile + 2) * (tile + 2) * (48 + 48 + tilesAtATime * (48 + 48)))
      let kernel = tile == 2 ? Kernel.winograd2 : Kernel.winograd4
      kernel(
        x.pointer,
        item.image.size,
        item.channels,
        item.before,
        weights.pointer,
        bias?.pointer,
        y.pointer,
        item.outputSize,
        item.filters,
        tilesAtATime,
        scratch.pointer
      ) { sums, _ in sums }
      expect(y.values, want, tile == 2 ? .close : .sums(5000))
      #expect(y.isAsItWasBehind)
    }
  }

  @Test func resultsAreFinishedOnceWhereTheyBelong() {
    let item = ConvolutionCase(height: 9, width: 7, channels: 300, filters: 21)
    let x = Buffer(item.image.channelsLast)
    let weights = Buffer(panels(item.weightsChannelsLast, columns: 21, depth: 2700))
    let bias = Buffer(padded(item.bias ?? []))
    let addend = Buffer(numbers(35 * 21, seed: 7))
    let want = Image.channelsLast(item.reference(item.image), channels: 21)
    let y = Buffer(count: want.count)
    let scratch = Buffer(count: item.scratchCount)
    Kernel.convolution(
      x.pointer,
      size: item.image.size,
      channels: item.channels,
      window: item.window,
      panels: weights.pointer,
      bias: bias.pointer,
      into: y.pointer,
      outputSize: item.outputSize,
      filters: 21,
      groups: 1,
      scratch: scratch.pointer
    ) { sums, offset in Kernel.relu(sums + Kernel.load(addend.pointer + offset)) }
    expect(y.values, zip(want, addend.values).map { max(0, $0 + Double($1)) }, .sums(10_000))
  }

  @Test(arguments: ConvolutionCase.depthwise)
  func depthwiseIsTheSumOfItsWindows(_ item: ConvolutionCase) {
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    expect(depthwise(item, item.image), want, .close)
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
    expect(depthwise(item, image), Image.channelsLast(item.reference(image), channels: channels), .close)
  }

  // The last size has enough weights for few rows to ask for them ahead.
  @Test(
    arguments: [1, 2, 3, 4, 6, 7, 8, 17, 62],
    [(depth: 2, columns: 3), (900, 5), (7, 8), (2, 16), (300, 17), (5, 24), (1, 70), (900, 40), (900, 73)]
  )
  func matrixProductReadsAndWritesWithinWiderRows(_ rows: Int, _ size: (depth: Int, columns: Int)) {
    checkMatrixProduct(rows, size.depth, size.columns, yStride: size.columns + 2)
  }

  @Test(arguments: [1, 7, 8, 17], [(depth: 2, columns: 1), (900, 5), (7, 8), (3, 11), (5, 23), (900, 40)])
  func matrixProductWritesRowsNextToOneAnother(_ rows: Int, _ size: (depth: Int, columns: Int)) {
    checkMatrixProduct(rows, size.depth, size.columns, yStride: size.columns)
  }

  private func checkMatrixProduct(_ rows: Int, _ depth: Int, _ columns: Int, yStride: Int) {
    var a = numbers(rows * (depth + 1), seed: 8)
    for row in 0..<rows { a[row * (depth + 1) + depth] = .nan }
    let matrix = numbers(columns * depth, seed: 9)
    let bias = numbers(columns, seed: 10)
    let x = Buffer(a)
    let weights = Buffer(panels(matrix, columns: columns, depth: depth))
    let offsets = Buffer(padded(bias))
    let addend = Buffer(numbers(rows * yStride + 15, seed: 11))
    // What lies behind the last row stays as it is too.
    let count = rows * yStride + 16
    func product(isBrief: Bool) -> [Float] {
      let y = Buffer([Float](repeating: 9, count: count))
      Kernel.matrixProduct(
        x.pointer,
        aStride: depth + 1,
        panels: weights.pointer,
        bias: offsets.pointer,
        into: y.pointer,
        yStride: yStride,
        rows: rows,
        depth: depth,
        columns: columns,
        isBrief: isBrief
      ) { sums, offset in sums + Kernel.load(addend.pointer + offset) }
      return y.values
    }
    let want = (0..<count).map { index -> Double in
      let (row, column) = index.quotientAndRemainder(dividingBy: yStride)
      if column >= columns || row >= rows { return 9 }
      return (0..<depth).reduce(Double(bias[column]) + Double(addend.values[index])) {
        $0 + Double(a[row * (depth + 1) + $1]) * Double(matrix[column * depth + $1])
      }
    }
    expect(product(isBrief: true), want, .sums(max(1000, 4 * depth)))
    #expect(product(isBrief: false) == product(isBrief: true))
  }

  @Test(arguments: [1, 3, 8, 11, 300], [1, 15, 16, 17, 64, 70, 129])
  func vectorProductIsOneRow(_ depth: Int, _ columns: Int) {
    let x = numbers(depth, seed: 11)
    let matrix = numbers(columns * depth, seed: 12)
    let bias = numbers(columns, seed: 13)
    let input = Buffer(x)
    let weights = Buffer(panels(matrix, columns: columns, depth: depth))
    let offsets = Buffer(padded(bias))
    let y = Buffer(count: columns)
    Kernel.vectorProduct(
      input.pointer,
      panels: weights.pointer,
      bias: offsets.pointer,
      into: y.pointer,
      depth: depth,
      columns: columns
    ) { sums, _ in sums }
    let want = (0..<columns).map { column in
      (0..<depth).reduce(Double(bias[column])) { $0 + Double(x[$1]) * Double(matrix[column * depth + $1]) }
    }
    expect(y.values, want, .sums(3000))
  }

  @Test(arguments: [1, 5, 24], [(depth: 7, columns: 49), (300, 64), (64, 70), (3, 130), (9, 10), (30, 5)])
  func batchProductIsTheVectorProductOfEachRow(_ rows: Int, _ size: (depth: Int, columns: Int)) {
    let (depth, columns) = size
    let stride = (columns + 15) / 16 * 16
    let a = Buffer(numbers(rows * depth, seed: 14))
    let weights = Buffer(panels(numbers(columns * depth, seed: 15), columns: columns, depth: depth))
    let bias = Buffer(padded(numbers(columns, seed: 16)))
    let many = Buffer(count: rows * stride)
    Kernel.batchProduct(
      a.pointer,
      aStride: depth,
      panels: weights.pointer,
      bias: bias.pointer,
      into: many.pointer,
      yStride: stride,
      rows: rows,
      depth: depth,
      columns: columns
    ) { sums, _ in sums }
    for row in 0..<rows {
      let one = Buffer(count: columns)
      Kernel.vectorProduct(
        a.pointer + row * depth,
        panels: weights.pointer,
        bias: bias.pointer,
        into: one.pointer,
        depth: depth,
        columns: columns
      ) { sums, _ in sums }
      #expect((0..<columns).allSatisfy { many.values[row * stride + $0].bitPattern == one.values[$0].bitPattern })
    }
  }

  @Test(arguments: [(size: 7, kernel: 3, stride: 2, before: 1), (8, 3, 2, 0), (9, 5, 3, 1), (1, 4, 1, 1), (5, 1, 2, 0)])
  func samePaddingIsTheSmallerHalfOfWhatIsMissing(_ item: (size: Int, kernel: Int, stride: Int, before: Int)) {
    let window = Kernel.window(1, item.kernel, stride: (1, item.stride), sameOn: (1, item.size))
    #expect(window.before == (0, item.before))
  }

  private func depthwise(_ item: ConvolutionCase, _ image: Image) -> [Float] {
    let x = Buffer(image.channelsLast)
    let weights = Buffer(Image.channelsLast(item.weights, channels: item.channels))
    let bias = item.bias.map(Buffer.init)
    let y = Buffer(count: item.filters * item.outputSize.height * item.outputSize.width)
    Kernel.depthwiseConvolution(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
      weights: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize
    ) { sums, _ in sums }
    #expect(y.isAsItWasBehind)
    return y.values
  }
}

extension ConvolutionCase {
  /// What `Kernel.convolution` needs at most.
  var scratchCount: Int {
    let height = (outputSize.height - 1) * stride.height + (kernel.height - 1) * dilation.height + 1
    let width = (outputSize.width - 1) * stride.width + (kernel.width - 1) * dilation.width + 1
    return outputSize.height * outputSize.width + taps + height * width * channels
  }

  /// `G · W · Gᵀ` with `G` written out.
  func winogradPanels(tile: Int) -> [Float] {
    let two: [[Double]] = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]
    // The points 0, ±3/4, ±3/2 and ∞: each row is 1, p, p² over the product of p's distances from the other points.
    let four: [[Double]] = [
      [64.0 / 81, 0, 0], [-128.0 / 243, -32.0 / 81, -8.0 / 27], [-128.0 / 243, 32.0 / 81, -8.0 / 27],
      [32.0 / 243, 16.0 / 81, 8.0 / 27], [32.0 / 243, -16.0 / 81, 8.0 / 27], [0, 0, 1],
    ]
    let g = tile == 2 ? two : four
    let weights = weights
    return (0..<(g.count * g.count)).flatMap { element -> [Float] in
      let left = g[element / g.count]
      let right = g[element % g.count]
      let matrix = (0..<(filters * channels)).map { index -> Float in
        var sum = 0.0
        for tap in 0..<9 { sum += left[tap / 3] * Double(weights[index * 9 + tap]) * right[tap % 3] }
        return Float(sum)
      }
      return panels(matrix, columns: filters, depth: channels)
    }
  }
}
