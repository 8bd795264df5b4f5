// Needs: FoldOverAxis

extension Kernel {
  /// `y[o][i] = Π x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`; an empty axis gives 1.
  static func productOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    foldOverAxis(x, into: y, outer: outer, size: size, inner: inner, isProduct: true) { $0 }
  }
}
