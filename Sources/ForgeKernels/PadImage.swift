// Needs: Window

extension Kernel {
  /// A channels-last image with zeros around it: `y[r][c] = x[r - before.height][c - before.width]`, 0 outside `x`.
  ///
  /// - `x`: `[size.height][size.width][channels]`; `y`: `[paddedSize.height][paddedSize.width][channels]`.
  @inline(__always) static func padImage(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    before: (height: Int, width: Int),
    into y: UnsafeMutablePointer<Float>,
    paddedSize: (height: Int, width: Int)
  ) {
    let rowCount = paddedSize.width * channels
    let columns = inside(paddedSize.width, step: 1, offset: -before.width, size: size.width)
    var target = y
    for row in 0..<paddedSize.height {
      let source = row - before.height
      if source >= 0 && source < size.height && !columns.isEmpty {
        let start = columns.lowerBound * channels
        let end = columns.upperBound * channels
        let first = (source * size.width + columns.lowerBound - before.width) * channels
        target.update(repeating: 0, count: start)
        (target + start).update(from: x + first, count: end - start)
        (target + end).update(repeating: 0, count: rowCount - end)
      } else {
        target.update(repeating: 0, count: rowCount)
      }
      target += rowCount
    }
  }
}
