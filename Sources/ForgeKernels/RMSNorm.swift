// Needs: RowTail, Blocks, Summation, ReciprocalRoot

extension Kernel {
  /// `y = x / √(mean(x²) + ε) * γ` over each row; `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  /// - `gamma`: one value an element of a row, filled up to whole vectors; nil stands for ones.
  static func rmsNorm(
    _ x: UnsafePointer<Float>,
    gamma: UnsafePointer<Float>?,
    epsilon: Float,
    into y: UnsafeMutablePointer<Float>,
    rows: Int,
    size: Int
  ) {
    for row in 0..<rows {
      let source = x + row * size
      let target = y + row * size
      let meanSquare = rowSum(source, count: size) { $0 * $0 } / Float(size)
      let factor = reciprocalRoot(meanSquare + epsilon)
      var i = 0
      while i < size {
        let length = min(width, size - i)
        var result = loadBlock(source + i, length) * factor
        if let gamma { result *= load(gamma + i) }
        storeBlock(result, target + i, length)
        i += width
      }
    }
  }
}
