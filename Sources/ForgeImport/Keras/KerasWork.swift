import ForgeGraph
import ForgeJSON
import ForgeTensors

/// A layer at work: what a rule reads and where it writes.
struct KerasWork {
  var layer: KerasLayer
  /// The names that lead to the layer, its own last: `encoder/conv`. Its variables are called after it.
  var path: String
  let arguments: [KerasValue]
  let keywords: [(name: String, value: KerasValue)]
  let tensors: [ExactText: TensorEntry]
  var draft: Draft
  /// The masks of the values that the layer reads.
  var masks: [Draft.Value: KerasMask] = [:]
  /// The masks of the results, where the rule tells them; else the layer hands on what it gets, or loses it.
  var resultMasks: [KerasMask?]?

  typealias Settings = [(key: String, value: Setting)]

  // MARK: Tensors

  /// The values that the layer reads.
  func inputs() throws(ImportFault) -> [Draft.Value] {
    for argument in arguments {
      guard case .list(let items) = argument else { continue }
      for item in items {
        if case .constant(let constant) = item, constant != .null {
          throw ImportFault("one of the tensors that it reads is a constant, which is not supported")
        }
      }
    }
    let values = arguments.flatMap(\.values)
    guard !values.isEmpty else { throw ImportFault("it reads no tensor") }
    return values
  }

  /// The only value that the layer reads.
  func input() throws(ImportFault) -> Draft.Value {
    let values = try inputs()
    guard values.count == 1 else { throw ImportFault("it reads \(values.count) tensors, only one is supported") }
    return values[0]
  }

  /// The sizes of a value's axes, without the batch.
  func shape(of value: Draft.Value) -> [Int] { draft.type(of: value).shape.fixedSizes ?? [] }

  /// A variable of the layer.
  func variable(_ name: String) throws(ImportFault) -> TensorEntry {
    guard let tensor = tensors[ExactText("\(path)/\(name)")] else {
      throw ImportFault("the file has no variable \("\(path)/\(name)".quotedForMessage)")
    }
    return tensor
  }

  /// Adds a layer that is called as the one of Keras, or like it.
  mutating func add(
    _ kind: String,
    _ inputs: [Draft.Value],
    _ settings: Settings = [],
    variables: [String] = [],
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    var weights: [(role: String, tensor: TensorEntry)] = []
    for name in variables { weights.append((name, try variable(name))) }
    return try draft.addLayer(kind, name: path + suffix, inputs, settings, weights: weights)
  }

  /// The settings with the activation that the option `activation` names, and the layers that it needs behind.
  mutating func addWithActivation(
    _ kind: String,
    _ inputs: [Draft.Value],
    _ settings: Settings,
    weights: [(role: String, tensor: TensorEntry)]
  ) throws(ImportFault) -> Draft.Value {
    let steps = try KerasActivation.steps(layer.options["activation"])
    var settings = settings
    if let first = steps.first, first.isActivation { settings.append(("activation", first.setting)) }
    var value = try draft.addLayer(kind, name: path, inputs, settings, weights: weights)
    for step in steps.first?.isActivation == true ? steps.dropFirst() : steps[...] {
      value = try add(step, value, named: "/\(step.kind)")
    }
    return value
  }

  // MARK: Options

  private func wrong(_ key: String, _ wanted: String) -> ImportFault { ImportFault("its option '\(key)' is no \(wanted)") }

  private func option(_ key: String) -> JSONValue? {
    guard let value = layer.options[key] else { return nil }
    if case .null = value { return nil }
    return value
  }

  func has(_ key: String) -> Bool { option(key) != nil }

  func integer(_ key: String) throws(ImportFault) -> Int {
    guard let value = option(key)?.whole else { throw wrong(key, "whole number") }
    return value
  }

  func integer(_ key: String, default value: Int) throws(ImportFault) -> Int { has(key) ? try integer(key) : value }

  /// A list of whole numbers; one number stands for `count`.
  func integers(_ key: String, count: Int) throws(ImportFault) -> [Int] {
    guard let value = option(key) else { throw wrong(key, "list of \(count) whole numbers") }
    if let number = value.whole { return .init(repeating: number, count: count) }
    let numbers = value.items.compactMap(\.whole)
    guard numbers.count == count, value.items.count == count else { throw wrong(key, "list of \(count) whole numbers") }
    return numbers
  }

