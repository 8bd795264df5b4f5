import Testing

import ForgeTensors

/// Broken files must be refused or read, never crash. `forge-fuzz` does the same with millions of files.
@Suite struct HostileInputTests {
  private static let seeds: [(String, TensorFileFormat)] = [
    ("all_types.safetensors", .safetensors), ("no_tensors.safetensors", .safetensors),
    ("all_types.npz", .npz), ("data_descriptors.npz", .npz), ("zip64.npz", .npz),
    ("grid.npy", .npy), ("cube_fortran_big_endian.npy", .npy), ("structured.npy", .npy), ("grid_version_3.npy", .npy),
    ("PyTorch/nested.pt", .pt), ("PyTorch/deep_checkpoint.pt", .pt), ("PyTorch/exported.pt2", .pt2),
  ]

  @Test(arguments: seeds)
  func refusesEveryPrefix(_ name: String, _ format: TensorFileFormat) throws {
    let bytes = try fixture(name)
    let accepted = bytes.indices.filter { refusal(of: Array(bytes[..<$0]), format) == nil }
    #expect(accepted == [])
  }

  @Test(arguments: seeds.filter { $0.0 != "PyTorch/exported.pt2" })
  func survivesEveryChangedByte(_ name: String, _ format: TensorFileFormat) throws {
    let bytes = try fixture(name)
    for index in bytes.indices {
      for change in [0x01, 0xFF] as [UInt8] {
        var broken = bytes
        broken[index] ^= change
        exercise(broken, format)
      }
    }
  }

  @Test(arguments: seeds)
  func survivesRandomChanges(_ name: String, _ format: TensorFileFormat) throws {
    let bytes = try fixture(name)
    var random = Steps(state: 0x5EED)
    for _ in 0..<1500 {
      var broken = bytes
      for _ in 0...random.below(4) where !broken.isEmpty { random.change(&broken) }
      exercise(broken, format)
    }
  }

  private func exercise(_ bytes: [UInt8], _ format: TensorFileFormat) {
    guard let file = try? read(bytes, format) else { return }
    for entry in file.entries {
      let doubles = entry.doubles()
      #expect(doubles.count == entry.elementCount)
      #expect(entry.floats().count == entry.elementCount)
      #expect(entry.firstNonFinite()?.index == doubles.firstIndex { !$0.isFinite })
      _ = entry.integers()
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014), and changes of bytes that it picks.
private struct Steps {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  mutating func change(_ bytes: inout [UInt8]) {
    let start = below(bytes.count)
    let end = min(bytes.count, start + 1 + below(8))
    switch below(4) {
    case 0: bytes[start] = UInt8(truncatingIfNeeded: next())
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: below(bytes.count + 1))
    default: bytes.replaceSubrange(start..<end, with: repeatElement(below(2) == 0 ? 0 : 0xFF, count: end - start))
    }
  }
}
