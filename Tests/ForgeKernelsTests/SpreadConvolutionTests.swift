import Testing

@testable import ForgeKernels

extension ConvolutionCase {
  /// Channels and filters of a group, how many groups there are, and how many neighbours are a unit: vectors are filled by the groups of
  /// one place or of several, to the last lane or not.
  private static let kinds: [(channels: Int, filters: Int, groups: Int, unit: Int)] = [
    (1, 2, 16, 1), (1, 2, 17, 2), (2, 2, 8, 2), (2, 2, 21, 1), (4, 4, 7, 3), (1, 3, 2, 8), (3, 8, 3, 6), (2, 1, 38, 1),
    (3, 5, 20, 1),
    (6, 3, 2, 16), (20, 9, 4, 5), (1, 1, 19, 1),
  ]

  static let spread: [(item: ConvolutionCase, unit: Int)] = kinds.flatMap { kind in
    let item = ConvolutionCase(channels: kind.channels * kind.groups, filters: kind.filters * kind.groups, groups: kind.groups)
    let items = [
      item.with { ($0.before, $0.after) = ((1, 1), (1, 1)) },
      item.with { ($0.height, $0.width, $0.stride, $0.before, $0.hasBias) = (6, 11, (2, 2), (1, 1), false) },
      item.with { ($0.kernel, $0.dilation, $0.before, $0.after) = ((2, 3), (3, 4), (2, 7), (1, 6)) },
      item.with { ($0.height, $0.width, $0.kernel, $0.before, $0.after) = (1, 3, (1, 5), (0, 2), (0, 2)) },
      item.with { ($0.height, $0.width, $0.before, $0.after) = (1, 1, (1, 1), (1, 1)) },
      item.with { ($0.height, $0.width, $0.kernel) = (2, 9, (1, 1)) },
      item.with { ($0.height, $0.width, $0.kernel, $0.stride) = (7, 12, (1, 2), (3, 2)) },
      item.with { ($0.stride, $0.dilation, $0.before) = ((1, 2), (1, 3), (0, 3)) },
    ]
    return items.map { ($0, kind.unit) }
  }

  /// The weights of 16 groups of neighbours at a time.
  fileprivate func spreadPanels(unit: Int) -> [Float] {
    let depth = groupChannels * taps
    let groupFilters = filters / groups
    let rows = weightsChannelsLast
    return (0..<(unit * groups + 15) / 16).flatMap { vector in
      let first = min(16 * vector, unit * groups - 16)
      return (0..<groupFilters * depth).flatMap { element in
        (first..<first + 16).map { rows[$0 % groups * groupFilters * depth + element] }
      }
    }
  }

  /// What the kernel works in.
  fileprivate func spreadScratch(unit: Int) -> Int {
    let planeHeight = outputSize.height + (kernel.height - 1) * dilation.height / stride.height
    let planeWidth = outputSize.width + (kernel.width - 1) * dilation.width / stride.width
    let planes = (planeHeight * planeWidth + 4 * unit) * channels * stride.height * stride.width
    return planes + taps + 8 * unit * filters + 16
  }
}

@Suite struct SpreadConvolutionTests {
  @Test(arguments: ConvolutionCase.spread) func isTheSumOfItsWindows(_ item: ConvolutionCase, unit: Int) {
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    expect(convolved(item, unit, item.image) { sums, _ in sums }, want, .close)
  }

  /// What lies beside the image is 0 whatever stands at its edge, and other groups see nothing of it.
  @Test(arguments: [(1, 2), (2, 2), (3, 5), (3, 1)]) func numbersStayInTheirGroups(_ group: (channels: Int, filters: Int)) {
    let item = ConvolutionCase(
      height: 4,
      width: 6,
      channels: 7 * group.channels,
      filters: 7 * group.filters,
      groups: 7,
      before: (1, 1),
      after: (1, 1)
    )
    var image = item.image
    image.values[0] = .nan
    image.values[image.values.count - 1] = .infinity
    let want = Image.channelsLast(item.reference(image), channels: item.filters)
    expect(convolved(item, 3, image) { sums, _ in sums }, want, .close)
  }

  @Test func resultsAreFinishedWhereTheyLie() {
    let item = ConvolutionCase(height: 3, width: 9, channels: 24, filters: 24, groups: 4, before: (1, 1), after: (1, 1))
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    let addend = Buffer(numbers(want.count + 15, seed: 5))
    let got = convolved(item, 4, item.image) { sums, offset in Kernel.relu(sums + Kernel.load(addend.pointer + offset)) }
    expect(got, zip(want, addend.values).map { max(0, $0 + Double($1)) }, .close)
  }

  private func convolved(
    _ item: ConvolutionCase,
    _ unit: Int,
    _ image: Image,
    finish: (Kernel.Vector, Int) -> Kernel.Vector
  ) -> [Float] {
    let x = Buffer(image.channelsLast)
    let weights = Buffer(item.spreadPanels(unit: unit))
    let bias = item.bias.map { Buffer($0) }
    let y = Buffer([Float](repeating: .nan, count: item.filters * item.outputSize.height * item.outputSize.width))
    let scratch = Buffer([Float](repeating: .nan, count: item.spreadScratch(unit: unit)))
    Kernel.spreadConvolution(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
      unit: unit,
      panels: weights.pointer,
      bias: bias?.pointer,
      into: y.pointer,
      outputSize: item.outputSize,
      filters: item.filters,
      groups: item.groups,
      scratch: scratch.pointer,
      finish: finish
    )
    return y.values
  }
}
