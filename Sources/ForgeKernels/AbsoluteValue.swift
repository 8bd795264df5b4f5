// Needs: Map, Sign

extension Kernel {
  /// `|x|`.
  static func absoluteValue(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { absoluteValue($0) }
  }
}
