extension Kernel {
  /// 1 in the lanes where the mask holds, 0 in the others.
  @inline(__always) static func truth(_ mask: SIMDMask<SIMD16<Int32>>) -> Vector {
    let one = SIMD16<Int32>(repeating: Int32(bitPattern: Float(1).bitPattern))
    return unsafeBitCast(unsafeBitCast(mask, to: SIMD16<Int32>.self) & one, to: Vector.self)
  }
}
