// Bulk conversion of a tensor's elements. One line per element type; the loops are plain so that they are vectorised.

extension TensorEntry {
  /// All elements in C order as the nearest `Float`; a `bool` gives 0 or 1.
  package func floats() -> [Float] {
    [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      copyFloats(0..<elementCount, into: buffer)
      count = elementCount
    }
  }

  /// The elements of a range, counted in C order, as the nearest `Float`.
  package func floats(_ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
      copyFloats(range, into: buffer)
      count = range.count
    }
  }

  /// The elements at some places, counted in C order, as the nearest `Float`. O(places).
  package func floats(at places: [Int]) -> [Float] {
    precondition(places.allSatisfy { (0..<elementCount).contains($0) }, "every place is one of the elements")
    let bytes = withUnsafeBytes { source in
      switch elementType.byteCount {
      case 1: gathered(places, from: source, as: UInt8.self)
      case 2: gathered(places, from: source, as: UInt16.self)
      case 4: gathered(places, from: source, as: UInt32.self)
      default: gathered(places, from: source, as: UInt64.self)
      }
    }
    let size = TensorSize(listOf: places.count, elementType)
    let owner = MappedBytes(bytes)
    return TensorEntry(name: name, elementType: elementType, size: size, byteRange: 0..<bytes.count, owner: owner).floats()
  }

  /// All elements in C order as the nearest `Double`; a `bool` gives 0 or 1.
  package func doubles() -> [Double] {
    [Double](unsafeUninitializedCapacity: elementCount) { buffer, count in
      copyDoubles(0..<elementCount, into: buffer)
      count = elementCount
    }
  }

  /// All elements in C order; a `bool` gives 0 or 1. Nil when the elements are floating-point numbers, or when a `uint64`
  /// is larger than `Int64.max`.
  package func integers() -> [Int64]? {
    guard !elementType.isFloatingPoint else { return nil }
    if elementType == .uint64, holdsUInt64AboveInt64() { return nil }
    return [Int64](unsafeUninitializedCapacity: elementCount) { buffer, count in
      copyIntegers(into: buffer)
      count = elementCount
    }
  }

  /// Writes the elements of `range`, counted in C order, to the start of `target` as the nearest `Float`. `range` must
  /// lie within the elements, and `target` must have room for it; its memory need not be initialised.
  package func copyFloats(_ range: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
    withElementBytes(range, room: target.count) { source in
      switch elementType {
      case .float32:
        UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
      case .float16: convert(source, to: target) { (bits: UInt16) in Float(float16Bits: UInt16(littleEndian: bits)) }
      case .bfloat16: convert(source, to: target) { (bits: UInt16) in Float(bfloat16Bits: UInt16(littleEndian: bits)) }
      case .float64: convert(source, to: target) { (bits: UInt64) in Float(Double(bitPattern: UInt64(littleEndian: bits))) }
      case .int8: convert(source, to: target) { (value: Int8) in Float(value) }
      case .int16: convert(source, to: target) { (value: Int16) in Float(Int16(littleEndian: value)) }
      case .int32: convert(source, to: target) { (value: Int32) in Float(Int32(littleEndian: value)) }
      case .int64: convert(source, to: target) { (value: Int64) in Float(Int64(littleEndian: value)) }
      case .uint8: convert(source, to: target) { (value: UInt8) in Float(value) }
      case .uint16: convert(source, to: target) { (value: UInt16) in Float(UInt16(littleEndian: value)) }
      case .uint32: convert(source, to: target) { (value: UInt32) in Float(UInt32(littleEndian: value)) }
      case .uint64: convert(source, to: target) { (value: UInt64) in Float(UInt64(littleEndian: value)) }
      case .bool: convert(source, to: target) { (value: UInt8) in value == 0 ? 0 : 1 }
      }
    }
  }

  /// Like ``copyFloats(_:into:)``, with `Double`.
  package func copyDoubles(_ range: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) {
    withElementBytes(range, room: target.count) { source in
      switch elementType {
      case .float64:
        UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
      case .float16:
        convert(source, to: target) { (bits: UInt16) in Double(Float(float16Bits: UInt16(littleEndian: bits))) }
      case .bfloat16:
        convert(source, to: target) { (bits: UInt16) in Double(Float(bfloat16Bits: UInt16(littleEndian: bits))) }
      case .float32: convert(source, to: target) { (bits: UInt32) in Double(Float(bitPattern: UInt32(littleEndian: bits))) }
      case .int8: convert(source, to: target) { (value: Int8) in Double(value) }
      case .int16: convert(source, to: target) { (value: Int16) in Double(Int16(littleEndian: value)) }
      case .int32: convert(source, to: target) { (value: Int32) in Double(Int32(littleEndian: value)) }
      case .int64: convert(source, to: target) { (value: Int64) in Double(Int64(littleEndian: value)) }
      case .uint8: convert(source, to: target) { (value: UInt8) in Double(value) }
      case .uint16: convert(source, to: target) { (value: UInt16) in Double(UInt16(littleEndian: value)) }
      case .uint32: convert(source, to: target) { (value: UInt32) in Double(UInt32(littleEndian: value)) }
      case .uint64: convert(source, to: target) { (value: UInt64) in Double(UInt64(littleEndian: value)) }
      case .bool: convert(source, to: target) { (value: UInt8) in value == 0 ? 0 : 1 }
      }
    }
  }

  private func copyIntegers(into target: UnsafeMutableBufferPointer<Int64>) {
    withElementBytes(0..<elementCount, room: target.count) { source in
      switch elementType {
      case .int64, .uint64:
        UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
      case .int8: convert(source, to: target) { (value: Int8) in Int64(value) }
      case .int16: convert(source, to: target) { (value: Int16) in Int64(Int16(littleEndian: value)) }
      case .int32: convert(source, to: target) { (value: Int32) in Int64(Int32(littleEndian: value)) }
      case .uint8: convert(source, to: target) { (value: UInt8) in Int64(value) }
      case .uint16: convert(source, to: target) { (value: UInt16) in Int64(UInt16(littleEndian: value)) }
      case .uint32: convert(source, to: target) { (value: UInt32) in Int64(UInt32(littleEndian: value)) }
      case .bool: convert(source, to: target) { (value: UInt8) in value == 0 ? 0 : 1 }
      case .float16, .bfloat16, .float32, .float64: preconditionFailure("integers() has turned floating types away")
      }
    }
  }

  private func holdsUInt64AboveInt64() -> Bool {
    withUnsafeBytes { bytes in
      var all: UInt64 = 0
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        all |= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return all > UInt64(Int64.max)
    }
  }

  private func withElementBytes(_ range: Range<Int>, room: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    precondition(range.lowerBound >= 0 && range.upperBound <= elementCount, "the range lies within the elements")
    precondition(range.count <= room, "the target has room for the range")
    let size = elementType.byteCount
    withUnsafeBytes { bytes in
      body(UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * size..<range.upperBound * size]))
    }
  }
}

