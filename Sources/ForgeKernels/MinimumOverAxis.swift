// Needs: ExtremeOverAxis

extension Kernel {
  /// `y[o][i] = min x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`; NaN where any element is NaN, ∞ for an
  /// empty axis.
  static func minimumOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    extremeOverAxis(x, into: y, outer: outer, size: size, inner: inner, isLargest: false)
  }
}
