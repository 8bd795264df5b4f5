extension Kernel {
  /// Half a vector.
  typealias HalfVector = SIMD8<Float>

  @inline(__always) static func loadHalf(_ pointer: UnsafePointer<Float>) -> HalfVector {
    UnsafeRawPointer(pointer).loadUnaligned(as: HalfVector.self)
  }

  @inline(__always) static func storeHalf(_ vector: HalfVector, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: HalfVector.self)
  }
}