/// The bytes of the words at some places.
private func gathered<Word: FixedWidthInteger & BitwiseCopyable>(
  _ places: [Int],
  from source: UnsafeRawBufferPointer,
  as type: Word.Type
) -> [UInt8] {
  let width = MemoryLayout<Word>.stride
  return [UInt8](unsafeUninitializedCapacity: places.count * width) { target, count in
    let target = UnsafeMutableRawBufferPointer(target)
    for (index, place) in places.enumerated() {
      let word = source.loadUnaligned(fromByteOffset: place * width, as: Word.self)
      target.storeBytes(of: word, toByteOffset: index * width, as: Word.self)
    }
    count = places.count * width
  }
}

/// Stores `transform` of every `Source` in `source` to `target`. The caller has seen to it that there is room.
@inline(__always)
private func convert<Source: BitwiseCopyable, Target>(
  _ source: UnsafeRawBufferPointer,
  to target: UnsafeMutableBufferPointer<Target>,
  _ transform: (Source) -> Target
) {
  guard let source = source.baseAddress.map({ (start: $0, count: source.count / MemoryLayout<Source>.stride) }),
    let target = target.baseAddress
  else { return }
  for index in 0..<source.count {
    let element = source.start.loadUnaligned(fromByteOffset: index &* MemoryLayout<Source>.stride, as: Source.self)
    (target + index).initialize(to: transform(element))
  }
}
