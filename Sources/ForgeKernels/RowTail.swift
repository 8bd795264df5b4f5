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
  ///
  /// The 16 elements behind them are read and written back. Parts of a vector must not be stored instead: where the compiler
  /// knows the count it would compute the lanes that are stored one by one, along with all that led to them.
  @inline(__always) static func storeTail(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    let behind = load(pointer + count)
    store(vector, pointer)
    store(behind, pointer + count)
  }
}
