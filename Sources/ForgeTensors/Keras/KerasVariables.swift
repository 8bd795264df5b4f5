import ForgeJSON

/// The names of a layer's variables, in the order in which Keras keeps and saves them.
///
/// Source: the `build` and `save_own_variables` methods in `keras/src/layers` of Keras 3.15: variables that are trained come first,
/// each kind in the order in which it was made.
enum KerasVariables {
  /// A variable of a class.
  private struct Variable {
    let name: String
    var presence = Presence.always
  }

  /// When a layer has a variable.
  private enum Presence {
    case always
    /// When this argument of the layer is true.
    case option(String)
    /// When there are as many variables as there can be.
    case byNumber
  }

  /// What the variables of a layer are called, or nil when that cannot be told: the class is not known, or it has another number
  /// of variables than it should (quantised and adapted layers have more).
  static func names(of layer: KerasLayer, count: Int) -> [String]? {
    guard let variables = layer.className.flatMap({ table[$0] }) else { return nil }
    let names = variables.filter { variable in
      if case .always = variable.presence { return true }
      if case .option(let name) = variable.presence, case .boolean(let isThere) = layer.options?[name] { return isThere }
      // Where the arguments are not known, the number of variables tells whether all or none of those that may be missing are there.
      return count == variables.count
    }
    return names.count == count ? names.map(\.name) : nil
  }

  /// Whether the layer is of a known class: those have no layers in them.
  static func isKnown(_ layer: KerasLayer) -> Bool {
    layer.className.map { table[$0] != nil } ?? false
  }

  /// The class whose layers are in groups of this name.
  static func className(ofGroup name: String) -> String? { classNames[ExactText(name)] }

  private static let classNames: [ExactText: String] =
    Dictionary(uniqueKeysWithValues: table.keys.map { (ExactText(snakeCase($0)), $0) })

  private static let kernel = Variable(name: "kernel")
  private static let bias = Variable(name: "bias", presence: .option("use_bias"))
  private static let scaled = Variable(name: "gamma", presence: .option("scale"))
  private static let centred = Variable(name: "beta", presence: .option("center"))

  private static let weightedSum = [kernel, bias]
  private static let separable = [Variable(name: "depthwise_kernel"), Variable(name: "pointwise_kernel"), bias]
  private static let cell = [kernel, Variable(name: "recurrent_kernel"), bias]

  private static let table: [String: [Variable]] = [
    "Dense": weightedSum,
    // Its argument is `bias_axes`, which is no boolean.
    "EinsumDense": [kernel, Variable(name: "bias", presence: .byNumber)],
    "Conv1D": weightedSum,
    "Conv2D": weightedSum,
    "Conv3D": weightedSum,
    "Conv1DTranspose": weightedSum,
    "Conv2DTranspose": weightedSum,
    "Conv3DTranspose": weightedSum,
    "DepthwiseConv1D": weightedSum,
    "DepthwiseConv2D": weightedSum,
    "SeparableConv1D": separable,
    "SeparableConv2D": separable,
    "Embedding": [Variable(name: "embeddings")],
    "BatchNormalization": [scaled, centred, Variable(name: "moving_mean"), Variable(name: "moving_variance")],
    "LayerNormalization": [scaled, centred],
    "GroupNormalization": [scaled, centred],
    "RMSNormalization": [Variable(name: "scale")],
    "PReLU": [Variable(name: "alpha")],
    "Normalization": [Variable(name: "mean"), Variable(name: "variance"), Variable(name: "count")],
    "SimpleRNNCell": cell,
    "GRUCell": cell,
    "LSTMCell": cell,
    "ConvLSTMCell": cell,
    "ConvLSTM1DCell": cell,
    "ConvLSTM2DCell": cell,
    "ConvLSTM3DCell": cell,
  ]
}
