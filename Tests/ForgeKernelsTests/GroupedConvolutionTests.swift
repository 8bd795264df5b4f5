import Testing

@testable import ForgeKernels

extension ConvolutionCase {
  /// Channels and filters of a group and how many groups there are, of each kind that the kernel has.
  private static let kinds: [(channels: Int, filters: Int, groups: Int)] = [
    (1, 2, 8), (1, 2, 9), (2, 2, 8), (2, 2, 21), (4, 4, 4), (4, 4, 7), (1, 8, 2), (3, 8, 3), (8, 8, 2), (8, 8, 5), (20, 8, 4),
  ]

  static let grouped: [ConvolutionCase] = kinds.flatMap { kind in
    let item = ConvolutionCase(channels: kind.channels * kind.groups, filters: kind.filters * kind.groups, groups: kind.groups)
    return [
      item.with { ($0.before, $0.after) = ((1, 1), (1, 1)) },
      item.with { ($0.height, $0.width, $0.stride, $0.before, $0.hasBias) = (6, 11, (2, 2), (1, 1), false) },
      item.with { ($0.kernel, $0.dilation, $0.before, $0.after) = ((2, 3), (3, 4), (2, 7), (1, 6)) },
      item.with { ($0.height, $0.width, $0.kernel, $0.before, $0.after) = (1, 3, (1, 5), (0, 2), (0, 2)) },
      item.with { ($0.height, $0.width, $0.before, $0.after) = (1, 1, (1, 1), (1, 1)) },
      item.with { ($0.height, $0.width, $0.kernel) = (2, 9, (1, 1)) },
    ]
  }

  func with(_ change: (inout ConvolutionCase) -> Void) -> ConvolutionCase {
    var copy = self
    change(&copy)
    return copy
  }

  /// Panels of 16 filters, the last of the last ones.
  fileprivate var groupedPanels: [Float] {
    let depth = groupChannels * taps
    let rows = weightsChannelsLast
    let whole = filters / 16 * 16
    return panels(
      Array(rows[..<(whole * depth)]) + (whole == filters ? [] : Array(rows[((filters - 16) * depth)...])),
      columns: whole == filters ? whole : whole + 16,
      depth: depth
    )
  }
}

@Suite struct GroupedConvolutionTests {
  @Test(arguments: ConvolutionCase.grouped) func isTheSumOfItsWindows(_ item: ConvolutionCase) {
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    expect(convolved(item, item.image) { sums, _ in sums }, want, .close)
  }

  /// What lies beside the image is 0 whatever stands at its edge, and other groups see nothing of it.
  @Test(arguments: [(1, 2), (2, 2), (4, 4), (8, 8)]) func numbersStayInTheirGroups(_ group: (channels: Int, filters: Int)) {
    let item = ConvolutionCase(
      height: 4,
      width: 6,
      channels: 16 / group.filters * group.channels,
      filters: 16,
      groups: 16 / group.filters,
      before: (1, 1),
      after: (1, 1)
    )
    var image = item.image
    image.values[0] = .nan
    image.values[image.values.count - 1] = .infinity
    expect(
      convolved(item, image) { sums, _ in sums },
      Image.channelsLast(item.reference(image), channels: item.filters),
      .close
    )
  }

  @Test func resultsAreFinishedWhereTheyLie() {
    let item = ConvolutionCase(height: 3, width: 9, channels: 24, filters: 24, groups: 3, before: (1, 1), after: (1, 1))
    let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
    let addend = Buffer(numbers(want.count + 15, seed: 5))
    let got = convolved(item, item.image) { sums, offset in Kernel.relu(sums + Kernel.load(addend.pointer + offset)) }
    expect(got, zip(want, addend.values).map { max(0, $0 + Double($1)) }, .close)
  }

  private func convolved(
    _ item: ConvolutionCase,
    _ image: Image,
    finish: (Kernel.Vector, Int) -> Kernel.Vector
  ) -> [Float] {
    let x = Buffer(image.channelsLast)
    let weights = Buffer(item.groupedPanels)
    let bias = item.bias.map { Buffer($0) }
    let y = Buffer([Float](repeating: .nan, count: item.filters * item.outputSize.height * item.outputSize.width))
    let scratch = Buffer([Float](repeating: .nan, count: 16 + 2 * item.groupChannels))
    Kernel.groupedConvolution(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
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
