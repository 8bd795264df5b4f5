// Needs: Pool, Window

extension Kernel {
  /// The mean of every place of a window: the sum of the elements inside the image, divided by how many of the window's
  /// rows and columns lie in `counted`.
  ///
  /// - `x`: `[planes][height][width][pixel]`; `y`: `[planes][outputHeight][outputWidth][pixel]`.
  /// - `counted`: the rows and columns of the image, or those of the padded image when padding counts.
  /// - `scratch`: `outputWidth + ((outputWidth - 1) · stride + kernelWidth) · pixel` elements.
  ///
  /// The window has no dilation.
  static func averagePool(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    window: Window,
    counted: (rows: Range<Int>, columns: Range<Int>),
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    scratch: UnsafeMutablePointer<Float>
  ) {
    let columns = scratch
    for column in 0..<outputSize.width {
      let left = column * window.stride.width - window.before.width
      columns[column] = Float((left..<(left + window.size.width)).clamped(to: counted.columns).count)
    }
    pool(
      x,
      planes: planes,
      size: size,
      pixel: pixel,
      window: window,
      initial: 0,
      into: y,
      outputSize: outputSize,
      scratch: scratch + outputSize.width,
      combine: { $0 + $1 },
      finish: { sums, row in
        let top = row * window.stride.height - window.before.height
        let rows = Float((top..<(top + window.size.height)).clamped(to: counted.rows).count)
        for column in 0..<outputSize.width {
          let divisor = rows * columns[column]
          for element in 0..<pixel { sums[column * pixel + element] /= divisor }
        }
      }
    )
  }
}
