import ForgeGraph

extension Pattern {
  /// Reshapes and transposes that follow one another, or move nothing.
  static let moves: [Pattern] = [
    Pattern(["reshape", "transpose", "expand"]) { sighting in
      guard let input = sighting.layer.inputs.first, sighting.movesNothing(input) else { return nil }
      return Match(replacement: .value(input), covered: [])
    },
    Pattern(["reshape", "transpose"]) { $0.mergedMove() },
    Pattern(["transpose"]) { $0.moveWithoutOnes() },
    Pattern(["reshape"]) { $0.reductionThatKeepsAxes() },
    Pattern(["slice"]) { $0.partOfJoin() },
    Pattern(["slice"]) { $0.sliceBeforeMove() },
    Pattern(["matmul"]) { $0.productOfMoreAxes() },
    Pattern(["concat"]) { $0.joinWithoutOnes() },
  ]
}

extension Sighting {
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

  /// A transpose of a reshaped value whose axes of one element stay out of it, so that a reshape before and one behind have them.
  fileprivate func moveWithoutOnes() -> Pattern.Match? {
    guard let input = layer.inputs.first, let first = draft.layer(of: input), first.kind == "reshape",
      let source = first.inputs.first, let axes = layer.integers("axes"), sizes(input).contains(1)
    else { return nil }
    let wide = sizes(input).indices.filter { sizes(input)[$0] != 1 }
    let order = axes.compactMap { wide.firstIndex(of: $0) }
    guard order != order.sorted() else { return nil }
    let split = Draft.NewLayer(
      kind: "reshape",
      name: first.wanted,
      inputs: [.value(source)],
      settings: [("shape", .integers(wide.map { sizes(input)[$0] }))]
    )
    let moved = Draft.NewLayer(
      kind: "transpose",
      name: layer.wanted,
      inputs: [.layer(split)],
      settings: [("axes", .integers(order))]
    )
    return match("reshape", name: layer.wanted, [.layer(moved)], [("shape", .integers(sizes(value)))])
  }

  /// Matrices whose outer axes were made one for a product that takes only one: with the axes that they had.
  fileprivate func productOfMoreAxes() -> Pattern.Match? {
    let sources = layer.inputs.compactMap { input in
      draft.layer(of: input).flatMap { $0.kind == "reshape" ? $0.inputs.first : nil }
    }
    guard sources.count == 2 else { return nil }
    let shapes = sources.map(sizes)
    guard shapes.allSatisfy({ $0.count > 3 }), shapes[0].dropLast(2) == shapes[1].dropLast(2),
      zip(layer.inputs, shapes).allSatisfy({ sizes($0).count == 3 && sizes($0).suffix(2) == $1.suffix(2) })
    else { return nil }
    let product = Draft.NewLayer(kind: "matmul", name: layer.wanted, inputs: sources.map(Draft.Source.value))
    return match("reshape", name: layer.wanted, [.layer(product)], [("shape", .integers(sizes(value)))])
  }

  /// Values that got axes of one element before they were joined along another: they get them afterwards.
  fileprivate func joinWithoutOnes() -> Pattern.Match? {
    guard let axis = layer.integers("axis")?.first else { return nil }
    let place = axis < 0 ? axis + sizes(value).count : axis
    func isKept(_ index: Int, _ size: Int) -> Bool { size != 1 || index == place }
    let sources = layer.inputs.compactMap { input -> Draft.Value? in
      guard let reshape = draft.layer(of: input), reshape.kind == "reshape", let source = reshape.inputs.first else {
        return nil
      }
      return sizes(source) == sizes(input).enumerated().filter { isKept($0, $1) }.map(\.element) ? source : nil
    }
    guard sources.count == layer.inputs.count, !sources.isEmpty else { return nil }
    let before = sizes(layer.inputs[0])[..<place].filter { $0 != 1 }.count
    let join = Draft.NewLayer(
      kind: "concat",
      name: layer.wanted,
      inputs: sources.map(Draft.Source.value),
      settings: [("axis", .integer(before))]
    )
    return match("reshape", name: "\(layer.wanted)_reshape", [.layer(join)], [("shape", .integers(sizes(value)))])
  }

  /// The part of joined values that is all of one of them: the two directions of a recurrent layer, taken apart again.
  fileprivate func partOfJoin() -> Pattern.Match? {
    guard let input = layer.inputs.first, let join = draft.layer(of: input), join.kind == "concat",
      let axis = layer.integers("axis")?.first, let joined = join.integers("axis")?.first, layer.number("step") ?? 1 == 1
    else { return nil }
    let rank = sizes(input).count
    let place = axis < 0 ? axis + rank : axis
    guard place == (joined < 0 ? joined + rank : joined) else { return nil }
    var start = Int(layer.number("start") ?? 0)
    for part in join.inputs {
      if start == 0, sizes(part) == sizes(value) { return Pattern.Match(replacement: .value(part), covered: []) }
      start -= sizes(part)[place]
    }
    return nil
  }

  /// A part of a moved value, at most half of it, as a moved part: each then takes what it needs from where it lies.
  fileprivate func sliceBeforeMove() -> Pattern.Match? {
    guard let input = layer.inputs.first, let move = draft.layer(of: input), let source = move.inputs.first,
      let axis = layer.integers("axis")?.first, draft.type(of: source).element == .float32
    else { return nil }
    let shape = sizes(input)
    let place = axis < 0 ? axis + shape.count : axis
    let start = Int(layer.number("start") ?? 0)
    let end = Int(layer.number("end") ?? Double(shape[place]))
    guard 0 <= start, start < end, end <= shape[place], 2 * (end - start) <= shape[place], layer.number("step") ?? 1 == 1 else {
      return nil
    }
    func slice(_ axis: Int, of unit: Int) -> Draft.NewLayer {
      var settings: [(key: String, value: Setting)] = [("axis", .integer(axis))]
      if start > 0 { settings.append(("start", .integer(start * unit))) }
      if end < shape[place] { settings.append(("end", .integer(end * unit))) }
      return Draft.NewLayer(kind: "slice", name: layer.wanted, inputs: [.value(source)], settings: settings)
    }
    if move.kind == "transpose", let axes = move.integers("axes") {
      return match("transpose", name: move.wanted, [.layer(slice(axes[place], of: 1))], [("axes", .integers(axes))])
    }
    guard move.kind == "reshape", let split = splitAxis(sizes(source), place, in: shape) else { return nil }
    return match(
      "reshape",
      name: layer.wanted,
      [.layer(slice(split.axis, of: split.unit))],
      [("shape", .integers(sizes(value)))]
    )
  }

  /// The axis of a shape whose elements an axis of another one and perhaps those behind it divide among them, and how many of them
  /// stand for one place along that axis.
  private func splitAxis(_ whole: [Int], _ place: Int, in parts: [Int]) -> (axis: Int, unit: Int)? {
    let before = parts[..<place].product
    guard let axis = whole.indices.first(where: { whole[..<$0].product == before && whole[$0] != 1 }),
      whole[axis] % parts[place] == 0
    else { return nil }
    let unit = whole[axis] / parts[place]
    let ends = parts.indices.dropFirst(place).map { parts[(place + 1)..<($0 + 1)].product }
    return unit == 1 || ends.contains(unit) ? (axis, unit) : nil
  }

  private func reshape(of source: Draft.Value) -> Pattern.Match? {
    match("reshape", name: layer.wanted, [source], [("shape", .integers(sizes(value)))])
  }
}
