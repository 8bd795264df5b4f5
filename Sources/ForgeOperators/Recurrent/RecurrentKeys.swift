import ForgeGraph
import ForgeSpec

/// The names of a recurrent layer's parameters.
struct RecurrentRoles {
  let kernel: ParameterRole
  let recurrentKernel: ParameterRole
  let bias: ParameterRole
  /// Keras has one bias.
  let recurrentBias: ParameterRole

  /// - Parameter layer: `lstm`, `gru` or `rnn`.
  init(_ layer: String) {
    let cell = layer == "rnn" ? "simple_rnn_cell" : "\(layer)_cell"
    kernel = ParameterRole(pytorch: "weight_ih_l0", keras: "\(cell)/kernel")
    recurrentKernel = ParameterRole(pytorch: "weight_hh_l0", keras: "\(cell)/recurrent_kernel")
    bias = ParameterRole(pytorch: "bias_ih_l0", keras: "\(cell)/bias")
    recurrentBias = ParameterRole(pytorch: "bias_hh_l0", keras: "\(cell)/bias")
  }

  var all: [ParameterRole] { [kernel, recurrentKernel, bias, recurrentBias] }
}

/// The keys that recurrent layers share.
enum RecurrentKeys {
  static let units = Key("units", ValueType<Int>.count, "How many elements a state has.")
  static let bias = Key("bias", ValueType<Bool>.boolean, default: true, "Whether learned biases are added.")
  static let reverse = Key(
    "reverse",
    ValueType<Bool>.boolean,
    default: false,
    "Whether the steps are taken from the last to the first; results stay at their steps."
  )
  static let activation = Key(
    "activation",
    ValueType<RecurrentActivation>.word(),
    default: .tanh,
    "The function of new states."
  )
  static let gateActivation = Key(
    "recurrent_activation",
    ValueType<RecurrentActivation>.word(),
    default: .sigmoid,
    "The function of gates."
  )

  /// - Parameter words: what the layer can give.
  static func result(_ words: [Recurrent.Result]) -> Key<Recurrent.Result?> {
    Key(
      optional: "result",
      ValueType<Recurrent.Result>.word(among: words),
      shownAs: "sequence in the pytorch layout, last in keras",
      words.contains(.cell)
        ? "What the layer gives: the states of all steps, the last state, or the last cell."
        : "What the layer gives: the states of all steps, or the last state."
    )
  }
}

extension WeightLayout {
  /// What recurrent layers give: `torch.nn.LSTM` its whole output, `keras.layers.LSTM` the last one.
  var recurrentResult: Recurrent.Result {
    switch self {
    case .pytorch: .sequence
    case .keras: .last
    }
  }
}

extension Recurrent {
  /// The operator for a layer's options; those of gates are the layer's where it has any.
  init(_ cell: Cell, _ record: Record, result: Key<Result?>, layout: WeightLayout) {
    self.init(
      cell: cell,
      units: record[RecurrentKeys.units],
      hasBias: record[RecurrentKeys.bias],
      result: record[result] ?? layout.recurrentResult,
      isReversed: record[RecurrentKeys.reverse],
      activation: record[RecurrentKeys.activation],
      gateActivation: cell == .rnn ? .sigmoid : record[RecurrentKeys.gateActivation],
      layout: layout
    )
  }
}
