import ForgeTensors

/// What exporters do to the scores of attention before the softmax, so that a query does not see a key.
struct SeenMask {
  enum Form { case added, seen, hidden }

  let value: Draft.Value
  let form: Form
  /// The layer that masks.
  let by: Draft.Value

  init(_ value: Draft.Value, _ form: Form, by layer: Draft.Value) {
    self.value = value
    self.form = form
    by = layer
  }

  var isBoolean: Bool { form != .added }

  var source: Draft.Source {
    guard form == .hidden else { return .value(value) }
    return .layer(Draft.NewLayer(kind: "logical_not", name: "seen", inputs: [.value(value)]))
  }

  /// Whether each query sees a key for certain.
  func hidesNoQuery(in sighting: Sighting) -> Bool {
    guard let tensor = sighting.constant(value) else { return form == .added && isFinite(in: sighting, steps: 64) }
    let numbers = tensor.floats()
    let steps = max(1, tensor.shape.last ?? 1)
    return stride(from: 0, to: numbers.count, by: steps).allSatisfy { start in
      numbers[start..<start + steps].contains { !hides($0) }
    }
  }

  /// Whether a number takes a key out of sight: what is added, also where the power is 0 beside any other.
  private func hides(_ number: Float) -> Bool {
    switch form {
    case .added: number < -1e30
    case .seen: number == 0
    case .hidden: number != 0
    }
  }

  /// Whether numbers to add are finite: constants, or computed from such. An input that is only moved may hold infinities.
  func isFinite(in sighting: Sighting, steps: Int) -> Bool {
    var value = value
    while let layer = sighting.draft.layer(of: value), Self.moves.contains(layer.kind), let input = layer.inputs.first {
      value = input
    }
    var seen: Set<Draft.Value> = []
    var waiting = [value]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      if let tensor = sighting.constant(next), tensor.firstNonFiniteFloat() != nil { return false }
      guard seen.count <= steps else { return false }
      waiting += sighting.draft.layer(of: next)?.inputs ?? []
    }
    return sighting.draft.layer(of: value) != nil
  }

  private static let moves: Set<String> = ["reshape", "transpose", "expand", "slice", "flatten"]

  /// Whether the mask hides just the keys behind each query's own place.
  func isCausal(in sighting: Sighting, _ scores: [Int]) -> Bool {
    guard let tensor = sighting.constant(value), tensor.shape.count >= 2, scores.count >= 2,
      tensor.shape.suffix(2) == scores.suffix(2), tensor.elementCount == scores.suffix(2).product
    else { return false }
    let steps = scores[scores.count - 1]
    return tensor.floats().enumerated().allSatisfy { place, number in
      place % steps > place / steps ? hides(number) : form == .added ? number == 0 : !hides(number)
    }
  }
}

extension [SeenMask] {
  /// Whether softmax gives what attention does: PyTorch has zeros where all keys are hidden, the arithmetic NaN.
  func hideNoQuery(in sighting: Sighting) -> Bool {
    count == 1 ? self[0].hidesNoQuery(in: sighting) : allSatisfy { $0.form == .added && $0.isFinite(in: sighting, steps: 64) }
  }

  /// What attention reads and says of the masks; nil where it cannot.
  func setting(
    in sighting: Sighting,
    _ scores: [Int]
  ) -> (inputs: [Draft.Source], settings: [(key: String, value: Setting)])? {
    guard let mask = first else { return ([], []) }
    if count > 1 {
      guard allSatisfy({ !$0.isBoolean }) else { return nil }
      return ([.layer(Draft.NewLayer(kind: "add", name: "mask", inputs: map(\.source)))], [])
    }
    if mask.isCausal(in: sighting, scores) { return ([], [("causal", .boolean(true))]) }
    return ([mask.source], mask.isBoolean ? [("mask", .word("boolean"))] : [])
  }
}
