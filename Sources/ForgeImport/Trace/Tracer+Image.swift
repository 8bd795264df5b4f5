import ForgeGraph
import ForgeOperators
import ForgeTensors

extension Tracer {
  /// A layer over an image or sequence `[1, channels, …]`, whose first axis is the batch.
  mutating func image(
    _ kind: String,
    _ tensor: Traced,
    _ settings: [(key: String, value: Setting)],
    weights: [(role: String, tensor: TensorEntry)] = []
  ) throws(ImportFault) -> Traced {
    guard tensor.shape.first == 1 else {
      throw ImportFault("a batch of \(tensor.shape.first ?? 0) images is computed at once, only one by one is supported")
    }
    return try layer(kind, [tensor], without: 0, settings, weights: weights)
  }

  /// The learned numbers of each channel of `[1, channels, …]`: `(x - mean) / √(variance + ε) · γ + β`.
  mutating func batchNormalized(
    _ tensor: Traced,
    gamma: Known?,
    beta: Known?,
    mean: Known,
    variance: Known,
    epsilon: Double
  ) throws(ImportFault) -> Traced {
    var weights: [(role: String, tensor: TensorEntry)] = []
    var settings: [(key: String, value: Setting)] = [("epsilon", .number(epsilon))]
    if let gamma {
      weights.append(("weight", try gamma.entry(gamma.shape)))
    } else {
      settings.append(("scale", .boolean(false)))
    }
    if let beta { weights.append(("bias", try beta.entry(beta.shape))) } else { settings.append(("center", .boolean(false))) }
    weights.append(("running_mean", try mean.entry(mean.shape)))
    weights.append(("running_var", try variance.entry(variance.shape)))
    return try layer("batch_norm", [tensor], without: 0, settings, weights: weights)
  }
}
