import ForgeSpec

extension LayerKind {
  static let rnn = LayerKind(
    "rnn",
    .recurrent,
    "Recurrent layer without gates: `h = tanh(W · x + U · h + b)` step by step.",
    details: """
      `torch.nn.RNN` with one layer and one direction, `keras.layers.SimpleRNN`. Reads a sequence `[steps, inputs]`, and may read \
      the state before the first step, `[units]`; gives `[steps, units]` or the last state (Elman, 1990).
      """,
    arity: .between(1, 2),
    roles: RecurrentRoles("rnn").all,
    shorthand: "units",
    keys: [
      AnyKey(RecurrentKeys.units), AnyKey(Keys.result), AnyKey(RecurrentKeys.reverse), AnyKey(RecurrentKeys.bias),
      AnyKey(RecurrentKeys.activation),
    ]
  ) { record, layout, _ in
    Recurrent(.rnn, record, result: Keys.result, layout: layout)
  }

  private enum Keys {
    static let result = RecurrentKeys.result([.sequence, .last])
  }
}
