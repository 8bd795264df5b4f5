extension Kernel {
  /// `y = x * factor + offset`, each channel with its own factor and offset, where channels are the last axis; `y` may be `x`.
  ///
  /// - `x`, `y`: `[…][channels]`, `count` elements in all.
  /// - `factors`, `offsets`: `[channels]`, and then again from the start for 15 elements, so that 16 neighbours can be loaded
  ///   from any channel on. So the value runs as one row of whole vectors, however few channels there are.
  static func affineLastAxis(
    _ x: UnsafePointer<Float>,
    factors: UnsafePointer<Float>,
    offsets: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    count: Int,
    channels: Int
  ) {
    let step = width % channels
    var channel = 0
    var i = 0
    while i < count {
      store(load(x + i) * load(factors + channel) + load(offsets + channel), y + i)
      i += width
      channel += step
      if channel >= channels { channel -= channels }
    }
  }

  /// `y = x * factor + offset`, each channel with its own factor and offset, where a channel is a plane; `y` may be `x`.
  ///
  /// - `x`, `y`: `[outer][channels][plane]`, row-major.
  /// - `factors`, `offsets`: `[channels]`.
  static func affinePlanes(
    _ x: UnsafePointer<Float>,
    factors: UnsafePointer<Float>,
    offsets: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    channels: Int,
    plane: Int
  ) {
    for index in 0..<outer {
      for channel in 0..<channels {
        let start = (index * channels + channel) * plane
        affineRow(x + start, factor: factors[channel], offset: offsets[channel], into: y + start, count: plane)
      }
    }
  }

  @inline(__always) private static func affineRow(
    _ x: UnsafePointer<Float>,
    factor: Float,
    offset: Float,
    into y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    let whole = count - count % width
    var i = 0
    while i < whole {
      store(load(x + i) * factor + offset, y + i)
      i += width
    }
    while i < count {
      y[i] = x[i] * factor + offset
      i += 1
    }
  }
}
