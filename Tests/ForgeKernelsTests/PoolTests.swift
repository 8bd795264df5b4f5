import Testing

@testable import ForgeKernels

/// A pooling of a kernel test.
struct PoolCase: Sendable, CustomTestStringConvertible {
  var height = 7
  var width = 9
  var channels = 3
  var kernel = (height: 2, width: 2)
  var stride = (height: 2, width: 2)
  var dilation = (height: 1, width: 1)
  var before = (height: 0, width: 0)
  var after = (height: 0, width: 0)
  var outputSize = (height: 3, width: 4)

  var testDescription: String {
    "\(channels)×\(height)×\(width) to \(outputSize), kernel \(kernel), stride \(stride), dilation \(dilation), "
      + "before \(before)"
  }

  var window: Kernel.Window {
    Kernel.window(kernel.height, kernel.width, stride: stride, dilation: dilation, before: before)
  }
  var image: Image { Image(channels, height, width, seed: 7) }

  /// What `summary` makes of the elements of each window, as `[channels][outputHeight][outputWidth]`.
  func reference(_ image: Image, _ summary: (_ elements: [Double], _ row: Int, _ column: Int) -> Double) -> [Double] {
    var result: [Double] = []
    for channel in 0..<channels {
      for row in 0..<outputSize.height {
        for column in 0..<outputSize.width {
          let top = row * stride.height - before.height
          let left = column * stride.width - before.width
          let elements = (0..<(kernel.height * kernel.width)).compactMap {
            image[channel, top + $0 / kernel.width * dilation.height, left + $0 % kernel.width * dilation.width]
          }
          result.append(summary(elements, row, column))
        }
      }
    }
    return result
  }

  static let plain: [PoolCase] = [
    PoolCase(),
    PoolCase(height: 1, width: 1, channels: 1, outputSize: (1, 1)),
    PoolCase(
      height: 6,
      width: 34,
      channels: 16,
      kernel: (3, 3),
      stride: (1, 1),
      before: (1, 1),
      after: (1, 1),
      outputSize: (6, 34)
    ),
    PoolCase(height: 9, width: 70, channels: 2, kernel: (3, 3), before: (1, 1), after: (1, 1), outputSize: (5, 35)),
    PoolCase(height: 8, width: 8, channels: 33, kernel: (3, 2), stride: (3, 1), before: (0, 1), outputSize: (2, 8)),
    // The last windows reach behind the image: ceil mode.
    PoolCase(height: 6, width: 6, channels: 17, kernel: (3, 3), stride: (2, 2), outputSize: (3, 3)),
    PoolCase(
      height: 1,
      width: 40,
      channels: 15,
      kernel: (1, 5),
      stride: (1, 3),
      before: (0, 2),
      after: (0, 2),
      outputSize: (1, 14)
    ),
  ]

  static let dilated: [PoolCase] = [
    PoolCase(height: 8, width: 20, kernel: (2, 3), stride: (1, 2), dilation: (3, 2), before: (1, 2), outputSize: (6, 9)),
    // A window without any element of the image.
    PoolCase(height: 1, width: 1, kernel: (1, 2), stride: (1, 1), dilation: (1, 3), before: (0, 1), outputSize: (1, 1)),
  ]
}

@Suite struct PoolTests {
  @Test(arguments: PoolCase.plain + PoolCase.dilated)
  func maxPoolTakesTheLargestElement(_ item: PoolCase) {
    expectMaxima(item, item.image)
  }

  @Test(arguments: PoolCase.plain)
  func maxPoolKeepsNaNAndInfinity(_ item: PoolCase) {
    var image = item.image
    for index in image.values.indices {
      switch index % 11 {
      case 3: image.values[index] = .nan
      case 5: image.values[index] = -.infinity
      case 8: image.values[index] = .infinity
      default: break
      }
    }
    expectMaxima(item, image)
  }

  @Test(arguments: PoolCase.plain)
  func averagePoolDividesByTheElementsInside(_ item: PoolCase) {
    let want = item.reference(item.image) { elements, _, _ in elements.reduce(0, +) / Double(elements.count) }
    expectAverages(item, counted: (0..<item.height, 0..<item.width), want)
  }

  @Test(arguments: PoolCase.plain)
  func averagePoolDividesByThePaddedWindow(_ item: PoolCase) {
    let counted = (
      rows: -item.before.height..<(item.height + item.after.height),
      columns: -item.before.width..<(item.width + item.after.width)
    )
    let want = item.reference(item.image) { elements, row, column in
      let top = row * item.stride.height - item.before.height
      let left = column * item.stride.width - item.before.width
      let rows = min(top + item.kernel.height, counted.rows.upperBound) - top
      let columns = min(left + item.kernel.width, counted.columns.upperBound) - left
      return elements.reduce(0, +) / Double(rows * columns)
    }
    expectAverages(item, counted: counted, want)
  }

  private func expectMaxima(_ item: PoolCase, _ image: Image) {
    let want = item.reference(image) { elements, _, _ in
      elements.reduce(-.infinity) { $1.isNaN || $1 > $0 ? $1 : $0 }
    }
    let x = Buffer(image.channelsLast)
    let y = Buffer(count: want.count)
    Kernel.maxPool(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
      into: y.pointer,
      outputSize: item.outputSize
    )
    expect(y.values, Image.channelsLast(want, channels: item.channels), .exact)
    #expect(y.isAsItWasBehind)
  }

  private func expectAverages(_ item: PoolCase, counted: (rows: Range<Int>, columns: Range<Int>), _ want: [Double]) {
    let image = item.image
    let x = Buffer(image.channelsLast)
    let y = Buffer(count: want.count)
    Kernel.averagePool(
      x.pointer,
      size: image.size,
      channels: item.channels,
      window: item.window,
      counted: counted,
      into: y.pointer,
      outputSize: item.outputSize
    )
    expect(y.values, Image.channelsLast(want, channels: item.channels), .close)
    #expect(y.isAsItWasBehind)
  }
}
