extension Kernel {
  /// A value at computed places: `y[c][p] = Σ w · x[c][…]` over the pixels around `grid[p]`.
  ///
  /// - `x`: `[channels][depth][height][width]`; an image has a depth of 1.
  /// - `grid`: `[points][axes]`, places from -1 to 1 on the width, the height and, for three axes, the depth; NaN means -1.
  /// - `taps`: how many pixels along each axis have a part: 1 for the nearest, 2 for linear interpolation, 4 for cubic.
  ///
  /// Whatever a place is, no pixel outside of the value is read.
  @inline(__always) static func gridSample(
    _ x: UnsafePointer<Float>,
    grid: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    channels: Int,
    size: (depth: Int, height: Int, width: Int),
    points: Int,
    axes: Int,
    taps: Int,
    isZeroOutside: Bool,
    isReflected: Bool,
    alignsCorners: Bool
  ) {
    @inline(__always) func start(_ number: Float, _ size: Int) -> Float {
      let place = gridPlace(number, size: size, alignsCorners: alignsCorners)
      if taps == 4 || isZeroOutside { return place }
      return returned(place, size: size, isReflected: isReflected, alignsCorners: alignsCorners)
    }
    @inline(__always) func tap(_ place: Float, _ number: Int, _ size: Int) -> (pixel: Int, weight: Float) {
      let (pixel, weight) = neighbour(of: place, number, taps: taps)
      let inside =
        taps == 4 && !isZeroOutside
        ? returned(pixel, size: size, isReflected: isReflected, alignsCorners: alignsCorners) : pixel
      let isRead = weight != 0 && inside >= 0 && inside <= Float(size - 1)
      return isRead ? (Int(inside), weight) : (0, 0)
    }
    let pixels = size.depth * size.height * size.width
    for point in 0..<points {
      let numbers = grid + point * axes
      let column = start(numbers[0], size.width)
      let row = start(numbers[1], size.height)
      let layer = axes == 3 ? start(numbers[2], size.depth) : 0
      for channel in 0..<channels { y[channel * points + point] = 0 }
      for z in 0..<(axes == 3 ? taps : 1) {
        let deep = axes == 3 ? tap(layer, z, size.depth) : (pixel: 0, weight: 1)
        for v in 0..<taps {
          let high = tap(row, v, size.height)
          for u in 0..<taps {
            let wide = tap(column, u, size.width)
            let weight = deep.weight * high.weight * wide.weight
            if weight == 0 { continue }
            let source = x + (deep.pixel * size.height + high.pixel) * size.width + wide.pixel
            for channel in 0..<channels { y[channel * points + point] += weight * source[channel * pixels] }
          }
        }
      }
    }
  }

  /// A place from -1 to 1 in pixels of an axis: -1 is the middle of the first pixel, or its outer edge. Places far outside come
  /// as near as a million axes, so that they fit whole numbers.
  @inline(__always) private static func gridPlace(_ number: Float, size: Int, alignsCorners: Bool) -> Float {
    let bounded: Float = number > 1e6 ? 1e6 : number >= -1e6 ? number : number < 0 ? -1e6 : -1
    return alignsCorners ? (bounded + 1) / 2 * Float(size - 1) : ((bounded + 1) * Float(size) - 1) / 2
  }

  /// A place brought back into an axis: to its nearest end, or reflected about the outermost pixels or their outer edges.
  @inline(__always) private static func returned(
    _ place: Float,
    size: Int,
    isReflected: Bool,
    alignsCorners: Bool
  ) -> Float {
    let last = Float(size - 1)
    var inside = place
    if isReflected {
      let edge: Float = alignsCorners ? 0 : -0.5
      let span = last - 2 * edge
      let distance = abs(place - edge)
      let rest = span > 0 ? distance - 2 * span * wholeBelow(distance / (2 * span)) : 0
      inside = (rest <= span ? rest : 2 * span - rest) + edge
    }
    return inside > last ? last : inside > 0 ? inside : 0
  }

  /// A pixel that has a part in a place, as a whole number, and its weight.
  @inline(__always) private static func neighbour(of place: Float, _ number: Int, taps: Int) -> (pixel: Float, weight: Float) {
    let low = wholeBelow(place)
    let part = place - low
    switch taps {
    case 1:
      // Of two pixels as near as each other the even one.
      let isOdd = low - 2 * wholeBelow(low / 2) == 1
      return (part > 0.5 || part == 0.5 && isOdd ? low + 1 : low, 1)
    case 2: return number == 0 ? (low, 1 - part) : (low + 1, part)
    default:
      let distance = abs(Float(number - 1) - part)
      let near = ((1.25 * distance - 2.25) * distance) * distance + 1
      let far = -0.75 * (((distance - 5) * distance + 8) * distance - 4)
      return (low + Float(number - 1), distance <= 1 ? near : far)
    }
  }

  /// The next whole number below, for numbers that fit 64 bits.
  @inline(__always) private static func wholeBelow(_ number: Float) -> Float {
    let whole = Float(Int64(number))
    return whole > number ? whole - 1 : whole
  }
}
