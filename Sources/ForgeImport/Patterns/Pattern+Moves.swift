import ForgeGraph

extension Pattern {
  /// Reshapes and transposes that follow one another, or move nothing.
  static let moves: [Pattern] = [
    Pattern(["reshape", "transpose", "expand"]) { sighting in
      guard let input = sighting.layer.inputs.first, sighting.movesNothing(input) else { return nil }
      return Match(replacement: .value(input), covered: [])
    },
    Pattern(["reshape", "transpose"]) { $0.mergedMove() },
  ]
}

extension Sighting {
  private func sizes(_ value: Draft.Value) -> [Int] { draft.type(of: value).shape.fixedSizes ?? [] }

  fileprivate func movesNothing(_ input: Draft.Value) -> Bool {
    guard draft.type(of: input) == draft.type(of: value) else { return false }
    return layer.kind != "transpose" || layer.integers("axes") == Array(sizes(input).indices)
  }

  /// One move in the place of two; a transpose that only moves axes of one element is a reshape.
  fileprivate func mergedMove() -> Pattern.Match? {
    guard let input = layer.inputs.first, draft.type(of: input).element == .float32 else { return nil }
    if layer.kind == "transpose" {
      guard let axes = layer.integers("axes") else { return nil }
      let wide = axes.filter { sizes(input)[$0] != 1 }
      if wide == wide.sorted() { return reshape(of: input) }
      guard let first = draft.layer(of: input), first.kind == "transpose", let order = first.integers("axes"),
        let source = first.inputs.first
      else { return nil }
      return match("transpose", name: layer.wanted, [source], [("axes", .integers(axes.map { order[$0] }))])
    }
    guard let first = draft.layer(of: input), first.kind == "reshape", let source = first.inputs.first else { return nil }
    return reshape(of: source)
  }

  private func reshape(of source: Draft.Value) -> Pattern.Match? {
    match("reshape", name: layer.wanted, [source], [("shape", .integers(sizes(value)))])
  }
}
