import ForgeGraph
import ForgeTensors

/// A sequence with the steps that count put to the front, in their order.
private struct CountedSteps {
  /// `[steps, elements]`: those that count, then the others.
  var steps: Draft.Value
  /// `[steps, 1]`: 1 for what is behind the steps that count.
  let isBehind: Draft.Value
  /// `[steps]`: how many steps count up to each one, itself counted in.
  let counts: Draft.Value
  /// `[1]`: how many count together.
  let all: Draft.Value
}

// Masked steps leave the states as they are, so that a recurrent layer goes through the others as if there were no more. What it
// gave last before a step is the output of that step (`keras/src/backend/torch/rnn.py`).
extension KerasWork {
  /// Cells gone through the steps that a mask does not hide.
  ///
  /// - Parameter hidesMasked: whether the outputs of masked steps are zeros, not those of the steps before.
  mutating func went(
    through x: Draft.Value,
    _ cells: [KerasCell],
    _ mask: Draft.Value,
    isSequence: Bool,
    hidesMasked: Bool
  ) throws(ImportFault) -> KerasSteps {
    let sizes = shape(of: x)
    guard sizes.count == 2, shape(of: mask) == [sizes[0]] else {
      throw ImportFault("its mask \(shape(of: mask)) does not fit \(sizes)")
    }
    var counted = try counted(x, mask)
    var states: [Draft.Value] = []
    let givesStates = try boolean("return_state", default: false)
    for cell in cells {
      let sequence = try went(through: counted.steps, cell, result: "sequence", named: "/steps")
      if givesStates {
        let row = try taken(sequence, behind: cell.start.first, counted.all, cell, named: "\(cell.suffix)/state")
        states.append(try reshaped(row, to: [cell.units], named: "\(cell.suffix)/state"))
        if cell.kind == "lstm" { states.append(try cellBehindCounted(cell, counted)) }
      }
      counted.steps = sequence
    }
    guard let last = cells.last else { throw ImportFault("it has no cell") }
    var output = try taken(
      counted.steps,
      behind: nil,
      isSequence ? counted.counts : counted.all,
      last,
      named: isSequence && !hidesMasked ? "" : "/output"
    )
    if hidesMasked {
      let seen = isSequence ? mask : try sliced(mask, axis: 0, from: sizes[0] - 1, to: sizes[0], named: "/mask")
      output = try add("multiply", [output, column(seen)], named: isSequence ? "" : "/output")
    }
    return KerasSteps(output: isSequence ? output : try reshaped(output, to: [last.units]), states: states)
  }

  private mutating func counted(_ x: Draft.Value, _ mask: Draft.Value) throws(ImportFault) -> CountedSteps {
    let count = try [shape(of: x)[0]].boundedCount()
    let falling = try constantLayer("falling", [count], (1...count).reversed().map(Double.init))
    let keys = try add("multiply", [mask, falling], named: "/keys")
    let order = try add("top_k", [keys], [("k", .integer(count)), ("result", .word("indices"))], named: "/order")
    let first: Settings = [("axis", .integer(0))]
    let counts = try add("cumulative_sum", [mask], first, named: "/counts")
    let isFront = try add("take", [mask, order], first, named: "/front")
    return CountedSteps(
      steps: try add("take", [x, order], first, named: "/counted"),
      isBehind: try column(add("logical_not", [isFront], named: "/behind")),
      counts: counts,
      all: try sliced(counts, axis: 0, from: count - 1, to: count, named: "/count")
    )
  }

  /// The outputs behind so many steps; before the first one a state, or zeros.
  private mutating func taken(
    _ sequence: Draft.Value,
    behind start: Draft.Value?,
    _ counts: Draft.Value,
    _ cell: KerasCell,
    named suffix: String
  ) throws(ImportFault) -> Draft.Value {
    let zeros = [Double](repeating: 0, count: cell.units)
    let row =
      if let start { try reshaped(start, to: [1, cell.units], named: "\(cell.suffix)/start") } else {
        try constantLayer("zeros", [1, cell.units], zeros)
      }
    let rows = try add("concat", [row, sequence], [("axis", .integer(0))], named: "\(cell.suffix)/rows")
    return try add("take", [rows, counts], [("axis", .integer(0))], named: suffix)
  }

  /// The cell of an LSTM behind the steps that count: one more input shuts its input gate and opens its forget gate behind them,
  /// so that the cell stays as it is.
  private mutating func cellBehindCounted(_ cell: KerasCell, _ counted: CountedSteps) throws(ImportFault) -> Draft.Value {
    let function = cell.settings.first { $0.key == "recurrent_activation" }?.value
    guard function == nil || function == .word("hard_sigmoid") else {
      throw ImportFault("it gives the cell behind masked steps, which takes gates that can be shut")
    }
    let far = [Float](repeating: 1e4, count: cell.units)
    let row = far.map { -$0 } + far + [Float](repeating: 0, count: 2 * cell.units)
    var wide = cell
    let kernel = cell.weights[0].tensor
    guard kernel.shape.count == 2, kernel.shape[1] == row.count else {
      throw ImportFault("its kernel \(kernel.shape) does not fit \(cell.units) units")
    }
    do {
      let shape = [kernel.shape[0] + 1, row.count]
      wide.weights[0].tensor = try TensorEntry(name: "\(kernel.name)_with_gates", shape: shape, floats: kernel.floats() + row)
    } catch {
      throw ImportFault("its variable \(kernel.name.quotedForMessage): \(error.message)")
    }
    let steps = try add("concat", [counted.steps, counted.isBehind], [("axis", .integer(-1))], named: "/with_gates")
    return try went(through: steps, wide, result: "cell", named: "/cell")
  }
}
