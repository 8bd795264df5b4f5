// Needs: Accumulate, Window

extension Kernel {
  /// `y[f][p] = Σ W[f][ky][kx] · x[f / multiplier][p · stride + k · dilation - before] + b[f]`: a convolution of each channel
  /// of a channels-first image by itself, with `multiplier` filters a channel.
  ///
  /// - `x`: `[filters / multiplier][height][width]`; `y`: `[filters][outputHeight][outputWidth]`.
  /// - `weights`: `[filters][kernelHeight][kernelWidth]`.
  ///
  /// A row of the result takes one weight after the other, each on the columns whose element lies inside the image.
  static func depthwiseChannelsFirst(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    window: Window,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    multiplier: Int
  ) {
    var target = y
    for filter in 0..<filters {
      let plane = x + filter / multiplier * size.height * size.width
      let kernel = weights + filter * elementCount(of: window)
      for row in 0..<outputSize.height {
        target.update(repeating: bias.map { $0[filter] } ?? 0, count: outputSize.width)
        let top = row * window.stride.height - window.before.height
        for ky in inside(window.size.height, step: window.dilation.height, offset: top, size: size.height) {
          let source = plane + (top + ky * window.dilation.height) * size.width
          for kx in 0..<window.size.width {
            accumulateTap(
              source,
              size: size.width,
              step: window.stride.width,
              offset: kx * window.dilation.width - window.before.width,
              weight: kernel[ky * window.size.width + kx],
              into: target,
              count: outputSize.width
            )
          }
        }
        target += outputSize.width
      }
    }
  }

  /// `y[i] += weight · x[i · step + offset]` where that lies inside the row `x` of `size` elements.
  @inline(__always) private static func accumulateTap(
    _ x: UnsafePointer<Float>,
    size: Int,
    step: Int,
    offset: Int,
    weight: Float,
    into y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    let columns = inside(count, step: step, offset: offset, size: size)
    if columns.isEmpty { return }
    let source = x + (columns.lowerBound * step + offset)
    let target = y + columns.lowerBound
    if step == 1 { return accumulate(source, times: weight, count: columns.count, into: target) }
    for i in 0..<columns.count { target[i] += weight * source[i * step] }
  }
}