  /// A list of whole numbers, however many; one number is a list of one.
  func integers(_ key: String) throws(ImportFault) -> [Int] {
    guard let value = option(key) else { throw wrong(key, "list of whole numbers") }
    if let number = value.whole { return [number] }
    let numbers = value.items.compactMap(\.whole)
    guard case .array(let items) = value, items.count == numbers.count else { throw wrong(key, "list of whole numbers") }
    return numbers
  }

  func number(_ key: String, default value: Double) throws(ImportFault) -> Double {
    guard let option = option(key) else { return value }
    guard let number = option.real else { throw wrong(key, "number") }
    return number
  }

  /// A list of numbers; one number is a list of one.
  func numbers(_ key: String) throws(ImportFault) -> [Double] {
    guard let value = option(key) else { throw wrong(key, "list of numbers") }
    guard let numbers = value.numberList else { throw wrong(key, "list of numbers") }
    return numbers
  }

  func boolean(_ key: String, default value: Bool) throws(ImportFault) -> Bool {
    guard let option = option(key) else { return value }
    guard let flag = option.truth else { throw wrong(key, "boolean") }
    return flag
  }

  func word(_ key: String, default value: String) throws(ImportFault) -> String {
    guard let option = option(key) else { return value }
    guard let word = option.text else { throw wrong(key, "text") }
    return word
  }

  // MARK: Axes

  /// An axis that counts the batch, counted without it; from the front.
  func axis(_ number: Int, of rank: Int) throws(ImportFault) -> Int {
    let axis = number < 0 ? number + rank : number - 1
    guard number != 0, (0..<rank).contains(axis) else {
      throw ImportFault("its axis \(number) is none of the \(rank) axes behind the batch")
    }
    return axis
  }

  /// Whether channels lie on the last axis; where they lie first, the setting says so.
  func dataFormat() throws(ImportFault) -> Settings {
    switch try word("data_format", default: "channels_last") {
    case "channels_last": return []
    case "channels_first": return [("data_format", .word("channels_first"))]
    case let other: throw ImportFault("its data format is \(other.quotedForMessage)")
    }
  }

  func isChannelsFirst() throws(ImportFault) -> Bool { try !dataFormat().isEmpty }

  // MARK: Precision

  /// Refuses layers that compute in another type than float32.
  func checkPrecision() throws(ImportFault) {
    guard let dtype = option("dtype") else { return }
    let policy = dtype.text ?? dtype["config"]?["name"]?.text ?? dtype["class_name"]?.text ?? "unknown"
    guard ["float32", "int32", "int64", "string", "bool", "uint8"].contains(policy) else {
      throw ImportFault(
        "it computes in the type \(policy.quotedForMessage), only float32 is supported",
        hint: "build the model with keras.config.set_dtype_policy('float32'), load the weights, save it"
      )
    }
  }
}

/// How a class of Keras is written down.
struct KerasRule: Sendable {
  let names: [String]
  /// Writes a call down and gives its results.
  let apply: @Sendable (inout KerasWork) throws -> [Draft.Value]

  init(names: [String], apply: @escaping @Sendable (inout KerasWork) throws -> Draft.Value) {
    self.names = names
    self.apply = { work in [try apply(&work)] }
  }

  init(_ names: String..., apply: @escaping @Sendable (inout KerasWork) throws -> Draft.Value) {
    self.init(names: names, apply: apply)
  }

  /// A call that has several results.
  init(severalOf names: String..., apply: @escaping @Sendable (inout KerasWork) throws -> [Draft.Value]) {
    self.names = names
    self.apply = apply
  }

  static let all: [String: KerasRule] = {
    let rules =
      dense + attention + recurrent + convolutions + pooling + normalizations + activations + merging + shapes
      + withoutEffect + operations + indexing + axes + logic + statistics + sums + einsum + images + volumes
      + convolutionalRecurrent + spectrograms
    return Dictionary(uniqueKeysWithValues: rules.flatMap { rule in rule.names.map { ($0, rule) } })
  }()
}

extension JSONValue {
  /// The numbers of a list; one number is a list of one. Nil when something is no number.
  var numberList: [Double]? {
    if let number = real { return [number] }
    guard case .array(let items) = self else { return nil }
    let numbers = items.compactMap(\.real)
    return numbers.count == items.count ? numbers : nil
  }

  /// The numbers of a list, or of lists in it; one number is a list of one. Nil when something is no number.
  var flatNumbers: [Double]? {
    if let number = real { return [number] }
    guard case .array(let items) = self else { return nil }
    var numbers: [Double] = []
    for item in items {
      guard let part = item.flatNumbers else { return nil }
      numbers += part
    }
    return numbers
  }
}
