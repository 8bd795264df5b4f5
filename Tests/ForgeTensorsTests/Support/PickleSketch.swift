/// Pieces of pickles, to be put together into good and bad ones; each leaves one value on the stack.
enum PickleSketch {
  static func text(_ text: String) -> [UInt8] { [0x58] + littleEndian(UInt32(text.utf8.count)) + Array(text.utf8) }

  static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + littleEndian(Int64(value)) }

  static func tuple(_ items: [[UInt8]]) -> [UInt8] { [0x28] + items.joined() + [0x74] }

  static func integers(_ values: [Int]) -> [UInt8] { tuple(values.map(integer)) }

  static func list(_ items: [[UInt8]]) -> [UInt8] { [0x5D, 0x28] + items.joined() + [0x65] }

  static func dictionary(_ pairs: [(String, [UInt8])]) -> [UInt8] {
    [0x7D, 0x28] + pairs.flatMap { text($0.0) + $0.1 } + [0x75]
  }

  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

  static func call(_ module: String, _ name: String, _ arguments: [[UInt8]]) -> [UInt8] {
    global(module, name) + tuple(arguments) + [0x52]
  }

  static let orderedDictionary = call("collections", "OrderedDict", [])

  static func storage(_ key: String, _ type: String = "FloatStorage", count: Int) -> [UInt8] {
    tuple([text("storage"), global("torch", type), text(key), text("cpu"), integer(count)]) + [0x51]
  }

  static func tensor(
    _ storage: [UInt8],
    offset: Int = 0,
    shape: [Int],
    strides: [Int],
    more: [[UInt8]] = []
  ) -> [UInt8] {
    call(
      "torch._utils",
      "_rebuild_tensor_v2",
      [storage, integer(offset), integers(shape), integers(strides), [0x89], orderedDictionary] + more
    )
  }

  /// The numbers 0 to 5 as float32 in storage `0`.
  static let six = storage("0", count: 6)

  /// A tensor of two rows of three, which is storage `0`.
  static let grid = tensor(six, shape: [2, 3], strides: [3, 1])

  /// An archive as torch.save would write it around an object: `root/data.pkl`, byte order and version, and storages, of which
  /// `0` is six numbers of float32.
  static func file(
    _ object: [UInt8],
    storages: [(String, [UInt8])] = [],
    others: [(String, String)] = [("byteorder", "little"), ("version", "3\n")]
  ) -> [UInt8] {
    archive(pickle: [0x80, 2] + object + [0x2E], storages: storages, others: others).bytes
  }

  static func archive(
    pickle: [UInt8],
    storages: [(String, [UInt8])] = [],
    others: [(String, String)] = []
  ) -> ZipSketch {
    let numbers = (0..<6).flatMap { littleEndian(Float($0).bitPattern) }
    let parts =
      [("data.pkl", pickle)] + others.map { ($0.0, Array($0.1.utf8)) } + [("data/0", numbers)]
      + storages.map { ("data/" + $0.0, $0.1) }
    return ZipSketch(parts.map { .init(name: "root/" + $0.0, data: $0.1) })
  }

  /// Where the pickle of ``archive(pickle:storages:others:)`` begins in the file.
  static let pickleStart = 30 + "root/data.pkl".utf8.count
}
