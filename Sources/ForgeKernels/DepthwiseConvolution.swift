// Needs: Blocks, MultiplyAdd, RowTail, Window

extension Kernel {
  /// `y[p][c] = finish(Σ x[p · stride + k · dilation - before][c] · W[ky][kx][c] + b[c])`: a convolution of each channel of a
  /// channels-last image by itself.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `weights`: `[kernelHeight][kernelWidth][channels]`; `bias`: `[channels]`, or nil. 15 elements behind the ends of `x`,
  ///   `weights` and `bias` may be read.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`.
  ///
  /// Where windows lie within the image's columns, four neighbours in a row share each load of weights. All channels of some
  /// places come before the next ones, so that memory is read in order.
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
    // Places whose windows lie within the columns: from the first that starts in the image to the last that ends there.
    let reach = (window.size.width - 1) * window.dilation.width
    let firstWhole = min(outputSize.width, (window.before.width + window.stride.width - 1) / window.stride.width)
    let lastStart = size.width - 1 - reach + window.before.width
    let wholeEnd = lastStart < 0 ? 0 : min(outputSize.width, lastStart / window.stride.width + 1)
    for row in 0..<outputSize.height {
      let top = row * window.stride.height - window.before.height
      let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
      var column = 0
      while column < outputSize.width {
        let left = column * window.stride.width - window.before.width
        let offset = (row * outputSize.width + column) * channels
        if channels >= width && column >= firstWhole && column + 4 <= wholeEnd {
          forEachBlock(of: channels) { start, _ in
            let sums = fourDepthwiseSums(
              x + ((top * size.width + left) * channels + start),
              rowStep: window.dilation.height * size.width * channels,
              columnStep: window.dilation.width * channels,
              placeStep: window.stride.width * channels,
              weights: weights + start,
              rows: rows,
              columns: window.size.width,
              channels: channels,
              from: bias.map { load($0 + start) } ?? Vector(repeating: 0)
            )
            store(finish(sums.0, offset + start), y + (offset + start))
            store(finish(sums.1, offset + start + channels), y + (offset + start + channels))
            store(finish(sums.2, offset + start + 2 * channels), y + (offset + start + 2 * channels))
            store(finish(sums.3, offset + start + 3 * channels), y + (offset + start + 3 * channels))
          }
          column += 4
        } else {
          let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: size.width)
          if channels >= width {
            forEachBlock(of: channels) { start, _ in
              let sum = depthwiseSum(
                x + ((top * size.width + left) * channels + start),
                rowStep: window.dilation.height * size.width * channels,
                columnStep: window.dilation.width * channels,
                weights: weights + start,
                weightRowStep: window.size.width * channels,
                rows: rows,
                columns: columns,
                channels: channels,
                from: bias.map { load($0 + start) } ?? Vector(repeating: 0)
              )
              store(finish(sum, offset + start), y + (offset + start))
            }
          } else {
            let sum = depthwiseSum(
              x + (top * size.width + left) * channels,
              rowStep: window.dilation.height * size.width * channels,
              columnStep: window.dilation.width * channels,
              weights: weights,
              weightRowStep: window.size.width * channels,
              rows: rows,
              columns: columns,
              channels: channels,
              from: bias.map { load($0) } ?? Vector(repeating: 0)
            )
            storeTail(finish(sum, offset), y + offset, count: channels)
          }
          column += 1
        }
      }
    }
  }

  /// The sums of 16 channels for one place, over the part of its window that lies in the image.
  @inline(__always) private static func depthwiseSum(
    _ x: UnsafePointer<Float>,
    rowStep: Int,
    columnStep: Int,
    weights: UnsafePointer<Float>,
    weightRowStep: Int,
    rows: Range<Int>,
    columns: Range<Int>,
    channels: Int,
    from start: Vector
  ) -> Vector {
    var sum = start
    for row in rows {
      for column in columns {
        let pixel = load(x + (row &* rowStep &+ column &* columnStep))
        sum = multiplyAdd(pixel, load(weights + (row &* weightRowStep &+ column &* channels)), sum)
      }
    }
    return sum
  }

  /// The sums of 16 channels for four neighbours in a row, whose windows start `placeStep` apart.
  @inline(__always) private static func fourDepthwiseSums(
    _ x: UnsafePointer<Float>,
    rowStep: Int,
    columnStep: Int,
    placeStep: Int,
    weights: UnsafePointer<Float>,
    rows: Range<Int>,
    columns: Int,
    channels: Int,
    from start: Vector
  ) -> (Vector, Vector, Vector, Vector) {
    var sums = (start, start, start, start)
    let weightStep = columns &* channels
    let isThreeWide = columns == 3 && columnStep == channels
    // The usual widths are known to the compiler, and where windows overlap, their places share loads of pixels too.
    if isThreeWide && placeStep == channels {
      for row in rows { addThreeColumns(x + row &* rowStep, channels, weights + row &* weightStep, to: &sums) }
    } else if isThreeWide && placeStep == 2 &* channels {
      for row in rows { addThreeColumnsTwoApart(x + row &* rowStep, channels, weights + row &* weightStep, to: &sums) }
    } else {
      for row in rows {
        addColumns(columns, x + row &* rowStep, columnStep, placeStep, weights + row &* weightStep, channels, to: &sums)
      }
    }
    return sums
  }

  /// A row of four windows three wide, next to one another.
  @inline(__always) private static func addThreeColumns(
    _ x: UnsafePointer<Float>,
    _ channels: Int,
    _ weights: UnsafePointer<Float>,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let (w0, w1, w2) = (load(weights), load(weights + channels), load(weights + 2 &* channels))
    var pixel = load(x)
    sums.0 = multiplyAdd(pixel, w0, sums.0)
    pixel = load(x + channels)
    sums.0 = multiplyAdd(pixel, w1, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    pixel = load(x + 2 &* channels)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w1, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    pixel = load(x + 3 &* channels)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w1, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    pixel = load(x + 4 &* channels)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w1, sums.3)
    sums.3 = multiplyAdd(load(x + 5 &* channels), w2, sums.3)
  }

  /// A row of four windows three wide, each two pixels behind the one before.
  @inline(__always) private static func addThreeColumnsTwoApart(
    _ x: UnsafePointer<Float>,
    _ channels: Int,
    _ weights: UnsafePointer<Float>,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    let (w0, w1, w2) = (load(weights), load(weights + channels), load(weights + 2 &* channels))
    sums.0 = multiplyAdd(load(x), w0, sums.0)
    sums.0 = multiplyAdd(load(x + channels), w1, sums.0)
    var pixel = load(x + 2 &* channels)
    sums.0 = multiplyAdd(pixel, w2, sums.0)
    sums.1 = multiplyAdd(pixel, w0, sums.1)
    sums.1 = multiplyAdd(load(x + 3 &* channels), w1, sums.1)
    pixel = load(x + 4 &* channels)
    sums.1 = multiplyAdd(pixel, w2, sums.1)
    sums.2 = multiplyAdd(pixel, w0, sums.2)
    sums.2 = multiplyAdd(load(x + 5 &* channels), w1, sums.2)
    pixel = load(x + 6 &* channels)
    sums.2 = multiplyAdd(pixel, w2, sums.2)
    sums.3 = multiplyAdd(pixel, w0, sums.3)
    sums.3 = multiplyAdd(load(x + 7 &* channels), w1, sums.3)
    sums.3 = multiplyAdd(load(x + 8 &* channels), w2, sums.3)
  }

  /// A row of four windows of any width, whose places share loads of weights.
  @inline(__always) private static func addColumns(
    _ count: Int,
    _ x: UnsafePointer<Float>,
    _ columnStep: Int,
    _ placeStep: Int,
    _ weights: UnsafePointer<Float>,
    _ channels: Int,
    to sums: inout (Vector, Vector, Vector, Vector)
  ) {
    for column in 0..<count {
      let weight = load(weights + column &* channels)
      let pixel = x + column &* columnStep
      sums.0 = multiplyAdd(load(pixel), weight, sums.0)
      sums.1 = multiplyAdd(load(pixel + placeStep), weight, sums.1)
      sums.2 = multiplyAdd(load(pixel + 2 &* placeStep), weight, sums.2)
      sums.3 = multiplyAdd(load(pixel + 3 &* placeStep), weight, sums.3)
    }
  }
}
