/// The places of a tensor's elements, visited in C order, a row along the last axis at a time.
struct StridedWalk {
  private let outerShape: ArraySlice<Int>
  private let outerStrides: ArraySlice<Int>
  /// Elements of a row, and how far apart they stand.
  let rowCount: Int
  let rowStride: Int

  /// No axis is 0; `strides` are in elements, one an axis.
  init(shape: [Int], strides: [Int]) {
    outerShape = shape.dropLast()
    outerStrides = strides.dropLast()
    rowCount = shape.last ?? 1
    rowStride = strides.last ?? 1
  }

  /// The places of elements that stand one behind the other with the first axis varying fastest.
  init(fortranShape shape: [Int]) {
    var strides: [Int] = []
    var next = 1
    for axis in shape {
      strides.append(next)
      next *= axis
    }
    self.init(shape: shape, strides: strides)
  }

  /// Calls `body` with the place of each row's first element.
  func forEachRow(_ body: (Int) -> Void) {
    var index = [Int](repeating: 0, count: outerShape.count)
    var start = 0
    while true {
      body(start)
      var axis = index.count - 1
      while axis >= 0 {
        index[axis] += 1
        start += outerStrides[axis]
        if index[axis] < outerShape[axis] { break }
        start -= outerStrides[axis] * outerShape[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Copies the elements that are visited to the start of `target`, which has room for them.
  @inline(__always)
  func copy<Word: FixedWidthInteger & BitwiseCopyable>(
    _: Word.Type,
    from source: UnsafeRawBufferPointer,
    to target: UnsafeMutableRawBufferPointer,
    transform: (Word) -> Word = { $0 }
  ) {
    let width = MemoryLayout<Word>.size
    var written = 0
    forEachRow { start in
      for step in 0..<rowCount {
        let word = source.loadUnaligned(fromByteOffset: (start + step * rowStride) * width, as: Word.self)
        target.storeBytes(of: transform(word), toByteOffset: written, as: Word.self)
        written += width
      }
    }
  }
}
