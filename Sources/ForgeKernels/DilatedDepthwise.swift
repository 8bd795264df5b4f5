// Needs: DepthwiseColumns, DepthwiseConvolution, Window

// `depthwiseConvolution` for windows of the usual sizes with a dilation, and a stride of 1 or equal to it. Windows as far apart as the
// pixels that they see share these pixels: neighbours where the stride is the dilation; else places are taken in as many turns,
// `dilation` places apart in each. Columns may lie outside the image by half a window on either side.

extension Kernel {
  /// How far apart the places are whose windows lie a dilation apart.
  @inline(__always) private static func placesApart(_ window: Window) -> Int {
    window.stride.width == 1 ? window.dilation.width : 1
  }

  /// Windows three columns wide and at most three rows high.
  @inline(__always) static func dilatedDepthwiseThree(
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
    let step = window.dilation.width &* channels
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      fours: 0..<outputSize.width,
      apart: placesApart(window),
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      addThreeColumns(x, step, inside, weights, channels, to: &sums)
      if rows.count > 1 { addThreeColumns(x + rows.step, step, inside, weights + rows.weightStep, channels, to: &sums) }
      if rows.count > 2 {
        addThreeColumns(x + 2 &* rows.step, step, inside, weights + 2 &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows five columns wide.
  @inline(__always) static func dilatedDepthwiseFive(
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
    let step = window.dilation.width &* channels
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      fours: 0..<outputSize.width,
      apart: placesApart(window),
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addFiveColumns(x + row &* rows.step, step, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }

  /// Windows seven columns wide.
  @inline(__always) static func dilatedDepthwiseSeven(
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
    let step = window.dilation.width &* channels
    slidingDepthwise(
      x,
      size: size,
      channels: channels,
      window: window,
      fours: 0..<outputSize.width,
      apart: placesApart(window),
      weights: weights,
      bias: bias,
      into: y,
      outputSize: outputSize,
      finish: finish
    ) { x, rows, inside, weights, sums in
      for row in 0..<rows.count {
        addSevenColumns(x + row &* rows.step, step, inside, weights + row &* rows.weightStep, channels, to: &sums)
      }
    }
  }
}
