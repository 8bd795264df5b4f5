import ForgeGraph
import ForgeTensors

extension Pattern {
  /// Layers of Keras that tf2onnx writes out in the graphs of TensorFlow.
  static let writtenOut: [Pattern] = [
    Pattern(["add"]) { $0.slopesBelowZero() },
    Pattern(["reshape", "transpose"]) { $0.repeatedElements() },
    Pattern(["transpose"]) { $0.repeatedWhereItLies() },
  ]
}

extension Sighting {
  /// `max(x, 0) + k · max(-x, 0)`: slopes `-k` below 0.
  fileprivate func slopesBelowZero() -> Pattern.Match? {
    guard draft.layout == .pytorch, layer.inputs.count == 2 else { return nil }
    for (above, below) in [(layer.inputs[0], layer.inputs[1]), (layer.inputs[1], layer.inputs[0])] {
      var sighting = self
      guard let x = sighting.inner("relu", above)?.inputs.first, let name = draft.layer(of: above)?.wanted else { continue }
      if let scale = sighting.inner("scale", below), scale.number("offset") ?? 0 == 0, let factor = scale.number("factor") {
        guard sighting.isBelowZero(scale.inputs.first, of: x) else { continue }
        return sighting.match("leaky_relu", name: name, [x], [("slope", .number(-factor))])
      }
      guard let product = sighting.inner("multiply", below),
        let factors = product.inputs.first(where: { constant($0) != nil }), let entry = constant(factors),
        sighting.isBelowZero(product.inputs.first { $0 != factors }, of: x), let channels = sizes(x).first,
        entry.shape == [channels] + sizes(x).dropFirst().map({ _ in 1 }),
        let slopes = try? TensorEntry(name: "\(name).weight", shape: [channels], floats: entry.floats().map { -$0 })
      else { continue }
      return sighting.match("prelu", name: name, [x], weights: [("weight", slopes)])
    }
    return nil
  }

  /// Whether a value is `max(-x, 0)`.
  private mutating func isBelowZero(_ value: Draft.Value?, of x: Draft.Value) -> Bool {
    guard let value, let negated = inner("relu", value)?.inputs.first else { return false }
    return inner("negate", negated)?.inputs == [x]
  }

  /// An image whose elements are repeated along its axes by reshapes, expansions and transposes.
  ///
  /// What these do together is seen by doing it to the places of the elements.
  fileprivate func repeatedElements() -> Pattern.Match? {
    let sizes = sizes(value)
    guard draft.layout == .pytorch, sizes.count == 3, sizes.product <= Self.mostRepeated else { return nil }
    var sighting = self
    var moves = [layer]
    while let input = moves.last?.inputs.first, let next = draft.layer(of: input), moves.count < 12,
      ["reshape", "expand", "transpose"].contains(next.kind)
    {
      sighting.cover(input)
      moves.append(next)
      guard moves.contains(where: { $0.kind == "expand" }), let x = next.inputs.first, let scale = scale(from: x, by: moves)
      else { continue }
      let settings: [(key: String, value: Setting)] = [("scale", .perAxis(scale)), ("mode", .word("nearest"))]
      return sighting.match("upsample2d", name: next.wanted, [x], settings)
    }
    return nil
  }

  /// Elements repeated after a transpose that is taken back: they are repeated along the axes that these were before.
  fileprivate func repeatedWhereItLies() -> Pattern.Match? {
    var sighting = self
    guard let back = layer.integers("axes"), let input = layer.inputs.first, let larger = sighting.inner("upsample2d", input),
      larger.settings.contains(where: { $0.key == "mode" && $0.value == .word("nearest") }), let moved = larger.inputs.first,
      let move = draft.layer(of: moved), move.kind == "transpose", let axes = move.integers("axes"), let x = move.inputs.first,
      back.map({ axes[$0] }) == Array(back.indices), sizes(x)[0] == sizes(value)[0]
    else { return nil }
    let scale = [1, 2].map { sizes(value)[$0] / sizes(x)[$0] }
    return sighting.match("upsample2d", name: larger.wanted, [x], [("scale", .perAxis(scale)), ("mode", .word("nearest"))])
  }

  private static let mostRepeated = 1 << 20

  /// How many times moves, the last one first, repeat each element of an image's rows and columns; nil when they do something else.
  private func scale(from x: Draft.Value, by moves: [Draft.Layer]) -> [Int]? {
    let (small, large) = (sizes(x), sizes(value))
    guard small.count == 3, small[0] == large[0], zip(small, large).allSatisfy({ $1.isMultiple(of: $0) }) else { return nil }
    var places = ReferenceTensor(shape: small, elements: (0..<small.product).map(Double.init))
    for move in moves.reversed() { places = move.op.evaluate([places], []) }
    let (rows, columns) = (large[1] / small[1], large[2] / small[2])
    for channel in 0..<large[0] {
      for row in 0..<large[1] {
        let start = (channel * small[1] + row / rows) * small[2]
        let own = (channel * large[1] + row) * large[2]
        for column in 0..<large[2] where places.elements[own + column] != Double(start + column / columns) { return nil }
      }
    }
    return [rows, columns]
  }
}
