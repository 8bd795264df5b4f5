import ForgeGraph
import ForgeSpec

/// Rectified linear unit with learned slopes: `x`, below 0 `slope * x`, where the slopes repeat along axes that share them.
struct Prelu: Operator {
  let layout: WeightLayout

  let name = "prelu"
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    TensorType(.float32, try inputs.onlyFloatShape())
  }

  /// The forms differ in their shape: the slopes have the value's rank, with size 1 along axes that share them.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let shape = inputs[0].shape
    let forms =
      switch layout {
      case .pytorch: channelForms(shape)
      case .keras: sharedForms(shape)
      }
    return [ParameterDemand(.slope, forms: forms)]
  }

  /// A slope for each element of the first axis, or one for all.
  private func channelForms(_ shape: TensorShape) -> [StoredForm] {
    let ones = [Int](repeating: 1, count: shape.rank)
    let single = StoredForm([1], view: ones, order: Array(ones.indices))
    guard let channels = shape.dimensions.first?.fixedValue, channels > 1 else { return [single] }
    return [StoredForm([channels], view: [channels] + ones.dropFirst(), order: Array(ones.indices)), single]
  }

  /// A slope for each element, or fewer along axes that share them; an axis whose size varies always does.
  private func sharedForms(_ shape: TensorShape) -> [StoredForm] {
    let sizes = shape.dimensions.map { $0.fixedValue ?? 1 }
    let forms = sizes.reduce([[]]) { forms, size in
      forms.map { $0 + [size] } + (size == 1 ? [] : forms.map { $0 + [1] })
    }
    return forms.map { StoredForm($0) }
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    inputs[0].combined(with: parameters[0]) { x, slope in x < 0 ? slope * x : x }
  }

  func emit(_ site: inout CallSite) {
    let slopes = (pointer: site.storePadded(site.parameters[0]), shape: TensorShape(site.parameters[0].shape))
    let x = (pointer: site.inputs[0].pointer, shape: site.inputs[0].shape)
    site.combine("prelu", in: "Prelu", [x, slopes], into: (site.output.pointer, site.output.shape))
  }
}

extension LayerKind {
  static let prelu = LayerKind(
    "prelu",
    .activation,
    "Rectified linear unit with learned slopes: `x`, below 0 `slope * x`.",
    details: """
      In the pytorch layout the weight holds one slope, or one for each element of the first axis (`torch.nn.PReLU`); in the \
      keras layout `alpha` has the value's shape, with 1 for the `shared_axes` (`keras.layers.PReLU`). An axis whose size varies \
      must share its slopes.
      """,
    roles: [.slope]
  ) { _, layout, _ in Prelu(layout: layout) }
}

extension ParameterRole {
  fileprivate static let slope = ParameterRole(pytorch: "weight", keras: "alpha")
}
