extension Pattern {
  /// Recurrent layers of which only the last state is read.
  static let recurrences: [Pattern] = [
    Pattern(["slice"]) { sighting in
      let layer = sighting.layer
      guard let input = layer.inputs.first, let before = sighting.draft.layer(of: input),
        ["lstm", "gru", "rnn"].contains(before.kind), !before.settings.contains(where: { $0.key == "result" }),
        layer.integers("axis")?.first == 0
      else { return nil }
      let steps = sighting.sizes(input)[0]
      let wanted = before.isOn("reverse", default: false) ? 0 : steps - 1
      guard Int(layer.number("start") ?? 0) == wanted, Int(layer.number("end") ?? Double(steps)) == wanted + 1 else {
        return nil
      }
      var sighting = sighting
      _ = sighting.inner(before.kind, input)
      let last = Draft.NewLayer(
        kind: before.kind,
        name: before.wanted,
        inputs: before.inputs.map(Draft.Source.value),
        settings: before.settings + [("result", .word("last"))],
        weights: sighting.weights(of: before)
      )
      return sighting.match(
        "reshape",
        name: layer.wanted,
        [.layer(last)],
        [("shape", .integers(sighting.sizes(sighting.value)))]
      )
    }
  ]
}
