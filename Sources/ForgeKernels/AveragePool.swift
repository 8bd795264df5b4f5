// Needs: Pool, Window

extension Kernel {
  /// The mean of every place of a window: the sum of the elements inside the image, divided by how many of the window's
  /// rows and columns lie in `counted`.
  ///
  /// - `x`: `[height][width][channels]`, behind whose end 15 elements may be read; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `counted`: the rows and columns of the image, or those of the padded image when padding counts.
  ///
  /// The window has no dilation.
  static func averagePool(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    counted: (rows: Range<Int>, columns: Range<Int>),
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int)
  ) {
    pool(
      x,
      size: size,
      channels: channels,
      window: window,
      initial: 0,
      into: y,
      outputSize: outputSize,
      combine: { $0 + $1 },
      finish: { sum, top, left in
        let rows = (top..<(top + window.size.height)).clamped(to: counted.rows).count
        let columns = (left..<(left + window.size.width)).clamped(to: counted.columns).count
        return sum / Float(rows * columns)
      }
    )
  }
}
