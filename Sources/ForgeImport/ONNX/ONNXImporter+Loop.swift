import ForgeGraph
import ForgeJSON
import ForgeTensors

extension ONNXImporter {
  /// The most steps of a loop: each has layers of its own.
  private static let mostSteps = 64

  /// Writes the steps of a loop down one after the other: how many there are must be known; each sees all values around the loop.
  mutating func addLoop(of node: ONNXNode) throws(ImportFault) {
    guard depth < Self.deepest else { throw ImportFault("loops stand more than \(Self.deepest) deep within one another") }
    guard case .graph(let body)? = node["body"]?.value else { throw ImportFault("its body is missing") }
    let (given, name) = (node.inputs, tracer.wanted)
    let count = try known(given.first, "the number of its steps") ?? .infinity
    var goesOn = try known(given.dropFirst().first, "whether it begins") != 0
    var carried: [Traced] = []
    for name in given.dropFirst(2) {
      guard let value = try input(name) else { throw ImportFault("one of its inputs is missing") }
      carried.append(value)
    }
    guard body.inputs.count == carried.count + 2, body.outputs.count > carried.count else {
      throw ImportFault("its body does not take what it is given")
    }
    var scanned = [[Traced]](repeating: [], count: body.outputs.count - carried.count - 1)
    var step = 0
    while goesOn, Double(step) < count {
      guard step < Self.mostSteps else {
        throw ImportFault("it has more than \(Self.mostSteps) steps, each of which is layers of its own")
      }
      let number = Known(name: "step", shape: [], element: .int64, numbers: [Double(step)])
      let mayGoOn = Known(name: "goes_on", shape: [], element: .bool, numbers: [1])
      let results = try results(of: body, given: [Traced(number), Traced(mayGoOn)] + carried)
      guard let condition = results[0].known?.scalar else {
        throw ImportFault(
          "whether it goes on is computed, only a number of steps that does not depend on the inputs is supported"
        )
      }
      goesOn = condition != 0
      for index in carried.indices { carried[index] = results[1 + index] }
      for index in scanned.indices { scanned[index].append(results[1 + carried.count + index]) }
      step += 1
    }
    tracer.draft.note("'\(name)' is a loop, whose \(step) steps are written out one after the other.")
    for steps in scanned { carried.append(try stacked(steps)) }
    for (name, value) in zip(node.outputs, carried) where !name.isEmpty {
      values[ExactText(name)] = value
    }
  }

  private func known(_ name: String?, _ what: String) throws(ImportFault) -> Double? {
    guard let name, let value = try input(name) else { return nil }
    guard let number = value.known?.scalar else {
      throw ImportFault("\(what) is computed, only what does not depend on the inputs is supported")
    }
    return number
  }

  /// What each step gave, along a new first axis.
  private mutating func stacked(_ steps: [Traced]) throws(ImportFault) -> Traced {
    guard !steps.isEmpty else { throw ImportFault("it has no steps, but gives what each of them computes") }
    var rows: [Traced] = []
    for step in steps { rows.append(try tracer.reshaped(step, to: [1] + step.shape)) }
    return try tracer.joined(rows, axis: 0)
  }
}
