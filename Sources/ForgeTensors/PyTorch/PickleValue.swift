/// What stands on the stack of the pickle machine. Everything larger lies elsewhere and is told by its number there, so that
/// values are plain bits: copying them costs nothing, and objects inside objects need no recursion to be freed.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// A whole number beyond 64 bits, or one with a fraction: nothing that is read depends on it.
  case otherNumber
  case text(PickleText)
  case bytes
  case tuple(PickleContainer)
  case list(PickleContainer)
  /// Keys and values take turns. `isOrdered` for an `OrderedDict`, which may have attributes.
  case dictionary(PickleContainer, isOrdered: Bool)
  case set
  case global(PickleGlobal)
  case storage(Int32)
  case tensor(Int32)
  /// The result of a call that is allowed, and of no use for weights.
  case other

  /// Whether Python would take this as a key.
  var isHashable: Bool {
    switch self {
    case .list, .dictionary, .set: false
    default: true
    }
  }

  /// What this is, in the words of a message.
  var kind: String {
    switch self {
    case .none: "None"
    case .boolean: "a boolean"
    case .integer, .otherNumber: "a number"
    case .text: "a text"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .set: "a set"
    case .global: "a class or function"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .other: "an object"
    }
  }
}

/// The number of a tuple, list or dictionary in ``PickledObjects/containers``.
struct PickleContainer: Hashable {
  let number: Int32
}

/// A text by its place in the pickle; it is known to be valid UTF-8.
struct PickleText {
  let start: UInt32
  let count: UInt32
}

/// What a pickle holds.
struct PickledObjects {
  let root: PickleValue
  /// The items of tuples, lists and dictionaries.
  let containers: [[PickleValue]]
  let tensors: [PickledTensor]
  let storages: [TorchStorage]
  private let bytes: PickleBytes

  init(
    root: PickleValue,
    containers: [[PickleValue]],
    tensors: [PickledTensor],
    storages: [TorchStorage],
    bytes: PickleBytes
  ) {
    self.root = root
    self.containers = containers
    self.tensors = tensors
    self.storages = storages
    self.bytes = bytes
  }

  func items(of container: PickleContainer) -> [PickleValue] { containers[Int(container.number)] }

  func utf8(_ text: PickleText) -> UnsafeRawBufferPointer { bytes.utf8(text) }

  func string(_ text: PickleText) -> String { bytes.string(text) }
}

/// A tensor of a pickle, checked against its storage.
enum PickledTensor {
  case strided(storage: Int, StridedLayout)
  case unsupported(UnsupportedTensor)
}
