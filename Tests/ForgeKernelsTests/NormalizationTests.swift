import Testing

@testable import ForgeKernels

@Suite struct LayerNormTests {
  @Test(arguments: [1, 2, 3, 15, 16, 17, 31, 33, 100, 2100])
  func rowsAreNormalised(size: Int) {
    for rows in [1, 3] {
      let x = numbers(rows * size, seed: 1)
      check(x, rows: rows, size: size)
      check(x, rows: rows, size: size, hasGamma: true)
      check(x, rows: rows, size: size, hasBeta: true)
      check(x, rows: rows, size: size, hasGamma: true, hasBeta: true, isInPlace: true)
    }
  }

  @Test func aLargeMeanCostsNoAccuracy() {
    for offset: Float in [1e3, -1e6] {
      check(numbers(200, seed: 2).map { offset + ($0 * 8).rounded() }, rows: 2, size: 100)
    }
  }

  @Test func equalElementsGiveBeta() {
    let x = Buffer([Float](repeating: -0.1, count: 6))
    let y = Buffer(count: 6)
    Kernel.layerNorm(x.pointer, gamma: nil, beta: nil, epsilon: 1e-5, into: y.pointer, rows: 1, size: 6)
    #expect(y.values.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func oneNaNTakesItsRowAlone() {
    let x = Buffer([1, 2, .nan, 4, 1, 2, 3, 4, 1, .infinity, 2, 3])
    let y = Buffer(count: 12)
    Kernel.layerNorm(x.pointer, gamma: nil, beta: nil, epsilon: 1e-5, into: y.pointer, rows: 3, size: 4)
    #expect(y.values.map(\.isNaN) == [true, true, true, true, false, false, false, false, true, true, true, true])
  }

  private func check(
    _ values: [Float],
    rows: Int,
    size: Int,
    hasGamma: Bool = false,
    hasBeta: Bool = false,
    isInPlace: Bool = false
  ) {
    let gamma = numbers(size, seed: 3)
    let beta = numbers(size, seed: 4)
    let want = (0..<rows).flatMap { row in
      let normal = normalised(values[(row * size)..<((row + 1) * size)].map(Double.init), epsilon: 1e-5)
      return zip(normal.indices, normal).map { $1 * (hasGamma ? Double(gamma[$0]) : 1) + (hasBeta ? Double(beta[$0]) : 0) }
    }
    let x = Buffer(values)
    let y = isInPlace ? x : Buffer(count: values.count)
    let factors = Buffer(padded(gamma))
    let offsets = Buffer(padded(beta))
    Kernel.layerNorm(
      x.pointer,
      gamma: hasGamma ? UnsafePointer(factors.pointer) : nil,
      beta: hasBeta ? UnsafePointer(offsets.pointer) : nil,
      epsilon: 1e-5,
      into: y.pointer,
      rows: rows,
      size: size
    )
    expect(y.values, want, .close, "(\(rows)×\(size))")
  }
}

@Suite struct RMSNormTests {
  @Test(arguments: [1, 3, 15, 16, 17, 33, 100, 2100])
  func rowsAreDividedByTheirRootMeanSquare(size: Int) {
    for (rows, hasGamma, isInPlace) in [(1, false, false), (3, true, false), (2, true, true)] {
      let values = numbers(rows * size, seed: 5)
      let gamma = numbers(size, seed: 6)
      let want = (0..<(rows * size)).map { place in
        let row = values[(place / size * size)..<((place / size + 1) * size)].map(Double.init)
        let meanSquare = row.reduce(0) { $0 + $1 * $1 } / Double(size)
        return Double(values[place]) / (meanSquare + 1e-6).squareRoot() * (hasGamma ? Double(gamma[place % size]) : 1)
      }
      let x = Buffer(values)
      let y = isInPlace ? x : Buffer(count: values.count)
      let factors = Buffer(padded(gamma))
      Kernel.rmsNorm(
        x.pointer,
        gamma: hasGamma ? UnsafePointer(factors.pointer) : nil,
        epsilon: 1e-6,
        into: y.pointer,
        rows: rows,
        size: size
      )
      expect(y.values, want, .close, "(\(rows)×\(size))")
    }
  }
}

@Suite struct GroupNormTests {
  /// Groups, channels of each, positions.
  static let sizes = [
    (1, 1, 1), (1, 6, 15), (3, 2, 10), (5, 1, 12), (2, 17, 1), (2, 8, 9), (4, 12, 33), (1, 33, 7), (2, 3, 2100), (16, 2, 49),
  ]

  @Test(arguments: sizes) func groupsAreNormalised(groups: Int, members: Int, positions: Int) {
    check(groups, members, positions, offset: 0, isScaled: true, isInPlace: false)
    check(groups, members, positions, offset: 0, isScaled: false, isInPlace: true)
  }

  @Test(arguments: sizes) func aLargeMeanCostsNoAccuracy(groups: Int, members: Int, positions: Int) {
    check(groups, members, positions, offset: 4096, isScaled: true, isInPlace: true)
  }

