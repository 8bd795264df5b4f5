/// The formats of weights files that can be read.
package enum TensorFileFormat: String, Sendable, CaseIterable {
  case safetensors
  /// NumPy's archive of arrays: a zip file of `.npy` files.
  case npz
  /// One array of NumPy.
  case npy
  /// A model that Keras 3 saved.
  case keras
  /// Weights that Keras 3 saved (`.weights.h5`), or a model or weights in the legacy format of Keras 2.
  case h5
  /// A model whose initialisers are its weights.
  case onnx
  /// What `torch.save` writes: a state dict or a checkpoint that holds one. Also called `.pth`.
  case pt
  /// What `torch.export.save` writes: a program with its tensors.
  case pt2

  /// The format that goes by a file extension, without its dot, in upper or lower case.
  package init?(fileExtension: String) {
    let ending = fileExtension.lowercased()
    self.init(rawValue: ending == "pth" ? "pt" : ending)
  }
}
