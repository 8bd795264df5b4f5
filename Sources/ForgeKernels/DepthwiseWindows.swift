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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      addThreeColumns(x, channels, inside, weights, channels, to: &sums)
      if rows.count > 1 { addThreeColumns(x + rows.step, channels, inside, weights + rows.weightStep, channels, to: &sums) }
      if rows.count > 2 {
        addThreeColumns(x + 2 &* rows.step, channels, inside, weights + 2 &* rows.weightStep, channels, to: &sums)
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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      addThreeByTwoColumns(x, channels, inside, weights, channels, to: &sums)
      if rows.count > 1 {
        addThreeByTwoColumns(x + rows.step, channels, inside, weights + rows.weightStep, channels, to: &sums)
      }
      if rows.count > 2 {
        addThreeByTwoColumns(x + 2 &* rows.step, channels, inside, weights + 2 &* rows.weightStep, channels, to: &sums)
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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addFiveColumns(x + row &* rows.step, channels, inside, weights + row &* rows.weightStep, channels, to: &sums)
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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addFiveByTwoColumns(x + row &* rows.step, channels, inside, weights + row &* rows.weightStep, channels, to: &sums)
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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addSevenColumns(x + row &* rows.step, channels, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows seven columns wide, with a stride of 2.
  @inline(__always) static func depthwiseSevenByTwo(
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
      fours: 0..<outputSize.width,
      apart: 1,
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addSevenByTwoColumns(x + row &* rows.step, channels, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }
}
