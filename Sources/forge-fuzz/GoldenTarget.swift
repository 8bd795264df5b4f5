import ForgeModel
import ForgeTensors

extension FuzzTarget {
  static let golden = FuzzTarget(
    name: "golden",
    seeds: [tensorSeed(ids: "I64", category: "I64", label: "I32"), tensorSeed(ids: "I32", category: "U8", label: "F32")],
    dictionary: safetensors.dictionary
      + .texts(
        "\"x\":",
        "\"t\":",
        "\"a\":",
        "\"b\":",
        "\"d\":",
        "\"n\":",
        "\"f\":",
        "\"k\":",
        "\"o\":",
        "\"I32\"",
        "\"U8\"",
        "[2,0]"
      ),
    repair: { repairSafetensors(&$0) },
    change: { bytes, random in
      if random.below(4) == 0 { bytes = otherTensors(&random) } else { bytes.changeData(&random) }
    },
    exercise: { bytes in
      exerciseGolden(bytes, tensorModel) { bytes, sink in
        guard let file = try? TensorFile(reading: MappedBytes(bytes), format: .safetensors, name: "golden") else { return nil }
        return readGoldenTensors(
          file,
          path: "golden.safetensors",
          features: tensorModel.features,
          outputs: tensorModel.outputs,
          at: .text(noSpan),
          into: &sink
        )
      }
    }
  )

  private static let byteCounts = ["I64": 8, "I32": 4, "I8": 1, "U64": 8, "F64": 8, "F32": 4, "F16": 2, "U8": 1, "BOOL": 1]

  /// A safetensors file with two rows for every feature and output of `tensorModel`.
  private static func tensorSeed(ids: String, category: String, label: String) -> [UInt8] {
    file(
      [
        ("x", "F32", [2, 2, 3]), ("t", ids, [2, 2]), ("a", "F32", [2]), ("b", "U8", [2, 1]), ("d", category, [2]),
        ("n", "F32", [2]), ("f", "F32", [2]), ("k", label, label == "F32" ? [2, 3] : [2]), ("o", "F32", [2, 6]),
      ]
    ) { 0 }
  }

  /// A sound file with tensors of the right names whose types, shapes or numbers may be others.
  private static func otherTensors(_ random: inout SplitMix64) -> [UInt8] {
    let types = byteCounts.keys.sorted()
    let rows = random.below(8) > 0 ? 2 : random.pick([0, 1, 3, 1 << 20, 1 << 40, 1 << 60])
    let usual: [(String, String, [Int])] = [
      ("x", "F32", [2, 3]), ("t", "I64", [2]), ("a", "F32", []), ("b", "U8", [1]), ("d", "I64", []), ("n", "F32", []),
      ("f", "F32", []), ("k", "I64", []), ("o", "F32", [6]),
    ]
    let tensors = usual.map { name, type, shape in
      let otherType = random.below(6) == 0 ? random.pick(types) : type
      let otherShape = random.below(10) == 0 ? [random.below(4), random.below(4)] : shape
      let isHuge = rows > 3
      return (name, otherType, [rows] + (isHuge ? [0] : otherShape))
    }
    var numbers = random
    _ = random.next()
    let plain = numbers.below(2) == 0
    return file(tensors) { plain ? UInt8(numbers.below(2)) : UInt8(truncatingIfNeeded: numbers.next()) }
  }

  private static func file(_ tensors: [(String, String, [Int])], byte: () -> UInt8) -> [UInt8] {
    var offset = 0
    let entries = tensors.map { name, type, shape in
      let begin = offset
      offset += shape.contains(0) ? 0 : shape.reduce(byteCounts[type] ?? 1, *)
      return "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(offset)]}"
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    return littleEndian(UInt64(header.count)) + header + (0..<offset).map { _ in byte() }
  }
}

extension [UInt8] {
  /// Changes a byte of the data, or sometimes a bit of the header.
  fileprivate mutating func changeData(_ random: inout SplitMix64) {
    guard let end = lastIndex(of: UInt8(ascii: "}")), end + 1 < count, random.below(4) > 0 else {
      self[random.below(count)] ^= 1 << UInt8(random.below(8))
      return
    }
    self[end + 1 + random.below(count - end - 1)] = UInt8(truncatingIfNeeded: random.next())
  }
}
