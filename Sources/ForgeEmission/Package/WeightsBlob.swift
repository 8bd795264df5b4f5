/// The bytes of the weights: every block at its place, once, little-endian float32, padded with zeros, as is the end.
struct WeightsBlob: Sendable {
  let weights: [ForwardPlan.PlacedWeights]
  let floatCount: Int

  init(_ plan: ForwardPlan) {
    weights = plan.weights.filter { !$0.isRepeated }
    floatCount = plan.weightCount
  }

  var byteCount: Int { floatCount * 4 }

  /// Hands the bytes over piece by piece, so that no large block is held as a whole.
  func forEachPiece(_ write: ([UInt8]) throws -> Void) rethrows {
    for block in weights.map(\.block) {
      var written = 0
      for index in 0..<block.pieceCount {
        let values = block.piece(index)
        written += values.count
        try write(Self.bytes(values, padded: values.count))
      }
      precondition(written == block.count, "the block '\(block.name)' is not of its declared size")
      if written % 16 != 0 { try write(Self.bytes([], padded: 16 - written % 16)) }
    }
    let blocks = weights.last.map { $0.offset + ($0.block.count + 15) / 16 * 16 } ?? 0
    if floatCount > blocks { try write(Self.bytes([], padded: floatCount - blocks)) }
  }

  /// The SHA-256 of all bytes.
  func hash() -> String {
    var hash = SHA256()
    forEachPiece { hash.update($0) }
    return hash.finish()
  }

  private static func bytes(_ values: [Float], padded count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count * 4) { bytes, initialized in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      raw.initializeMemory(as: UInt8.self, repeating: 0)
      #if _endian(little)
        values.withUnsafeBytes { raw.copyMemory(from: $0) }
      #else
        for (index, value) in values.enumerated() {
          raw.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
        }
      #endif
      initialized = count * 4
    }
  }
}
