// Needs: DoubleLogarithm, FoldOverAxis

extension Kernel {
  /// `y[o][i] = ln Σ x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`; NaN for a sum below 0, -∞ for an
  /// empty axis.
  static func logSumOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    foldOverAxis(x, into: y, outer: outer, size: size, inner: inner) { logarithm($0) }
  }
}
