import ForgeGraph
import ForgeJSON
import ForgeTensors

/// What a recurrent layer does at each step: alone, or the first of several cells, each of which reads what the one before it gives.
struct KerasCell {
  /// The layer of the spec: `lstm`, `gru` or `rnn`.
  let kind: String
  /// What layers are called after it, behind the name of the recurrent layer.
  let suffix: String
  let units: Int
  let settings: KerasWork.Settings
  var weights: [(role: String, tensor: TensorEntry)]
  /// The state before the first step, and the cell of an LSTM; none for zeros.
  var start: [Draft.Value] = []

  /// How many states it has.
  var stateCount: Int { kind == "lstm" ? 2 : 1 }
}

/// What a recurrent layer gives.
struct KerasSteps {
  /// `[steps, units]`, or `[units]` of the last step.
  var output: Draft.Value
  /// The states behind the last step, `[units]` each, cell after cell.
  var states: [Draft.Value]
}

extension KerasWork {
  /// The cells of the layer, which begin with given states, or with zeros when there are none.
  func recurrentCells(_ states: [Draft.Value]) throws(ImportFault) -> [KerasCell] {
    var cells: [KerasCell] = []
    if layer.className == "RNN" {
      guard let description = layer.options["cell"] else { throw ImportFault("it has no cell") }
      let cell = try KerasLayer(description)
      if cell.isOfKeras, cell.className == "StackedRNNCells" {
        for description in cell.options["cells"].items {
          let inner = try KerasLayer(description)
          cells.append(try recurrentCell(inner, at: "\(cell.name)/\(inner.name)", suffix: "/\(inner.name)"))
        }
      } else {
        cells.append(try recurrentCell(cell, at: cell.name, suffix: ""))
      }
    } else {
      let name = layer.className == "SimpleRNN" ? "simple_rnn_cell" : "\(layer.className.lowercased())_cell"
      cells.append(try recurrentCell(layer, at: name, suffix: ""))
    }
    let wanted = cells.map(\.stateCount).reduce(0, +)
    guard !cells.isEmpty, states.isEmpty || states.count == wanted else {
      throw ImportFault("it has \(cells.count) cells with \(wanted) states, but is given \(states.count)")
    }
    var left = states[...]
    for index in cells.indices where !states.isEmpty {
      cells[index].start = Array(left.prefix(cells[index].stateCount))
      left = left.dropFirst(cells[index].stateCount)
    }
    return cells
  }

  /// - Parameter place: what leads from the layer to the cell's variables.
  private func recurrentCell(_ cell: KerasLayer, at place: String, suffix: String) throws(ImportFault) -> KerasCell {
    let kinds = ["LSTM": "lstm", "GRU": "gru", "SimpleRNN": "rnn"]
    let className = cell.className.hasSuffix("Cell") ? String(cell.className.dropLast("Cell".count)) : cell.className
    guard cell.isOfKeras, let kind = kinds[className] else {
      throw ImportFault("its cell is of the class '\(cell.className)', which is not supported")
    }
    var work = self
    work.layer = cell
    var settings: Settings = []
    if kind == "gru", try !work.boolean("reset_after", default: true) { settings.append(("reset_after", .boolean(false))) }
    var names = ["kernel", "recurrent_kernel"]
    if try work.boolean("use_bias", default: true) { names.append("bias") } else { settings.append(("bias", .boolean(false))) }
    settings += try work.function("activation", usual: "tanh")
    if kind != "rnn" { settings += try work.function("recurrent_activation", usual: "sigmoid") }
    let role = kind == "rnn" ? "simple_rnn_cell" : "\(kind)_cell"
    var weights: [(role: String, tensor: TensorEntry)] = []
    for name in names { weights.append(("\(role)/\(name)", try variable("\(place)/\(name)"))) }
    let units = try work.integer("units")
    return KerasCell(kind: kind, suffix: suffix, units: units, settings: settings, weights: weights)
  }

  /// The option that names a function, where it is not the usual one.
  private func function(_ key: String, usual: String) throws(ImportFault) -> Settings {
    let name = try word(key, default: "linear")
    guard ["tanh", "sigmoid", "relu", "hard_sigmoid", "linear"].contains(name) else {
      throw ImportFault("its \(key) '\(name)' is not supported")
    }
    return name == usual ? [] : [(key, .word(name))]
  }

  /// A cell gone through a sequence.
  mutating func went(
    through x: Draft.Value,
    _ cell: KerasCell,
    result: String?,
    isReversed: Bool = false,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    var settings: Settings = [("units", .integer(cell.units))]
    if let result { settings.append(("result", .word(result))) }
    if isReversed { settings.append(("reverse", .boolean(true))) }
    let name = path + cell.suffix + suffix
    return try draft.addLayer(cell.kind, name: name, [x] + cell.start, settings + cell.settings, weights: cell.weights)
  }

  /// Cells gone through all steps of a sequence.
  mutating func went(
    through x: Draft.Value,
    _ cells: [KerasCell],
    isReversed: Bool,
    isSequence: Bool
  ) throws(ImportFault) -> KerasSteps {
    var results = KerasSteps(output: x, states: [])
    for (index, cell) in cells.enumerated() {
      let givesLast = index == cells.count - 1 && !isSequence
      let input = results.output
      results.output = try went(through: input, cell, result: givesLast ? nil : "sequence", isReversed: isReversed)
      var state = results.output
      if !givesLast {
        let last = isReversed ? 0 : shape(of: input)[0] - 1
        let row = try sliced(results.output, axis: 0, from: last, to: last + 1, named: "\(cell.suffix)/state")
        state = try reshaped(row, to: [cell.units], named: "\(cell.suffix)/state")
      }
      results.states.append(state)
      guard cell.kind == "lstm" else { continue }
      results.states.append(try went(through: input, cell, result: "cell", isReversed: isReversed, named: "/cell"))
    }
    return results
  }
}
