import ForgeGraph
import ForgeTensors

extension KerasRule {
  /// LSTMs whose products are convolutions (Shi et al., 2015): written out step by step.
  static let convolutionalRecurrent: [KerasRule] = [
    KerasRule(severalOf: "ConvLSTM1D") { work in try work.convolutionalLSTM(rank: 1) },
    KerasRule(severalOf: "ConvLSTM2D") { work in try work.convolutionalLSTM(rank: 2) },
  ]
}

extension KerasWork {
  /// The most steps that a layer is written out for: each has layers of its own.
  private static var mostSteps: Int { 64 }

  fileprivate mutating func convolutionalLSTM(rank: Int) throws(ImportFault) -> [Draft.Value] {
    let inputs = try inputs()
    let sizes = shape(of: inputs[0])
    guard sizes.count == rank + 2, sizes[0] <= Self.mostSteps else {
      throw ImportFault("it reads \(sizes), at most \(Self.mostSteps) steps of \(rank + 1) axes are supported")
    }
    if try boolean("stateful", default: false) {
      draft.note("'\(path)' keeps its state from one call to the next in the prototype; here each call begins anew.")
    }
    let given = Array(inputs.dropFirst()) + values(named: "initial_state")
    guard given.isEmpty || given.count == 2 else { throw ImportFault("it is given \(given.count) states, two were expected") }
    var (state, cell) = (given.first, given.last)
    var outputs: [Draft.Value] = []
    let isReversed = try boolean("go_backwards", default: false)
    for step in isReversed ? Array((0..<sizes[0]).reversed()) : Array(0..<sizes[0]) {
      let row = try sliced(inputs[0], axis: 0, from: step, to: step + 1, named: "/step")
      let x = try reshaped(row, to: Array(sizes.dropFirst()), named: "/step")
      let sums = try gateSums(x, state, rank: rank)
      (state, cell) = try convolutionalStep(sums, cell)
      if let state { outputs.append(state) }
    }
    guard let state, let cell else { throw ImportFault("it reads no steps") }
    let states = try boolean("return_state", default: false) ? [state, cell] : []
    guard try boolean("return_sequences", default: false) else { return [state] + states }
    var rows: [Draft.Value] = []
    for output in outputs { rows.append(try reshaped(output, to: [1] + shape(of: output), named: "/row")) }
    return [rows.count == 1 ? rows[0] : try add("concat", rows, [("axis", .integer(0))])] + states
  }

  /// What the gates i, f, c and o add up, one after the other along the channels.
  private mutating func gateSums(_ x: Draft.Value, _ state: Draft.Value?, rank: Int) throws(ImportFault) -> Draft.Value {
    let (filters, overflow) = try integer("filters").multipliedReportingOverflow(by: 4)
    guard !overflow else { throw ImportFault("it has too many filters") }
    let shared: Settings = [("filters", .integer(filters))]
    var settings = try shared + window(rank: rank) + dataFormat()
    var weights = [(role: "kernel", tensor: try variable("conv_lstm_cell/kernel"))]
    if try boolean("use_bias", default: true) {
      weights.append(("bias", try variable("conv_lstm_cell/bias")))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    let own = try draft.addLayer("conv\(rank)d", name: "\(path)/inputs", [x], settings, weights: weights)
    guard let state else { return own }
    let kernel = (key: "kernel", value: Setting.perAxis(try integers("kernel_size", count: rank)))
    let same: Settings = [kernel, ("padding", .word("same")), ("bias", .boolean(false))]
    let recurrent = try draft.addLayer(
      "conv\(rank)d",
      name: "\(path)/state",
      [state],
      shared + same + dataFormat(),
      weights: [("kernel", variable("conv_lstm_cell/recurrent_kernel"))]
    )
    return try add("add", [own, recurrent], named: "/sums")
  }

  /// `c = f · c + i · g`, `h = o · tanh(c)`; no cell stands for zeros.
  private mutating func convolutionalStep(
    _ sums: Draft.Value,
    _ cell: Draft.Value?
  ) throws(ImportFault) -> (state: Draft.Value, cell: Draft.Value) {
    let channels = try isChannelsFirst() ? 0 : shape(of: sums).count - 1
    let filters = try integer("filters")
    let (bend, open) = (
      try KerasActivation.steps(layer.options["activation"]),
      try KerasActivation.steps(layer.options["recurrent_activation"])
    )
    var gates: [Draft.Value] = []
    for index in 0..<4 {
      let gate = try sliced(sums, axis: channels, from: index * filters, to: (index + 1) * filters, named: "/gate")
      gates.append(try add(index == 2 ? bend : open, gate))
    }
    var next = try add("multiply", [gates[0], gates[2]], named: "/new")
    if let cell {
      let kept = try add("multiply", [gates[1], cell], named: "/kept")
      next = try add("add", [kept, next], named: "/cell")
    }
    return (try add("multiply", [gates[3], add(bend, next)], named: "/output"), next)
  }
}
