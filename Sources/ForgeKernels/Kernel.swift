/// The arithmetic that forward passes run on.
///
/// Kernels are plain functions over pointers. Every buffer is aligned to 64 bytes and holds a multiple of 16 elements, so
/// elementwise kernels run over whole vectors up to there; what lies behind `count` elements is never read as a result.
enum Kernel {
  /// The vector that kernels compute with.
  typealias Vector = SIMD16<Float>

  /// How many elements a vector holds.
  @inline(__always) static var width: Int { 16 }

  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
  }

  @inline(__always) static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
  }
}
