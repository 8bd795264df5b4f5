import Testing

@testable import ForgeKernels

/// A transposed convolution of a kernel test: what is cropped `before`, and how large the result is.
struct TransposedCase: Sendable, CustomTestStringConvertible {
  var height = 3
  var width = 4
  var channels = 3
  var filters = 4
  var groups = 1
  var kernel = (height: 3, width: 3)
  var stride = (height: 2, width: 2)
  var dilation = (height: 1, width: 1)
  var before = (height: 0, width: 0)
  var outputSize = (height: 7, width: 9)
  var hasBias = true

  var testDescription: String {
    "\(channels)×\(height)×\(width) to \(filters)×\(outputSize), \(groups) groups, kernel \(kernel), stride \(stride), "
      + "dilation \(dilation), crop \(before)"
  }

  var window: Kernel.Window {
    Kernel.window(kernel.height, kernel.width, stride: stride, dilation: dilation, before: before)
  }
  var groupChannels: Int { channels / groups }
  var groupFilters: Int { filters / groups }
  var taps: Int { kernel.height * kernel.width }
  var image: Image { Image(channels, height, width, seed: 4) }
  /// `[filters][taps][channels / groups]`
  var weights: [Float] { numbers(filters * taps * groupChannels, seed: 5) }
  var bias: [Float]? { hasBias ? numbers(filters, seed: 6) : nil }

  /// `[filters][outputHeight][outputWidth]`
  func reference() -> [Double] {
    let weights = weights
    let bias = bias
    let image = image
    let pixels = outputSize.height * outputSize.width
    var result = (0..<(filters * pixels)).map { Double(bias?[$0 / pixels] ?? 0) }
    for filter in 0..<filters {
      for row in 0..<height {
        for column in 0..<width {
          for tap in 0..<taps {
            let y = row * stride.height + tap / kernel.width * dilation.height - before.height
            let x = column * stride.width + tap % kernel.width * dilation.width - before.width
            guard y >= 0 && y < outputSize.height && x >= 0 && x < outputSize.width else { continue }
            for channel in 0..<groupChannels {
              let w = Double(weights[(filter * taps + tap) * groupChannels + channel])
              let value = image[filter / groupFilters * groupChannels + channel, row, column] ?? 0
              result[filter * pixels + y * outputSize.width + x] += w * value
            }
          }
        }
      }
    }
    return result
  }

  static let all: [TransposedCase] = [
    TransposedCase(),
    TransposedCase(before: (1, 1), outputSize: (5, 7)),
    TransposedCase(before: (1, 0), outputSize: (6, 11), hasBias: false),
    TransposedCase(height: 5, width: 40, channels: 17, filters: 3, stride: (1, 1), before: (1, 1), outputSize: (5, 40)),
    TransposedCase(channels: 1, filters: 17, kernel: (2, 2), stride: (3, 3), outputSize: (9, 12)),
    TransposedCase(channels: 4, filters: 6, groups: 2, kernel: (4, 2), dilation: (1, 3), outputSize: (8, 10)),
    TransposedCase(height: 7, width: 5, channels: 6, filters: 36, groups: 3, kernel: (1, 3), outputSize: (13, 11)),
    TransposedCase(height: 1, width: 1, channels: 33, filters: 16, kernel: (5, 5), before: (2, 3), outputSize: (3, 2)),
  ]
}

@Suite struct TransposedConvolutionTests {
  @Test(arguments: TransposedCase.all, [16, 32])
  func addsEveryPixelWhereItBelongs(_ item: TransposedCase, chunk: Int) {
    let columns = item.taps * item.groupFilters
    // [filters][taps][channels] as, for each group, [taps][filters][channels].
    let values = item.weights
    let matrix = (0..<values.count).map { index -> Float in
      let (row, channel) = index.quotientAndRemainder(dividingBy: item.groupChannels)
      let (group, rest) = row.quotientAndRemainder(dividingBy: columns)
      let (tap, filter) = rest.quotientAndRemainder(dividingBy: item.groupFilters)
      return values[((group * item.groupFilters + filter) * item.taps + tap) * item.groupChannels + channel]
    }
    let groupCount = columns * item.groupChannels
    let weights = Buffer(
      (0..<item.groups).flatMap {
        panels(Array(matrix[($0 * groupCount)...].prefix(groupCount)), columns: columns, depth: item.groupChannels)
      }
    )
    let x = Buffer(item.image.channelsLast)
    let bias = item.bias.map(Buffer.init)
    let want = Image.channelsLast(item.reference(), channels: item.filters)
    let y = Buffer(count: want.count)
    let scratch = Buffer(count: chunk * columns + 16)
    Kernel.transposedConvolution(
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
}
