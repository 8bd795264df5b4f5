// Needs: DepthwiseColumns, DepthwiseConvolution, Window

// `depthwiseConvolution` for windows of the usual sizes, whose columns may lie outside the image by half a window on either side.
// The compiler knows each window: a loop for all of them would count along the columns of all.

extension Kernel {
  /// Windows three columns wide and at most three rows high, with a stride of 1.
  @inline(__always) static func depthwiseThree(
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
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      stride: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      addThreeColumns(x, inside, weights, channels, to: &sums)
      if rows.count > 1 { addThreeColumns(x + rows.step, inside, weights + rows.weightStep, channels, to: &sums) }
      if rows.count > 2 {
        addThreeColumns(x + 2 &* rows.step, inside, weights + 2 &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows three columns wide and at most three rows high, with a stride of 2.
  @inline(__always) static func depthwiseThreeByTwo(
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
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      stride: 2,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      addThreeByTwoColumns(x, inside, weights, channels, to: &sums)
      if rows.count > 1 { addThreeByTwoColumns(x + rows.step, inside, weights + rows.weightStep, channels, to: &sums) }
      if rows.count > 2 {
        addThreeByTwoColumns(x + 2 &* rows.step, inside, weights + 2 &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows five columns wide, with a stride of 1.
  @inline(__always) static func depthwiseFive(
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
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      stride: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addFiveColumns(x + row &* rows.step, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows five columns wide, with a stride of 2.
  @inline(__always) static func depthwiseFiveByTwo(
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
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      stride: 2,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addFiveByTwoColumns(x + row &* rows.step, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows seven columns wide, with a stride of 1.
  @inline(__always) static func depthwiseSeven(
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
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      stride: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addSevenColumns(x + row &* rows.step, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Four windows in a row at a time, the last of which reach back over those before. `addRows` adds to their sums the rows that lie
  /// in the image, from the first column of the first window on, and knows which columns from there on lie in it.
  @inline(__always) private static func slidingDepthwise(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    stride: Int,
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
    let hasFours = channels >= width && outputSize.width >= 4
    let channelsAtATime = channelsAtATime(window, channels: channels)
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
        var column = 0
        while column < outputSize.width {
          let place = hasFours ? min(column, outputSize.width - 4) : column
          let left = place * stride - window.before.width
          let offset = (row * outputSize.width + place) * channels
          if hasFours {
            let seenColumns = -left..<size.width - left
            var channel = first
            while channel < end {
              let start = min(channel, channels &- width)
              let initial = bias.map { load($0 + start) } ?? Vector(repeating: 0)
              var sums = (initial, initial, initial, initial)
              addRows(image + (left &* channels &+ start), rows, seenColumns, weights + start, &sums)
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
            column += 4
          } else {
            let columns = inside(window.size.width, step: 1, offset: left, size: size.width)
            depthwisePlace(
              image + (left + columns.lowerBound) * channels,
              rows: rows,
              columns: columns.count,
              columnStep: channels,
              weights: weights + columns.lowerBound * channels,
              bias: bias,
              into: y,
              offset: offset,
              channels: channels,
              visited: first..<end,
              finish: finish
            )
            column += 1
          }
        }
      }
      first = end
    }
  }

  /// How many channels come before the next places: all, so that memory is read in order, where the first cache holds what four
  /// places read; else so few that it still holds the rows above.
  @inline(__always) private static func channelsAtATime(_ window: Window, channels: Int) -> Int {
    let seenColumns = window.size.width + 3 * window.stride.width
    return window.size.height * (seenColumns + window.size.width) * channels <= 6_144 ? channels : 64
  }
}
