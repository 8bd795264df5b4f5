// Needs: Accumulate, MatrixProduct, Window

extension Kernel {
  /// `y[p · stride + k · dilation - before][f] += Σ x[p][c] · W[ky][kx][f][c]`, beginning from `b[f]`: a transposed
  /// convolution of a channels-last image; what falls outside the result is dropped.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][filters]`.
  /// - `panels`: for each group the matrix of `kernelHeight · kernelWidth · filters / groups` columns and `channels / groups`
  ///   rows in panels of 16 columns.
  /// - `scratch`: `chunk · kernelHeight · kernelWidth · filters / groups` elements, and 16 behind them.
  ///
  /// A product of matrices gives what `chunk` pixels at a time add to the result; that is then added pixel by pixel.
  static func transposedConvolution(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    groups: Int,
    scratch: UnsafeMutablePointer<Float>,
    chunk: Int
  ) {
    let groupChannels = channels / groups
    let groupFilters = filters / groups
    let columns = elementCount(of: window) * groupFilters
    let panelCount = (columns + width - 1) / width * width * groupChannels
    let pixels = size.height * size.width
    for pixel in 0..<(outputSize.height * outputSize.width) {
      let target = y + pixel * filters
      if let bias { target.update(from: bias, count: filters) } else { target.update(repeating: 0, count: filters) }
    }
    for group in 0..<groups {
      var first = 0
      while first < pixels {
        let end = min(pixels, first + chunk)
        matrixProduct(
          x + (first * channels + group * groupChannels),
          aStride: channels,
          panels: panels + group * panelCount,
          bias: nil,
          into: scratch,
          yStride: columns,
          rows: end - first,
          depth: groupChannels,
          columns: columns
        ) { sums, _ in sums }
        addToPixels(
          scratch,
          pixels: first..<end,
          width: size.width,
          window: window,
          into: y + group * groupFilters,
          outputSize: outputSize,
          filters: groupFilters,
          pixelStride: filters
        )
        first = end
      }
    }
  }

  /// Adds `terms[pixel][ky][kx][f]` where each belongs.
  @inline(__always) private static func addToPixels(
    _ terms: UnsafePointer<Float>,
    pixels: Range<Int>,
    width: Int,
    window: Window,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    pixelStride: Int
  ) {
    var source = terms
    for pixel in pixels {
      let top = pixel / width * window.stride.height - window.before.height
      let left = pixel % width * window.stride.width - window.before.width
      let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: outputSize.height)
      let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: outputSize.width)
      for ky in rows {
        let rowStart = (top + ky * window.dilation.height) * outputSize.width + left
        for kx in columns {
          let target = y + (rowStart + kx * window.dilation.width) * pixelStride
          accumulate(source + (ky * window.size.width + kx) * filters, count: filters, into: target)
        }
      }
      source += elementCount(of: window) * filters
    }
  }
}
