extension Kernel {
  /// Whether the mask holds in any lane.
  @inline(__always) static func isAny(_ mask: SIMDMask<SIMD16<Int32>>) -> Bool {
    let words = unsafeBitCast(mask, to: SIMD8<UInt64>.self)
    let four = words.lowHalf | words.highHalf
    let two = four.lowHalf | four.highHalf
    return two[0] | two[1] != 0
  }
}
