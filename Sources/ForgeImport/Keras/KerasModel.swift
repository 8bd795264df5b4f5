import ForgeJSON

/// A Sequential or Functional model as its configuration describes it: layers, and which tensors they are called with.
///
/// Sources: `keras/src/models/functional.py` (`get_config`), `sequential.py` and `ops/function.py` of Keras 3.15, and the lists
/// `inbound_nodes` of Keras 2, whose files are read too.
struct KerasModel {
  let layers: [KerasLayer]
  let inputs: [KerasPort]
  let outputs: [KerasPort]

  /// - Parameter layer: the model, which may be a layer of another one.
  init(_ layer: KerasLayer) throws(ImportFault) {
    switch layer.className {
    case "Sequential": try self.init(sequential: layer)
    case "Functional", "Model": try self.init(functional: layer)
    default:
      throw ImportFault(
        "a model of the class '\(layer.className)' is Python code, which the file does not hold",
        hint: "build it with keras.Sequential or keras.Model(inputs, outputs)"
      )
    }
  }

  private init(functional layer: KerasLayer) throws(ImportFault) {
    layers = try Self.layers(layer.options["layers"].items)
    inputs = try KerasPort.ports(layer.options["input_layers"], of: "the inputs")
    outputs = try KerasPort.ports(layer.options["output_layers"], of: "the outputs")
  }

  /// A list of layers, each called with what the one before it gives.
  private init(sequential layer: KerasLayer) throws(ImportFault) {
    // Early versions wrote the list alone.
    var layers = try Self.layers(Optional(layer.options["layers"] ?? layer.options).items)
    if layers.first?.className != "InputLayer" {
      let first = layers.first?.options
      let shape = first?["batch_shape"] ?? first?["batch_input_shape"] ?? layer.options["build_input_shape"] ?? .null
      layers.insert(KerasLayer(input: "input_layer", batchShape: shape), at: 0)
    }
    for index in layers.indices.dropFirst() {
      let above = KerasTensor(layer: ExactText(layers[index - 1].name), node: 0, index: 0)
      layers[index].calls = [KerasCall(arguments: [.tensor(above)], keywords: [])]
    }
    self.layers = layers
    inputs = [KerasPort(key: nil, tensor: KerasTensor(layer: ExactText(layers[0].name), node: 0, index: 0))]
    let last = layers[layers.count - 1].name
    outputs = [KerasPort(key: nil, tensor: KerasTensor(layer: ExactText(last), node: 0, index: 0))]
  }

  private static func layers(_ descriptions: [JSONValue]) throws(ImportFault) -> [KerasLayer] {
    var layers: [KerasLayer] = []
    var names: Set<ExactText> = []
    for description in descriptions {
      let layer = try KerasLayer(description)
      guard names.insert(ExactText(layer.name)).inserted else {
        throw ImportFault("two layers are called \(layer.name.quotedForMessage)")
      }
      layers.append(layer)
    }
    return layers
  }
}

/// A layer, model or operation with its options and calls.
struct KerasLayer {
  /// The class, such as `Conv2D`; an operation such as `keras.ops.add` has the prefix `ops.`: `ops.Add`.
  let className: String
  let name: String
  /// The arguments that the layer was made with.
  let options: JSONValue
  /// Whether the class is one of Keras' own.
  let isOfKeras: Bool
  /// What the layer is called with, in the order in which `keras_history` counts.
  var calls: [KerasCall]

  init(_ description: JSONValue) throws(ImportFault) {
    guard let className = description["class_name"]?.text, let options = description["config"] else {
      throw ImportFault("a layer has no 'class_name' with a 'config'")
    }
    let module = description["module"]?.text
    let isOperation = module.map { $0.hasPrefix("keras.src.ops") || $0.hasPrefix("keras.ops") } ?? false
    self.className = isOperation ? "ops.\(className)" : className
    guard let name = description["name"]?.text ?? options["name"]?.text ?? (className == "Sequential" ? "sequential" : nil)
    else { throw ImportFault("a layer of the class '\(className)' has no name") }
    self.name = name
    self.options = options
    // A class that a user registered is `Package>Class`.
    let isRegistered = description["registered_name"]?.text?.utf8.contains(UInt8(ascii: ">")) ?? false
    let homes = ["keras", "tf_keras", "tensorflow", "builtins"]
    isOfKeras =
      !isRegistered && (module.map { module in homes.contains { module == $0 || module.hasPrefix("\($0).") } } ?? true)
    var calls: [KerasCall] = []
    for node in description["inbound_nodes"].items { calls.append(try KerasCall(node)) }
    self.calls = calls
  }

  /// An input that a configuration leaves unsaid.
  init(input name: String, batchShape: JSONValue) {
    className = "InputLayer"
    self.name = name
    options = .object([JSONMember(key: "batch_shape", value: batchShape)])
    isOfKeras = true
    calls = []
  }

