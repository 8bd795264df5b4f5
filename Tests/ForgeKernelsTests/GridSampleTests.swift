import Testing

@testable import ForgeKernels

@Suite struct GridSampleTests {
  private static let special: [Float] = [
    .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e6, -1e6, 0x1p63, -0x1p63,
    .leastNonzeroMagnitude, -0.0, 1, -1, 2, -3,
  ]

  /// What surrounds the image in memory is NaN, and would come out.
  @Test(arguments: [1, 2, 4], [(false, false), (true, false), (false, true)])
  func noPlaceLeavesTheImage(taps: Int, padding: (isZeroOutside: Bool, isReflected: Bool)) {
    for alignsCorners in [false, true] {
      for (height, width) in [(1, 1), (3, 4), (2, 16)] {
        var places: [Float] = Self.special.flatMap { place in Self.special.flatMap { [place, $0] } }
        // Any bits.
        places += (0..<2000).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 * 2_654_435_761)) }
        let points = places.count / 2
        let image = Buffer([Float](repeating: 1, count: height * width))
        let (grid, y) = (Buffer(places), Buffer(count: points))
        Kernel.gridSample(
          image.pointer,
          grid: grid.pointer,
          into: y.pointer,
          channels: 1,
          size: (1, height, width),
          points: points,
          axes: 2,
          taps: taps,
          isZeroOutside: padding.isZeroOutside,
          isReflected: padding.isReflected,
          alignsCorners: alignsCorners
        )
        for (point, value) in y.values.enumerated() {
          // The weights of an image of ones sum to 1, and to less where some of it is outside; cubic ones may be below 0.
          let isRight = padding.isZeroOutside ? (-0.3...1.6).contains(value) : abs(value - 1) < 1e-4
          if !isRight { Issue.record("(\(places[2 * point]), \(places[2 * point + 1])) gives \(value)") }
        }
      }
    }
  }

  /// The middle of each pixel of a volume is that pixel.
  @Test(arguments: [1, 2]) func middlesOfPixels(taps: Int) {
    let (depth, height, width) = (2, 3, 4)
    let x = numbers(2 * depth * height * width, seed: 1)
    var places: [Float] = []
    for z in 0..<depth {
      for y in 0..<height {
        for x in 0..<width { places += [Float(x) / 1.5 - 1, Float(y) - 1, Float(z) * 2 - 1] }
      }
    }
    let (source, grid, y) = (Buffer(x), Buffer(places), Buffer(count: x.count))
    Kernel.gridSample(
      source.pointer,
      grid: grid.pointer,
      into: y.pointer,
      channels: 2,
      size: (depth, height, width),
      points: depth * height * width,
      axes: 3,
      taps: taps,
      isZeroOutside: true,
      isReflected: false,
      alignsCorners: true
    )
    expect(y.values, x.map(Double.init), .close)
  }
}
