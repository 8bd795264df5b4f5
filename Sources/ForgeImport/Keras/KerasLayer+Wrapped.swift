extension KerasLayer {
  /// The layer that this one wraps and calls in inference as it is; nil when it wraps none.
  ///
  /// `SpectralNormalization` changes the weights of its layer in training, the file holds what it came to.
  func wrapped() throws(ImportFault) -> KerasLayer? {
    guard ["TimeDistributed", "SpectralNormalization"].contains(className) else { return nil }
    guard let description = options["layer"] else { throw ImportFault("it wraps no layer") }
    return try KerasLayer(description)
  }

  /// Whether the layer does the same to every step when it is called with all of them at once: it works on the last axis alone.
  var worksOnLastAxis: Bool {
    guard isOfKeras else { return false }
    let hasLastAxis = options["axis"].map { $0.whole == -1 || $0.numberList == [-1] } ?? true
    switch className {
    case "Dense", "Dropout", "ELU", "LeakyReLU", "ReLU": return true
    case "Activation", "BatchNormalization", "LayerNormalization": return hasLastAxis
    default: return false
    }
  }
}
