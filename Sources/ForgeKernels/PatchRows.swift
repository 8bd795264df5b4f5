// Needs: Window

extension Kernel {
  /// The windows of a channels-last image as rows of a matrix: `rows[p][ky][kx][c] = x[y][x][c]`, 0 outside the image.
  ///
  /// - `x`: `[height][width][pixelStride]`, of whose pixels the first `channels` elements are taken.
  /// - `positions`: which places of the window, counted row by row over a result of `outputWidth` columns.
  ///
  /// Writes each element of the rows once, in runs as long as the window's rows where there is no dilation.
  static func patchRows(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    pixelStride: Int,
    channels: Int,
    window: Window,
    positions: Range<Int>,
    outputWidth: Int,
    into rows: UnsafeMutablePointer<Float>
  ) {
    let run = window.size.width * channels
    let isContiguous = window.dilation.width == 1 && channels == pixelStride
    var target = rows
    for position in positions {
      let top = position / outputWidth * window.stride.height - window.before.height
      let left = position % outputWidth * window.stride.width - window.before.width
      let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: size.width)
      for ky in 0..<window.size.height {
        let row = top + ky * window.dilation.height
        if row < 0 || row >= size.height || columns.isEmpty {
          target.update(repeating: 0, count: run)
        } else {
          target.update(repeating: 0, count: columns.lowerBound * channels)
          let first = (row * size.width + left + columns.lowerBound * window.dilation.width) * pixelStride
          if isContiguous {
            (target + columns.lowerBound * channels).update(from: x + first, count: columns.count * channels)
          } else {
            let step = window.dilation.width * pixelStride
            for tap in 0..<columns.count {
              (target + (columns.lowerBound + tap) * channels).update(from: x + (first + tap * step), count: channels)
            }
          }
          (target + columns.upperBound * channels).update(repeating: 0, count: run - columns.upperBound * channels)
        }
        target += run
      }
    }
  }
}
