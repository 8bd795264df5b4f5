// Needs: RowTail, Summation

extension Kernel {
  /// The mean `center + shift` and the variance `Σ (x - mean)² / count` of `count` neighbours.
  ///
  /// `center` is the mean as its sum was rounded, `shift` what it misses: `x - center - shift` stays accurate where the mean is
  /// large beside the deviations (the corrected two-pass algorithm: Chan, Golub, LeVeque 1983). Reads the elements twice.
  @inline(__always) static func moments(
    _ x: UnsafePointer<Float>,
    count: Int
  ) -> (center: Float, shift: Float, variance: Float) {
    let center = rowSum(x, count: count) { $0 } / Float(count)
    let whole = count - count % width
    var sums = Vector(repeating: 0)
    var squares = Vector(repeating: 0)
    var i = 0
    while i < whole {
      let end = min(whole, i + sumBlock * width)
      var blockSums = Vector(repeating: 0)
      var blockSquares = Vector(repeating: 0)
      while i < end {
        let deviation = load(x + i) - center
        blockSums += deviation
        blockSquares += deviation * deviation
        i += width
      }
      sums += blockSums
      squares += blockSquares
    }
    if i < count {
      let deviation = loadTail(x + i, count: count - i, filler: center) - center
      sums += deviation
      squares += deviation * deviation
    }
    let shift = sumOfLanes(sums) / Float(count)
    let variance = sumOfLanes(squares) / Float(count) - shift * shift
    return (center, shift, variance < 0 ? 0 : variance)
  }
}
