/// How the elements of an `.npy` file are laid out, and the way from there to little-endian elements in C order.
struct NpyOrder {
  let isBigEndian: Bool
  /// Whether the first axis varies fastest.
  let isFortran: Bool

  /// The elements little-endian and in C order, or nil when they are already. `data` holds just those of `size`.
  func converted(_ data: UnsafeRawBufferPointer, size: TensorSize, elementBytes: Int) -> MappedBytes? {
    let isTransposed = isFortran && size.shape.filter { $0 > 1 }.count > 1
    guard size.elementCount > 0, isBigEndian || isTransposed else { return nil }
    let walk = StridedWalk(fortranShape: isTransposed ? size.shape : [size.elementCount])
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
    along walk: StridedWalk
  ) {
    walk.copy(Word.self, from: source, to: target) { isBigEndian ? $0.byteSwapped : $0 }
  }
}
