extension Kernel {
  /// What stands around an image.
  enum Border {
    case constant(Float)
    /// The image mirrored at its outermost elements, which are not repeated.
    case reflect
    /// The outermost elements again and again.
    case edge

    /// Which element of an axis stands at a place that may lie outside; nil for a constant.
    @inline(__always) func source(_ index: Int, size: Int) -> Int? {
      if index >= 0 && index < size { return index }
      switch self {
      case .constant: return nil
      case .edge: return index < 0 ? 0 : size - 1
      case .reflect:
        let period = max(1, 2 * (size - 1))
        let place = abs(index) % period
        return min(place, period - place) % size
      }
    }
  }

  /// An image with a border.
  ///
  /// - `x`: `[planes][height][width][pixel]`; `y`: `[planes][outputHeight][outputWidth][pixel]`.
  /// - `before`: how many rows and columns stand above and to the left.
  static func pad(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    before: (height: Int, width: Int),
    border: Border,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int)
  ) {
    let rowLength = outputSize.width * pixel
    let leftEnd = min(before.width, outputSize.width)
    var target = y
    for plane in 0..<planes {
      for row in 0..<outputSize.height {
        if let sourceRow = border.source(row - before.height, size: size.height) {
          let source = x + (plane * size.height + sourceRow) * size.width * pixel
          for column in 0..<leftEnd {
            padPixel(target + column * pixel, border, column - before.width, of: source, size: size.width, pixel: pixel)
          }
          (target + leftEnd * pixel).update(from: source, count: size.width * pixel)
          for column in (leftEnd + size.width)..<outputSize.width {
            padPixel(target + column * pixel, border, column - before.width, of: source, size: size.width, pixel: pixel)
          }
        } else if case .constant(let value) = border {
          target.update(repeating: value, count: rowLength)
        }
        target += rowLength
      }
    }
  }

  @inline(__always) private static func padPixel(
    _ target: UnsafeMutablePointer<Float>,
    _ border: Border,
    _ column: Int,
    of row: UnsafePointer<Float>,
    size: Int,
    pixel: Int
  ) {
    if let sourceColumn = border.source(column, size: size) {
      target.update(from: row + sourceColumn * pixel, count: pixel)
    } else if case .constant(let value) = border {
      target.update(repeating: value, count: pixel)
    }
  }
}
