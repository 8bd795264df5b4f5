// Needs: Blocks, Select

extension Kernel {
  /// 1 at the first of the largest elements of each row, 0 elsewhere; NaN counts as the largest. `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  static func hardmax(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, size: Int) {
    for row in 0..<rows {
      let source = x + row * size
      var largest = 0
      for i in 1..<max(1, size) where !(source[i] <= source[largest]) && source[largest] == source[largest] { largest = i }
      let target = y + row * size
      target.update(repeating: 0, count: size)
      target[largest] = 1
    }
  }

  /// The same over the middle axis of `[outer][size][inner]`, row-major, for up to 2²⁴ elements there.
  ///
  /// The lanes of a vector are neighbours on the inner axis; the numbers of their rows are floats, which hold them exactly.
  static func hardmaxAcross(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    for index in 0..<outer {
      for column in stride(from: 0, to: inner, by: width) {
        let start = index * size * inner + column
        hardmaxOfColumns(x + start, into: y + start, length: min(width, inner - column), rows: size, distance: inner)
      }
    }
  }

  @inline(__always) private static func hardmaxOfColumns(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    length: Int,
    rows: Int,
    distance: Int
  ) {
    var largest = Vector(repeating: -.infinity)
    var place = Vector(repeating: 0)
    for row in 0..<rows {
      let elements = loadBlock(x + row * distance, length)
      let isLarger = (elements .> largest) .| ((elements .!= elements) .& (largest .== largest))
      largest = select(isLarger, elements, largest)
      place = select(isLarger, Float(row), place)
    }
    for row in 0..<rows {
      storeBlock(select(place .== Float(row), 1, Vector(repeating: 0)), y + row * distance, length)
    }
  }
}
