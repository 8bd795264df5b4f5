import ForgeJSON
import ForgeOperators

/// An activation of Keras as layers of a spec: mostly one.
///
/// Source: `keras/src/activations/activations.py` of Keras 3.15 for functions, `keras/src/layers/activations` for layers.
struct KerasActivation {
  let kind: String
  var settings: [(key: String, value: Setting)] = []
  /// Whether it is one of Keras alone, which takes several layers.
  var isWrittenOut = false

  /// Whether it may stand under `activation`.
  var isActivation: Bool { LayerKind.activations.contains { $0.name == kind } }

  /// The value of `activation`.
  var setting: Setting {
    settings.isEmpty ? .word(kind) : .mapping([.init(kind, .mapping(settings.map { .init($0.key, $0.value) }))])
  }

  /// The layers that an option `activation` stands for; none for the identity.
  static func steps(_ option: JSONValue?) throws(ImportFault) -> [KerasActivation] {
    guard let option else { return [] }
    switch option {
    case .null: return []
    case .string(let name): return try function(name)
    default:
      // A function is `{"class_name": "function", "config": "relu"}`, a layer is described as any other.
      if option["class_name"]?.text == "function", let name = option["config"]?.text { return try function(name) }
      let layer = try KerasLayer(option)
      guard layer.isOfKeras, let steps = try Self.layer(layer) else {
        throw ImportFault("its activation is a layer of the class '\(layer.className)', which is not supported")
      }
      return steps
    }
  }

  /// A function by the name that Keras has for it.
  static func function(_ name: String) throws(ImportFault) -> [KerasActivation] {
    switch name {
    case "linear": return []
    case "relu", "relu6", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "tanh", "softplus", "softsign", "softmax",
      "log_softmax", "hard_sigmoid", "celu":
      return [KerasActivation(kind: name)]
    case "swish": return [KerasActivation(kind: "silu")]
    case "hard_silu", "hard_swish": return [KerasActivation(kind: "hard_swish")]
    case "exponential": return [KerasActivation(kind: "exp")]
    case "leaky_relu": return [KerasActivation(kind: "leaky_relu", settings: [("slope", .number(0.2))])]
    case "hard_shrink": return [KerasActivation(kind: "shrink", settings: [("lambda", .number(0.5))])]
    case "soft_shrink": return [KerasActivation(kind: "shrink", settings: [("lambda", .number(0.5)), ("bias", .number(0.5))])]
    case "log_sigmoid":
      return [KerasActivation(kind: "negate"), KerasActivation(kind: "softplus"), KerasActivation(kind: "negate")]
    case "sparse_sigmoid":
      return [KerasActivation(kind: "hard_sigmoid", settings: [("slope", .number(0.5)), ("offset", .number(0.5))])]
    case "glu", "squareplus", "tanh_shrink", "sparse_plus", "sparsemax":
      return [KerasActivation(kind: name, isWrittenOut: true)]
    case "hard_tanh": return [KerasActivation(kind: "clip", settings: [("min", .number(-1)), ("max", .number(1))])]
    default: throw ImportFault("its activation \(name.quotedForMessage) is not supported")
    }
  }

  /// What a layer that is an activation stands for; nil when it is none that has no variables.
  static func layer(_ layer: KerasLayer) throws(ImportFault) -> [KerasActivation]? {
    func number(_ keys: String..., default value: Double) throws(ImportFault) -> Double {
      for key in keys {
        guard let option = layer.options[key] else { continue }
        if case .null = option { continue }
        guard let number = option.real else { throw ImportFault("its option '\(key)' is no number") }
        return number
      }
      return value
    }
    switch layer.className {
    case "Activation": return try steps(layer.options["activation"])
    case "ReLU":
      return try relu(
        ceiling: number("max_value", default: .infinity),
        slope: number("negative_slope", default: 0),
        threshold: number("threshold", default: 0)
      )
    case "LeakyReLU":
      return [
        KerasActivation(kind: "leaky_relu", settings: [("slope", .number(try number("negative_slope", "alpha", default: 0.3)))])
      ]
    case "ELU":
      let alpha = try number("alpha", default: 1)
      return [KerasActivation(kind: "elu", settings: alpha == 1 ? [] : [("alpha", .number(alpha))])]
    default: return nil
    }
  }

  private static func relu(ceiling: Double, slope: Double, threshold: Double) throws(ImportFault) -> [KerasActivation] {
    guard threshold == 0 else {
      guard slope == 0 else { throw ImportFault("it has a threshold and a slope, which is not supported in this place") }
      let lifted = KerasActivation(kind: "thresholded_relu", settings: [("threshold", .number(threshold))])
      if ceiling == .infinity { return [lifted] }
      return [lifted, KerasActivation(kind: "clip", settings: [("min", .number(0)), ("max", .number(ceiling))])]
    }
    if slope == 0 {
      if ceiling == .infinity { return [KerasActivation(kind: "relu")] }
      if ceiling == 6 { return [KerasActivation(kind: "relu6")] }
      return [KerasActivation(kind: "clip", settings: [("min", .number(0)), ("max", .number(ceiling))])]
    }
    let leaky = KerasActivation(kind: "leaky_relu", settings: [("slope", .number(slope))])
    if ceiling == .infinity { return [leaky] }
    return [leaky, KerasActivation(kind: "clip", settings: [("max", .number(ceiling))])]
  }
}
