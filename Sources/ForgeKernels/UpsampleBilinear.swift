// Needs: Blocks

extension Kernel {
  /// The places of a stretched axis on the axis itself, one after the other: between the elements `low` and `low + 1`.
  ///
  /// Reckoned in whole numbers up to the fraction, so that no rounding error grows along the axis.
  struct StretchedPlace {
    private(set) var low = 0
    /// How far the place lies behind `low`, in parts of `denominator`; below 0 before the first element.
    private var rest: Int
    private let step: Int
    private let denominator: Int

    /// The first place of an axis of `size` elements. With `alignsCorners` the outermost elements stay where they are; else
    /// each element stands for the middle of an interval.
    @inline(__always) init(size: Int, scale: Int, alignsCorners: Bool) {
      rest = alignsCorners ? 0 : 1 - scale
      step = alignsCorners ? size - 1 : 2
      denominator = alignsCorners ? max(1, size * scale - 1) : 2 * scale
    }

    @inline(__always) var fraction: Float { Float(max(0, rest)) / Float(denominator) }

    @inline(__always) mutating func advance() {
      rest += step
      if rest >= denominator {
        rest -= denominator
        low += 1
      }
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
      var row = StretchedPlace(size: size.height, scale: scale.height, alignsCorners: alignsCorners)
      for _ in 0..<(size.height * scale.height) {
        let next = min(row.low + 1, size.height - 1)
        mix(image + row.low * rowLength, image + next * rowLength, row.fraction, count: rowLength, into: scratch)
        var column = StretchedPlace(size: size.width, scale: scale.width, alignsCorners: alignsCorners)
        for _ in 0..<(size.width * scale.width) {
          let (low, high, fraction) = (column.low, min(column.low + 1, size.width - 1), column.fraction)
          if pixel == 1 {
            target.pointee = scratch[low] * (1 - fraction) + scratch[high] * fraction
          } else {
            mix(scratch + low * pixel, scratch + high * pixel, fraction, count: pixel, into: target)
          }
          target += pixel
          column.advance()
        }
        row.advance()
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
