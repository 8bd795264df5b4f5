// Needs: Accumulate, MatrixProduct, PatchPanels, Window

extension Kernel {
  /// `y[f][p · stride + k · dilation - before] += Σ W[f][ky][kx][c] · x[c][p]`, beginning from `b[f]`: a transposed
  /// convolution of a channels-first image; what falls outside the result is dropped.
  ///
  /// - `x`: `[channels][height][width]`; `y`: `[filters][outputHeight][outputWidth]`.
  /// - `weights`: `[filters][kernelHeight][kernelWidth][channels / groups]`.
  /// - `scratch`: `chunk · (channels + filters · kernelHeight · kernelWidth) / groups` elements, `chunk` a multiple of 16.
  ///
  /// A product of matrices gives what `chunk` pixels at a time add to the result; that is then added row by row.
  static func transposedConvolutionChannelsFirst(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    weights: UnsafePointer<Float>,
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
    let pixels = size.height * size.width
    let outputPixels = outputSize.height * outputSize.width
    for filter in 0..<filters {
      (y + filter * outputPixels).update(repeating: bias.map { $0[filter] } ?? 0, count: outputPixels)
    }
    let product = scratch + chunk * groupChannels
    for group in 0..<groups {
      let firstRow = group * groupFilters * elementCount(of: window)
      var first = 0
      while first < pixels {
        let end = min(pixels, first + chunk)
        patchPanels(
          x + group * groupChannels * pixels,
          size: (1, pixels),
          channels: groupChannels,
          window: Kernel.window(1, 1),
          positions: first..<end,
          outputWidth: pixels,
          into: scratch
        )
        matrixProduct(
          weights + firstRow * groupChannels,
          panels: scratch,
          into: product,
          rows: groupFilters * elementCount(of: window),
          depth: groupChannels,
          columns: end - first
        )
        addToPlanes(
          product,
          pixels: first..<end,
          size: size,
          window: window,
          into: y + group * groupFilters * outputPixels,
          outputSize: outputSize,
          filters: groupFilters
        )
        first = end
      }
    }
  }

  /// Adds `terms[f][ky][kx][pixel]` where each belongs.
  @inline(__always) private static func addToPlanes(
    _ terms: UnsafePointer<Float>,
    pixels: Range<Int>,
    size: (height: Int, width: Int),
    window: Window,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int
  ) {
    var source = terms
    for filter in 0..<filters {
      for ky in 0..<window.size.height {
        for kx in 0..<window.size.width {
          let offset = kx * window.dilation.width - window.before.width
          let columns = inside(size.width, step: window.stride.width, offset: offset, size: outputSize.width)
          var pixel = pixels.lowerBound
          while pixel < pixels.upperBound {
            let row = pixel / size.width
            let start = row * size.width
            let end = min(start + size.width, pixels.upperBound)
            let outputRow = row * window.stride.height + ky * window.dilation.height - window.before.height
            let low = max(columns.lowerBound, pixel - start)
            let high = min(columns.upperBound, end - start)
            if outputRow >= 0 && outputRow < outputSize.height && low < high {
              let target = (filter * outputSize.height + outputRow) * outputSize.width + low * window.stride.width + offset
              accumulate(
                source + (start + low - pixels.lowerBound),
                count: high - low,
                into: y + target,
                step: window.stride.width
              )
            }
            pixel = end
          }
          source += pixels.count
        }
      }
    }
  }
}
