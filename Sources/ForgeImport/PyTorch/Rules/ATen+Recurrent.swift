extension ATenRule {
  /// Recurrent layers, all of a module's layers and directions in one node.
  static let recurrent: [ATenRule] = [
    ATenRule("lstm") { work in try work.recurrent("lstm", states: work.tensors("hx")) },
    ATenRule("gru") { work in try work.recurrent("gru", states: [work.tensor("hx")]) },
    ATenRule("rnn_tanh") { work in try work.recurrent("rnn", states: [work.tensor("hx")]) },
    ATenRule("rnn_relu") { work in
      try work.recurrent("rnn", states: [work.tensor("hx")], settings: [("activation", .word("relu"))])
    },
    ATenRule("lstm_cell") { work in try work.cell("lstm", states: work.tensors("hx")) },
    ATenRule("gru_cell") { work in try work.cell("gru", states: [work.tensor("hx")]) },
    ATenRule("rnn_tanh_cell") { work in try work.cell("rnn", states: [work.tensor("hx")]) },
    ATenRule("rnn_relu_cell") { work in
      try work.cell("rnn", states: [work.tensor("hx")], settings: [("activation", .word("relu"))])
    },
  ]
}

extension ATenWork {
  /// The results of the last layer, and the states behind the last step of every layer and direction.
  ///
  /// - Parameter states: before the first step, `[layers · directions, batch, units]` each.
  fileprivate mutating func recurrent(
    _ kind: String,
    states: [Traced],
    settings: [(key: String, value: Setting)] = []
  ) throws(ImportFault) -> [Traced] {
    guard !has("batch_sizes"), has("input") else { throw ImportFault("packed sequences are not supported") }
    try checkTraining()
    let layers = try integer("num_layers", default: 1)
    let directions = boolean("bidirectional", default: false) ? 2 : 1
    let hasBiases = boolean("has_biases", default: true)
    guard (1...1 << 10).contains(layers) else { throw ImportFault("it has \(layers) layers") }
    let parameters = try recurrentWeights(kind, count: layers * directions, hasBiases)
    let batch = boolean("batch_first", default: false) ? 0 : 1
    var sequence = try tensor("input")
    var ends: [[Traced]] = [[], []]
    for layer in 0..<layers {
      var parts: [Traced] = []
      for direction in 0..<directions {
        let place = layer * directions + direction
        let own = try recurrentLayer(kind, parameters[place], hasBiases, states, place, isReversed: direction == 1, settings)
        let name = layers * directions == 1 ? nil : direction == 1 ? "l\(layer)_reverse" : "l\(layer)"
        let projection = parameters[place].count % 2 == 1 ? parameters[place].last : nil
        let result = try went(through: sequence, own, projection, batch: batch, named: name)
        parts.append(result.states)
        ends[0].append(result.last)
        if let cell = result.cell { ends[1].append(cell) }
      }
      sequence =
        parts.count == 1
        ? parts[0]
        : try part("l\(layer)_both") { [parts] work throws(ImportFault) in
          try work.tracer.joined(parts, axis: 2)
        }
    }
    var results = [sequence]
    for end in ends where !end.isEmpty { results.append(try stacked(end)) }
    return results
  }

  /// Refuses dropout between the layers.
  private func checkTraining() throws(ImportFault) {
    let dropout = try number("dropout", default: 0)
    guard dropout == 0 || !boolean("train", default: false) else {
      throw ImportFault("it is in training", hint: "call model.eval()")
    }
  }

  /// What one layer and direction gives, whose states a matrix projects where there is one.
  private mutating func went(
    through sequence: Traced,
    _ layer: RecurrentLayer,
    _ projection: Known?,
    batch: Int,
    named name: String?
  ) throws(ImportFault) -> (states: Traced, last: Traced, cell: Traced?) {
    let base = tracer.wanted
    if let name { tracer.wanted = "\(base).\(name)" }
    var result = try tracer.recurrent(layer, over: sequence, batch: batch)
    if let projection {
      result.states = try tracer.dense(result.states, weight: projection, bias: nil)
      result.last = try tracer.dense(result.last, weight: projection, bias: nil)
    }
    tracer.wanted = base
    return result
  }

  /// The weights of each layer and direction; one more, at the end, for projections of an LSTM (`proj_size`).
  private func recurrentWeights(_ kind: String, count: Int, _ hasBiases: Bool) throws(ImportFault) -> [[Known]] {
    var weights: [Known] = []
    for tensor in try tensors("params") {
      guard let known = tensor.known else { throw ImportFault("its weights are computed, only constants are supported") }
      weights.append(known)
    }
    let (each, plain) = (weights.count / count, hasBiases ? 4 : 2)
    guard weights.count == count * each, each == plain || each == plain + 1 && kind == "lstm" else {
      throw ImportFault("\(weights.count) weights are not those of \(count) layers")
    }
    return (0..<count).map { Array(weights[$0 * each..<($0 + 1) * each]) }
  }

