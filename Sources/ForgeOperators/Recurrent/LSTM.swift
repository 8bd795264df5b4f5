import ForgeSpec

extension LayerKind {
  static let lstm = LayerKind(
    "lstm",
    .recurrent,
    "Long short-term memory: `c = f · c + i · g`, `h = o · tanh(c)` step by step.",
    details: """
      `torch.nn.LSTM` with one layer and one direction, `keras.layers.LSTM`. Reads a sequence `[steps, inputs]`, and may read the \
      state and the cell before the first step, `[units]` each; gives `[steps, units]` or the last state or cell. Layers on top \
      of one another are layers of the spec; two directions are two layers, one with `reverse`, and `concat`. The gates lie in \
      the order i, f, g, o in both layouts (Hochreiter and Schmidhuber, 1997; Gers, Schmidhuber and Cummins, 2000).
      """,
    arity: .between(1, 3),
    roles: RecurrentRoles("lstm").all,
    shorthand: "units",
    keys: [
      AnyKey(RecurrentKeys.units), AnyKey(Keys.result), AnyKey(RecurrentKeys.reverse), AnyKey(RecurrentKeys.bias),
      AnyKey(RecurrentKeys.activation), AnyKey(RecurrentKeys.gateActivation),
    ]
  ) { record, layout, _ in
    Recurrent(.lstm, record, result: Keys.result, layout: layout)
  }

  private enum Keys {
    static let result = RecurrentKeys.result([.sequence, .last, .cell])
  }
}
