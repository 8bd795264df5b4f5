// Tensors, from the arguments of the functions that make them again (`torch/_utils.py`, PyTorch 2.13).

extension PickleMachine {
  /// PyTorch's own limit.
  private static let mostAxes = 64

  /// `(storage, offset, size, stride, requires_grad, hooks)`, then the type for storages without one, then perhaps a
  /// dictionary with the bits `conj` and `neg`. Offset and strides count elements.
  func tensor(_ arguments: [PickleValue], bringsType: Bool) throws(TensorFileError) -> PickledTensor {
    let fewest = bringsType ? 7 : 6
    guard arguments.count == fewest || arguments.count == fewest + 1, case .storage(let number) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = integers(arguments[2]), let strides = integers(arguments[3]),
      case .boolean = arguments[4], case .dictionary = arguments[5]
    else { throw fault("the pickle makes a tensor in a way that torch.save does not") }
    let storage = storages[Int(number)]
    guard let type = type(of: storage, given: bringsType ? arguments[6] : nil) else {
      throw fault("the pickle makes a tensor of another type than its storage")
    }
    if arguments.count > fewest {
      guard case .dictionary(let bits, _) = arguments[fewest] else {
        throw fault("the pickle makes a tensor in a way that torch.save does not")
      }
      if !items(of: bits).isEmpty { return .unsupported(.pendingSign) }
    }
    guard let elementType = type.elementType else { return .unsupported(.elements(type)) }
    do {
      let layout = try StridedLayout(
        shape: shape,
        strides: strides,
        offset: offset,
        elementType: elementType,
        storageBytes: storage.byteCount
      )
      return .strided(storage: Int(number), layout)
    } catch {
      throw fault("a tensor of storage '\(storage.key)' cannot be: \(error.message)")
    }
  }

  /// `(function, class, arguments, attributes)`: a plain tensor with attributes, which are left out.
  mutating func tensorFromType(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    guard arguments.count == 4, case .global(let function) = arguments[0], case .global(.tensorClass) = arguments[1],
      case .tuple(let inner) = arguments[2]
    else { throw fault("the pickle makes a tensor in a way that torch.save does not") }
    switch function {
    case .rebuildTensor, .rebuildParameter, .rebuildUnsupported: return try call(function, items(of: inner))
    default: throw fault("the pickle makes a tensor in a way that torch.save does not")
    }
  }

  private func type(of storage: TorchStorage, given: PickleValue?) -> TorchElementType? {
    switch (storage.elementType, given) {
    case (let own?, nil): own
    case (nil, .global(.dtype(let type))): type
    default: nil
    }
  }

  /// The whole numbers of a tuple as long as a shape may be.
  private func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let container) = value, items(of: container).count <= Self.mostAxes else { return nil }
    var numbers: [Int] = []
    for item in items(of: container) {
      guard case .integer(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