  @Test func oneNaNTakesItsGroupAlone() {
    let x = Buffer([.nan, 1, 2, 3, 4, 5, 6, 7])
    let y = Buffer(count: 8)
    let scratch = Buffer(count: 3 * 32)
    Kernel.groupNormPlanes(x.pointer, gamma: nil, beta: nil, epsilon: 1, into: y.pointer, groups: 2, channels: 4, plane: 2)
    #expect(y.values.map(\.isNaN) == [true, true, true, true, false, false, false, false])
    Kernel.groupNormLastAxis(
      x.pointer,
      gamma: nil,
      beta: nil,
      epsilon: 1,
      scratch: scratch.pointer,
      into: y.pointer,
      groups: 2,
      channels: 4,
      positions: 2
    )
    #expect(y.values.map(\.isNaN) == [true, true, false, false, true, true, false, false])
  }

  /// Both kernels on the same numbers; `offset` moves them, rounded so that they stay exact.
  private func check(_ groups: Int, _ members: Int, _ positions: Int, offset: Float, isScaled: Bool, isInPlace: Bool) {
    let channels = groups * members
    let values = numbers(channels * positions, seed: 7).map { offset + ($0 * 1024).rounded() / 256 }
    let gamma = numbers(channels, seed: 8)
    let beta = numbers(channels, seed: 9)
    let size = members * positions
    let want = (0..<groups).flatMap { group in
      let normal = normalised(values[(group * size)..<((group + 1) * size)].map(Double.init), epsilon: 1e-3)
      return normal.indices.map { place in
        let channel = group * members + place / positions
        return isScaled ? normal[place] * Double(gamma[channel]) + Double(beta[channel]) : normal[place]
      }
    }
    let factors = Buffer(gamma)
    let offsets = Buffer(beta)
    let gammaPointer = isScaled ? UnsafePointer(factors.pointer) : nil
    let betaPointer = isScaled ? UnsafePointer(offsets.pointer) : nil

    let x = Buffer(values)
    let y = isInPlace ? x : Buffer(count: values.count)
    Kernel.groupNormPlanes(
      x.pointer,
      gamma: gammaPointer,
      beta: betaPointer,
      epsilon: 1e-3,
      into: y.pointer,
      groups: groups,
      channels: channels,
      plane: positions
    )
    expect(y.values, want, .close, "(planes)")

    let pixels = Buffer(Image.channelsLast(values, channels: channels))
    let result = isInPlace ? pixels : Buffer(count: values.count)
    let scratch = Buffer(count: 3 * ((channels + 30) / 16 * 16))
    Kernel.groupNormLastAxis(
      pixels.pointer,
      gamma: gammaPointer,
      beta: betaPointer,
      epsilon: 1e-3,
      scratch: scratch.pointer,
      into: result.pointer,
      groups: groups,
      channels: channels,
      positions: positions
    )
    expect(result.values, Image.channelsLast(want, channels: channels), .close, "(last axis)")
  }
}

@Suite struct ChannelAffineTests {
  @Test(arguments: [1, 2, 3, 8, 15, 16, 17, 33, 48, 50])
  func everyChannelHasItsOwnFactorAndOffset(channels: Int) {
    for (outer, positions) in [(1, 1), (1, 7), (1, 33), (3, 16), (2, 5)] {
      let count = outer * channels * positions
      let values = numbers(count, seed: 10)
      let factors = numbers(channels, seed: 11)
      let offsets = numbers(channels, seed: 12)
      func line(_ x: Float, _ channel: Int) -> Double { Double(x) * Double(factors[channel]) + Double(offsets[channel]) }

      let planes = Buffer(values)
      let planeFactors = Buffer(factors)
      let planeOffsets = Buffer(offsets)
      Kernel.affinePlanes(
        planes.pointer,
        factors: planeFactors.pointer,
        offsets: planeOffsets.pointer,
        into: planes.pointer,
        outer: outer,
        channels: channels,
        plane: positions
      )
      expect(planes.values, values.indices.map { line(values[$0], $0 / positions % channels) }, .close, "(planes)")

      let pixels = Buffer(values)
      let repeatedFactors = Buffer((0..<(channels + 15)).map { factors[$0 % channels] })
      let repeatedOffsets = Buffer((0..<(channels + 15)).map { offsets[$0 % channels] })
      Kernel.affineLastAxis(
        pixels.pointer,
        factors: repeatedFactors.pointer,
        offsets: repeatedOffsets.pointer,
        into: pixels.pointer,
        count: count,
        channels: channels
      )
      expect(pixels.values, values.indices.map { line(values[$0], $0 % channels) }, .close, "(last axis)")
    }
  }
}

/// `(x - mean) / √(variance + ε)`
private func normalised(_ x: [Double], epsilon: Double) -> [Double] {
  let mean = x.reduce(0, +) / Double(x.count)
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
  return x.map { ($0 - mean) / (variance + epsilon).squareRoot() }
}
