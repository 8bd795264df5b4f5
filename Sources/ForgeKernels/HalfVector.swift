extension Kernel {
  /// Half a vector.
  typealias HalfVector = SIMD8<Float>

  @inline(__always) static func loadHalf(_ pointer: UnsafePointer<Float>) -> HalfVector {
    UnsafeRawPointer(pointer).loadUnaligned(as: HalfVector.self)
  }
}
