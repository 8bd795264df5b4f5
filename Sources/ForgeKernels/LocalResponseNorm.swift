// Needs: Blocks, Power

extension Kernel {
  /// `y[p][c] = x[p][c] / (k + α · Σ x[p][d]²)^β` over the `size` channels `d` around `c`, where channels are the last axis.
  ///
  /// - `x`, `y`: `[positions][channels]`, row-major; they must not overlap.
  /// - `scratch`: `channels + size - 1` elements, filled up to whole vectors, and a vector more.
  ///
  /// `size` is odd; squares overflow from 1.8e19 on.
  static func localResponseNorm(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>,
    positions: Int,
    channels: Int,
    size: Int,
    alpha: Float,
    beta: Float,
    k: Float
  ) {
    // The squares of a row, between zeros for what the first and last windows lack.
    let squares = scratch + size / 2
    scratch.update(repeating: 0, count: (channels + width - 1) / width * width + size - 1)
    for position in 0..<positions {
      let source = x + position * channels
      for channel in stride(from: 0, to: channels, by: width) {
        let elements = loadBlock(source + channel, min(width, channels - channel))
        store(elements * elements, squares + channel)
      }
      for channel in stride(from: 0, to: channels, by: width) {
        var sum = Vector(repeating: 0)
        for offset in 0..<size { sum += load(scratch + (channel + offset)) }
        let length = min(width, channels - channel)
        let result = normalizedResponse(loadBlock(source + channel, length), sum: sum, alpha: alpha, beta: beta, k: k)
        storeBlock(result, y + (position * channels + channel), length)
      }
    }
  }

  /// The same where a channel is a plane.
  ///
  /// - `x`, `y`: `[channels][plane]`, row-major; they must not overlap.
  static func localResponseNormOfPlanes(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    channels: Int,
    plane: Int,
    size: Int,
    alpha: Float,
    beta: Float,
    k: Float
  ) {
    for channel in 0..<channels {
      let window = max(0, channel - size / 2)...min(channels - 1, channel + size / 2)
      forEachBlock(of: plane) { place, length in
        var sum = Vector(repeating: 0)
        for other in window {
          let elements = loadBlock(x + (other * plane + place), length)
          sum += elements * elements
        }
        let elements = loadBlock(x + (channel * plane + place), length)
        let result = normalizedResponse(elements, sum: sum, alpha: alpha, beta: beta, k: k)
        storeBlock(result, y + (channel * plane + place), length)
      }
    }
  }

  @inline(__always) private static func normalizedResponse(
    _ x: Vector,
    sum: Vector,
    alpha: Float,
    beta: Float,
    k: Float
  ) -> Vector {
    x * power(k + alpha * sum, Vector(repeating: -beta))
  }
}
