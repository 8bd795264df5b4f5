import CForgeKernels

extension Kernel {
  /// Weights that are needed soon: a tile asks for the cache line at `next` with each step of its depth and goes on by `stride`
  /// floats.
  typealias Ahead = (next: UnsafePointer<Float>, stride: Int)

  /// Asks for the cache line of an address, without waiting for it. Swift has no such function, C compilers do.
  @inline(__always) static func prefetch(_ address: UnsafePointer<Float>) { forge_prefetch(address) }
}
