import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Layers that go through a sequence step by step (`keras/src/layers/rnn`).
  static let recurrent: [KerasRule] = [
    KerasRule("LSTM", "GRU", "SimpleRNN") { work in
      try work.refuseManyResults()
      let isReversed = try work.boolean("go_backwards", default: false)
      let value = try work.recurrent(work.inputs() + work.givenStates(), isReversed: isReversed)
      // Keras gives the states in the order in which it went.
      let isTurned = try isReversed && work.boolean("return_sequences", default: false)
      return isTurned ? try work.add("flip", [value], [("axis", .integer(0))], named: "/turned") : value
    },
    KerasRule("Bidirectional") { work in
      guard let description = work.layer.options["layer"] else { throw ImportFault("it wraps no layer") }
      let forward = try KerasLayer(description)
      let backward = try work.layer.options["backward_layer"].map { description throws(ImportFault) in
        try KerasLayer(description)
      }
      let inputs = try work.inputs()
      guard inputs.count == 1, work.givenStates().isEmpty else {
        throw ImportFault("it reads states before the first step, which is not supported")
      }
      // Saved layers have the prefix in their names already.
      let name = forward.name.hasPrefix("forward_") ? String(forward.name.dropFirst("forward_".count)) : forward.name
      let parts = [
        try work.direction(forward, named: "forward_\(name)", inputs, isReversed: false),
        try work.direction(backward ?? forward, named: backward?.name ?? "backward_\(name)", inputs, isReversed: true),
      ]
      switch try work.word("merge_mode", default: "") {
      case "concat": return try work.add("concat", parts, [("axis", .integer(-1))])
      case "sum": return try work.add("add", parts)
      case "mul": return try work.add("multiply", parts)
      case "ave":
        let sum = try work.add("add", parts, named: "/sum")
        return try work.add("scale", [sum], [("factor", .number(0.5))])
      default: throw ImportFault("it gives its directions apart (merge_mode=None), which is not supported")
      }
    },
  ]
}

extension KerasWork {
  fileprivate func refuseManyResults() throws(ImportFault) {
    guard try !boolean("return_state", default: false) else {
      throw ImportFault("it gives its state too (return_state), which is not supported")
    }
  }

  /// What is before the first step, where a keyword gives it.
  fileprivate func givenStates() -> [Draft.Value] {
    keywords.filter { $0.name == "initial_state" }.flatMap { $0.value.values }
  }

  /// One of the two layers of `Bidirectional`, whose states stay at their steps.
  fileprivate mutating func direction(
    _ layer: KerasLayer,
    named name: String,
    _ inputs: [Draft.Value],
    isReversed: Bool
  ) throws(ImportFault) -> Draft.Value {
    guard layer.isOfKeras, ["LSTM", "GRU", "SimpleRNN"].contains(layer.className) else {
      throw ImportFault("it wraps a layer of the class '\(layer.className)', which is not supported")
    }
    let (outer, path) = (self.layer, self.path)
    (self.layer, self.path) = (layer, "\(path)/\(name)")
    defer { (self.layer, self.path) = (outer, path) }
    try refuseManyResults()
    return try recurrent(inputs, isReversed: isReversed)
  }

  fileprivate mutating func recurrent(_ inputs: [Draft.Value], isReversed: Bool) throws(ImportFault) -> Draft.Value {
    let kind = layer.className == "SimpleRNN" ? "rnn" : layer.className.lowercased()
    let cell = kind == "rnn" ? "simple_rnn_cell" : "\(kind)_cell"
    var settings: Settings = [("units", .integer(try integer("units")))]
    if try boolean("return_sequences", default: false) { settings.append(("result", .word("sequence"))) }
    if isReversed { settings.append(("reverse", .boolean(true))) }
    if kind == "gru", try !boolean("reset_after", default: true) { settings.append(("reset_after", .boolean(false))) }
    var variables = ["\(cell)/kernel", "\(cell)/recurrent_kernel"]
    if try boolean("use_bias", default: true) {
      variables.append("\(cell)/bias")
    } else {
      settings.append(("bias", .boolean(false)))
    }
    settings += try function("activation", usual: "tanh")
    if kind != "rnn" { settings += try function("recurrent_activation", usual: "sigmoid") }
    return try add(kind, inputs, settings, variables: variables)
  }

  /// The option that names a function, where it is not the usual one.
  private func function(_ key: String, usual: String) throws(ImportFault) -> Settings {
    let name = try word(key, default: "linear")
    guard ["tanh", "sigmoid", "relu", "hard_sigmoid", "linear"].contains(name) else {
      throw ImportFault("its \(key) '\(name)' is not supported")
    }
    return name == usual ? [] : [(key, .word(name))]
  }
}
