// Needs: MatrixProduct, PatchPanels, Window

extension Kernel {
  /// `y[f][p] = Σ W[f][c][ky][kx] · x[c][p · stride + k · dilation - before] + b[f]`: a convolution of a channels-first image.
  ///
  /// - `x`: `[channels][height][width]`; `y`: `[filters][outputHeight][outputWidth]`.
  /// - `weights`: `[filters][channels / groups][kernelHeight][kernelWidth]`.
  /// - `scratch`: `chunk · channels / groups · kernelHeight · kernelWidth` elements, `chunk` a multiple of 16.
  ///
  /// The windows of `chunk` places at a time become panels of a matrix that the weights are multiplied with.
  static func convolutionChannelsFirst(
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
    let depth = groupChannels * elementCount(of: window)
    let places = outputSize.height * outputSize.width
    for group in 0..<groups {
      let image = x + group * groupChannels * size.height * size.width
      let firstFilter = group * groupFilters
      var first = 0
      while first < places {
        let end = min(places, first + chunk)
        patchPanels(
          image,
          size: size,
          channels: groupChannels,
          window: window,
          positions: first..<end,
          outputWidth: outputSize.width,
          into: scratch
        )
        matrixProduct(
          weights + firstFilter * depth,
          panels: scratch,
          rowBias: bias.map { $0 + firstFilter },
          into: y + (firstFilter * places + first),
          rows: groupFilters,
          depth: depth,
          columns: end - first,
          cStride: places
        )
        first = end
      }
    }
  }
}
