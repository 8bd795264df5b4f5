import ForgeGraph
import ForgeTensors

extension ONNXRule {
  /// Recurrent layers, both directions in one node.
  static let recurrent: [ONNXRule] = [
    ONNXRule("LSTM") { work in try work.recurrent("lstm", gates: [0, 2, 3, 1]) },
    ONNXRule("GRU") { work in try work.recurrent("gru", gates: [1, 0, 2]) },
    ONNXRule("RNN") { work in try work.recurrent("rnn", gates: [0]) },
  ]
}

extension ONNXWork {
  /// The states behind all steps as `[steps, directions, batch, units]`, and the state and the cell behind the last one as
  /// `[directions, batch, units]`; with `layout` 1 the batch comes first.
  ///
  /// - Parameter gates: where PyTorch's gates stand among those of ONNX.
  fileprivate mutating func recurrent(_ kind: String, gates: [Int]) throws(ImportFault) -> [Traced] {
    let directions = try directions()
    let (W, R) = (try known(1, "weight"), try known(2, "recurrent weight"))
    guard W.shape.count == 3, R.shape.count == 3, W.shape[0] == directions.count, R.shape[0] == directions.count,
      R.shape[1] == gates.count * R.shape[2], W.shape[1] == R.shape[1]
    else { throw ImportFault("its weights are \(W.shape) and \(R.shape), which do not fit together") }
    let isBatchFirst = try integer("layout", default: 0) != 0
    let (sequence, base) = (try input(0), tracer.wanted)
    guard sequence.rank == 3 else { throw ImportFault("it reads \(sequence.shape), only sequences of vectors are supported") }
    try refuseWhatIsNoLayer(steps: sequence.shape[isBatchFirst ? 1 : 0])
    var results: [[Traced]] = [[], [], []]
    for (index, isReversed) in directions.enumerated() {
      let layer = try recurrentLayer(kind, gates, index, isReversed: isReversed, isBatchFirst: isBatchFirst, W, R)
      if directions.count > 1 { tracer.wanted = isReversed ? "\(base).backward" : "\(base).forward" }
      let result = try tracer.recurrent(layer, over: sequence, batch: isBatchFirst ? 0 : 1)
      tracer.wanted = base
      let ends = [result.last] + [result.cell].compactMap { $0 }
      for (place, tensor) in ([result.states] + ends).enumerated() {
        // An axis for the directions: behind the steps, or behind the batch where that comes first.
        var shape = tensor.shape
        shape.insert(1, at: place == 0 ? (isBatchFirst ? 2 : 1) : isBatchFirst ? 1 : 0)
        results[place].append(try tracer.reshaped(tensor, to: shape))
      }
    }
    let states = try tracer.joined(results[0], axis: isBatchFirst ? 2 : 1)
    var ends: [Traced] = []
    for part in results.dropFirst() where !part.isEmpty { ends.append(try tracer.joined(part, axis: isBatchFirst ? 1 : 0)) }
    return [states] + ends
  }

  /// Whether each direction goes from the end.
  private func directions() throws(ImportFault) -> [Bool] {
    switch try text("direction") ?? "forward" {
    case "forward": return [false]
    case "reverse": return [true]
    case "bidirectional": return [false, true]
    case let other: throw ImportFault("its direction is '\(other)'")
    }
  }

  /// Refuses options that the layers do not have.
  private func refuseWhatIsNoLayer(steps: Int) throws(ImportFault) {
    if let lengths = try optionalKnown(4, "sequence_lens"), lengths.integers?.allSatisfy({ $0 == steps }) != true {
      throw ImportFault("its sequences end at different steps (sequence_lens), which is not supported")
    }
    guard try number("clip", default: 0) == 0, try integer("input_forget", default: 0) == 0 else {
      throw ImportFault("its attributes 'clip' and 'input_forget' are not supported")
    }
    if let peepholes = optional(7), peepholes.known?.numbers.allSatisfy({ $0 == 0 }) != true {
      throw ImportFault("its gates look at the cell (peepholes), which is not supported")
    }
  }

  private mutating func recurrentLayer(
    _ kind: String,
    _ gates: [Int],
    _ index: Int,
    isReversed: Bool,
    isBatchFirst: Bool,
    _ W: Known,
    _ R: Known
  ) throws(ImportFault) -> RecurrentLayer {
    let units = R.shape[2]
    let rows = gates.flatMap { gate in (0..<units).map { gate * units + $0 } }
    let end = isReversed ? ".backward" : ""
    func matrix(_ all: Known, _ name: String) -> Known {
      all.rows([index], along: 0, name: all.name).reshaped(Array(all.shape.dropFirst())).rows(
        rows,
        along: 0,
        name: all.name + name
      )
    }
    var biases: (own: Known, recurrent: Known)?
    if let B = try optionalKnown(3, "bias") {
      guard B.shape == [W.shape[0], 2 * rows.count] else { throw ImportFault("its bias is \(B.shape)") }
      let own = B.rows([index], along: 0, name: B.name).reshaped([2 * rows.count])
      biases = (
        own.rows(rows, along: 0, name: "\(B.name)\(end).own"),
        own.rows(rows.map { $0 + rows.count }, along: 0, name: "\(B.name)\(end).recurrent")
      )
    }
    return RecurrentLayer(
      kind: kind,
      units: units,
      weight: matrix(W, end),
      recurrentWeight: matrix(R, end),
      biases: biases,
      states: try states(index, isBatchFirst: isBatchFirst),
      isReversed: isReversed,
      settings: try functions(kind, index)
    )
  }

  /// What is before the first step of a direction.
  private mutating func states(_ index: Int, isBatchFirst: Bool) throws(ImportFault) -> [Traced] {
    let given = [optional(5), node.operatorName == "LSTM" ? optional(6) : nil]
    if given.allSatisfy({ $0 == nil || $0?.known?.numbers.allSatisfy { $0 == 0 } == true }) { return [] }
    var states: [Traced] = []
    for state in node.operatorName == "LSTM" ? given : Array(given.prefix(1)) {
      guard let state else { throw ImportFault("it is given only one of its state and cell before the first step") }
      guard state.rank == 3 else { throw ImportFault("a state is \(state.shape)") }
      states.append(try tracer.slice(state, axis: isBatchFirst ? 1 : 0, start: index, end: index + 1, step: 1))
    }
    return states
  }

  /// The options that name the functions of a direction, where they are not the usual ones.
  private func functions(_ kind: String, _ index: Int) throws(ImportFault) -> [(key: String, value: Setting)] {
    var settings: [(key: String, value: Setting)] = []
    if kind == "gru", try integer("linear_before_reset", default: 0) == 0 { settings.append(("reset_after", .boolean(false))) }
    guard case .texts(let all)? = node["activations"]?.value else { return settings }
    let count = kind == "lstm" ? 3 : kind == "gru" ? 2 : 1
    let names = all.dropFirst(index * count).prefix(count).map { String(decoding: $0, as: UTF8.self).lowercased() }
    guard names.count == count else { throw ImportFault("it names \(all.count) activations") }
    let known = ["tanh", "sigmoid", "relu"]
    guard names.allSatisfy(known.contains), kind != "lstm" || names[1] == names[2] else {
      throw ImportFault("its activations \(names.joined(separator: ", ")) are not supported")
    }
    let state = kind == "rnn" ? names[0] : names[1]
    if state != "tanh" { settings.append(("activation", .word(state))) }
    if kind != "rnn", names[0] != "sigmoid" { settings.append(("recurrent_activation", .word(names[0]))) }
    return settings
  }
}
