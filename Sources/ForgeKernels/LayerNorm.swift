// Needs: RowTail, Blocks, Summation, Moments, ReciprocalRoot

extension Kernel {
  /// `y = (x - mean) / √(variance + ε) * γ + β` over each row; `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  /// - `gamma`, `beta`: one value an element of a row, filled up to whole vectors; nil stands for ones and zeros.
  ///
  /// Reads each row three times, the second and third time from the cache.
  static func layerNorm(
    _ x: UnsafePointer<Float>,
    gamma: UnsafePointer<Float>?,
    beta: UnsafePointer<Float>?,
    epsilon: Float,
    into y: UnsafeMutablePointer<Float>,
    rows: Int,
    size: Int
  ) {
    for row in 0..<rows {
      let source = x + row * size
      let target = y + row * size
      let (center, shift, variance) = moments(source, count: size)
      let factor = reciprocalRoot(variance + epsilon)
      var i = 0
      while i < size {
        let length = min(width, size - i)
        var result = (loadBlock(source + i, length) - center - shift) * factor
        if let gamma { result *= load(gamma + i) }
        if let beta { result += load(beta + i) }
        storeBlock(result, target + i, length)
        i += width
      }
    }
  }
}
