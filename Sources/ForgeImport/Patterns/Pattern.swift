import ForgeGraph
import ForgeTensors

/// Layers that together are one: exporters write functions out that a person would call by their name.
struct Pattern: Sendable {
  /// The kinds of the layer that gives the result.
  let roots: Set<String>
  let match: @Sendable (Sighting) -> Match?

  init(_ roots: Set<String>, match: @escaping @Sendable (Sighting) -> Match?) {
    self.roots = roots
    self.match = match
  }

  /// What a pattern makes of a layer, and the layers before it that it makes needless.
  struct Match {
    let replacement: Draft.Replacement
    let covered: Set<Draft.Value>
  }

  /// Every pattern; where several fit, the first has the word.
  static let all: [Pattern] =
    biases + normalizations + batchNorms + attentions + recurrences + activations + writtenOut + moves + foldings
}

extension Draft {
  /// The draft with recognised patterns as layers, and without the layers that no output reads.
  func recognized() throws(ImportFault) -> Draft {
    try withoutUnread().rewritten(by: Pattern.all).rewritten(by: Pattern.wording)
  }

  /// Patterns stand on one another: a norm gets its factor when it is one.
  private func rewritten(by patterns: [Pattern]) throws(ImportFault) -> Draft {
    var draft = self
    for _ in 0..<Self.mostRounds {
      let replacements = draft.replacements(by: patterns)
      if replacements.isEmpty { break }
      draft = try draft.replacing(replacements)
    }
    return draft
  }

  /// More than any pattern needs.
  private static let mostRounds = 32

  private func replacements(by patterns: [Pattern]) -> [Value: Replacement] {
    let readers = readerCounts()
    let results = Set(outputs.map(\.value))
    var found: [Value: Replacement] = [:]
    var taken: Set<Value> = []
    for (value, layer) in zip(values.dropFirst(features.count), layers) {
      for pattern in patterns where pattern.roots.contains(layer.kind) {
        let sighting = Sighting(draft: self, readers: readers, value: value, layer: layer)
        guard let match = pattern.match(sighting), fits(match.replacement, value, results) else { continue }
        let claim = match.covered.union([value])
        guard taken.isDisjoint(with: claim) else { continue }
        taken.formUnion(claim)
        found[value] = match.replacement
        break
      }
    }
    return found
  }

  /// Whether a replacement is sound and gives what the layer gives.
  private func fits(_ replacement: Replacement, _ value: Value, _ results: Set<Value>) -> Bool {
    switch replacement {
    // An output is computed by a layer.
    case .value(let other):
      type(of: other) == type(of: value) && (layer(of: other) != nil || !results.contains(value))
    case .layer(let new):
      (try? type(of: new)) == type(of: value)
    }
  }

  /// How many layers and outputs read each value.
  private func readerCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for value in layers.flatMap(\.inputs) + outputs.map(\.value) { counts[value.index] += 1 }
    return counts
  }
}
