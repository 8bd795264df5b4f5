import ForgeGraph
import ForgeSpec

/// Root-mean-square normalisation: `y = x / √(mean(x²) + ε) · γ`, the mean over the last axes of each example.
struct RMSNorm: Operator {
  let axes: [Int]
  let epsilon: Double
  let hasScale: Bool

  let name = "rms_norm"
  var summary: String { (axes == [-1] ? "" : "axes \(axes), ") + "epsilon \(Float(epsilon))" }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    let trailing = try shape.trailingAxes(axes, of: name)
    if hasScale { _ = try shape.fixedSizes(of: trailing, for: name, having: "a factor") }
    return TensorType(.float32, shape)
  }

  /// γ where it is learned, in the shape of the normalised axes.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    guard hasScale else { return [] }
    return [ParameterDemand(.scale, inputs[0].shape.dimensions.suffix(axes.count).compactMap(\.fixedValue))]
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let size = x.shape.suffix(axes.count).reduce(1, *)
    var y = x
    for start in stride(from: 0, to: x.count, by: max(1, size)) {
      let meanSquare = x.elements[start..<(start + size)].reduce(0) { $0 + $1 * $1 } / Double(size)
      for i in 0..<size {
        y.elements[start + i] = x.elements[start + i] / (meanSquare + epsilon).squareRoot()
        if hasScale { y.elements[start + i] *= parameters[0].elements[i] }
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let first = shape.rank - axes.count
    site.call(
      "rmsNorm",
      in: "RMSNorm",
      [
        "": site.inputs[0].pointer, "gamma": hasScale ? site.storePadded(site.parameters[0]) : "nil",
        "epsilon": floatLiteral(epsilon), "into": site.output.pointer, "rows": site.swift(shape.count(of: 0..<first)),
        "size": site.swift(shape.count(of: first..<shape.rank)),
      ]
    )
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { output.shape.count }
}

extension ParameterRole {
  /// The learned factor of root-mean-square normalisation.
  static let scale = ParameterRole(pytorch: "weight", keras: "scale")
}

extension LayerKind {
  static let rmsNorm = LayerKind(
    "rms_norm",
    .normalization,
    "Root-mean-square normalisation: `y = x / √(mean(x²) + ε) · γ` over the last axes.",
    details: """
      `torch.nn.RMSNorm`, `keras.layers.RMSNormalization`. PyTorch's default epsilon is that of the type which it computes in: \
      2⁻²³ for float32.
      """,
    roles: [.scale],
    keys: [AnyKey(NormalizationKeys.axes), AnyKey(Keys.epsilon), AnyKey(NormalizationKeys.scale)]
  ) { record, layout, _ in
    let usual = layout == .pytorch ? Double(Float.ulpOfOne) : 1e-6
    return RMSNorm(
      axes: record[NormalizationKeys.axes],
      epsilon: record[Keys.epsilon] ?? usual,
      hasScale: record[NormalizationKeys.scale]
    )
  }

  private enum Keys {
    static let epsilon = Key(
      optional: "epsilon",
      ValueType<Double>.nonNegativeFloat32,
      shownAs: "1.1920929e-07 in the pytorch layout, 1e-6 in keras",
      "What is added to the mean of the squares before its root is taken."
    )
  }
}
