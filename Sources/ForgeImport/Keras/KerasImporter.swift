import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeTensors

/// Writes a model of Keras down as a draft, layer by layer.
///
/// A spec in the keras layout has Keras' conventions: channels last, its paddings, epsilons and parameters. So a layer becomes a
/// layer, and its tensors are taken as they are. Keras counts the batch among the axes, a spec does not.
struct KerasImporter {
  private let model: KerasLayer
  private let tensors: [ExactText: TensorEntry]
  private let choices: ImportChoices
  private var draft = Draft(layout: .keras)
  /// How many more layers may be looked at: models in models are written out at every call.
  private var budget = 20_000

  init(_ archive: KerasArchive, choices: ImportChoices = ImportChoices()) throws(ImportFault) {
    guard let configuration = archive.configuration else {
      throw ImportFault(
        "the file holds weights alone, not a model",
        hint: "save the model with model.save('model.keras')"
      )
    }
    try self.init(configuration: configuration, tensors: archive.tensors, choices: choices)
  }

  /// - Parameters:
  ///   - configuration: the model's description, a JSON text.
  ///   - tensors: the variables by the paths of their layers.
  init(
    configuration: String,
    tensors: [TensorEntry],
    choices: ImportChoices = ImportChoices()
  ) throws(ImportFault) {
    self.choices = choices
    let description: JSONValue
    do throws(JSONError) {
      description = try JSONValue(parsing: Array(configuration.utf8), maximumDepth: 256)
    } catch {
      throw ImportFault("its configuration cannot be read: \(error.message), at byte \(error.byteOffset)")
    }
    model = try KerasLayer(description)
    self.tensors = Dictionary(tensors.map { (ExactText($0.name), $0) }) { first, _ in first }
  }

  mutating func makeDraft() throws(ImportFault) -> Draft {
    guard model.isOfKeras, model.isModel else {
      throw ImportFault(
        "the model is of the class '\(model.className)', which is Python code",
        hint: "build it with keras.Sequential or keras.Model(inputs, outputs)"
      )
    }
    let content = try KerasModel(model)
    var frame = KerasFrame(content, path: [])
    try spend(content)
    try addInputs(content.inputs, to: &frame)
    try run(&frame)
    for port in content.outputs {
      let name = port.key ?? port.tensor.layer.text
      let value = try output(frame.value(of: port.tensor), named: port.tensor.layer.text)
      draft.addOutput(name, value)
    }
    return draft
  }

  /// Adds features, and then the constants that are given for the other inputs: features come before layers.
  private mutating func addInputs(_ ports: [KerasPort], to frame: inout KerasFrame) throws(ImportFault) {
    try choices.check(inputs: ports.map(\.tensor.layer.text))
    for port in ports where choices.held[port.tensor.layer.text] == nil {
      let feature = try KerasFeature(port, of: frame, tensors: tensors)
      let value = try draft.addFeature(feature.name, feature.type, kind: feature.kind, feature.settings)
      frame.values[feature.result] = value
      frame.done.formUnion(feature.calls)
    }
    for port in ports {
      guard let value = choices.held[port.tensor.layer.text] else { continue }
      let entry = try KerasFeature.held(port, of: frame, at: value)
      draft.hold(entry)
      let known = Known(entry)
      frame.values[port.tensor] = try draft.addLayer(
        "constant",
        name: entry.name,
        [],
        [("shape", .integers(known.shape))],
        weights: [("value", known.entry(known.shape))]
      )
    }
  }

  /// The value as a result of the model: computed by a layer, even if it is an input as it came.
  private mutating func output(_ value: Draft.Value, named name: String) throws(ImportFault) -> Draft.Value {
    guard draft.layer(of: value) == nil else { return value }
    let type = draft.type(of: value)
    if type.element == .int64 { return try draft.addLayer("cast", name: name, [value], [("to", .word("float32"))]) }
    let sizes = type.shape.fixedSizes ?? []
    if sizes.isEmpty { return try draft.addLayer("scale", name: name, [value], [("factor", .number(1))]) }
    return try draft.addLayer("reshape", name: name, [value], [("shape", .integers(sizes))])
  }

