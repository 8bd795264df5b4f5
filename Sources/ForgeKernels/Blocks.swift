// Needs: RowTail

extension Kernel {
  /// Visits `count` neighbours in blocks of 16. The last block reaches back over the one before it, so that whole vectors do;
  /// fewer than 16 neighbours are one short block. Only for results that may be computed twice.
  @inline(__always) static func forEachBlock(of count: Int, _ body: (_ start: Int, _ length: Int) -> Void) {
    let length = min(count, width)
    var start = 0
    while start < count {
      body(min(start, count - length), length)
      start += width
    }
  }

  @inline(__always) static func loadBlock(_ pointer: UnsafePointer<Float>, _ length: Int) -> Vector {
    length == width ? load(pointer) : loadTail(pointer, count: length)
  }

  @inline(__always) static func storeBlock(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ length: Int) {
    if length == width { store(vector, pointer) } else { storeTail(vector, pointer, count: length) }
  }
}
