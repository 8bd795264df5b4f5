import ForgeGraph
import ForgeSpec

/// Layer normalisation: `y = (x - mean) / √(variance + ε) · γ + β`, mean and variance over the last axes of each example.
///
/// The variance is that of a population: `Σ (x - mean)² / n`.
struct LayerNorm: Operator {
  let axes: [Int]
  let epsilon: Double
  let hasScale: Bool
  let hasCenter: Bool

  let name = "layer_norm"
  var summary: String { (axes == [-1] ? "" : "axes \(axes), ") + "epsilon \(Float(epsilon))" }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    let trailing = try shape.trailingAxes(axes, of: name)
    if hasScale || hasCenter { _ = try shape.fixedSizes(of: trailing, for: name, having: "a factor or offset") }
    return TensorType(.float32, shape)
  }

  /// γ and β where they are learned, in the shape of the normalised axes.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let sizes = inputs[0].shape.dimensions.suffix(axes.count).compactMap(\.fixedValue)
    return ((hasScale ? [ParameterRole.gamma] : []) + (hasCenter ? [.beta] : [])).map { ParameterDemand($0, sizes) }
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let size = x.shape.suffix(axes.count).reduce(1, *)
    var y = x
    for start in stride(from: 0, to: x.count, by: max(1, size)) {
      let row = x.elements[start..<(start + size)]
      let mean = row.reduce(0, +) / Double(size)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      for i in 0..<size {
        var value = (x.elements[start + i] - mean) / (variance + epsilon).squareRoot()
        if hasScale { value *= parameters[0].elements[i] }
        if hasCenter { value += parameters[hasScale ? 1 : 0].elements[i] }
        y.elements[start + i] = value
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let first = shape.rank - axes.count
    let gamma = hasScale ? site.storePadded(site.parameters[0]) : "nil"
    let beta = hasCenter ? site.storePadded(site.parameters[hasScale ? 1 : 0]) : "nil"
    site.call(
      "layerNorm",
      in: "LayerNorm",
      [
        "": site.inputs[0].pointer, "gamma": gamma, "beta": beta, "epsilon": floatLiteral(epsilon),
        "into": site.output.pointer, "rows": site.swift(shape.count(of: 0..<first)),
        "size": site.swift(shape.count(of: first..<shape.rank)),
      ]
    )
  }

  /// One for the variance and one for the result of each element.
  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { output.shape.count * 2 }
}

extension LayerKind {
  static let layerNorm = LayerKind(
    "layer_norm",
    .normalization,
    "Layer normalisation: `y = (x - mean) / √(variance + ε) · γ + β` over the last axes of each example.",
    details: """
      `torch.nn.LayerNorm`, `keras.layers.LayerNormalization`. The factor and the offset have the shape of the normalised axes.
      """,
    roles: [.gamma, .beta],
    keys: [
      AnyKey(NormalizationKeys.axes), AnyKey(NormalizationKeys.epsilon), AnyKey(NormalizationKeys.scale),
      AnyKey(NormalizationKeys.center),
    ]
  ) { record, layout, _ in
    LayerNorm(
      axes: record[NormalizationKeys.axes],
      epsilon: record[NormalizationKeys.epsilon] ?? layout.normalizationEpsilon,
      hasScale: record[NormalizationKeys.scale],
      hasCenter: record[NormalizationKeys.center]
    )
  }
}
