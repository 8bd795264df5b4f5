// Needs: Blocks, MultiplyAdd, Window

extension Kernel {
  /// `y[p][c] = finish(Σ x[p · stride + k · dilation - before][c] · W[ky][kx][c] + b[c])`: a convolution of each channel of a
  /// channels-last image by itself.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `weights`: `[kernelHeight][kernelWidth][channels]`; `bias`: `[channels]`, or nil. 15 elements behind the ends of `x`,
  ///   `weights`, `bias` and `y` may be read, and of `y` be written back.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`. It may be asked twice for a
  ///   place.
  ///
  /// Any window will do; for the usual ones there are faster kernels (`DepthwiseWindows`). Where windows lie within the image's
  /// columns, four neighbours in a row share each load of weights, and the last four of a row reach back over those before.
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
    let first = min(outputSize.width, (window.before.width + window.stride.width - 1) / window.stride.width)
    let lastStart = size.width - 1 - reach + window.before.width
    let end = lastStart < 0 ? 0 : min(outputSize.width, lastStart / window.stride.width + 1)
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      fours: first..<max(first, end),
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, _, weights, sums in
      for row in 0..<rows.count {
        addColumns(
          window.size.width,
          x + row &* rows.step,
          window.dilation.width &* channels,
          window.stride.width &* channels,
          weights + row &* rows.weightStep,
          channels,
          to: &sums
        )
      }
    }
  }

  /// Of the places of a row, `fours` are taken four at a time, `apart` places from one another, the last of which reach back over those
  /// before, and others, or all where there are fewer or channels that do not fill a vector lie apart, one by one. `apart` is 1, or the
  /// dilation where the stride is 1 and `fours` are all. `addRows` adds to their sums the rows that lie in the image, from the first column of the
  /// first window on, and knows which of the columns from there on, a dilation apart, lie in it.
  @inline(__always) static func slidingDepthwise(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    fours: Range<Int>,
    apart: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    finish: (_ sums: Vector, _ offset: Int) -> Vector,
    addRows: (
      _ x: UnsafePointer<Float>, _ rows: WindowRows, _ inside: Range<Int>, _ weights: UnsafePointer<Float>,
      _ sums: inout (Vector, Vector, Vector, Vector)
    ) -> Void
  ) {
    let channelsAtATime = channelsAtATime(window, size: size, channels: channels)
    // Of channels that do not fill a vector, what is stored behind them is the next place's, which comes after it: places apart from one
    // another do not, and go one by one.
    let isNarrow = channels < width
    let length = isNarrow && apart > 1 ? channels : width
    let resultsEnd = y + outputSize.height * outputSize.width * channels
    let behind = load(resultsEnd)
    let dilation = window.dilation.width
    // Each turn has so many places or one more, and its first window so many columns, a dilation apart, before the image and before its
    // end; the window of the next place starts `columnsApart` of them behind it.
    let places = outputSize.width.quotientAndRemainder(dividingBy: apart)
    let before = window.before.width.quotientAndRemainder(dividingBy: dilation)
    let ending = (window.before.width + size.width).quotientAndRemainder(dividingBy: dilation)
    let columnsApart = apart * window.stride.width / dilation
    var first = 0
    while first < channels {
      let end = min(channels, first + channelsAtATime)
      for row in 0..<outputSize.height {
        let top = row * window.stride.height - window.before.height
        let seen = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
        let rows: WindowRows = (
          count: seen.count, step: window.dilation.height * size.width * channels, weightStep: window.size.width * channels
        )
        let image = x + (top + seen.lowerBound * window.dilation.height) * size.width * channels
        let weights = weights + seen.lowerBound * rows.weightStep
        for turn in 0..<min(apart, outputSize.width) {
          let places = places.quotient + (turn < places.remainder ? 1 : 0)
          let columnsBefore = before.quotient + (turn < before.remainder ? 1 : 0)
          let columnsToEnd = ending.quotient + (turn < ending.remainder ? 1 : 0)
          let fours = apart == 1 ? fours : 0..<places
          let hasFours = fours.count >= 4 && length == width
          var place = 0
          while place < places {
            let isFour = hasFours && fours.contains(place)
            if isFour { place = min(place, fours.upperBound - 4) }
            let column = turn + place * apart
            let left = column * window.stride.width - window.before.width
            let offset = (row * outputSize.width + column) * channels
            if isFour {
              let steps = place * columnsApart
              let seenColumns = columnsBefore - steps..<columnsToEnd - steps
              depthwiseFour(
                bias: bias,
                into: y + offset,
                step: apart &* channels,
                offset: offset,
                channels: channels,
                visited: first..<end,
                finish: finish
              ) { channel, sums in
                addRows(image + (left &* channels &+ channel), rows, seenColumns, weights + channel, &sums)
              }
              place += 4
            } else {
              let columns = inside(window.size.width, step: dilation, offset: left, size: size.width)
              depthwisePlace(
                image + (left + columns.lowerBound * dilation) * channels,
                rows: rows,
                columns: columns.count,
                columnStep: dilation * channels,
                weights: weights + columns.lowerBound * channels,
                bias: bias,
                into: y,
                offset: offset,
                channels: channels,
                length: length,
                visited: first..<end,
                finish: finish
              )
              place += 1
            }
          }
        }
      }
      first = end
    }
    if isNarrow { store(behind, resultsEnd) }
  }

  /// How many channels come before the next places: all, so that memory is read in order, where the first cache holds what four
  /// places read; else so few that it still holds the rows above, or more, in longer runs, of an image that no cache of the
  /// processor's own holds: 256 took 0.87 to 0.96 of the time of 64 there, with 7×7 windows, and 1.02 to 1.1 of it for less than 2 MB.
  @inline(__always) private static func channelsAtATime(
    _ window: Window,
    size: (height: Int, width: Int),
    channels: Int
  ) -> Int {
    let seenColumns = (window.size.width - 1) * window.dilation.width + 1 + 3 * window.stride.width
    if window.size.height * (seenColumns + window.size.width) * channels <= 6_144 { return channels }
    return size.height * size.width * channels > 1_048_576 ? 256 : 64
  }

  /// Some channels of four places, whose results lie `step` elements apart from `y` on, which is at an offset in all.
  @inline(__always) private static func depthwiseFour(
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    step: Int,
    offset: Int,
    channels: Int,
    visited: Range<Int>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector,
    addRows: (_ channel: Int, _ sums: inout (Vector, Vector, Vector, Vector)) -> Void
  ) {
    let last = max(0, channels &- width)
    var channel = visited.lowerBound
    while channel < visited.upperBound {
      let start = min(channel, last)
      let initial = bias.map { load($0 + start) } ?? Vector(repeating: 0)
      var sums = (initial, initial, initial, initial)
      addRows(start, &sums)
      store(finish(sums.0, offset &+ start), y + start)
      store(finish(sums.1, offset &+ start &+ step), y + (start &+ step))
      store(finish(sums.2, offset &+ start &+ 2 &* step), y + (start &+ 2 &* step))
      store(finish(sums.3, offset &+ start &+ 3 &* step), y + (start &+ 3 &* step))
      channel &+= width
    }
  }

  /// Some channels of one place, over the part of its window that lies in the image, in two sums that do not wait for one another. Of
  /// each vector `length` results are stored: all but where places follow that are there already.
  @inline(__always) private static func depthwisePlace(
    _ x: UnsafePointer<Float>,
    rows: WindowRows,
    columns: Int,
    columnStep: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    offset: Int,
    channels: Int,
    length: Int,
    visited: Range<Int>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let last = max(0, channels &- width)
    var channel = visited.lowerBound
    while channel < visited.upperBound {
      let start = min(channel, last)
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
