extension Pattern {
  /// Activations that are written out as arithmetic.
  static let activations: [Pattern] = [
    Pattern(["multiply", "scale"]) { $0.gatedActivation() },
    Pattern(["scale"]) { sighting in
      var sighting = sighting
      guard let line = sighting.line(sighting.value), line.offset == 0, line.factor.isAbout(1.0 / 6),
        let x = sighting.shiftedRelu6(line.inner)
      else { return nil }
      return sighting.match("hard_sigmoid", [x])
    },
    Pattern(["clip"]) { sighting in
      var sighting = sighting
      guard let x = sighting.relu6(sighting.value) else { return nil }
      return sighting.match("relu6", [x])
    },
  ]
}

extension Sighting {
  /// `x · g(x)` with a constant factor, as GELU, SiLU and their kin are.
  fileprivate func gatedActivation() -> Pattern.Match? {
    var sighting = self
    let (factor, values) = sighting.product(value)
    guard values.count == 2 else { return nil }
    for (x, gate) in [(values[0], values[1]), (values[1], values[0])] {
      for recognize in Self.gates {
        var attempt = sighting
        guard let (kind, settings) = recognize(&attempt, gate, x, factor) else { continue }
        if let match = attempt.match(kind, [x], settings) { return match }
      }
    }
    return nil
  }

  private typealias Activation = (kind: String, settings: [(key: String, value: Setting)])
  /// The activation that `factor · x · gate` is.
  private typealias Gate =
    @Sendable (inout Sighting, _ gate: Draft.Value, _ x: Draft.Value, _ factor: Double) -> Activation?

  private static let gates: [Gate] = [
    { sighting, gate, x, factor in
      guard factor.isAbout(1), sighting.inner("sigmoid", gate)?.inputs == [x] else { return nil }
      return ("silu", [])
    },
    { sighting, gate, x, factor in
      guard factor.isAbout(1), let tanh = sighting.inner("tanh", gate),
        sighting.inner("softplus", tanh.inputs[0])?.inputs == [x]
      else { return nil }
      return ("mish", [])
    },
    { sighting, gate, x, factor in
      guard factor.isAbout(1), let layer = sighting.inner("hard_sigmoid", gate), layer.settings.isEmpty, layer.inputs == [x]
      else { return nil }
      return ("hard_swish", [])
    },
    { sighting, gate, x, factor in
      guard factor.isAbout(1.0 / 6), sighting.shiftedRelu6(gate) == x else { return nil }
      return ("hard_swish", [])
    },
    // ½ · x · (1 + erf(x / √2)), or with tanh.
    { sighting, gate, x, factor in
      guard let line = sighting.line(gate), line.factor.isAbout(line.offset), (factor * line.offset).isAbout(0.5) else {
        return nil
      }
      if let erf = sighting.inner("erf", line.inner) {
        let (factor, values) = sighting.product(erf.inputs[0])
        return factor.isAbout(0.5.squareRoot()) && values == [x] ? ("gelu", []) : nil
      }
      guard let tanh = sighting.inner("tanh", line.inner), sighting.isCubic(tanh.inputs[0], x) else { return nil }
      return ("gelu", [("approximate", .word("tanh"))])
    },
  ]

  /// Whether a value is `√(2/π) · (x + 0.044715 · x³)`, or the same with `x` taken out.
  private mutating func isCubic(_ value: Draft.Value, _ x: Draft.Value) -> Bool {
    let (factor, values) = product(value)
    guard factor.isAbout((2 / Double.pi).squareRoot()) else { return false }
    if values.count == 1, let sum = inner("add", values[0]), sum.inputs.count == 2,
      let cube = sum.inputs.first(where: { $0 != x }), sum.inputs.contains(x)
    {
      let (factor, values) = product(cube)
      return factor.isAbout(0.044715) && values.flatMap(powers) == [x, x, x]
    }
    guard let other = values.first(where: { $0 != x }), values.count == 2, values.contains(x), let line = line(other),
      line.offset == 1
    else { return false }
    let (inner, squares) = product(line.inner)
    return (line.factor * inner).isAbout(0.044715) && squares.flatMap(powers) == [x, x]
  }

  /// A square that is read elsewhere too stands as a value in a product.
  private func powers(_ value: Draft.Value) -> [Draft.Value] {
    var copy = self
    return copy.squareRoot(of: value).map { [$0, $0] } ?? [value]
  }

  /// `x` where a value is `min(max(x + 3, 0), 6)`.
  fileprivate mutating func shiftedRelu6(_ value: Draft.Value) -> Draft.Value? {
    let clipped = inner("relu6", value)?.inputs.first ?? relu6(value)
    guard let clipped, let line = line(clipped), line.factor == 1, line.offset == 3 else { return nil }
    return line.inner
  }

  /// `x` where a value is `min(max(x, 0), 6)` by two layers.
  fileprivate mutating func relu6(_ value: Draft.Value) -> Draft.Value? {
    guard let clip = inner("clip", value), clip.number("max") == 6, let below = clip.inputs.first else { return nil }
    if clip.number("min") == 0 { return below }
    guard clip.number("min") == nil, let relu = inner("relu", below) else { return nil }
    return relu.inputs.first
  }
}