  /// One step of a recurrent layer: the state behind it, and the cell.
  ///
  /// - Parameter states: before the step, `[batch, units]` each.
  fileprivate mutating func cell(
    _ kind: String,
    states: [Traced],
    settings: [(key: String, value: Setting)] = []
  ) throws(ImportFault) -> [Traced] {
    let tensor = try tensor("input")
    let recurrentWeight = try known("w_hh")
    guard tensor.rank == 2, recurrentWeight.shape.count == 2 else {
      throw ImportFault("it reads \(tensor.shape) with the weight \(recurrentWeight.shape), only vectors are supported")
    }
    let biases = (own: try optionalKnown("b_ih"), recurrent: try optionalKnown("b_hh"))
    guard (biases.own == nil) == (biases.recurrent == nil) else {
      throw ImportFault("it has one bias, none or two are supported")
    }
    let layer = RecurrentLayer(
      kind: kind,
      units: recurrentWeight.shape[1],
      weight: try known("w_ih"),
      recurrentWeight: recurrentWeight,
      biases: biases.own.flatMap { own in biases.recurrent.map { (own, $0) } },
      states: Self.areZeros(states) ? [] : states,
      isReversed: false,
      settings: settings
    )
    let result = try tracer.recurrent(layer, over: tracer.reshaped(tensor, to: [1] + tensor.shape), batch: 1)
    return [result.last] + [result.cell].compactMap { $0 }
  }

  /// Whether states are known to hold nothing but zeros, which need not be given.
  private static func areZeros(_ states: some Sequence<Traced>) -> Bool {
    states.allSatisfy { $0.known?.numbers.allSatisfy { $0 == 0 } == true }
  }

  /// States `[batch, units]` as `[count, batch, units]`.
  private mutating func stacked(_ states: [Traced]) throws(ImportFault) -> Traced {
    var rows: [Traced] = []
    for state in states { rows.append(try tracer.reshaped(state, to: [1] + state.shape)) }
    return try tracer.joined(rows, axis: 0)
  }

  /// - Parameter own: the weights of the layer and direction; a fifth matrix, or a third without biases, makes of the state what the
  ///   next step and the caller see. That step's weights are its product with the recurrent ones here.
  private mutating func recurrentLayer(
    _ kind: String,
    _ own: [Known],
    _ hasBiases: Bool,
    _ states: [Traced],
    _ place: Int,
    isReversed: Bool,
    _ settings: [(key: String, value: Setting)]
  ) throws(ImportFault) -> RecurrentLayer {
    var (recurrentWeight, states) = (own[1], Self.areZeros(states) ? [] : states)
    if own.count % 2 == 1 { try project(&recurrentWeight, &states, by: own[own.count - 1]) }
    guard recurrentWeight.shape.count == 2 else { throw ImportFault("its weight is \(recurrentWeight.shape), no matrix") }
    var before: [Traced] = []
    for state in states {
      guard state.rank == 3, place < state.shape[0] else { throw ImportFault("a state \(state.shape) does not fit the layers") }
      before.append(try tracer.slice(state, axis: 0, start: place, end: place + 1, step: 1))
    }
    return RecurrentLayer(
      kind: kind,
      units: recurrentWeight.shape[1],
      weight: own[0],
      recurrentWeight: recurrentWeight,
      biases: hasBiases ? (own[2], own[3]) : nil,
      states: before,
      isReversed: isReversed,
      settings: settings
    )
  }

  /// Makes of the weights of a projected state those of the state itself, which must begin with zeros.
  private mutating func project(
    _ recurrentWeight: inout Known,
    _ states: inout [Traced],
    by projection: Known
  ) throws(ImportFault) {
    guard Self.areZeros(states.prefix(1)) else {
      throw ImportFault("it is given a state before the first step, which is not supported with projections (proj_size)")
    }
    let product = try tracer.matrixProduct(Traced(recurrentWeight), Traced(projection))
    guard let known = product.known, known.shape.count == 2 else {
      throw ImportFault("its weights \(recurrentWeight.shape) and \(projection.shape) are no matrices")
    }
    recurrentWeight = known.named("\(recurrentWeight.name)_projected")
    guard let first = states.first else { return }
    guard first.rank == 3 else { throw ImportFault("a state \(first.shape) does not fit the layers") }
    let shape = [first.shape[0], first.shape[1], recurrentWeight.shape[1]]
    let zeros = [Double](repeating: 0, count: try shape.boundedCount())
    states[0] = Traced(Known(name: "\(tracer.wanted).zeros", shape: shape, element: .float32, numbers: zeros))
  }
}