  var isModel: Bool { ["Sequential", "Functional", "Model"].contains(className) }
  var isInput: Bool { className == "InputLayer" }

  /// The layer in messages.
  var title: String { "layer \(name.quotedForMessage) (\(className))" }
}

/// One result of one call of a layer.
struct KerasTensor: Hashable {
  let layer: ExactText
  /// Which call of the layer.
  let node: Int
  /// Which result of the call.
  let index: Int
}

extension KerasTensor {
  /// `["dense", 0, 0]`, as `keras_history` and the lists of inputs and outputs have it.
  init?(_ history: JSONValue) {
    guard case .array(let parts) = history, parts.count >= 3, let layer = parts[0].text, let node = parts[1].whole,
      let index = parts[2].whole
    else { return nil }
    self.init(layer: ExactText(layer), node: node, index: index)
  }
}

/// An input or output of a model; the key is its name where the model takes or gives a dictionary.
struct KerasPort {
  let key: String?
  let tensor: KerasTensor

  /// One tensor, a list of them, or a dictionary.
  static func ports(_ value: JSONValue?, of what: String) throws(ImportFault) -> [KerasPort] {
    if let value, let tensor = KerasTensor(value) { return [KerasPort(key: nil, tensor: tensor)] }
    var ports: [KerasPort] = []
    for item in value.items {
      guard let tensor = KerasTensor(item) else { throw ImportFault("\(what) of a model are in an unknown form") }
      ports.append(KerasPort(key: nil, tensor: tensor))
    }
    for member in value.members {
      guard let tensor = KerasTensor(member.value) else { throw ImportFault("\(what) of a model are in an unknown form") }
      ports.append(KerasPort(key: member.key, tensor: tensor))
    }
    guard !ports.isEmpty else { throw ImportFault("a model does not tell \(what)") }
    guard ports.count <= 1000 else { throw ImportFault("\(what) of a model are \(ports.count), the limit is 1000") }
    return ports
  }
}

/// What a layer is called with.
struct KerasCall {
  let arguments: [KerasArgument]
  let keywords: [(name: String, value: KerasArgument)]

  init(arguments: [KerasArgument], keywords: [(name: String, value: KerasArgument)]) {
    self.arguments = arguments
    self.keywords = keywords
  }

  init(_ node: JSONValue) throws(ImportFault) {
    if case .array(let items) = node {
      self = try Self.ofKeras2(items)
      return
    }
    arguments = node["args"].items.map(KerasArgument.init)
    keywords = node["kwargs"].members.map { ($0.key, KerasArgument($0.value)) }
  }

  /// `[["dense", 0, 0, {}], …]`: the tensors, each with the call's other arguments.
  private static func ofKeras2(_ items: [JSONValue]) throws(ImportFault) -> KerasCall {
    // One tensor may stand without the list.
    let tensors = KerasTensor(.array(items)) == nil ? items : [.array(items)]
    var arguments: [KerasArgument] = []
    for item in tensors {
      guard let tensor = KerasTensor(item) else { throw ImportFault("a layer is called in an unknown way") }
      arguments.append(.tensor(tensor))
    }
    let keywords = tensors.first.map { Optional($0).items.dropFirst(3).first } ?? nil
    return KerasCall(
      arguments: arguments.count == 1 ? arguments : [.list(arguments)],
      keywords: keywords.members.map { ($0.key, KerasArgument($0.value)) }
    )
  }

  var tensors: [KerasTensor] { arguments.flatMap(\.tensors) + keywords.flatMap(\.value.tensors) }
}

/// A tensor, several, or a constant.
indirect enum KerasArgument {
  case tensor(KerasTensor)
  case list([KerasArgument])
  case dictionary([(key: String, value: KerasArgument)])
  case constant(JSONValue)

  init(_ value: JSONValue) {
    if value["class_name"]?.text == "__keras_tensor__", let history = value["config"]?["keras_history"],
      let tensor = KerasTensor(history)
    {
      self = .tensor(tensor)
      return
    }
    switch value {
    case .array(let items):
      let arguments = items.map(KerasArgument.init)
      self = arguments.contains { !$0.tensors.isEmpty } ? .list(arguments) : .constant(value)
    case .object(let members):
      let arguments = members.map { (key: $0.key, value: KerasArgument($0.value)) }
      self = arguments.contains { !$0.value.tensors.isEmpty } ? .dictionary(arguments) : .constant(value)
    default: self = .constant(value)
    }
  }

  var tensors: [KerasTensor] {
    switch self {
    case .tensor(let tensor): [tensor]
    case .list(let items): items.flatMap(\.tensors)
    case .dictionary(let members): members.flatMap(\.value.tensors)
    case .constant: []
    }
  }
}
