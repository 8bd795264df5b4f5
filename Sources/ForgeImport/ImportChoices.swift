import ForgeTensors

/// What a person decides about a prototype, by the names of its inputs.
package struct ImportChoices: Sendable {
  /// The sizes of inputs, batch included, where the prototype leaves them open.
  package var shapes: [String: [Int]]
  /// Inputs that are held at one value: they become part of the spec.
  package var held: [String: TensorEntry]

  package init(shapes: [String: [Int]] = [:], held: [String: TensorEntry] = [:]) {
    self.shapes = shapes
    self.held = held
  }
}
