/// The classes and functions that a pickle may name: those of state dicts and of what commonly stands beside them in
/// checkpoints. Nothing is ever executed; a name stands for what this reader makes of it.
///
/// Which names PyTorch writes is told by `torch/_weights_only_unpickler.py` and `torch/_tensor.py` (PyTorch 2.13), and by
/// files of PyTorch and NumPy.
enum PickleGlobal {
  case orderedDictionary
  case defaultDictionary
  case set
  /// A type of Python's that is only named, such as the default of a `defaultdict`.
  case type
  case size
  case dtype(TorchElementType)
  /// A class of storages; nil for bytes without a type.
  case storage(TorchElementType?)
  case tensorClass
  /// `bringsType` for tensors whose storage has no type of its own.
  case rebuildTensor(bringsType: Bool)
  case rebuildParameter(hasState: Bool)
  case rebuildFromType
  case rebuildUnsupported(UnsupportedTensor)
  /// May be named, and is of no use for weights.
  case otherName
  /// May be called, with a result that is of no use for weights.
  case otherCall

  /// Nil for a name that is not allowed.
  init?(module: String, name: String) {
    // Texts that are not ASCII could be equal to a name without having its bytes.
    guard module.utf8.allSatisfy({ $0 < 0x80 }), name.utf8.allSatisfy({ $0 < 0x80 }),
      let global = Self.named["\(module).\(name)"]
    else { return nil }
    self = global
  }

  private static let named: [String: PickleGlobal] = {
    var named = python.merging(numpy) { $1 }.merging(torch) { $1 }
    for type in TorchElementType.allCases { named["torch.\(type.rawValue)"] = .dtype(type) }
    for (storageClass, type) in TorchElementType.storageClasses { named["torch.\(storageClass)"] = .storage(type) }
    return named
  }()

  /// Protocol 2 calls the module `builtins` by its name of Python 2.
  private static let python: [String: PickleGlobal] = {
    var named: [String: PickleGlobal] = [
      "collections.OrderedDict": .orderedDictionary, "collections.defaultdict": .defaultDictionary,
      "collections.Counter": .otherCall, "_codecs.encode": .otherCall,
    ]
    for module in ["builtins", "__builtin__"] {
      for name in ["set", "frozenset"] { named["\(module).\(name)"] = .set }
      for name in ["int", "float", "bool", "str", "list", "dict", "tuple"] { named["\(module).\(name)"] = .type }
      for name in ["bytes", "bytearray", "complex"] { named["\(module).\(name)"] = .otherCall }
    }
    return named
  }()

  /// Learning rates and losses in checkpoints are often scalars of NumPy, states of random numbers its arrays.
  private static let numpy: [String: PickleGlobal] = [
    "numpy.dtype": .otherCall, "numpy.ndarray": .otherName,
    "numpy.core.multiarray.scalar": .otherCall, "numpy._core.multiarray.scalar": .otherCall,
    "numpy.core.multiarray._reconstruct": .otherCall, "numpy._core.multiarray._reconstruct": .otherCall,
    "numpy.core.numeric._frombuffer": .otherCall, "numpy._core.numeric._frombuffer": .otherCall,
  ]

  private static let torch: [String: PickleGlobal] = [
    "torch._utils._rebuild_tensor_v2": .rebuildTensor(bringsType: false),
    "torch._utils._rebuild_tensor_v3": .rebuildTensor(bringsType: true),
    "torch._utils._rebuild_parameter": .rebuildParameter(hasState: false),
    "torch._utils._rebuild_parameter_with_state": .rebuildParameter(hasState: true),
    "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
    "torch._utils._rebuild_sparse_tensor": .rebuildUnsupported(.sparse),
    "torch._utils._rebuild_qtensor": .rebuildUnsupported(.quantised),
    "torch._utils._rebuild_meta_tensor_no_storage": .rebuildUnsupported(.meta),
    "torch._utils._rebuild_nested_tensor": .rebuildUnsupported(.nested),
    "torch._utils._rebuild_wrapper_subclass": .rebuildUnsupported(.subclass),
    "torch._utils._rebuild_device_tensor_from_numpy": .rebuildUnsupported(.throughNumPy),
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": .rebuildUnsupported(.throughNumPy),
    "torch.Tensor": .tensorClass, "torch._tensor.Tensor": .tensorClass, "torch.nn.parameter.Parameter": .tensorClass,
    "torch.UntypedStorage": .storage(nil), "torch.storage.UntypedStorage": .storage(nil),
    "torch.storage._UntypedStorage": .storage(nil),
    "torch.Size": .size, "torch.device": .otherCall, "torch.serialization._get_layout": .otherCall,
    "torch.per_tensor_affine": .otherName, "torch.per_tensor_symmetric": .otherName,
    "torch.per_channel_affine": .otherName, "torch.per_channel_symmetric": .otherName,
    "torch.per_channel_affine_float_qparams": .otherName,
  ]
}
