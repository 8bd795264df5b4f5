// Needs: Blocks

extension Kernel {
  /// A place of a stretched axis on the axis itself: between the elements `low` and `low + 1`, `rest` parts of `denominator`
  /// behind `low` (below 0 before the first element).
  ///
  /// Reckoned in whole numbers up to the fraction, so that no rounding error grows along the axis.
  typealias StretchedPlace = (low: Int, rest: Int, step: Int, denominator: Int)

  /// The first place of an axis of `size` elements. With `alignsCorners` the outermost elements stay where they are; else each
  /// element stands for the middle of an interval.
  @inline(__always) static func firstPlace(size: Int, scale: Int, alignsCorners: Bool) -> StretchedPlace {
    alignsCorners ? (0, 0, size - 1, max(1, size * scale - 1)) : (0, 1 - scale, 2, 2 * scale)
  }

  @inline(__always) private static func fraction(_ place: StretchedPlace) -> Float {
    Float(max(0, place.rest)) / Float(place.denominator)
  }

  @inline(__always) private static func advance(_ place: inout StretchedPlace) {
    place.rest += place.step
    if place.rest >= place.denominator {
      place.rest -= place.denominator
      place.low += 1
    }
  }

  /// An image stretched by bilinear interpolation; behind the last row and column stand those themselves.
  ///
  /// - `x`: `[planes][height][width][pixel]`; `y`: `[planes][height · scale][width · scale][pixel]`.
  /// - `scratch`: `width · pixel` elements.
  ///
  /// Two rows are mixed into scratch for each row of the result, then two pixels of that for each pixel.
  static func upsampleBilinear(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    scale: (height: Int, width: Int),
    alignsCorners: Bool,
    into y: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rowLength = size.width * pixel
    var target = y
    for plane in 0..<planes {
      let image = x + plane * size.height * rowLength
      var row = firstPlace(size: size.height, scale: scale.height, alignsCorners: alignsCorners)
      for _ in 0..<(size.height * scale.height) {
        let next = min(row.low + 1, size.height - 1)
        mix(image + row.low * rowLength, image + next * rowLength, fraction(row), count: rowLength, into: scratch)
        var column = firstPlace(size: size.width, scale: scale.width, alignsCorners: alignsCorners)
        for _ in 0..<(size.width * scale.width) {
          let (low, high, part) = (column.low, min(column.low + 1, size.width - 1), fraction(column))
          if pixel == 1 {
            target.pointee = scratch[low] * (1 - part) + scratch[high] * part
          } else {
            mix(scratch + low * pixel, scratch + high * pixel, part, count: pixel, into: target)
          }
          target += pixel
          advance(&column)
        }
        advance(&row)
      }
    }
  }

  /// `y[i] = a[i] · (1 - fraction) + b[i] · fraction`.
  @inline(__always) private static func mix(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ fraction: Float,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    forEachBlock(of: count) { start, length in
      let mixed = loadBlock(a + start, length) * (1 - fraction) + loadBlock(b + start, length) * fraction
      storeBlock(mixed, y + start, length)
    }
  }
}
