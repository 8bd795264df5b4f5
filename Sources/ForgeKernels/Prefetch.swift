import CForgeKernels

extension Kernel {
  /// Weights that are needed soon: a tile asks for the cache line at `next` with each step of its depth and goes on by `stride`
  /// floats.
  typealias Ahead = (next: UnsafePointer<Float>, stride: Int)

  /// Asks for the cache line of an address, without waiting for it. Swift has no such function, C compilers do.
  @inline(__always) static func prefetch(_ address: UnsafePointer<Float>) { forge_prefetch(address) }

  /// Asks for the cache lines of some rows' results, 32 in each, while the rows are summed: the function that finishes them would wait for
  /// lines that no cache of the processor's own holds. It took 0.79 of the time with `silu` behind 216 columns and 72 steps; with AVX2, one
  /// panel at a time, 1.08, and where stores need not wait it changes nothing.
  @inline(__always) static func prefetchResults(_ y: UnsafePointer<Float>, rows: Int, yStride: Int) {
    for row in 0..<rows {
      let result = y + row &* yStride
      prefetch(result)
      prefetch(result + width)
      prefetch(result + (2 &* width &- 1))
    }
  }
}
