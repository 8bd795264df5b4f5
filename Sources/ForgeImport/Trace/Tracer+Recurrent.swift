import ForgeTensors

/// A layer of recurrence in one direction, as PyTorch has its weights: the gates i, f, g, o of an LSTM, r, z, n of a GRU.
struct RecurrentLayer {
  /// The layer of the spec: `lstm`, `gru` or `rnn`.
  let kind: String
  let units: Int
  /// `[gates · units, inputs]`
  let weight: Known
  /// `[gates · units, units]`
  let recurrentWeight: Known
  /// `[gates · units]` each; nil without biases.
  let biases: (own: Known, recurrent: Known)?
  /// What is before the first step, with `units` elements for each sequence; none for zeros.
  var states: [Traced]
  let isReversed: Bool
  /// Options besides, such as functions.
  var settings: [(key: String, value: Setting)] = []
}

extension Tracer {
  /// The states behind all steps, `[steps, units]` beside the batch's axis; and the state and the cell behind the last one,
  /// `[batch, units]`.
  ///
  /// - Parameter batch: the axis of `sequence` that is neither steps nor elements. Where it has several, each gets a layer.
  mutating func recurrent(
    _ layer: RecurrentLayer,
    over sequence: Traced,
    batch: Int
  ) throws(ImportFault) -> (states: Traced, last: Traced, cell: Traced?) {
    guard sequence.rank == 3, (0...1).contains(batch) else {
      throw ImportFault("it reads \(sequence.shape), only sequences of vectors are supported")
    }
    let count = sequence.shape[batch]
    if count == 1 { return try recurrentOverOne(layer, sequence, batch: batch) }
    guard count <= 64 else { throw ImportFault("it reads \(count) sequences at a time, at most 64 are supported") }
    let name = wanted
    var parts: [(states: Traced, last: Traced, cell: Traced?)] = []
    for index in 0..<count {
      wanted = "\(name).\(index)"
      var own = layer
      own.states = []
      for state in layer.states {
        guard state.count == count * layer.units else {
          throw ImportFault("a state \(state.shape) does not fit \(count) sequences")
        }
        let rows = try reshaped(state, to: [count, layer.units])
        own.states.append(try slice(rows, axis: 0, start: index, end: index + 1, step: 1))
      }
      let part = try slice(sequence, axis: batch, start: index, end: index + 1, step: 1)
      parts.append(try recurrentOverOne(own, part, batch: batch))
    }
    wanted = name
    let cells = parts.compactMap(\.cell)
    return (
      try joined(parts.map(\.states), axis: batch), try joined(parts.map(\.last), axis: 0),
      cells.isEmpty ? nil : try joined(cells, axis: 0)
    )
  }

  private mutating func recurrentOverOne(
    _ layer: RecurrentLayer,
    _ sequence: Traced,
    batch: Int
  ) throws(ImportFault) -> (states: Traced, last: Traced, cell: Traced?) {
    let name = wanted
    var inputs = [try value(sequence, without: batch)]
    for state in layer.states {
      guard state.count == layer.units else { throw ImportFault("a state \(state.shape) does not fit \(layer.units) units") }
      inputs.append(try value(reshaped(state, to: [1, layer.units]), without: 0))
    }
    let (settings, weights) = (Self.settings(of: layer), try Self.weights(of: layer))
    let all = try draft.addLayer(layer.kind, name: name, inputs, settings, weights: weights)
    let states = traced(all, without: batch)
    let (time, steps) = (1 - batch, sequence.shape[1 - batch])
    wanted = "\(name).last"
    let first = layer.isReversed ? 0 : steps - 1
    let end = try slice(states, axis: time, start: first, end: first + 1, step: 1)
    let last = try reshaped(end, to: [1, layer.units])
    wanted = "\(name).cell"
    var cell: Traced?
    if layer.kind == "lstm" {
      let settings = settings + [("result", .word("cell"))]
      let end = try draft.addLayer("lstm", name: wanted, inputs, settings, weights: weights)
      cell = traced(end, without: 0)
    }
    wanted = name
    return (states, last, cell)
  }

  private static func settings(of layer: RecurrentLayer) -> [(key: String, value: Setting)] {
    var settings: [(key: String, value: Setting)] = [("units", .integer(layer.units))]
    if layer.isReversed { settings.append(("reverse", .boolean(true))) }
    if layer.biases == nil { settings.append(("bias", .boolean(false))) }
    return settings + layer.settings
  }

  private static func weights(of layer: RecurrentLayer) throws(ImportFault) -> [(role: String, tensor: TensorEntry)] {
    var weights: [(role: String, tensor: TensorEntry)] = [
      ("weight_ih_l0", try layer.weight.entry(layer.weight.shape)),
      ("weight_hh_l0", try layer.recurrentWeight.entry(layer.recurrentWeight.shape)),
    ]
    if let biases = layer.biases {
      weights.append(("bias_ih_l0", try biases.own.entry(biases.own.shape)))
      weights.append(("bias_hh_l0", try biases.recurrent.entry(biases.recurrent.shape)))
    }
    return weights
  }
}
