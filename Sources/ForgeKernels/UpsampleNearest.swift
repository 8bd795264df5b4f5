extension Kernel {
  /// An image with every pixel repeated: `y[i][j] = x[i / scale][j / scale]`.
  ///
  /// - `x`: `[planes][height][width][pixel]`; `y`: `[planes][height · scale][width · scale][pixel]`.
  static func upsampleNearest(
    _ x: UnsafePointer<Float>,
    planes: Int,
    size: (height: Int, width: Int),
    pixel: Int,
    scale: (height: Int, width: Int),
    into y: UnsafeMutablePointer<Float>
  ) {
    let rowLength = size.width * scale.width * pixel
    var source = x
    var target = y
    for _ in 0..<(planes * size.height) {
      let firstRow = target
      for _ in 0..<size.width {
        for _ in 0..<scale.width {
          if pixel == 1 { target.pointee = source.pointee } else { target.update(from: source, count: pixel) }
          target += pixel
        }
        source += pixel
      }
      for _ in 1..<scale.height {
        target.update(from: firstRow, count: rowLength)
        target += rowLength
      }
    }
  }
}
