// Needs: Blocks, Window

extension Kernel {
  /// `y[p][c] = Σ x[p · stride + k · dilation - before][c] · W[ky][kx][c] + b[c]`: a convolution of each channel of a
  /// channels-last image by itself.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `weights`: `[kernelHeight][kernelWidth][channels]`.
  static func depthwiseChannelsLast(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int)
  ) {
    var target = y
    for row in 0..<outputSize.height {
      let top = row * window.stride.height - window.before.height
      let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
      for column in 0..<outputSize.width {
        let left = column * window.stride.width - window.before.width
        let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: size.width)
        forEachBlock(of: channels) { start, length in
          var sum = bias.map { loadBlock($0 + start, length) } ?? Vector(repeating: 0)
          for ky in rows {
            let rowStart = (top + ky * window.dilation.height) * size.width + left
            for kx in columns {
              let pixel = (rowStart + kx * window.dilation.width) * channels + start
              let tap = (ky * window.size.width + kx) * channels + start
              sum += loadBlock(x + pixel, length) * loadBlock(weights + tap, length)
            }
          }
          storeBlock(sum, target + start, length)
        }
        target += channels
      }
    }
  }
}
