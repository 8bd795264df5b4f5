// Needs: Broadcast, CopyRows

extension Kernel {
  /// `y = x`, where nothing is repeated.
  static func expand(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    copy(x, into: y, count: count)
  }

  /// `[rows][columns]` of an operand that may have one row for all rows, or one column for all columns.
  static func expand(
    _ x: UnsafePointer<Float>,
    strides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let source = x + row * strides.row
      let target = y + row * columns
      if strides.column == 0 {
        target.update(repeating: source[0], count: columns)
      } else {
        copy(source, into: target, count: columns)
      }
    }
  }
}
