extension TensorEntry {
  /// The first element, counted in C order, that is infinite or not a number, or nil.
  ///
  /// Reads 8 bytes at a time, in runs without a branch, whatever the width of the elements. O(bytes).
  package func firstNonFinite() -> (index: Int, value: Double)? {
    guard let lanes = ExponentLanes(elementType) else { return nil }
    return withUnsafeBytes { bytes in
      let runBytes = 4096
      for start in stride(from: 0, to: bytes.count, by: runBytes) {
        let run = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + runBytes, bytes.count)])
        guard lanes.anyIsFull(in: run) else { continue }
        let size = elementType.byteCount
        let elements = start / size..<(start + run.count) / size
        if let found = firstNonFinite(in: elements) { return found }
      }
      return nil
    }
  }

  /// The first element, counted in C order, that is no finite number as a `Float`, or nil: also a float64 beyond float32.
  package func firstNonFiniteFloat() -> (index: Int, value: Double)? {
    guard elementType == .float64 else { return firstNonFinite() }
    return withUnsafeBytes { bytes in
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        let bits = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        if bits & ~Self.signBit >= Self.firstBeyondFloat32 { return (offset / 8, Double(bitPattern: bits)) }
      }
      return nil
    }
  }

  /// The first element that is not a number, or a finite one beyond float32, or nil: what no parameter may hold.
  package func firstUnsoundFloat() -> (index: Int, value: Double)? {
    guard firstNonFiniteFloat() != nil else { return nil }
    let values = doubles()
    return values.firstIndex { $0.isNaN || $0.isFinite && !Float($0).isFinite }.map { ($0, values[$0]) }
  }

  private static let signBit: UInt64 = 1 << 63
  /// The bits of 2^128 - 2^103: half a step beyond the largest `Float`, from where numbers round to infinity.
  private static let firstBeyondFloat32: UInt64 = 0x47EF_FFFF_F000_0000

  private func firstNonFinite(in range: Range<Int>) -> (index: Int, value: Double)? {
    let values = [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
      copyDoubles(range, into: buffer)
      count = range.count
    }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return (range.lowerBound + index, values[index])
  }
}

/// The exponents of the one to four numbers in a 64-bit word. A number is not finite when all bits of its exponent are set:
/// then adding the exponent's lowest bit carries into the sign, which the mask has cleared, and into nothing else.
private struct ExponentLanes {
  let mask: UInt64
  let lowestBits: UInt64

  init?(_ type: ElementType) {
    switch type {
    case .float16: (mask, lowestBits) = (0x7C00_7C00_7C00_7C00, 0x0400_0400_0400_0400)
    case .bfloat16: (mask, lowestBits) = (0x7F80_7F80_7F80_7F80, 0x0080_0080_0080_0080)
    case .float32: (mask, lowestBits) = (0x7F80_0000_7F80_0000, 0x0080_0000_0080_0000)
    case .float64: (mask, lowestBits) = (0x7FF0_0000_0000_0000, 0x0010_0000_0000_0000)
    default: return nil
    }
  }

  /// Whether some number in `bytes` is not finite.
  func anyIsFull(in bytes: UnsafeRawBufferPointer) -> Bool {
    let wholeWords = bytes.count & ~7
    var carries: UInt64 = 0
    var offset = 0
    while offset < wholeWords {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      carries |= (word & mask) &+ lowestBits
      offset &+= 8
    }
    var last: UInt64 = 0
    for offset in wholeWords..<bytes.count {
      last |= UInt64(bytes[offset]) << UInt64(8 * (offset - wholeWords))
    }
    carries |= (last & mask) &+ lowestBits
    // `mask + lowestBits` is just the sign bits.
    return carries & (mask &+ lowestBits) != 0
  }
}
