extension Kernel {
  /// The first `count` elements at a pointer, the other lanes being `filler`; for `count` from 0 to 15.
  ///
  /// Reads nothing behind `count`: eight, four, two and one elements, where they are part of it.
  @inline(__always) static func loadTail(_ pointer: UnsafePointer<Float>, count: Int, filler: Float = 0) -> Vector {
    let raw = UnsafeRawPointer(pointer)
    var two = SIMD2<Float>(repeating: filler)
    if count & 1 != 0 { two[0] = pointer[count & ~1] }
    var four = SIMD4<Float>(lowHalf: two, highHalf: SIMD2(repeating: filler))
    if count & 2 != 0 {
      four = SIMD4(lowHalf: (raw + (count & ~3) * 4).loadUnaligned(as: SIMD2<Float>.self), highHalf: two)
    }
    var eight = SIMD8<Float>(lowHalf: four, highHalf: SIMD4(repeating: filler))
    if count & 4 != 0 {
      eight = SIMD8(lowHalf: (raw + (count & ~7) * 4).loadUnaligned(as: SIMD4<Float>.self), highHalf: four)
    }
    if count & 8 != 0 { return Vector(lowHalf: raw.loadUnaligned(as: SIMD8<Float>.self), highHalf: eight) }
    return Vector(lowHalf: eight, highHalf: SIMD8(repeating: filler))
  }

  /// Stores the first `count` elements of a vector; for `count` from 0 to 15.
  @inline(__always) static func storeTail(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    var raw = UnsafeMutableRawPointer(pointer)
    var eight = vector.lowHalf
    if count & 8 != 0 {
      raw.storeBytes(of: eight, as: SIMD8<Float>.self)
      raw += 32
      eight = vector.highHalf
    }
    var four = eight.lowHalf
    if count & 4 != 0 {
      raw.storeBytes(of: four, as: SIMD4<Float>.self)
      raw += 16
      four = eight.highHalf
    }
    var two = four.lowHalf
    if count & 2 != 0 {
      raw.storeBytes(of: two, as: SIMD2<Float>.self)
      raw += 8
      two = four.highHalf
    }
    if count & 1 != 0 { raw.storeBytes(of: two[0], as: Float.self) }
  }
}
