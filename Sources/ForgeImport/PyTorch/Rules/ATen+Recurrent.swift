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
    let layers = try integer("num_layers", default: 1)
    let directions = boolean("bidirectional", default: false) ? 2 : 1
    let hasBiases = boolean("has_biases", default: true)
    var parameters: [Known] = []
    for tensor in try tensors("params") {
      guard let known = tensor.known else { throw ImportFault("its weights are computed, only constants are supported") }
      parameters.append(known)
    }
    guard (1...1 << 10).contains(layers), parameters.count == layers * directions * (hasBiases ? 4 : 2) else {
      throw ImportFault(
        "\(parameters.count) weights are not those of \(layers) layers; projections (proj_size) are not supported"
      )
    }
    let batch = boolean("batch_first", default: false) ? 0 : 1
    var sequence = try tensor("input")
    var ends: [[Traced]] = [[], []]
    for layer in 0..<layers {
      var parts: [Traced] = []
      for direction in 0..<directions {
        let place = layer * directions + direction
        let own = try recurrentLayer(kind, parameters, hasBiases, states, place, isReversed: direction == 1, settings)
        let name = layers * directions == 1 ? "" : direction == 1 ? "l\(layer)_reverse" : "l\(layer)"
        let base = tracer.wanted
        if !name.isEmpty { tracer.wanted = "\(base).\(name)" }
        let result = try tracer.recurrent(own, over: sequence, batch: batch)
        tracer.wanted = base
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
    var biases: (own: Known, recurrent: Known)?
    if let own = try optionalKnown("b_ih"), let recurrent = try optionalKnown("b_hh") { biases = (own, recurrent) }
    let startsAtZero = states.allSatisfy { $0.known?.numbers.allSatisfy { $0 == 0 } == true }
    let layer = RecurrentLayer(
      kind: kind,
      units: recurrentWeight.shape[1],
      weight: try known("w_ih"),
      recurrentWeight: recurrentWeight,
      biases: biases,
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

  private mutating func recurrentLayer(
    _ kind: String,
    _ parameters: [Known],
    _ hasBiases: Bool,
    _ states: [Traced],
    _ place: Int,
    isReversed: Bool,
    _ settings: [(key: String, value: Setting)]
  ) throws(ImportFault) -> RecurrentLayer {
    let own = Array(parameters.dropFirst(place * (hasBiases ? 4 : 2)))
    guard own[1].shape.count == 2 else { throw ImportFault("its weight is \(own[1].shape), no matrix") }
    let startsAtZero = states.allSatisfy { $0.known?.numbers.allSatisfy { $0 == 0 } == true }
    var before: [Traced] = []
    for state in startsAtZero ? [] : states {
      guard state.rank == 3, place < state.shape[0] else { throw ImportFault("a state \(state.shape) does not fit the layers") }
      before.append(try tracer.slice(state, axis: 0, start: place, end: place + 1, step: 1))
    }
    return RecurrentLayer(
      kind: kind,
      units: own[1].shape[1],
      weight: own[0],
      recurrentWeight: own[1],
      biases: hasBiases ? (own[2], own[3]) : nil,
      states: before,
      isReversed: isReversed,
      settings: settings
    )
  }
}
