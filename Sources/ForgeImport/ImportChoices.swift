import ForgeTensors

/// What a person decides about a prototype, by the names of its inputs.
package struct ImportChoices: Sendable {
  /// The sizes of inputs, batch included, where the prototype leaves them open.
  package var shapes: [String: [Int]]
  /// Inputs that are held at one value: they become part of the spec.
  package var held: [String: HeldValue]

  package init(shapes: [String: [Int]] = [:], held: [String: HeldValue] = [:]) {
    self.shapes = shapes
    self.held = held
  }

  /// Refuses names that are no inputs of the prototype, and values for all of them.
  func check(inputs: [String]) throws(ImportFault) {
    let there = "there are: \(inputs.joined(separator: ", "))"
    if let stray = shapes.keys.sorted().first(where: { !inputs.contains($0) }) {
      throw ImportFault("no input is called '\(stray)', for which a shape is given", hint: there)
    }
    if let stray = held.keys.sorted().first(where: { !inputs.contains($0) }) {
      throw ImportFault("no input is called '\(stray)', for which a value is given", hint: there)
    }
    let written = inputs.filter { if case .texts? = held[$0] { true } else { false } }
    if !written.isEmpty, written.count == inputs.count {
      throw ImportFault("all inputs are constants, so that the model gives the same always", hint: "leave one an input")
    }
  }
}
