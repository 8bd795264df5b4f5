/// The steps of a value that count, as Keras hands them on beside it.
struct KerasMask {
  /// 1 for a step that counts and 0 for another one; a value without the last axis of the masked one.
  let steps: Draft.Value
  /// The layer that made it.
  let maker: String

  /// The masks of values. Layers that leave a value as it is make one value of two tensors, which must not differ in their masks.
  static func byValue(_ pairs: [(value: Draft.Value, mask: KerasMask?)]) throws(ImportFault) -> [Draft.Value: KerasMask] {
    var masks: [Draft.Value: KerasMask?] = [:]
    for (value, mask) in pairs {
      if let other = masks[value], other?.steps != mask?.steps {
        throw ImportFault("it reads one value with different masks, or with and without one, which is not supported")
      }
      masks.updateValue(mask, forKey: value)
    }
    return masks.compactMapValues { $0 }
  }
}

// Which layers read a mask, and which hand it on (`keras/src/layers/layer.py`, `__call__`; `supports_masking` tells which).
extension KerasLayer {
  /// Layers whose result depends on a mask that no rule takes into account.
  private static let refusing: Set<String> = ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Softmax"]

  /// Layers whose rules read masks.
  private static let reading: Set<String> = [
    "AdditiveAttention", "Attention", "Bidirectional", "GlobalAveragePooling1D", "GlobalAvgPool1D", "GroupQueryAttention",
    "GroupedQueryAttention", "GRU", "LSTM", "MultiHeadAttention", "RNN", "SimpleRNN",
  ]

  private static let enders: Set<String> = [
    "CategoryEncoding", "Dot", "EinsumDense", "Flatten", "Permute", "RMSNormalization", "RepeatVector", "Reshape",
    "SpectralNormalization",
  ]

  /// Parts of the names of layers that lose a mask.
  private static let endings = ["Conv", "Pool", "Cropping", "Padding", "UpSampling"]

  /// Whether a mask must not meet the layer: nothing here tells what it does with one.
  func refusesMasks() throws(ImportFault) -> Bool {
    guard className == "TimeDistributed" else { return !isOfKeras || Self.refusing.contains(className) }
    // The steps' own masks would be those of examples.
    let inner = try wrapped() ?? self
    return !inner.isOfKeras || Self.refusing.union(Self.reading).contains(inner.className)
  }

  /// Whether what the layer has read has no mask from then on (`MultiHeadAttention.call`, "Delete the masks").
  var takesMasksAway: Bool { className == "MultiHeadAttention" }

  /// Whether the result has no mask though what the layer reads has one.
  var losesMasks: Bool {
    className.hasPrefix("ops.") || Self.enders.contains(className) || Self.endings.contains { className.contains($0) }
  }
}

extension KerasWork {
  /// The mask of a value, as a layer gets it without being called with one.
  func mask(of value: Draft.Value) -> Draft.Value? { masks[value]?.steps }

  /// The results get the mask of a value.
  mutating func handOnMask(of value: Draft.Value) { resultMasks = [masks[value]] }

  /// The only result gets a mask that the layer makes.
  mutating func handOn(mask steps: Draft.Value) { resultMasks = [KerasMask(steps: steps, maker: layer.title)] }

  /// The result of several values has a mask where all of them have: a step counts that counts in one of them.
  mutating func handOnAnyMask(of values: [Draft.Value]) throws(ImportFault) {
    let given = values.compactMap { masks[$0] }
    guard given.count == values.count, let first = given.first else {
      resultMasks = [nil]
      return
    }
    resultMasks = [KerasMask(steps: try any(given.map(\.steps)), maker: first.maker)]
  }

  /// The mask of values one after the other; where they are put together within a step, it counts where one of them does.
  ///
  /// - Parameter number: the axis, which counts the batch.
  mutating func handOnJoinedMasks(axis number: Int) throws(ImportFault) {
    let values = try inputs()
    let axis = try axis(number, of: shape(of: values[0]).count)
    guard let maker = values.compactMap({ masks[$0]?.maker }).first else { return }
    var parts: [Draft.Value] = []
    for value in values {
      if let mask = mask(of: value) {
        parts.append(mask)
      } else {
        let sizes = Array(shape(of: value).dropLast())
        parts.append(try constantLayer("all_steps", sizes, [Double](repeating: 1, count: sizes.boundedCount())))
      }
    }
    let isWithin = axis == shape(of: values[0]).count - 1
    let steps =
      isWithin ? try any(parts) : try add("concat", parts, [("axis", .integer(axis))], named: "/mask")
    resultMasks = [KerasMask(steps: steps, maker: maker)]
  }

  private mutating func any(_ masks: [Draft.Value]) throws(ImportFault) -> Draft.Value {
    masks.count == 1 ? masks[0] : try add("maximum", masks, named: "/mask")
  }

  /// The steps with a mask's numbers for each of their elements: `[steps]` as `[steps, 1]`.
  mutating func column(_ mask: Draft.Value) throws(ImportFault) -> Draft.Value {
    try reshaped(mask, to: shape(of: mask) + [1], named: "/mask")
  }
}
