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
    let dropout = try number("dropout", default: 0)
    guard dropout == 0 || !boolean("train", default: false) else {
      throw ImportFault("it is in training", hint: "call model.eval()")
    }
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
        let weights = parameters[place]
        let own = try recurrentLayer(kind, weights, hasBiases, states, place, isReversed: direction == 1, settings)
        let name = layers * directions == 1 ? nil : direction == 1 ? "l\(layer)_reverse" : "l\(layer)"
        let projection = weights.count % 2 == 1 ? weights.last : nil
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
    let startsAtZero = states.allSatisfy { $0.known?.numbers.allSatisfy { $0 == 0 } == true }
    let layer = RecurrentLayer(
      kind: kind,
      units: recurrentWeight.shape[1],
      weight: try known("w_ih"),
      recurrentWeight: recurrentWeight,
      biases: biases.own.flatMap { own in biases.recurrent.map { (own, $0) } },
      states: startsAtZero ? [] : states,
      isReversed: false,
      settings: settings
    )
    let result = try tracer.recurrent(layer, over: tracer.reshaped(tensor, to: [1] + tensor.shape), batch: 1)
    return [result.last] + [result.cell].compactMap { $0 }
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
    var recurrentWeight = own[1]
    let startsAtZero = states.allSatisfy { $0.known?.numbers.allSatisfy { $0 == 0 } == true }
    if own.count % 2 == 1 {
      guard states.first?.known?.numbers.allSatisfy({ $0 == 0 }) == true else {
        throw ImportFault("it is given a state before the first step, which is not supported with projections (proj_size)")
      }
      let product = try tracer.matrixProduct(Traced(own[1]), Traced(own[own.count - 1]))
      if let known = product.known { recurrentWeight = known.named("\(own[1].name)_projected") }
    }
    guard recurrentWeight.shape.count == 2 else { throw ImportFault("its weight is \(recurrentWeight.shape), no matrix") }
    var before: [Traced] = []
    for state in startsAtZero ? [] : states {
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
}
