// Needs: MultiplyAdd

// `sums[p] += Σ x[(k + p · stride) · step] · W[k]` for a row of four windows and 16 channels of each. Every pixel is loaded once for all
// windows that see it; it is zeros in columns that are not `inside` the image, which the outer ones may be, half a window on either side.
// Pixels lie `step` elements apart, weights `channels`.

extension Kernel {
  /// Windows three columns wide, next to one another.
  @inline(__always) static func addThreeColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 3 &* step)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 4 &* step)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = inside.upperBound > 5 ? load(x + 5 &* step) : zero
    sums.3 = multiplyAdd(pixel, w2, sums.3)
  }

  /// Windows three columns wide, each two pixels behind the one before.
  @inline(__always) static func addThreeByTwoColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    pixel = load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 3 &* step)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    pixel = load(x + 4 &* step)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 5 &* step)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    pixel = load(x + 6 &* step)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 7 &* step)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = inside.upperBound > 8 ? load(x + 8 &* step) : zero
    sums.3 = multiplyAdd(pixel, w2, sums.3)
  }

  /// Windows five columns wide, next to one another.
  @inline(__always) static func addFiveColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    let w3 = load(weights + 3 &* channels)
    let w4 = load(weights + 4 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = inside.lowerBound > 1 ? zero : load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 3 &* step)
    sums.0 = multiplyAdd(pixel, w3, sums.0)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 4 &* step)
    sums.0 = multiplyAdd(pixel, w4, sums.0)
    sums.1 = multiplyAdd(pixel, w3, sums.1)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = load(x + 5 &* step)
    sums.1 = multiplyAdd(pixel, w4, sums.1)
    sums.2 = multiplyAdd(pixel, w3, sums.2)
    sums.3 = multiplyAdd(pixel, w2, sums.3)
    pixel = inside.upperBound > 6 ? load(x + 6 &* step) : zero
    sums.2 = multiplyAdd(pixel, w4, sums.2)
    sums.3 = multiplyAdd(pixel, w3, sums.3)
    pixel = inside.upperBound > 7 ? load(x + 7 &* step) : zero
    sums.3 = multiplyAdd(pixel, w4, sums.3)
  }

  /// Windows five columns wide, each two pixels behind the one before.
  @inline(__always) static func addFiveByTwoColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    let w3 = load(weights + 3 &* channels)
    let w4 = load(weights + 4 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = inside.lowerBound > 1 ? zero : load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    pixel = load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 3 &* step)
    sums.0 = multiplyAdd(pixel, w3, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    pixel = load(x + 4 &* step)
    sums.0 = multiplyAdd(pixel, w4, sums.0)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 5 &* step)
    sums.1 = multiplyAdd(pixel, w3, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    pixel = load(x + 6 &* step)
    sums.1 = multiplyAdd(pixel, w4, sums.1)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 7 &* step)
    sums.2 = multiplyAdd(pixel, w3, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = load(x + 8 &* step)
    sums.2 = multiplyAdd(pixel, w4, sums.2)
    sums.3 = multiplyAdd(pixel, w2, sums.3)
    pixel = inside.upperBound > 9 ? load(x + 9 &* step) : zero
    sums.3 = multiplyAdd(pixel, w3, sums.3)
    pixel = inside.upperBound > 10 ? load(x + 10 &* step) : zero
    sums.3 = multiplyAdd(pixel, w4, sums.3)
  }

  /// Windows seven columns wide, next to one another.
  @inline(__always) static func addSevenColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    let w3 = load(weights + 3 &* channels)
    let w4 = load(weights + 4 &* channels)
    let w5 = load(weights + 5 &* channels)
    let w6 = load(weights + 6 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = inside.lowerBound > 1 ? zero : load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = inside.lowerBound > 2 ? zero : load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 3 &* step)
    sums.0 = multiplyAdd(pixel, w3, sums.0)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 4 &* step)
    sums.0 = multiplyAdd(pixel, w4, sums.0)
    sums.1 = multiplyAdd(pixel, w3, sums.1)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = load(x + 5 &* step)
    sums.0 = multiplyAdd(pixel, w5, sums.0)
    sums.1 = multiplyAdd(pixel, w4, sums.1)
    sums.2 = multiplyAdd(pixel, w3, sums.2)
    sums.3 = multiplyAdd(pixel, w2, sums.3)
    pixel = load(x + 6 &* step)
    sums.0 = multiplyAdd(pixel, w6, sums.0)
    sums.1 = multiplyAdd(pixel, w5, sums.1)
    sums.2 = multiplyAdd(pixel, w4, sums.2)
    sums.3 = multiplyAdd(pixel, w3, sums.3)
    pixel = inside.upperBound > 7 ? load(x + 7 &* step) : zero
    sums.1 = multiplyAdd(pixel, w6, sums.1)
    sums.2 = multiplyAdd(pixel, w5, sums.2)
    sums.3 = multiplyAdd(pixel, w4, sums.3)
    pixel = inside.upperBound > 8 ? load(x + 8 &* step) : zero
    sums.2 = multiplyAdd(pixel, w6, sums.2)
    sums.3 = multiplyAdd(pixel, w5, sums.3)
    pixel = inside.upperBound > 9 ? load(x + 9 &* step) : zero
    sums.3 = multiplyAdd(pixel, w6, sums.3)
  }

  /// Windows seven columns wide, each two pixels behind the one before.
  @inline(__always) static func addSevenByTwoColumns(
    _ x: UnsafePointer<Float>,
    _ step: Int,
    _ inside: Range<Int>,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let zero = Vector(repeating: 0)
    let w0 = load(weights)
    let w1 = load(weights + channels)
    let w2 = load(weights + 2 &* channels)
    let w3 = load(weights + 3 &* channels)
    let w4 = load(weights + 4 &* channels)
    let w5 = load(weights + 5 &* channels)
    let w6 = load(weights + 6 &* channels)
    var pixel = inside.lowerBound > 0 ? zero : load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = inside.lowerBound > 1 ? zero : load(x + step)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    pixel = inside.lowerBound > 2 ? zero : load(x + 2 &* step)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 3 &* step)
    sums.0 = multiplyAdd(pixel, w3, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    pixel = load(x + 4 &* step)
    sums.0 = multiplyAdd(pixel, w4, sums.0)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 5 &* step)
    sums.0 = multiplyAdd(pixel, w5, sums.0)
    sums.1 = multiplyAdd(pixel, w3, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    pixel = load(x + 6 &* step)
    sums.0 = multiplyAdd(pixel, w6, sums.0)
    sums.1 = multiplyAdd(pixel, w4, sums.1)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 7 &* step)
    sums.1 = multiplyAdd(pixel, w5, sums.1)
    sums.2 = multiplyAdd(pixel, w3, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    pixel = load(x + 8 &* step)
    sums.1 = multiplyAdd(pixel, w6, sums.1)
    sums.2 = multiplyAdd(pixel, w4, sums.2)
    sums.3 = multiplyAdd(pixel, w2, sums.3)
    pixel = load(x + 9 &* step)
    sums.2 = multiplyAdd(pixel, w5, sums.2)
    sums.3 = multiplyAdd(pixel, w3, sums.3)
    pixel = inside.upperBound > 10 ? load(x + 10 &* step) : zero
    sums.2 = multiplyAdd(pixel, w6, sums.2)
    sums.3 = multiplyAdd(pixel, w4, sums.3)
    pixel = inside.upperBound > 11 ? load(x + 11 &* step) : zero
    sums.3 = multiplyAdd(pixel, w5, sums.3)
    pixel = inside.upperBound > 12 ? load(x + 12 &* step) : zero
    sums.3 = multiplyAdd(pixel, w6, sums.3)
  }
}
