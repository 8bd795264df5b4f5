// Needs: Select

extension Kernel {
  /// The first `count` elements at a pointer, the other lanes being `filler`; for `count` from 0 to 16.
  ///
  /// The elements behind them must be readable; they do not come into the result.
  @inline(__always) static func loadTail(_ pointer: UnsafePointer<Float>, count: Int, filler: Float = 0) -> Vector {
    select(lanes .< Float(count), load(pointer), Vector(repeating: filler))
  }

  /// The number of each lane; floats, since comparisons of integers are compiled one by one.
  @inline(__always) private static var lanes: Vector { Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

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
