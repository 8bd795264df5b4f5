import Foundation
import Testing

@testable import ForgeKernels

@Suite struct LocalResponseNormTests {
  @Test(arguments: [1, 3, 5, 15, 17, 41], [1, 2, 15, 16, 17, 33]) func bothLayouts(size: Int, channels: Int) {
    for places in [1, 3, 16, 19] {
      let x = numbers(places * channels, seed: 71).map { $0 * 4 }
      let want = reference(x, size: size, channels: channels)
      let (source, result) = (Buffer(x), Buffer(count: x.count))
      let scratch = Buffer(count: (channels + size - 1 + 15) / 16 * 16 + 16)
      Kernel.localResponseNorm(
        source.pointer,
        into: result.pointer,
        scratch: scratch.pointer,
        positions: places,
        channels: channels,
        size: size,
        alpha: 0.25,
        beta: 0.75,
        k: 1.5
      )
      expectUlps(result.values, want, .ulps(4))
      let planes = transposed(x, rows: places, columns: channels)
      let (planeSource, planeResult) = (Buffer(planes), Buffer(count: x.count))
      Kernel.localResponseNormOfPlanes(
        planeSource.pointer,
        into: planeResult.pointer,
        channels: channels,
        plane: places,
        size: size,
        alpha: 0.25,
        beta: 0.75,
        k: 1.5
      )
      expectUlps(planeResult.values, transposed(want, rows: places, columns: channels), .ulps(4))
    }
  }

  private func transposed<Element>(_ values: [Element], rows: Int, columns: Int) -> [Element] {
    (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
  }

  private func reference(_ x: [Float], size: Int, channels: Int) -> [Double] {
    x.indices.map { place in
      let channel = place % channels
      let window = max(0, channel - size / 2)...min(channels - 1, channel + size / 2)
      let sum = window.reduce(0.0) { $0 + Double(x[place - channel + $1]) * Double(x[place - channel + $1]) }
      return Double(x[place]) / pow(1.5 + 0.25 * sum, 0.75)
    }
  }
}
