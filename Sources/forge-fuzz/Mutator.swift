/// Makes broken versions of good files.
struct Mutator {
  let seeds: [[UInt8]]
  let target: FuzzTarget
  let largestInput: Int

  /// Integers at which things tend to break.
  private static let interesting: [UInt64] = [
    0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0x1_0000_0000, 0x3FFF_FFFF_FFFF_FFFF, 0x4000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max,
  ]

  /// The input that belongs to the state of `random`: a seed with one to sixteen changes, few more often than many.
  func input(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = random.pick(seeds)
    var changes = 1
    while changes < 16, random.below(2) == 0 { changes += 1 }
    for _ in 0..<changes { change(&bytes, &random) }
    if bytes.count > largestInput { bytes.removeSubrange(largestInput...) }
    if random.below(2) == 0 { target.repair(&bytes) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else {
      bytes = random.pick(target.dictionary)
      return
    }
    if let change = target.change, random.below(4) > 0 { return change(&bytes, &random) }
    let start = random.below(bytes.count)
    let end = start + 1 + random.below(min(bytes.count - start, 1 << random.below(10)))
    switch random.below(14) {
    case 0, 1: bytes[start] ^= 1 << UInt8(random.below(8))
    case 2: bytes[start] = UInt8(truncatingIfNeeded: random.next())
    case 3: overwrite(&bytes, at: start, with: integer(&random))
    case 4: overwrite(&bytes, at: start, with: random.pick(target.dictionary))
    case 5: bytes.insert(contentsOf: random.pick(target.dictionary), at: start)
    case 6: bytes.insert(contentsOf: String(random.pick(Self.interesting)).utf8, at: start)
    case 7: bytes.removeSubrange(start..<end)
    case 8: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count + 1))
    case 9: bytes.replaceSubrange(start..<end, with: repeatElement(random.below(2) == 0 ? 0 : 0xFF, count: end - start))
    case 10, 11: changeNumber(&bytes, behind: start, &random)
    case 12: splice(&bytes, start..<end, &random)
    default: truncate(&bytes, at: start, &random)
    }
  }

  /// An interesting integer, or one near to it, of 1 to 8 bytes.
  private func integer(_ random: inout SplitMix64) -> [UInt8] {
    let value = random.pick(Self.interesting) &+ UInt64(random.below(3)) &- 1
    return Array(littleEndian(value).prefix(random.pick([1, 2, 4, 8])))
  }

  private func overwrite(_ bytes: inout [UInt8], at start: Int, with piece: [UInt8]) {
    let end = min(start + piece.count, bytes.count)
    bytes.replaceSubrange(start..<end, with: piece.prefix(end - start))
  }

  /// Writes another number in the place of the next one that is written in decimal digits.
  private func changeNumber(_ bytes: inout [UInt8], behind start: Int, _ random: inout SplitMix64) {
    let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
    let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    let number = random.below(2) == 0 ? UInt64(random.below(40)) : random.pick(Self.interesting)
    bytes.replaceSubrange(first..<end, with: String(number).utf8)
  }

  /// Puts a piece of some seed in the place of a piece of this one.
  private func splice(_ bytes: inout [UInt8], _ range: Range<Int>, _ random: inout SplitMix64) {
    let other = random.pick(seeds)
    guard !other.isEmpty else { return }
    let start = random.below(other.count)
    bytes.replaceSubrange(range, with: other[start...].prefix(1 + random.below(256)))
  }

  private func truncate(_ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64) {
    if random.below(4) == 0 {
      bytes.removeSubrange(..<place)
    } else {
      bytes.removeSubrange(place...)
    }
  }
}
