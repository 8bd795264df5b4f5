import Testing

@testable import ForgeKernels

@Suite struct ImageShapeTests {
  @Test func constantBorderSurroundsTheImage() {
    #expect(
      padded([1, 2, 3, 4], 2, 2, before: (1, 2), after: (0, 1), .constant(9)) == [
        9, 9, 9, 9, 9,
        9, 9, 1, 2, 9,
        9, 9, 3, 4, 9,
      ]
    )
  }

  @Test func reflectedBorderLeavesOutTheOutermostElement() {
    #expect(
      padded([1, 2, 3, 4, 5, 6], 2, 3, before: (1, 2), after: (1, 1), .reflect) == [
        6, 5, 4, 5, 6, 5,
        3, 2, 1, 2, 3, 2,
        6, 5, 4, 5, 6, 5,
        3, 2, 1, 2, 3, 2,
      ]
    )
  }

  @Test func reflectedBorderWiderThanTheImageGoesToAndFro() {
    #expect(padded([1, 2, 3], 1, 3, before: (0, 5), after: (0, 4), .reflect) == [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3])
    #expect(padded([7], 1, 1, before: (0, 2), after: (0, 2), .reflect) == [7, 7, 7, 7, 7])
  }

  @Test func edgeBorderRepeatsTheOutermostElement() {
    #expect(
      padded([1, 2, 3, 4], 2, 2, before: (1, 2), after: (2, 1), .edge) == [
        1, 1, 1, 2, 2,
        1, 1, 1, 2, 2,
        3, 3, 3, 4, 4,
        3, 3, 3, 4, 4,
        3, 3, 3, 4, 4,
      ]
    )
  }

  @Test(arguments: [1, 3, 17]) func channelsLastBordersAreThoseOfEachChannel(_ channels: Int) {
    let image = Image(channels, 3, 5, seed: 8)
    for border in [Kernel.Border.constant(-2), .reflect, .edge] {
      let planes = padded(image.values, 3, 5, planes: channels, before: (2, 1), after: (1, 2), border)
      let pixels = padded(image.channelsLast, 3, 5, pixel: channels, before: (2, 1), after: (1, 2), border)
      #expect(pixels == Image.channelsLast(planes, channels: channels))
    }
  }

  @Test func nearestRepeatsEveryPixel() {
    let x = Buffer([1, 2, 3, 4])
    let y = Buffer(count: 24)
    Kernel.upsampleNearest(x.pointer, planes: 1, size: (2, 2), pixel: 1, scale: (2, 3), into: y.pointer)
    #expect(y.values == [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4])
    Kernel.upsampleNearest(x.pointer, planes: 1, size: (1, 2), pixel: 2, scale: (1, 2), into: y.pointer)
    #expect(Array(y.values.prefix(8)) == [1, 2, 1, 2, 3, 4, 3, 4])
  }

  @Test func bilinearMixesTheNeighbours() {
    // By hand: half-pixel places 0, 0.25, 0.75 and 1 between two elements; aligned corners at thirds.
    #expect(stretched([0, 4], 1, 2, scale: (1, 2), alignsCorners: false) == [0, 1, 3, 4])
    expect(stretched([0, 3], 1, 2, scale: (1, 2), alignsCorners: true), [0, 1, 2, 3], .close)
    #expect(stretched([5], 1, 1, scale: (2, 2), alignsCorners: true) == [5, 5, 5, 5])
  }

  @Test(arguments: [(1, 1), (2, 3), (4, 1), (5, 2)], [false, true])
  func bilinearFollowsTheFormula(_ scale: (Int, Int), alignsCorners: Bool) {
    for (height, width) in [(1, 1), (2, 3), (5, 16), (3, 33)] {
      let image = Image(3, height, width, seed: 9)
      let want = bilinear(image, scale: scale, alignsCorners: alignsCorners)
      let planes = stretched(image.values, height, width, planes: 3, scale: scale, alignsCorners: alignsCorners)
      expect(planes, want, .close, "planes \(height)×\(width)")
      let pixels = stretched(image.channelsLast, height, width, pixel: 3, scale: scale, alignsCorners: alignsCorners)
      expect(pixels, Image.channelsLast(want, channels: 3), .close, "pixels \(height)×\(width)")
    }
  }

  private func padded(
    _ values: [Float],
    _ height: Int,
    _ width: Int,
    planes: Int = 1,
    pixel: Int = 1,
    before: (height: Int, width: Int),
    after: (height: Int, width: Int),
    _ border: Kernel.Border
  ) -> [Float] {
    let x = Buffer(values)
    let outputSize = (height + before.height + after.height, width + before.width + after.width)
    let y = Buffer(count: planes * outputSize.0 * outputSize.1 * pixel)
    Kernel.pad(
      x.pointer,
      planes: planes,
      size: (height, width),
      pixel: pixel,
      before: before,
      border: border,
      into: y.pointer,
      outputSize: outputSize
    )
    return y.values
  }

  private func stretched(
    _ values: [Float],
    _ height: Int,
    _ width: Int,
    planes: Int = 1,
    pixel: Int = 1,
    scale: (Int, Int),
    alignsCorners: Bool
  ) -> [Float] {
    let x = Buffer(values)
    let y = Buffer(count: values.count * scale.0 * scale.1)
    let scratch = Buffer(count: width * pixel)
    Kernel.upsampleBilinear(
      x.pointer,
      planes: planes,
      size: (height, width),
      pixel: pixel,
      scale: scale,
      alignsCorners: alignsCorners,
      into: y.pointer,
      scratch: scratch.pointer
    )
    return y.values
  }

  private func bilinear(_ image: Image, scale: (Int, Int), alignsCorners: Bool) -> [Double] {
    func place(_ index: Int, _ size: Int, _ scale: Int) -> Double {
      if alignsCorners { return size * scale == 1 ? 0 : Double(index) * Double(size - 1) / Double(size * scale - 1) }
      return max(0, (Double(index) + 0.5) / Double(scale) - 0.5)
    }
    func element(_ channel: Int, _ y: Int, _ x: Int) -> Double {
      image[channel, min(y, image.height - 1), min(x, image.width - 1)] ?? .nan
    }
    var result: [Double] = []
    for channel in 0..<image.channels {
      for row in 0..<(image.height * scale.0) {
        for column in 0..<(image.width * scale.1) {
          let y = place(row, image.height, scale.0)
          let x = place(column, image.width, scale.1)
          let (top, left) = (Int(y), Int(x))
          let (down, right) = (y - Double(top), x - Double(left))
          let upper = element(channel, top, left) * (1 - right) + element(channel, top, left + 1) * right
          let lower = element(channel, top + 1, left) * (1 - right) + element(channel, top + 1, left + 1) * right
          result.append(upper * (1 - down) + lower * down)
        }
      }
    }
    return result
  }
}
