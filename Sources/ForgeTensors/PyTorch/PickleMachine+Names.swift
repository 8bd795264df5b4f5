import ForgeJSON

// Names of classes and functions, calls of them, and storages.

extension PickleMachine {
  /// Bytes of a storage's key; torch.save counts them up.
  private static let longestKey = 64

  /// The class or function of a name.
  mutating func global(module: String, name: String) throws(TensorFileError) -> PickleGlobal {
    if let global = PickleGlobal(module: module, name: name) { return global }
    let full = "\(module).\(name)".quotedForMessage
    // The class of a whole object comes before anything else.
    let isWhole = stack.isEmpty && marks.isEmpty && containers.isEmpty
    let isModule = isWhole || module.hasPrefix("torch.nn.modules.")
    throw fault(
      isModule
        ? "the file holds a whole object of the class \(full), which only its own Python code can make again"
        : "the file holds something of \(full), which only Python code can make again",
      hint: "nothing in a weights file is ever executed; in Python, save just the parameters: "
        + "torch.save(model.state_dict(), \"model.pt\")"
    )
  }

  mutating func pushStackGlobal() throws(TensorFileError) {
    let names = try pop(2)
    guard case .text(let module) = names[0], case .text(let name) = names[1] else {
      throw fault("the pickle names a class by \(names[0].kind) and \(names[1].kind), not by texts")
    }
    stack.append(.global(try global(module: bytes.string(module), name: bytes.string(name))))
  }

  /// The storage of a persistent id: `("storage", class, key, device, number of elements)`. The device does not matter.
  mutating func storage(_ id: PickleValue) throws(TensorFileError) -> Int32 {
    guard case .tuple(let container) = id else {
      throw fault("the pickle refers to something outside by \(id.kind), only storages are there")
    }
    let items = items(of: container)
    guard items.count == 5, case .text(let tag) = items[0], bytes.utf8(tag).elementsEqual("storage".utf8),
      case .global(.storage(let type)) = items[1], case .text(let keyText) = items[2],
      keyText.count <= Self.longestKey, case .text = items[3], case .integer(let count) = items[4], count >= 0
    else {
      throw fault("the pickle refers to something outside that is no storage of PyTorch")
    }
    let key = bytes.string(keyText)
    let storage = try TorchStorage(key: key, elementType: type, elementCount: count, in: archive, at: bytes.place(place))
    guard let number = storageNumbers[ExactText(key)] else {
      let number = Int32(storages.count)
      storages.append(storage)
      storageNumbers[ExactText(key)] = number
      return number
    }
    guard storages[Int(number)].elementType == type else {
      throw fault("the pickle gives storage \(key.quotedForMessage) two types")
    }
    return number
  }

  mutating func reduce() throws(TensorFileError) {
    let (arguments, function) = (try pop(), try pop())
    guard case .tuple(let container) = arguments, case .global(let global) = function else {
      throw fault("the pickle calls \(function.kind) with \(arguments.kind)")
    }
    stack.append(try call(global, items(of: container)))
  }

  mutating func call(_ global: PickleGlobal, _ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    switch global {
    case .orderedDictionary where arguments.isEmpty:
      return .dictionary(try container([]), isOrdered: true)
    case .defaultDictionary where arguments.count <= 1:
      return .dictionary(try container([]), isOrdered: false)
    case .set where arguments.count <= 1: return .set
    case .otherCall: return .other
    case .size:
      if arguments.count == 1, case .tuple = arguments[0] { return arguments[0] }
    case .rebuildTensor(let bringsType): return try add(try tensor(arguments, bringsType: bringsType))
    case .rebuildUnsupported(let reason): return try add(.unsupported(reason))
    case .rebuildParameter(let hasState):
      if arguments.count == (hasState ? 4 : 3), case .tensor = arguments[0] { return arguments[0] }
    case .rebuildFromType: return try tensorFromType(arguments)
    default: break
    }
    throw fault("the pickle calls a class or function of PyTorch or Python in a way that torch.save does not")
  }

  private mutating func add(_ tensor: PickledTensor) throws(TensorFileError) -> PickleValue {
    guard tensors.count < Self.mostTensors else { throw fault("the pickle makes more than \(Self.mostTensors) tensors") }
    tensors.append(tensor)
    return .tensor(Int32(tensors.count - 1))
  }

  /// Attributes of an `OrderedDict` (a state dict has `_metadata`) and states of NumPy's objects are left out.
  mutating func build() throws(TensorFileError) {
    let state = try pop()
    switch (try top(), state) {
    case (.dictionary(_, isOrdered: true), .dictionary), (.other, _): break
    default: throw fault("the pickle sets the state of \(try top().kind) to \(state.kind)")
    }
  }
}
