// Needs: Blocks, LargerOrSmaller

extension Kernel {
  /// The largest elements of `length` neighbouring columns, up to 16, over `rows` that lie `distance` elements apart; NaN passed
  /// over.
  @inline(__always) static func largestOfColumns(
    _ x: UnsafePointer<Float>,
    length: Int,
    rows: Int,
    distance: Int
  ) -> Vector {
    var largest = Vector(repeating: -.infinity)
    for row in 0..<rows {
      let elements = loadBlock(x + row * distance, length)
      largest = larger(elements, largest)
    }
    return largest
  }
}
