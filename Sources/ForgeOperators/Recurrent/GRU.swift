import ForgeSpec

extension LayerKind {
  static let gru = LayerKind(
    "gru",
    .recurrent,
    "Gated recurrent unit: `h = (1 - z) · n + z · h` step by step.",
    details: """
      `torch.nn.GRU` with one layer and one direction, `keras.layers.GRU`. Reads a sequence `[steps, inputs]`, and may read the \
      state before the first step, `[units]`; gives `[steps, units]` or the last state. The gates lie in the order r, z, n in \
      the pytorch layout and z, r, h in keras (Cho et al., 2014). With `reset_after`, as PyTorch and cuDNN compute, the reset \
      gate multiplies `U · h` and its bias; without it the state.
      """,
    arity: .between(1, 2),
    roles: RecurrentRoles("gru").all,
    shorthand: "units",
    keys: [
      AnyKey(RecurrentKeys.units), AnyKey(Keys.result), AnyKey(RecurrentKeys.reverse), AnyKey(RecurrentKeys.bias),
      AnyKey(Keys.resetAfter), AnyKey(RecurrentKeys.activation), AnyKey(RecurrentKeys.gateActivation),
    ]
  ) { record, layout, _ in
    Recurrent(.gru(resetsProduct: record[Keys.resetAfter]), record, result: Keys.result, layout: layout)
  }

  private enum Keys {
    static let result = RecurrentKeys.result([.sequence, .last])
    static let resetAfter = Key(
      "reset_after",
      ValueType<Bool>.boolean,
      default: true,
      "Whether the reset gate multiplies the state's product with its weights, or the state itself."
    )
  }
}
