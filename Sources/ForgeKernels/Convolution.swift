// Needs: PadImage, Product, Rows, Window

extension Kernel {
  /// `y[p][f] = finish(Σ x[p · stride + k · dilation - before][c] · W[f][ky][kx][c] + b[f])`: a convolution of a channels-last
  /// image.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][filters]`, behind whose end 15 elements may be read.
  /// - `panels`: for each group `[⌈filters / groups / 16⌉][kernelHeight][kernelWidth][channels / groups][16]`.
  /// - `bias`: for each group its filters' values, filled up to whole panels; or nil.
  /// - `scratch`: one element for each place of the result and of the window and, where the window reaches over the image's
  ///   edges, the image that it sees.
  /// - `isBrief`: whether `finish` takes a few instructions.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`.
  ///
  /// Windows are read where they lie in the image: a row of a window is a run of neighbours, of all channels at once where
  /// there is one group and no dilation.
  @inline(__always) static func convolution(
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
    isBrief: Bool = true,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let places = outputSize.height * outputSize.width
    let seenHeight = (outputSize.height - 1) * window.stride.height + (window.size.height - 1) * window.dilation.height + 1
    let seenWidth = (outputSize.width - 1) * window.stride.width + (window.size.width - 1) * window.dilation.width + 1
    let isPadded =
      window.before.height > 0 || window.before.width > 0 || seenHeight > size.height || seenWidth > size.width
    let imageWidth = isPadded ? seenWidth : size.width
    var image = x
    let rowStarts = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self)
    let runStarts = rowStarts + places
    if isPadded {
      let padded = scratch + (places + elementCount(of: window))
      padImage(x, size: size, channels: channels, before: window.before, into: padded, paddedSize: (seenHeight, seenWidth))
      image = UnsafePointer(padded)
    }
    placeStarts(outputSize, stride: window.stride, imageWidth: imageWidth, channels: channels, into: rowStarts)
    let isJoined = groups == 1 && window.dilation.width == 1
    let runColumns = isJoined ? 1 : window.size.width
    for row in 0..<window.size.height {
      for column in 0..<runColumns {
        let pixel = row * window.dilation.height * imageWidth + column * window.dilation.width
        runStarts[row * runColumns + column] = Int32(pixel * channels)
      }
    }
    let groupFilters = filters / groups
    let paddedFilters = (groupFilters + width - 1) / width * width
    let runLength = isJoined ? window.size.width * channels : channels / groups
    let rows: Rows = (
      stride: 0, starts: UnsafePointer(rowStarts), runs: window.size.height * runColumns, runLength: runLength,
      runStarts: UnsafePointer(runStarts)
    )
    let hasBands = seesLittle(window, height: size.height, outputHeight: outputSize.height)
    for group in 0..<groups {
      var row = 0
      while row < outputSize.height {
        // Rows of places whose windows have the same rows in the image.
        var end = outputSize.height
        var seen = 0..<window.size.height
        if hasBands {
          seen = seenRows(window, row, height: size.height)
          end = row + 1
          while end < outputSize.height && seenRows(window, end, height: size.height) == seen { end += 1 }
          // A window that sees nothing sums zeros around the image.
          if seen.isEmpty { seen = 0..<1 }
        }
        product(
          image + group * (channels / groups),
          in: rows,
          rows: places,
          panels: panels + group * paddedFilters * window.size.height * runColumns * runLength,
          bias: bias.map { $0 + group * paddedFilters },
          into: y,
          columns: group * groupFilters..<(group + 1) * groupFilters,
          yStride: filters,
          part: (row * outputSize.width..<end * outputSize.width, seen.lowerBound * runColumns..<seen.upperBound * runColumns),
          isBrief: isBrief,
          finish: finish
        )
        row = end
      }
    }
  }

  /// Which rows of a window lie in the image, for a row of places.
  @inline(__always) private static func seenRows(_ window: Window, _ row: Int, height: Int) -> Range<Int> {
    let top = row * window.stride.height - window.before.height
    return inside(window.size.height, step: window.dilation.height, offset: top, size: height)
  }

  /// Whether more than a fifth of the windows' rows lie outside the image, as those of wide dilations do: then rows of places are
  /// taken by what their windows see. Else whole tiles of places are worth more.
  @inline(__always) private static func seesLittle(_ window: Window, height: Int, outputHeight: Int) -> Bool {
    if window.before.height == 0 { return false }
    var seen = 0
    for row in 0..<outputHeight { seen += seenRows(window, row, height: height).count }
    return seen * 5 < outputHeight * window.size.height * 4
  }

  /// Where the window of each place starts in the image.
  @inline(__always) private static func placeStarts(
    _ outputSize: (height: Int, width: Int),
    stride: (height: Int, width: Int),
    imageWidth: Int,
    channels: Int,
    into starts: UnsafeMutablePointer<Int32>
  ) {
    var place = 0
    for row in 0..<outputSize.height {
      for column in 0..<outputSize.width {
        let pixel = row * stride.height * imageWidth + column * stride.width
        starts[place] = Int32(pixel * channels)
        place += 1
      }
    }
  }
}