  private mutating func spend(_ model: KerasModel) throws(ImportFault) {
    budget -= model.layers.count
    guard budget >= 0 else {
      throw ImportFault("the model has more than 20000 layers, those of models in it counted at every call")
    }
  }

  /// Writes down all calls of a model whose inputs have values.
  private mutating func run(_ frame: inout KerasFrame) throws(ImportFault) {
    for place in try frame.order() where !frame.done.contains(place) {
      let layer = frame.model.layers[place.layer]
      budget -= 1
      guard budget >= 0 else { throw ImportFault("layers are called more than 20000 times") }
      do throws(ImportFault) {
        let results = try results(of: layer, layer.calls[place.call], in: frame)
        for (index, value) in results.values.enumerated() {
          let tensor = KerasTensor(layer: ExactText(layer.name), node: place.call, index: index)
          frame.values[tensor] = value
          if let masks = results.masks, index < masks.count { frame.masks[tensor] = masks[index] }
        }
        if layer.takesMasksAway {
          for tensor in layer.calls[place.call].tensors { frame.masks[tensor] = nil }
        }
      } catch {
        var fault = error
        fault.node = fault.node ?? layer.title
        throw fault
      }
    }
  }

  private mutating func results(
    of layer: KerasLayer,
    _ call: KerasCall,
    in frame: KerasFrame
  ) throws(ImportFault) -> Results {
    let arguments = try call.arguments.resolved(in: frame)
    let keywords = try call.keywords.map(\.value).resolved(in: frame)
    let named: [(name: String, value: KerasValue)] = Array(zip(call.keywords.map(\.name), keywords))
    try Self.check(arguments: arguments, named, of: layer)
    let given = named.first { $0.name == "mask" }?.value
    let masks =
      if let given, !given.isNothing { try KerasMask.byValue(given.masks(of: arguments)) } else { try frame.masks(of: call) }
    if let mask = masks.values.first, try layer.refusesMasks() {
      throw ImportFault(
        "it reads the mask that \(mask.maker) makes, which is not supported",
        hint: "leave the mask out (mask_zero, Masking), or put a layer between that does not hand it on"
      )
    }
    var results = try results(of: layer, arguments, named, masks, path: frame.path + [layer.name])
    if results.masks == nil, !layer.losesMasks, let first = (arguments + keywords).flatMap(\.values).first {
      results.masks = [masks[first]]
    }
    return results
  }

  /// What a call gives: values, and their masks where it is the call that tells them.
  private struct Results {
    var values: [Draft.Value]
    var masks: [KerasMask?]?
  }

  /// The results of a layer at a path, called with values.
  private mutating func results(
    of layer: KerasLayer,
    _ arguments: [KerasValue],
    _ keywords: [(name: String, value: KerasValue)] = [],
    _ masks: [Draft.Value: KerasMask] = [:],
    path: [String]
  ) throws(ImportFault) -> Results {
    if layer.isModel && layer.isOfKeras { return try modelResults(of: layer, arguments, masks, path: path) }
    if layer.isOfKeras, let inner = try layer.wrapped() {
      let path = path + [inner.name]
      guard layer.className == "TimeDistributed", !inner.worksOnLastAxis else {
        return Results(values: try results(of: inner, arguments, path: path).values)
      }
      return Results(values: try stepResults(of: inner, arguments, path: path))
    }
    guard layer.isOfKeras, let rule = KerasRule.all[layer.className] else {
      throw ImportFault(
        layer.isOfKeras ? "the layer is not supported" : "the class is Python code, which the file does not hold"
      )
    }
    return try working(on: layer, arguments, keywords, path: path) { work in
      try work.checkPrecision()
      work.masks = masks
      return Results(values: try rule.apply(&work), masks: work.resultMasks)
    }
  }

  /// Something done with a layer at work.
  private mutating func working<Result>(
    on layer: KerasLayer,
    _ arguments: [KerasValue],
    _ keywords: [(name: String, value: KerasValue)] = [],
    path: [String],
    _ body: (inout KerasWork) throws -> Result
  ) throws(ImportFault) -> Result {
    // The draft moves: a copy would be made at every layer.
    var work = KerasWork(
      layer: layer,
      path: path.joined(separator: "/"),
      arguments: arguments,
      keywords: keywords,
      tensors: tensors,
      draft: Draft(layout: .keras)
    )
    swap(&work.draft, &draft)
    defer { swap(&work.draft, &draft) }
    do {
      return try body(&work)
    } catch {
      throw error as? ImportFault ?? ImportFault("\(error)")
    }
  }

