// Needs: FoldOverAxis

extension Kernel {
  /// `y[o][i] = Σ x[o][a][i]²` over the middle axis `a` of `[outer][size][inner]`; an empty axis gives 0.
  static func sumOfSquaresOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    foldOverAxis(x, into: y, outer: outer, size: size, inner: inner, isSquared: true) { $0 }
  }
}
