/// How the elements of an `.npy` file are laid out, and the way from there to little-endian elements in C order.
struct NpyOrder {
  let isBigEndian: Bool
  /// Whether the first axis varies fastest.
  let isFortran: Bool

  /// The elements little-endian and in C order, or nil when they are already. `data` holds just those of `size`.
  func converted(_ data: UnsafeRawBufferPointer, size: TensorSize, elementBytes: Int) -> MappedBytes? {
    let isTransposed = isFortran && size.shape.filter { $0 > 1 }.count > 1
    guard size.elementCount > 0, isBigEndian || isTransposed else { return nil }
    let walk = isTransposed ? FortranWalk(shape: size.shape) : FortranWalk(shape: [size.elementCount])
    return MappedBytes(count: data.count) { target in
      switch elementBytes {
      case 1: copy(UInt8.self, from: data, to: target, along: walk)
      case 2: copy(UInt16.self, from: data, to: target, along: walk)
      case 4: copy(UInt32.self, from: data, to: target, along: walk)
      default: copy(UInt64.self, from: data, to: target, along: walk)
      }
    }
  }

  @inline(__always)
  private func copy<Word: FixedWidthInteger & BitwiseCopyable>(
    _: Word.Type,
    from source: UnsafeRawBufferPointer,
    to target: UnsafeMutableRawBufferPointer,
    along walk: FortranWalk
  ) {
    let width = MemoryLayout<Word>.size
    var written = 0
    walk.forEachRow { start in
      for step in 0..<walk.rowCount {
        let word = source.loadUnaligned(fromByteOffset: (start + step * walk.rowStride) * width, as: Word.self)
        target.storeBytes(of: isBigEndian ? word.byteSwapped : word, toByteOffset: written, as: Word.self)
        written += width
      }
    }
  }
}

/// The places, in Fortran order, of elements that are visited in C order, a row along the last axis at a time.
private struct FortranWalk {
  private let outerShape: ArraySlice<Int>
  private let outerStrides: ArraySlice<Int>
  /// Elements of a row, and how far apart they stand.
  let rowCount: Int
  let rowStride: Int

  /// `shape` has at least one axis and none of size 0.
  init(shape: [Int]) {
    var strides: [Int] = []
    var next = 1
    for axis in shape {
      strides.append(next)
      next *= axis
    }
    outerShape = shape.dropLast()
    outerStrides = strides.dropLast()
    rowCount = shape.last ?? 1
    rowStride = strides.last ?? 1
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
}