  /// The results of a layer or model that is called for each step, the first axis behind the batch, on its own.
  private mutating func stepResults(
    of inner: KerasLayer,
    _ arguments: [KerasValue],
    path: [String]
  ) throws(ImportFault) -> [Draft.Value] {
    let parts = try working(on: inner, arguments, path: path) { work in
      let x = try work.input()
      let sizes = work.shape(of: x)
      guard sizes.count > 1, sizes[0] <= Self.mostSteps else {
        throw ImportFault("it calls a layer for each step of \(sizes), at most \(Self.mostSteps) steps are supported")
      }
      var parts: [Draft.Value] = []
      for step in 0..<sizes[0] {
        let part = try work.sliced(x, axis: 0, from: step, to: step + 1, named: "/step")
        parts.append(try work.reshaped(part, to: Array(sizes.dropFirst()), named: "/step"))
      }
      return parts
    }
    var results: [Draft.Value] = []
    budget -= parts.count
    guard budget >= 0 else { throw ImportFault("layers are called more than 20000 times") }
    for part in parts {
      let given = try self.results(of: inner, [.value(part)], path: path).values
      guard given.count == 1 else { throw ImportFault("it calls a model of \(given.count) outputs for each step") }
      results.append(given[0])
    }
    return try working(on: inner, arguments, path: path) { work in
      var rows: [Draft.Value] = []
      for result in results { rows.append(try work.reshaped(result, to: [1] + work.shape(of: result), named: "/row")) }
      return [rows.count == 1 ? rows[0] : try work.add("concat", rows, [("axis", .integer(0))], named: "/steps")]
    }
  }

  /// The most steps that a layer is called for: each has layers of its own.
  private static let mostSteps = 64

  /// The layers of a model that is a layer.
  private mutating func modelResults(
    of layer: KerasLayer,
    _ arguments: [KerasValue],
    _ masks: [Draft.Value: KerasMask],
    path: [String]
  ) throws(ImportFault) -> Results {
    let content = try KerasModel(layer)
    try spend(content)
    var frame = KerasFrame(content, path: path)
    let given = arguments.first.map { $0.members(content.inputs.map(\.key)) } ?? []
    guard given.count == content.inputs.count else {
      throw ImportFault("the model has \(content.inputs.count) inputs, but is called with \(given.count) tensors")
    }
    for (port, value) in zip(content.inputs, given) {
      frame.values[port.tensor] = value
      frame.masks[port.tensor] = masks[value]
    }
    try run(&frame)
    var values: [Draft.Value] = []
    for port in content.outputs { values.append(try frame.value(of: port.tensor)) }
    return Results(values: values, masks: content.outputs.map { frame.masks[$0.tensor] })
  }

  /// Refuses what is computed otherwise than in inference, and what rules would overlook: they read the tensors and the truth
  /// values that a layer is called with, and go by the names of all but the first.
  ///
  /// Keras 3 lets `predict` overrule `training=True`; a model that is called, and Keras 2, does not.
  private static func check(
    arguments: [KerasValue],
    _ keywords: [(name: String, value: KerasValue)],
    of layer: KerasLayer
  ) throws(ImportFault) {
    for case ("training", .constant(.boolean(true))) in keywords where !KerasRule.trainsByDefault(layer.className) {
      throw ImportFault("it is called as in training: training=True")
    }
    if layer.className.hasPrefix("ops.") { return }
    for (name, value) in keywords where name != "training" && value.hasNumbers {
      throw ImportFault("its argument '\(name)' is a constant, only tensors are supported")
    }
    // What says nothing, or false, is the usual in all of them.
    let others = arguments.drop { !$0.values.isEmpty }
    guard others.allSatisfy({ if case .constant(.boolean(false)) = $0 { true } else { $0.isNothing } }) else {
      throw ImportFault("it is called with arguments without names", hint: "name them: layer(x, mask=…)")
    }
  }
}
