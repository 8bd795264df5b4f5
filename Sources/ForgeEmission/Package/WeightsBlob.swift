/// The bytes of the weights: every block at its place, little-endian float32, padded with zeros.
struct WeightsBlob: Sendable {
  let weights: [ForwardPlan.PlacedWeights]
  let floatCount: Int

  init(_ plan: ForwardPlan) {
    weights = plan.weights
    floatCount = plan.weightCount
  }

  var byteCount: Int { floatCount * 4 }

  /// Hands the bytes over block by block, so that only one block is held at a time.
  func forEachPiece(_ write: ([UInt8]) throws -> Void) rethrows {
    for placed in weights {
      let values = placed.block.values()
      precondition(values.count == placed.block.count, "the block '\(placed.block.name)' is not of its declared size")
      let padded = (values.count + 15) / 16 * 16
      try write(Self.bytes(values, padded: padded))
    }
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
