import ForgeGraph
import ForgeJSON

extension KerasRule {
  static let activations: [KerasRule] = [
    KerasRule("Activation", "ReLU", "LeakyReLU", "ELU") { work in
      let x = try work.input()
      guard let steps = try KerasActivation.layer(work.layer) else { throw ImportFault("it is no activation") }
      return try work.add(steps, x)
    },
    KerasRule("Softmax") { work in
      let x = try work.input()
      let axes = work.has("axis") ? try work.integers("axis") : [-1]
      guard axes.count == 1 else { throw ImportFault("it sums along the axes \(axes), only one is supported") }
      return try work.along(axes[0], "softmax", x)
    },
    KerasRule("PReLU") { work in try work.add("prelu", [work.input()], variables: ["alpha"]) },
  ]
}

extension KerasWork {
  /// Adds the layers of an activation; the first is called as the layer. None stand for the identity.
  mutating func add(_ steps: [KerasActivation], _ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    var value = x
    for (index, step) in steps.enumerated() {
      value = try add(step.kind, [value], step.settings, named: index == 0 ? "" : "/\(step.kind)")
    }
    return value
  }

  /// A function of the elements along one axis, which counts the batch.
  mutating func along(_ number: Int, _ kind: String, _ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    let rank = shape(of: x).count
    let axis = try axis(number, of: rank)
    return try add(kind, [x], axis == rank - 1 ? [] : [("axis", .integer(axis))])
  }
}
