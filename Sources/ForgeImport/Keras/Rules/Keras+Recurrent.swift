import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Layers that go through a sequence step by step (`keras/src/layers/rnn`).
  static let recurrent: [KerasRule] = [
    KerasRule(severalOf: "LSTM", "GRU", "SimpleRNN", "RNN") { work in
      let inputs = try work.inputs()
      let results = try work.recurrent(
        inputs[0],
        states: Array(inputs.dropFirst()) + work.givenStates(),
        mask: work.stepMask(of: inputs[0])
      )
      work.noteStepMask(of: inputs[0], isSequence: try work.boolean("return_sequences", default: false))
      return [results.output] + (try work.boolean("return_state", default: false) ? results.states : [])
    },
    KerasRule(severalOf: "Bidirectional") { work in try work.bothDirections() },
  ]
}

extension KerasWork {
  /// What is before the first step, where a keyword gives it.
  fileprivate func givenStates() -> [Draft.Value] {
    keywords.filter { $0.name == "initial_state" }.flatMap { $0.value.values }
  }

  /// The mask that the layer goes by. Keras hands none to a call with states that is given none (`Layer.__call__`, "Populate mask
  /// arguments").
  fileprivate func stepMask(of x: Draft.Value) -> Draft.Value? {
    let isGiven = keywords.contains { if $0.name == "mask", case .value = $0.value { true } else { false } }
    return isGiven || givenStates().isEmpty ? mask(of: x) : nil
  }

  fileprivate mutating func noteStepMask(of x: Draft.Value, isSequence: Bool) {
    resultMasks = [isSequence ? masks[x] : nil]
  }

  fileprivate mutating func bothDirections() throws(ImportFault) -> [Draft.Value] {
    guard let description = layer.options["layer"] else { throw ImportFault("it wraps no layer") }
    let forward = try KerasLayer(description)
    let inputs = try inputs()
    let states = Array(inputs.dropFirst()) + givenStates()
    guard states.count % 2 == 0 else { throw ImportFault("it reads \(states.count) states for two directions") }
    let (first, second) = (Array(states.prefix(states.count / 2)), Array(states.suffix(states.count / 2)))
    let mask = stepMask(of: inputs[0])
    // Saved layers have the prefix in their names already.
    let name = forward.name.hasPrefix("forward_") ? String(forward.name.dropFirst("forward_".count)) : forward.name
    let there = try direction(forward, named: "forward_\(name)", inputs[0], first, mask, isReversed: false)
    let back: KerasSteps
    if let description = layer.options["backward_layer"], case let own = try KerasLayer(description) {
      back = try direction(own, named: own.name, inputs[0], second, mask, isReversed: true)
    } else {
      back = try direction(forward, named: "backward_\(name)", inputs[0], second, mask, isReversed: true)
    }
    noteStepMask(of: inputs[0], isSequence: forward.options["return_sequences"]?.truth == true)
    let last = forward.options["return_state"]?.truth == true ? there.states + back.states : []
    return try merged([there.output, back.output]) + last
  }

  /// The results of two directions in one; apart where the option says so.
  fileprivate mutating func merged(_ parts: [Draft.Value]) throws(ImportFault) -> [Draft.Value] {
    switch try word("merge_mode", default: "") {
    case "concat": return [try add("concat", parts, [("axis", .integer(-1))])]
    case "sum": return [try add("add", parts)]
    case "mul": return [try add("multiply", parts)]
    case "ave":
      let sum = try add("add", parts, named: "/sum")
      return [try add("scale", [sum], [("factor", .number(0.5))])]
    case "": return parts
    case let other: throw ImportFault("its merge_mode \(other.quotedForMessage) is not supported")
    }
  }

  /// One of the two layers of `Bidirectional`, whose outputs stay at their steps.
  fileprivate mutating func direction(
    _ layer: KerasLayer,
    named name: String,
    _ x: Draft.Value,
    _ states: [Draft.Value],
    _ mask: Draft.Value?,
    isReversed: Bool
  ) throws(ImportFault) -> KerasSteps {
    guard layer.isOfKeras, ["LSTM", "GRU", "SimpleRNN", "RNN"].contains(layer.className) else {
      throw ImportFault("it wraps a layer of the class '\(layer.className)', which is not supported")
    }
    let (outer, path) = (self.layer, self.path)
    (self.layer, self.path) = (layer, "\(path)/\(name)")
    defer { (self.layer, self.path) = (outer, path) }
    // Keras hides the outputs of masked steps here, whatever the layer's own option says.
    let isSequence = try boolean("return_sequences", default: false)
    return try recurrent(x, states: states, mask: mask, isReversed: isReversed, staysAtSteps: true, hidesMasked: isSequence)
  }

  /// What a recurrent layer gives, and the states behind its last step, those of each cell in a row.
  ///
  /// - Parameters:
  ///   - isReversed: nil for what the option says.
  ///   - staysAtSteps: whether outputs stay at their steps; else they come in the order in which the layer went, as Keras has it.
  ///   - hidesMasked: whether the outputs of masked steps are zeros, nil for what the option says.
  fileprivate mutating func recurrent(
    _ x: Draft.Value,
    states: [Draft.Value],
    mask: Draft.Value?,
    isReversed: Bool? = nil,
    staysAtSteps: Bool = false,
    hidesMasked: Bool? = nil
  ) throws(ImportFault) -> KerasSteps {
    if try boolean("stateful", default: false) {
      draft.note("'\(path)' keeps its state from one call to the next in the prototype; here each call begins anew.")
    }
    let isReversed = if let isReversed { isReversed } else { try boolean("go_backwards", default: false) }
    let isSequence = try boolean("return_sequences", default: false)
    let cells = try recurrentCells(states)
    guard let mask else {
      var results = try went(through: x, cells, isReversed: isReversed, isSequence: isSequence)
      if isReversed, isSequence, !staysAtSteps { results.output = try turned(results.output) }
      return results
    }
    let hides = if let hidesMasked { hidesMasked } else { try boolean("zero_output_for_mask", default: false) }
    // With the steps and their mask turned, the outputs come in the order in which the layer went.
    let (steps, counted) = isReversed ? (try turned(x), try turned(mask)) : (x, mask)
    var results = try went(through: steps, cells, counted, isSequence: isSequence, hidesMasked: hides)
    if isReversed, isSequence, staysAtSteps { results.output = try turned(results.output) }
    return results
  }

  private mutating func turned(_ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    try add("flip", [x], [("axis", .integer(0))], named: "/turned")
  }
}
