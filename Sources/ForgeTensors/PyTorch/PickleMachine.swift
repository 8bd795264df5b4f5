import ForgeJSON

/// Runs the pickle of a `.pt` file: the few instructions that `torch.save` writes, and the few names that state dicts and
/// checkpoints hold. Whatever else a pickle asks for is refused; nothing is imported or executed.
///
/// Source: `Lib/pickletools.py` of Python for the instructions. Stricter than Python: memo places are counted up without
/// gaps, as every pickler counts them, keys and values have the types that they should, nothing follows the end. Takes time
/// and memory in proportion to the pickle's bytes.
struct PickleMachine {
  var bytes: PickleBytes
  let archive: TorchArchive
  var stack: [PickleValue] = []
  /// How high the stack was at each mark that is still open.
  var marks: [Int] = []
  var memo: [PickleValue] = []
  var containers: [[PickleValue]] = []
  var tensors: [PickledTensor] = []
  var storages: [TorchStorage] = []
  var storageNumbers: [ExactText: Int32] = [:]
  /// Where the current instruction begins.
  var place = 0

  /// Tuples, lists and dictionaries of one pickle; a tensor takes about six. Also the values that wait on the stack.
  static let mostContainers = 1 << 20
  static let mostTensors = 1 << 19
  static let mostMemos = 1 << 22
  static let protocols: ClosedRange<UInt8> = 2...5

  init(bytes: PickleBytes, archive: TorchArchive) {
    self.bytes = bytes
    self.archive = archive
  }

  mutating func run() throws(TensorFileError) -> PickledObjects {
    guard try bytes.byte() == PickleOpcode.proto.rawValue, Self.protocols ~= (try bytes.byte()) else {
      throw bytes.fault("the pickle does not begin with one of the protocols 2 to 5", at: 0)
    }
    while true {
      place = bytes.offset
      let code = try bytes.byte()
      guard let opcode = PickleOpcode(rawValue: code) else {
        let digits = String(code, radix: 16, uppercase: true)
        throw fault("the pickle holds the instruction 0x\(digits), which torch.save does not write")
      }
      if opcode == .stop { break }
      try execute(opcode)
      guard stack.count + marks.count <= Self.mostContainers else {
        throw fault("the pickle keeps more than \(Self.mostContainers) values waiting")
      }
    }
    guard stack.count == 1, marks.isEmpty, bytes.isAtEnd else {
      throw fault("the pickle does not end with a single object")
    }
    return PickledObjects(root: stack[0], containers: containers, tensors: tensors, storages: storages, bytes: bytes)
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .proto, .stop: throw fault("the pickle begins a second time")
    case .frame: try bytes.frame()
    case .none, .newTrue, .newFalse, .binInt, .binInt1, .binInt2, .long1, .binFloat, .binUnicode, .shortBinUnicode,
      .binUnicode8, .binBytes, .shortBinBytes, .binBytes8, .byteArray8:
      stack.append(try scalar(opcode))
    case .mark: marks.append(stack.count)
    case .emptyTuple: stack.append(.tuple(try container([])))
    case .tuple: stack.append(.tuple(try container(try popToMark())))
    case .tuple1: stack.append(.tuple(try container(try pop(1))))
    case .tuple2: stack.append(.tuple(try container(try pop(2))))
    case .tuple3: stack.append(.tuple(try container(try pop(3))))
    case .emptyList: stack.append(.list(try container([])))
    case .append: try append(try pop(1))
    case .appends: try append(try popToMark())
    case .emptyDict: stack.append(.dictionary(try container([]), isOrdered: false))
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .emptySet: stack.append(.set)
    case .addItems: try addItems(try popToMark())
    case .frozenSet:
      _ = try popToMark()
      stack.append(.set)
    case .binPut: try memorise(at: Int(try bytes.byte()))
    case .longBinPut: try memorise(at: Int(try bytes.integer(UInt32.self)))
    case .memoize: try memorise(at: memo.count)
    case .binGet: try recall(Int(try bytes.byte()))
    case .longBinGet: try recall(Int(try bytes.integer(UInt32.self)))
    case .global: stack.append(.global(try global(module: try bytes.line(), name: try bytes.line())))
    case .stackGlobal: try pushStackGlobal()
    case .binPersID: stack.append(.storage(try storage(try pop())))
    case .reduce: try reduce()
    case .build: try build()
    }
  }

  /// A fault at the current instruction.
  func fault(_ message: String, hint: String? = nil) -> TensorFileError { bytes.fault(message, at: place, hint: hint) }
}

// MARK: Plain values

extension PickleMachine {
  private mutating func scalar(_ opcode: PickleOpcode) throws(TensorFileError) -> PickleValue {
    switch opcode {
    case .newTrue: return .boolean(true)
    case .newFalse: return .boolean(false)
    case .binInt: return .integer(Int(try bytes.integer(Int32.self)))
    case .binInt1: return .integer(Int(try bytes.byte()))
    case .binInt2: return .integer(Int(try bytes.integer(UInt16.self)))
    case .long1: return try bytes.wholeNumber(try bytes.byte()).map { .integer($0) } ?? .otherNumber
    case .binFloat: try bytes.skip(8)
    case .binUnicode: return .text(try bytes.text(try bytes.integer(UInt32.self)))
    case .shortBinUnicode: return .text(try bytes.text(try bytes.byte()))
    case .binUnicode8: return .text(try bytes.text(try bytes.integer(UInt64.self)))
    case .binBytes: try bytes.skip(try bytes.integer(UInt32.self))
    case .shortBinBytes: try bytes.skip(try bytes.byte())
    case .binBytes8, .byteArray8: try bytes.skip(try bytes.integer(UInt64.self))
    default: return .none
    }
    return opcode == .binFloat ? .otherNumber : .bytes
  }
}
