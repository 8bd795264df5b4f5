// Needs: Blocks, Window

extension Kernel {
  /// Combines the elements of every place of a window, axis by axis: first the rows of the window into one row of scratch,
  /// then the columns within that. Elements outside the image count as `initial`.
  ///
  /// - `x`: `[planes][height][width][pixel]`: a channels-first image has a plane for each channel and pixels of 1 element, a
  ///   channels-last image has one plane and pixels with all channels.
  /// - `y`: `[planes][outputHeight][outputWidth][pixel]`.
  /// - `scratch`: `poolScratch` elements.
  /// - `finish`: gets each finished row of `y`, and its number.
  ///
  /// `kernelHeight + kernelWidth` operations an element, over whole vectors along the row or the pixel.
  @inline(__always) static func pool(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    window: Window,
    initial: Float,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    scratch: UnsafeMutablePointer<Float>,
    combine: (Vector, Vector) -> Vector,
    finish: (_ row: UnsafeMutablePointer<Float>, _ number: Int) -> Void
  ) {
    let extent = (window.size.width - 1) * window.dilation.width + 1
    let length = (outputSize.width - 1) * window.stride.width + extent
    let content = min(size.width, length - window.before.width) * pixel
    let inner = scratch + window.before.width * pixel
    scratch.update(repeating: initial, count: length * pixel)
    for plane in 0..<planes {
      for row in 0..<outputSize.height {
        let top = row * window.stride.height - window.before.height
        let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
        forEachBlock(of: content) { start, length in
          var result = Vector(repeating: initial)
          for ky in rows {
            let inputRow = plane * size.height + top + ky * window.dilation.height
            result = combine(result, loadBlock(x + (inputRow * size.width * pixel + start), length))
          }
          storeBlock(result, inner + start, length)
        }
        let target = y + (plane * outputSize.height + row) * outputSize.width * pixel
        if pixel == 1 {
          poolColumns(scratch, window: window, initial: initial, into: target, count: outputSize.width, combine: combine)
        } else {
          poolPixels(
            scratch,
            pixel: pixel,
            window: window,
            initial: initial,
            into: target,
            count: outputSize.width,
            combine: combine
          )
        }
        finish(target, row)
      }
    }
  }

  /// `y[i]` from `row[i · stride + k · dilation]`.
  @inline(__always) private static func poolColumns(
    _ row: UnsafePointer<Float>,
    window: Window,
    initial: Float,
    into y: UnsafeMutablePointer<Float>,
    count: Int,
    combine: (Vector, Vector) -> Vector
  ) {
    let step = window.stride.width
    forEachBlock(of: count) { start, length in
      var result = Vector(repeating: initial)
      for kx in 0..<window.size.width {
        let source = row + (start * step + kx * window.dilation.width)
        result = combine(result, step == 1 ? loadBlock(source, length) : loadSteps(source, step, length))
      }
      storeBlock(result, y + start, length)
    }
  }

  /// `length` elements that lie `step` apart.
  @inline(__always) private static func loadSteps(_ pointer: UnsafePointer<Float>, _ step: Int, _ length: Int) -> Vector {
    var values = Vector(repeating: 0)
    if length == width {
      for lane in 0..<width { values[lane] = pointer[lane * step] }
    } else {
      for lane in 0..<length { values[lane] = pointer[lane * step] }
    }
    return values
  }

  /// The same for pixels of several elements.
  @inline(__always) private static func poolPixels(
    _ row: UnsafePointer<Float>,
    pixel: Int,
    window: Window,
    initial: Float,
    into y: UnsafeMutablePointer<Float>,
    count: Int,
    combine: (Vector, Vector) -> Vector
  ) {
    for column in 0..<count {
      forEachBlock(of: pixel) { start, length in
        var result = Vector(repeating: initial)
        for kx in 0..<window.size.width {
          let source = (column * window.stride.width + kx * window.dilation.width) * pixel + start
          result = combine(result, loadBlock(row + source, length))
        }
        storeBlock(result, y + (column * pixel + start), length)
      }
    }
  }
}
