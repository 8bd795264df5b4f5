import ForgeGraph
import ForgeJSON

extension KerasRule {
  static let activations: [KerasRule] = [
    KerasRule("ReLU") { work in
      let x = try work.input()
      let (slope, threshold) = (try work.number("negative_slope", default: 0), try work.number("threshold", default: 0))
      guard slope != 0, threshold != 0 else {
        guard let steps = try KerasActivation.layer(work.layer) else { throw ImportFault("it is no activation") }
        return try work.add(steps, x)
      }
      // Above the threshold `x`, below it a line through the threshold.
      var upper = try work.add("thresholded_relu", [x], [("threshold", .number(threshold))], named: "/upper")
      if work.has("max_value") {
        let bounds: KerasWork.Settings = [
          ("min", .number(0)), ("max", .number(try work.number("max_value", default: .infinity))),
        ]
        upper = try work.add("clip", [upper], bounds, named: "/ceiling")
      }
      let distance = try work.add("scale", [x], [("factor", .number(-1)), ("offset", .number(threshold))], named: "/distance")
      let below = try work.add("relu", [distance], named: "/below")
      let lower = try work.add("scale", [below], [("factor", .number(slope))], named: "/lower")
      return try work.add("subtract", [upper, lower])
    },
    KerasRule("Activation", "LeakyReLU", "ELU") { work in
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
      value = try add(step, value, named: index == 0 ? "" : "/\(step.kind)")
    }
    return value
  }

  /// Adds one step of an activation.
  mutating func add(_ step: KerasActivation, _ x: Draft.Value, named suffix: String) throws(ImportFault) -> Draft.Value {
    guard step.isWrittenOut else { return try add(step.kind, [x], step.settings, named: suffix) }
    switch step.kind {
    case "glu": return try gated(x, axis: -1, named: suffix)
    case "squareplus": return try squareplus(x, 4, named: suffix)
    case "tanh_shrink":
      let tanh = try add("tanh", [x], named: "/tanh")
      return try add("subtract", [x, tanh], named: suffix)
    case "sparse_plus":
      // `(u + 1)² / 4` for the part from -1 to 1, and what lies above 1.
      let middle = try add("clip", [x], [("min", .number(-1)), ("max", .number(1))], named: "/middle")
      let root = try add("scale", [middle], [("factor", .number(0.5)), ("offset", .number(0.5))], named: "/root")
      let square = try add("square", [root], named: "/square")
      let above = try add("scale", [x], [("factor", .number(1)), ("offset", .number(-1))], named: "/above")
      return try add("add", [square, add("relu", [above], named: "/above")], named: suffix)
    default:
      throw ImportFault("its activation \(step.kind.quotedForMessage) is not supported: Keras sums more than sparsemax does")
    }
  }

  /// One half of an axis, which counts the batch, by the sigmoids of the other.
  mutating func gated(_ x: Draft.Value, axis number: Int, named suffix: String = "") throws(ImportFault) -> Draft.Value {
    let sizes = shape(of: x)
    let axis = try axis(number, of: sizes.count)
    guard sizes[axis] % 2 == 0 else { throw ImportFault("it halves \(sizes[axis]) elements") }
    let half = sizes[axis] / 2
    let kept = try sliced(x, axis: axis, from: 0, to: half, named: "/kept")
    let gate = try sliced(x, axis: axis, from: half, to: sizes[axis], named: "/gate")
    return try add("multiply", [kept, add("sigmoid", [gate], named: "/gate")], named: suffix)
  }

  /// `(x + √(x² + b)) / 2`
  mutating func squareplus(_ x: Draft.Value, _ b: Double, named suffix: String = "") throws(ImportFault) -> Draft.Value {
    let square = try add("square", [x], named: "/square")
    let lifted = try add("scale", [square], [("factor", .number(1)), ("offset", .number(b))], named: "/lifted")
    let sum = try add("add", [x, add("sqrt", [lifted], named: "/root")], named: "/sum")
    return try add("scale", [sum], [("factor", .number(0.5))], named: suffix)
  }

  /// A function of the elements along one axis, which counts the batch.
  mutating func along(_ number: Int, _ kind: String, _ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    let rank = shape(of: x).count
    let axis = try axis(number, of: rank)
    return try add(kind, [x], axis == rank - 1 ? [] : [("axis", .integer(axis))])
  }
}
