import ForgeGraph

extension Pattern {
  /// Reshapes and transposes that follow one another, or move nothing.
  static let moves: [Pattern] = [
    Pattern(["reshape", "transpose", "expand"]) { sighting in
      guard let input = sighting.layer.inputs.first, sighting.movesNothing(input) else { return nil }
      return Match(replacement: .value(input), covered: [])
    },
    Pattern(["reshape", "transpose"]) { $0.mergedMove() },
    Pattern(["reshape"]) { $0.reductionThatKeepsAxes() },
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
    guard let first = draft.layer(of: input), let source = first.inputs.first else { return nil }
    // A sum of as many elements only drops axes of one.
    let isMove = first.kind == "reshape" || first.kind == "sum" && sizes(source).product == sizes(input).product
    return isMove ? reshape(of: source) : nil
  }

  /// A reduction whose axes a reshape puts back with one element each.
  fileprivate func reductionThatKeepsAxes() -> Pattern.Match? {
    guard let input = layer.inputs.first, let reduction = draft.layer(of: input), let source = reduction.inputs.first,
      ["sum", "mean", "max", "min", "product"].contains(reduction.kind), !reduction.isOn("keep_dims", default: false),
      let axes = reduction.integers("axes")
    else { return nil }
    let rank = sizes(source).count
    let places = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
    guard sizes(source).indices.map({ places.contains($0) ? 1 : sizes(source)[$0] }) == sizes(value) else { return nil }
    var sighting = self
    _ = sighting.inner(reduction.kind, input)
    let settings = reduction.settings.filter { $0.key != "keep_dims" } + [("keep_dims", .boolean(true))]
    return sighting.match(reduction.kind, name: reduction.wanted, [source], settings)
  }

  private func reshape(of source: Draft.Value) -> Pattern.Match? {
    match("reshape", name: layer.wanted, [source], [("shape", .integers(sizes(value)))])
  }
}
