/// Which values Keras hands on with a mask of the steps that count.
///
/// Most layers do without: what they compute does not depend on it. Those that read it are refused
/// (`keras/src/layers/layer.py`, `__call__`; `supports_masking` tells whether a layer hands the mask on).
struct KerasMasks {
  /// The masked values and the layers that made the masks.
  private var makers: [Draft.Value: String] = [:]

  private static let readers: Set<String> = [
    "AdditiveAttention", "Attention", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GlobalAveragePooling1D",
    "GlobalAvgPool1D", "GroupQueryAttention", "GroupedQueryAttention", "GRU", "LSTM", "MultiHeadAttention", "RNN", "SimpleRNN",
    "Softmax",
  ]

  private static let enders: Set<String> = [
    "CategoryEncoding", "EinsumDense", "Flatten", "Permute", "RMSNormalization", "RepeatVector", "Reshape",
    "SpectralNormalization",
  ]

  /// Parts of the names of layers that lose a mask.
  private static let endings = ["Conv", "Pool", "Cropping", "Padding", "UpSampling"]

  /// Whether what a layer computes depends on a mask.
  static func isReader(_ layer: KerasLayer) throws(ImportFault) -> Bool {
    let inner = layer.className == "TimeDistributed" ? try layer.wrapped() ?? layer : layer
    return !layer.isOfKeras || readers.contains(inner.className)
  }

  /// Refuses a layer whose result depends on a mask.
  func check(_ values: [Draft.Value], read layer: KerasLayer) throws(ImportFault) {
    guard let maker = values.compactMap({ makers[$0] }).first else { return }
    guard try !Self.isReader(layer) else {
      throw ImportFault(
        "it reads the mask that \(maker) makes, which is not supported",
        hint: "leave the mask out (mask_zero, Masking), or put a layer between that does not hand it on"
      )
    }
  }

  /// Notes which results have a mask.
  mutating func note(_ values: [Draft.Value], _ layer: KerasLayer, _ results: [Draft.Value]) throws(ImportFault) {
    // The layers of a model note their own.
    if layer.isModel { return }
    let name = layer.className
    if name == "Masking" || name == "Embedding" && layer.options["mask_zero"]?.truth == true {
      for result in results { makers[result] = layer.title }
      return
    }
    let isLost = name.hasPrefix("ops.") || Self.enders.contains(name) || Self.endings.contains { name.contains($0) }
    guard !isLost, let maker = values.compactMap({ makers[$0] }).first else { return }
    for result in results { makers[result] = maker }
  }
}
