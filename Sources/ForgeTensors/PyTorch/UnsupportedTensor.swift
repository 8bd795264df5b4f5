/// A tensor that PyTorch can save, and that is not read.
enum UnsupportedTensor {
  case elements(TorchElementType)
  case sparse
  case quantised
  case meta
  case nested
  case subclass
  case throughNumPy
  case pendingSign

  /// After the tensor's name.
  var message: String {
    switch self {
    case .elements(let type): "its elements are \(type.refusal)"
    case .sparse: "it is sparse, which is not supported"
    case .quantised: "it is quantised, which is not supported"
    case .meta: "it is on the device 'meta', which has shapes, but no numbers"
    case .nested: "it is nested, which is not supported"
    case .subclass: "it is of a class of its own, only plain tensors and parameters are read"
    case .throughNumPy: "it was saved from a device without storages, as a copy that is not supported"
    case .pendingSign: "it is a view that stands for the conjugate or the negative of its storage, which is not supported"
    }
  }

  var hint: String {
    switch self {
    case .elements(let type): type.hint
    case .sparse: "save it dense: x.to_dense()"
    case .quantised: TorchElementType.qint8.hint
    case .meta: "load the model's weights before you save it"
    case .nested: "save it padded: torch.nested.to_padded_tensor(x, 0)"
    case .subclass: "save a plain tensor: x.detach().clone().as_subclass(torch.Tensor)"
    case .throughNumPy: "save it from the processor: x.cpu()"
    case .pendingSign: "save a tensor of its own: x.resolve_conj().resolve_neg()"
    }
  }
}
