// Needs: RowTail, Blocks, Summation, SumOverAxis, ReciprocalRoot

extension Kernel {
  /// `y = (x - mean) / √(variance + ε) * γ + β`, mean and variance over a group of neighbouring channels, where channels are
  /// the last axis; `y` may be `x`.
  ///
  /// - `x`, `y`: `[positions][channels]`, row-major; each group has `channels / groups` channels.
  /// - `gamma`, `beta`: one value a channel; nil stands for ones and zeros.
  /// - `scratch`: three rows of `channels + 15` elements, each filled up to whole vectors.
  ///
  /// Reads `x` three times, always in whole rows: for the centers, for the deviations from them (as in `moments`), and for the
  /// result, which is `(x - center) * factor + offset` with the vectors of these three starting at any channel.
  static func groupNormLastAxis(
    _ x: UnsafePointer<Float>,
    gamma: UnsafePointer<Float>?,
    beta: UnsafePointer<Float>?,
    epsilon: Float,
    scratch: UnsafeMutablePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    groups: Int,
    channels: Int,
    positions: Int
  ) {
    let members = channels / groups
    let pitch = (channels + 15 + 15) / 16 * 16
    let centers = scratch
    let factors = scratch + pitch
    let offsets = scratch + 2 * pitch
    meanOverAxis(x, into: centers, outer: 1, size: positions, inner: channels)
    for group in 0..<groups {
      let row = centers + group * members
      row.update(repeating: rowSum(row, count: members) { $0 } / Float(members), count: members)
    }
    sumDeviations(x, centers: centers, sums: factors, squares: offsets, channels: channels, positions: positions)
    for group in 0..<groups {
      let first = group * members
      let count = Float(members) * Float(positions)
      let shift = rowSum(factors + first, count: members) { $0 } / count
      let variance = rowSum(offsets + first, count: members) { $0 } / count - shift * shift
      let normalizer = reciprocalRoot((variance < 0 ? 0 : variance) + epsilon)
      for channel in first..<(first + members) {
        factors[channel] = normalizer * (gamma.map { $0[channel] } ?? 1)
        offsets[channel] = (beta.map { $0[channel] } ?? 0) - shift * factors[channel]
      }
    }
    repeatFromStart(centers, count: channels)
    repeatFromStart(factors, count: channels)
    repeatFromStart(offsets, count: channels)
    let step = width % channels
    var channel = 0
    var i = 0
    while i < positions * channels {
      store((load(x + i) - load(centers + channel)) * load(factors + channel) + load(offsets + channel), y + i)
      i += width
      channel += step
      if channel >= channels { channel -= channels }
    }
  }

  /// Lets 15 more elements follow, as if the row began again, so that 16 neighbours can be loaded from any element on.
  @inline(__always) private static func repeatFromStart(_ row: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<15 { row[count + i] = row[i] }
  }

  /// `Σ d` and `Σ d²` of each channel's deviations from its center.
  @inline(__always) private static func sumDeviations(
    _ x: UnsafePointer<Float>,
    centers: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>,
    squares: UnsafeMutablePointer<Float>,
    channels: Int,
    positions: Int
  ) {
    forEachBlock(of: channels) { channel, length in
      let center = loadBlock(centers + channel, length)
      var sum = Vector(repeating: 0)
      var square = Vector(repeating: 0)
      for start in stride(from: 0, to: positions, by: sumBlock) {
        var blockSum = Vector(repeating: 0)
        var blockSquare = Vector(repeating: 0)
        for position in start..<min(positions, start + sumBlock) {
          let deviation = loadBlock(x + (position * channels + channel), length) - center
          blockSum += deviation
          blockSquare += deviation * deviation
        }
        sum += blockSum
        square += blockSquare
      }
      storeBlock(sum, sums + channel, length)
      storeBlock(square, squares + channel, length)
    }
  }
}
