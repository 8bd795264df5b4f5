extension Kernel {
  /// `a · b + c`: rounded once where the processor has an instruction for it, else after the product and after the sum.
  ///
  /// Without that instruction `addingProduct` calls the C library for each lane, two hundred times slower.
  @inline(__always) static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      c.addingProduct(a, b)
    #else
      c + a * b
    #endif
  }

  @inline(__always) static func multiplyAdd(_ a: Vector, _ b: Float, _ c: Vector) -> Vector {
    multiplyAdd(a, Vector(repeating: b), c)
  }

  @inline(__always) static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Float) -> Vector {
    multiplyAdd(a, b, Vector(repeating: c))
  }

  @inline(__always) static func multiplyAdd(_ a: Vector, _ b: Float, _ c: Float) -> Vector {
    multiplyAdd(a, Vector(repeating: b), Vector(repeating: c))
  }
}
