// Needs: MatrixProduct, PatchRows, Window

extension Kernel {
  /// `y[p][f] = Σ x[p · stride + k · dilation - before][c] · W[f][ky][kx][c] + b[f]`: a convolution of a channels-last image.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][filters]`.
  /// - `panels`: for each group `[⌈filters / groups / 16⌉][kernelHeight][kernelWidth][channels / groups][16]`.
  /// - `bias`: for each group its filters' values, filled up to whole panels; or nil.
  /// - `scratch`: `chunk · kernelHeight · kernelWidth · channels / groups` elements.
  ///
  /// The windows of `chunk` places at a time become rows of a matrix that is multiplied with the weights.
  static func convolutionChannelsLast(
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
    let paddedFilters = (groupFilters + width - 1) / width * width
    let depth = elementCount(of: window) * groupChannels
    let places = outputSize.height * outputSize.width
    for group in 0..<groups {
      let image = x + group * groupChannels
      var first = 0
      while first < places {
        let end = min(places, first + chunk)
        patchRows(
          image,
          size: size,
          pixelStride: channels,
          channels: groupChannels,
          window: window,
          positions: first..<end,
          outputWidth: outputSize.width,
          into: scratch
        )
        matrixProduct(
          scratch,
          panels: panels + group * paddedFilters * depth,
          columnBias: bias.map { $0 + group * paddedFilters },
          into: y + (first * filters + group * groupFilters),
          rows: end - first,
          depth: depth,
          columns: groupFilters,
          cStride: filters
        )
        first = end
      }
    }
  }
}
