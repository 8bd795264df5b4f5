// Needs: Pool, Window

extension Kernel {
  /// The largest element of every place of a window, NaN where there is one; padding never wins.
  ///
  /// - `x`: `[planes][height][width][pixel]`; `y`: `[planes][outputHeight][outputWidth][pixel]`.
  /// - `scratch`: `((outputWidth - 1) · stride + extent) · pixel` elements.
  static func maxPool(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    window: Window,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    scratch: UnsafeMutablePointer<Float>
  ) {
    pool(
      x,
      planes: planes,
      size: size,
      pixel: pixel,
      window: window,
      initial: -.infinity,
      into: y,
      outputSize: outputSize,
      scratch: scratch,
      combine: { largest, value in largest.replacing(with: value, where: (value .> largest) .| (value .!= value)) },
      finish: { _, _ in }
    )
  }
}
