// Needs: Window

extension Kernel {
  /// The windows of a channels-first image as panels of a matrix whose columns are the window's places:
  /// `panels[block][c][ky][kx][lane] = x[c][y][x]`, 0 outside the image and behind the last place.
  ///
  /// - `x`: `[channels][height][width]`.
  /// - `positions`: which places of the window, counted row by row over a result of `outputWidth` columns.
  ///
  /// Whole vectors where 16 places lie in one row of the result and the stride is 1, else element by element.
  static func patchPanels(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    positions: Range<Int>,
    outputWidth: Int,
    into panels: UnsafeMutablePointer<Float>
  ) {
    var panel = panels
    var first = positions.lowerBound
    while first < positions.upperBound {
      let count = min(width, positions.upperBound - first)
      let column = first % outputWidth
      if count == width && column + width <= outputWidth && window.stride.width == 1 {
        let top = first / outputWidth * window.stride.height - window.before.height
        panelOfOneRow(
          x,
          size: size,
          channels: channels,
          window: window,
          top: top,
          left: column - window.before.width,
          into: panel
        )
      } else {
        panelOfPlaces(
          x,
          size: size,
          channels: channels,
          window: window,
          places: first..<(first + count),
          outputWidth: outputWidth,
          into: panel
        )
      }
      panel += channels * elementCount(of: window) * width
      first += width
    }
  }

  /// A panel of 16 neighbouring places, the first window beginning at `top`, `left`.
  @inline(__always) private static func panelOfOneRow(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    top: Int,
    left: Int,
    into panel: UnsafeMutablePointer<Float>
  ) {
    var target = panel
    for channel in 0..<channels {
      for ky in 0..<window.size.height {
        let row = top + ky * window.dilation.height
        let isInside = row >= 0 && row < size.height
        let base = (channel * size.height + row) * size.width
        for kx in 0..<window.size.width {
          let column = left + kx * window.dilation.width
          var values = Vector(repeating: 0)
          if isInside && column >= 0 && column + width <= size.width {
            values = load(x + (base + column))
          } else if isInside {
            for lane in inside(width, step: 1, offset: column, size: size.width) { values[lane] = x[base + column + lane] }
          }
          store(values, target)
          target += width
        }
      }
    }
  }

  /// A panel of up to 16 places in any rows.
  @inline(__always) private static func panelOfPlaces(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    places: Range<Int>,
    outputWidth: Int,
    into panel: UnsafeMutablePointer<Float>
  ) {
    let height = Int32(truncatingIfNeeded: size.height)
    let width = Int32(truncatingIfNeeded: size.width)
    // Lanes without a place stay far above the image.
    var tops = SIMD16<Int32>(repeating: .min / 2)
    var lefts = SIMD16<Int32>(repeating: 0)
    for (lane, place) in places.enumerated() {
      tops[lane] = Int32(truncatingIfNeeded: place / outputWidth * window.stride.height - window.before.height)
      lefts[lane] = Int32(truncatingIfNeeded: place % outputWidth * window.stride.width - window.before.width)
    }
    for ky in 0..<window.size.height {
      let rows = tops &+ Int32(truncatingIfNeeded: ky * window.dilation.height)
      for kx in 0..<window.size.width {
        let columns = lefts &+ Int32(truncatingIfNeeded: kx * window.dilation.width)
        let isOutside = (rows .< 0) .| (rows .>= height) .| (columns .< 0) .| (columns .>= width)
        let offsets = (rows &* width &+ columns).replacing(with: 0, where: isOutside)
        for channel in 0..<channels {
          let plane = x + channel * size.height * size.width
          var values = Vector(repeating: 0)
          for lane in 0..<Kernel.width { values[lane] = plane[Int(offsets[lane])] }
          values.replace(with: 0, where: isOutside)
          store(values, panel + ((channel * window.size.height + ky) * window.size.width + kx) * Kernel.width)
        }
      }
    }
  }
}
