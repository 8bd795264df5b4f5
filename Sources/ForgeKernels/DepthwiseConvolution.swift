// Needs: Blocks, MultiplyAdd, Window

extension Kernel {
  /// `y[p][c] = finish(Σ x[p · stride + k · dilation - before][c] · W[ky][kx][c] + b[c])`: a convolution of each channel of a
  /// channels-last image by itself.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `weights`: `[kernelHeight][kernelWidth][channels]`; `bias`: `[channels]`, or nil. 15 elements behind the ends of `x`,
  ///   `weights` and `bias` may be read.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`. It may be asked twice for a
  ///   place.
  ///
  /// Any window will do; for the usual ones there are faster kernels (`DepthwiseWindows`). Where windows lie within the image's
  /// columns, four neighbours in a row share each load of weights, and the last four of a row reach back over those before. All
  /// channels of some places come before the next ones, so that memory is read in order.
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
    let hasFours = channels >= width && wholeEnd - firstWhole >= 4
    for row in 0..<outputSize.height {
      let top = row * window.stride.height - window.before.height
      let seen = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
      let rows: WindowRows = (
        count: seen.count, step: window.dilation.height * size.width * channels, weightStep: window.size.width * channels
      )
      let image = x + (top + seen.lowerBound * window.dilation.height) * size.width * channels
      let weights = weights + seen.lowerBound * rows.weightStep
      var column = 0
      while column < outputSize.width {
        let isWhole = hasFours && column >= firstWhole && column < wholeEnd
        if isWhole { column = min(column, wholeEnd - 4) }
        let left = column * window.stride.width - window.before.width
        let offset = (row * outputSize.width + column) * channels
        if isWhole {
          fourDepthwisePlaces(
            image + left * channels,
            rows: rows,
            columns: window.size.width,
            columnStep: window.dilation.width * channels,
            placeStep: window.stride.width * channels,
            weights: weights,
            bias: bias,
            into: y,
            offset: offset,
            channels: channels,
            finish: finish
          )
          column += 4
        } else {
          let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: size.width)
          depthwisePlace(
            image + (left + columns.lowerBound * window.dilation.width) * channels,
            rows: rows,
            columns: columns.count,
            columnStep: window.dilation.width * channels,
            weights: weights + columns.lowerBound * channels,
            bias: bias,
            into: y,
            offset: offset,
            channels: channels,
            visited: 0..<channels,
            finish: finish
          )
          column += 1
        }
      }
    }
  }

  /// Some channels of one place, over the part of its window that lies in the image, in two sums that do not wait for one another.
  @inline(__always) static func depthwisePlace(
    _ x: UnsafePointer<Float>,
    rows: WindowRows,
    columns: Int,
    columnStep: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    offset: Int,
    channels: Int,
    visited: Range<Int>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let length = min(channels, width)
    var channel = visited.lowerBound
    while channel < visited.upperBound {
      let start = min(channel, channels &- length)
      var even = bias.map { load($0 + start) } ?? Vector(repeating: 0)
      var odd = Vector(repeating: 0)
      var (x, weights) = (x + start, weights + start)
      for _ in 0..<rows.count {
        var (pixel, weight) = (x, weights)
        var left = columns
        while left > 1 {
          even = multiplyAdd(load(pixel), load(weight), even)
          odd = multiplyAdd(load(pixel + columnStep), load(weight + channels), odd)
          pixel += 2 &* columnStep
          weight += 2 &* channels
          left &-= 2
        }
        if left > 0 { even = multiplyAdd(load(pixel), load(weight), even) }
        x += rows.step
        weights += rows.weightStep
      }
      storeBlock(finish(even + odd, offset &+ start), y + (offset &+ start), length)
      channel &+= width
    }
  }

  /// All channels of four neighbours in a row, whose windows start `placeStep` apart.
  @inline(__always) private static func fourDepthwisePlaces(
    _ x: UnsafePointer<Float>,
    rows: WindowRows,
    columns: Int,
    columnStep: Int,
    placeStep: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    offset: Int,
    channels: Int,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    var channel = 0
    while channel < channels {
      let start = min(channel, channels &- width)
      let first = bias.map { load($0 + start) } ?? Vector(repeating: 0)
      var sums = (first, first, first, first)
      let (x, weights) = (x + start, weights + start)
      for row in 0..<rows.count {
        let weights = weights + row &* rows.weightStep
        addColumns(columns, x + row &* rows.step, columnStep, placeStep, weights, channels, to: &sums)
      }
      var offset = offset &+ start
      store(finish(sums.0, offset), y + offset)
      offset &+= channels
      store(finish(sums.1, offset), y + offset)
      offset &+= channels
      store(finish(sums.2, offset), y + offset)
      offset &+= channels
      store(finish(sums.3, offset), y + offset)
      channel &+= width
    }
  }

  /// A row of four windows, whose places share loads of weights.
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
