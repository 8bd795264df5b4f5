import ForgeGraph
import ForgeSpec

/// A fully connected layer on the last axis: `y = x · Wᵀ + b` with `W` as `[units, inputs]`.
struct Dense: WeightedSumOperator, FinishingOperator, BatchOperator {
  let units: Int
  var hasBias: Bool
  let layout: WeightLayout

  let name = "dense"
  var summary: String { "\(units) units\(hasBias ? "" : ", no bias")" }

  var outputChannels: Int { units }
  func outputChannelAxis(of shape: TensorShape) -> Int { shape.rank - 1 }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    guard shape.rank >= 1 else { throw ShapeError("dense takes a value with at least one axis, not \(shape)") }
    guard shape[shape.rank - 1].fixedValue != nil else {
      throw ShapeError("the last axis of \(shape) varies, but dense has a weight for each of its elements")
    }
    var result = shape
    result[shape.rank - 1] = .fixed(units)
    return TensorType(.float32, result)
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let features = inputs[0].lastSize
    let form =
      switch layout {
      case .pytorch: StoredForm([units, features])
      case .keras: StoredForm([features, units], order: [1, 0])
      }
    let weight = ParameterDemand(.kernel, forms: [form])
    return hasBias ? [weight, ParameterDemand(.bias, [units])] : [weight]
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let W = parameters[0]
    let features = x.shape[x.rank - 1]
    let rows = x.count / max(1, features)
    var y = ReferenceTensor(shape: x.shape.dropLast() + [units])
    for row in 0..<rows {
      for unit in 0..<units {
        var sum = hasBias ? parameters[1].elements[unit] : 0
        for k in 0..<features { sum += x.elements[row * features + k] * W.elements[unit * features + k] }
        y.elements[row * units + unit] = sum
      }
    }
    return y
  }

  func emit(_ site: inout CallSite, finish: Finish) {
    let shape = site.inputs[0].shape
    let features = site.inputs[0].type.lastSize
    let weights = site.storePanels(of: site.parameters[0], columns: units, depth: features)
    let bias = hasBias ? site.storePadded(site.parameters[1]) : "nil"
    site.product(
      weights: weights,
      bias: bias,
      rows: shape.count(of: 0..<(shape.rank - 1)),
      depth: features,
      columns: units,
      finish: finish
    )
  }

  /// Fewer columns than four panels are summed example by example in any case.
  func takesBatch(of inputs: [TensorType]) -> Bool { inputs[0].shape.rank == 1 && units > 3 * panelWidth }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    output.shape.count * inputs[0].lastSize
  }
}

extension LayerKind {
  static let dense = LayerKind(
    "dense",
    .matrix,
    "Fully connected layer on the last axis: `y = x · Wᵀ + b`.",
    details: """
      The weight is `[units, inputs]` in the pytorch layout (`torch.nn.Linear`) and `[inputs, units]` in the keras layout \
      (`keras.layers.Dense`). A value with several axes is a batch of rows: only its last axis changes.
      """,
    roles: [.kernel, .bias],
    takesActivation: true,
    shorthand: "units",
    keys: [AnyKey(Keys.units), AnyKey(Keys.bias)]
  ) { record, layout, _ in
    Dense(units: record[Keys.units], hasBias: record[Keys.bias], layout: layout)
  }

  private enum Keys {
    static let units = Key("units", .count, "The size of the result's last axis.")
    static let bias = Key("bias", .boolean, default: true, "Whether a learned bias is added.")
  }
}
