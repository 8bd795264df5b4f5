// Needs: Blocks, MultiplyAdd, Window

extension Kernel {
  /// `y[p][c] = finish(Σ x[p · stride + k · dilation - before][c] · W[ky][kx][c] + b[c])`: a convolution of each channel of a
  /// channels-last image by itself.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `weights`: `[kernelHeight][kernelWidth][channels]`; `bias`: `[channels]`, or nil.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`.
  ///
  /// Where windows lie within the image's columns, four neighbours in a row share each load of weights.
  @inline(__always) static func depthwiseConvolution(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let reach = (window.size.width - 1) * window.dilation.width
    // Places whose windows lie within the columns: from the first that starts in the image to the last that ends there.
    let firstWhole = min(outputSize.width, (window.before.width + window.stride.width - 1) / window.stride.width)
    let lastStart = size.width - 1 - reach + window.before.width
    let wholeEnd = lastStart < 0 ? firstWhole : max(firstWhole, min(outputSize.width, lastStart / window.stride.width + 1))
    for row in 0..<outputSize.height {
      let top = row * window.stride.height - window.before.height
      let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
      forEachBlock(of: channels) { start, length in
        let first = bias.map { loadBlock($0 + start, length) } ?? Vector(repeating: 0)
        func put(_ sum: Vector, _ column: Int) {
          let offset = (row * outputSize.width + column) * channels + start
          storeBlock(finish(sum, offset), y + offset, length)
        }
        func partial(_ column: Int) {
          let left = column * window.stride.width - window.before.width
          var sum = first
          for ky in rows {
            let rowStart = (top + ky * window.dilation.height) * size.width + left
            for kx in inside(window.size.width, step: window.dilation.width, offset: left, size: size.width) {
              let pixel = (rowStart + kx * window.dilation.width) * channels + start
              let weight = loadBlock(weights + ((ky * window.size.width + kx) * channels + start), length)
              sum = multiplyAdd(loadBlock(x + pixel, length), weight, sum)
            }
          }
          put(sum, column)
        }
        for column in 0..<firstWhole { partial(column) }
        var column = firstWhole
        if length == width {
          let step = window.stride.width * channels
          while column + 4 <= wholeEnd {
            let left = column * window.stride.width - window.before.width
            var (s0, s1, s2, s3) = (first, first, first, first)
            for ky in rows {
              var pixel = x + (((top + ky * window.dilation.height) * size.width + left) * channels + start)
              var weight = weights + (ky * window.size.width * channels + start)
              for _ in 0..<window.size.width {
                let w = load(weight)
                s0 = multiplyAdd(load(pixel), w, s0)
                s1 = multiplyAdd(load(pixel + step), w, s1)
                s2 = multiplyAdd(load(pixel + 2 * step), w, s2)
                s3 = multiplyAdd(load(pixel + 3 * step), w, s3)
                pixel += window.dilation.width * channels
                weight += channels
              }
            }
            put(s0, column)
            put(s1, column + 1)
            put(s2, column + 2)
            put(s3, column + 3)
            column += 4
          }
        }
        while column < outputSize.width {
          partial(column)
          column += 1
        }
      }
    }
  }
}
