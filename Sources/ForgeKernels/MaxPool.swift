// Needs: LargerOrSmaller, Pool, Select, Window

extension Kernel {
  /// The largest element of every place of a window, NaN where there is one; padding never wins.
  ///
  /// - `x`: `[height][width][channels]`, behind whose end 15 elements may be read; `y`: `[outputHeight][outputWidth][channels]`.
  static func maxPool(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int)
  ) {
    pool(
      x,
      size: size,
      channels: channels,
      window: window,
      initial: -.infinity,
      into: y,
      outputSize: outputSize,
      combine: { largest, value in select(value .!= value, value, larger(value, largest)) },
      finish: { largest, _, _ in largest }
    )
  }
}
