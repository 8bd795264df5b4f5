import ForgeTensors

extension FuzzTarget {
  static let pt = FuzzTarget(
    name: "pt",
    dictionary: pickleDictionary,
    repair: { repairZip(&$0) },
    change: { changeEntry(&$0, &$1, named: "data.pkl", pieces: pickleDictionary) },
    exercise: { exercise($0, .pt) }
  )

  static let pt2 = FuzzTarget(
    name: "pt2",
    dictionary: exportDictionary,
    repair: { repairZip(&$0) },
    change: { changeEntry(&$0, &$1, named: "_config.json", pieces: exportDictionary) },
    exercise: { exercise($0, .pt2) }
  )

  /// Instructions with their arguments, names, and the ends of values.
  private static let pickleDictionary: [[UInt8]] =
    [
      [0x80, 2], [0x80, 5], [0x95, 4, 0, 0, 0, 0, 0, 0, 0], [0x2E], [0x4E], [0x88], [0x89], [0x4A, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x4B, 0], [0x4B, 3], [0x4D, 0xFF, 0xFF], [0x8A, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x40], [0x8A, 0], [0x47, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0], [0x58, 1, 0, 0, 0, 0x61],
      [0x8C, 1, 0x62], [0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x63], [0x42, 0, 0, 0, 0], [0x43, 1, 0], [0x8E, 0, 0, 0, 0, 0, 0, 0, 0],
      [0x28], [0x29], [0x74], [0x85], [0x86], [0x87], [0x5D], [0x61], [0x65], [0x7D], [0x73], [0x75], [0x8F], [0x90], [0x91],
      [0x71, 0], [0x72, 0, 1, 0, 0], [0x94], [0x68, 0], [0x68, 1], [0x68, 5], [0x6A, 2, 0, 0, 0], [0x93], [0x51], [0x52],
      [0x62], [0x81], [0x30], [0x7D, 0x28], [0x29, 0x52], [0x86, 0x52],
    ]
    + .texts(
      "ccollections\nOrderedDict\n",
      "ctorch._utils\n_rebuild_tensor_v2\n",
      "ctorch._utils\n_rebuild_tensor_v3\n",
      "ctorch._utils\n_rebuild_parameter\n",
      "ctorch._tensor\n_rebuild_from_type_v2\n",
      "ctorch\nFloatStorage\n",
      "ctorch\nComplexFloatStorage\n",
      "ctorch\nByteStorage\n",
      "ctorch.storage\nUntypedStorage\n",
      "ctorch\nfloat32\n",
      "ctorch\nuint16\n",
      "ctorch\nSize\n",
      "c__builtin__\nset\n",
      "ccollections\ndefaultdict\n",
      "cos\nsystem\n",
      "X\u{5}\0\0\0model",
      "X\u{3}\0\0\0ema",
      "X\u{A}\0\0\0state_dict",
      "X\u{C}\0\0\0_extra_state"
    )

  private static let exportDictionary: [[UInt8]] = .texts(
    "\"as_int\":",
    "\"as_expr\":",
    "{\"as_int\": 1}",
    "{\"as_int\": 0}",
    "{\"as_int\": 9223372036854775807}",
    "\"config\":",
    "\"path_name\":",
    "\"weight_0\"",
    "\"weight_1\"",
    "\"tensor_0\"",
    "\"use_pickle\": true",
    "\"is_param\": false",
    "\"dtype\": 10",
    "\"dtype\": 28",
    "\"layout\": 1",
    "\"storage_offset\":",
    "\"strides\":",
    "\"sizes\":",
    "\"schema_version\": {\"major\": 8}",
    "null",
    "true",
    "[]",
    "{}",
    ",",
    "-1",
    "4611686018427387904"
  )

  /// Changes one entry, most often one whose name ends as given, and puts the archive together again.
  static func changeEntry(
    _ bytes: inout [UInt8],
    _ random: inout SplitMix64,
    named ending: String,
    pieces: [[UInt8]]
  ) {
    guard var archive = FuzzArchive(bytes) else { return }
    let ending = ending.utf8
    let wanted = archive.entries.indices.filter { archive.entries[$0].name.suffix(ending.count).elementsEqual(ending) }
    let index = random.below(8) > 0 && !wanted.isEmpty ? random.pick(wanted) : random.below(archive.entries.count)
    switch random.below(32) {
    case 0: archive.entries.remove(at: index)
    case 1: archive.entries[index].name = random.pick(archive.entries).name
    case 2: archive.entries[index].data = random.pick(archive.entries).data
    default: changePart(&archive.entries[index].data, &random, pieces)
    }
    bytes = archive.bytes
  }

  private static func changePart(_ data: inout [UInt8], _ random: inout SplitMix64, _ pieces: [[UInt8]]) {
    guard !data.isEmpty else { return data = random.pick(pieces) }
    let start = random.below(data.count)
    let end = start + 1 + random.below(min(data.count - start, 1 << random.below(7)))
    switch random.below(9) {
    case 0: data[start] ^= 1 << UInt8(random.below(8))
    case 1: data[start] = UInt8(truncatingIfNeeded: random.next())
    case 2, 3: data.insert(contentsOf: random.pick(pieces), at: start)
    case 4:
      let piece = random.pick(pieces)
      data.replaceSubrange(start..<min(data.count, start + piece.count), with: piece)
    case 5: data.removeSubrange(start..<end)
    case 6: data.insert(contentsOf: data[start..<end], at: random.below(data.count + 1))
    case 7: data.replaceSubrange(start..<end, with: random.pick(pieces))
    default: changeInteger(&data, at: start, &random)
    }
  }

  /// Writes a small number, or the largest, over some bytes, or in the place of decimal digits.
  private static func changeInteger(_ data: inout [UInt8], at start: Int, _ random: inout SplitMix64) {
    let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    let value = random.below(4) == 0 ? UInt64.max >> UInt64(random.below(64)) : UInt64(random.below(20))
    if isDigit(data[start]) {
      let end = data[start...].firstIndex { !isDigit($0) } ?? data.count
      data.replaceSubrange(start..<end, with: String(value).utf8)
    } else {
      let bytes = littleEndian(value).prefix(random.pick([1, 2, 4, 8]))
      data.replaceSubrange(start..<min(data.count, start + bytes.count), with: bytes)
    }
  }
}
