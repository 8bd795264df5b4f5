"""lstm, gru and rnn: one direction of one layer, from PyTorch and Keras."""

import keras
import torch

from recorder import CLOSE, floats

KINDS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
LAYERS = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "rnn": keras.layers.SimpleRNN}


class Named(torch.nn.Module):
    """A recurrent module under a name, which gives its whole output."""

    def __init__(self, module):
        super().__init__()
        self.layer = module

    def forward(self, x, *states):
        states = [state[None] for state in states]
        return self.layer(x, *([states[0] if len(states) == 1 else tuple(states)] if states else []))[0]


class Reversed(Named):
    """The second direction, whose weights `rename` gives the names of the first."""

    def forward(self, x):
        return torch.flip(self.layer(torch.flip(x, [1]))[0], [1])


def record(group):
    for kind, module in KINDS.items():
        def case(name, options="", inputs=4, units=3, steps=4, run=None, model=Named, states=0, source="x", rows=1, **settings):
            options = f", {options}" if options else ""
            layer = model(module(inputs, units, batch_first=True, **settings))
            group.torch(
                f"{kind}_torch_{name}", f"- {kind}: {{ name: layer, from: {source}, units: {units}{options} }}", model=layer, run=run,
                source=f"torch.nn.{module.__name__}", tolerance=CLOSE, rows=rows, x=floats(steps, inputs) if isinstance(steps, int)
                else floats("time", inputs, time=9), **{key: floats(units) for key in ["h", "c"][:states]})

        case("plain", rows=2)
        case("one", inputs=1, units=1, steps=1)
        case("odd", inputs=3, units=17, steps=3)
        case("long", inputs=1, units=2, steps=67)
        case("no_bias", "bias: false", bias=False)
        case("last", "result: last", run=lambda m, x: m(x)[:, -1])
        case("reverse", "reverse: true", model=Reversed)
        case("reverse_last", "reverse: true, result: last", model=Reversed, run=lambda m, x: m(x)[:, 0], steps=70, inputs=1)
        case("steps_vary", steps="time")
        case("state", states=2 if kind == "lstm" else 1, source="[x, h, c]" if kind == "lstm" else "[x, h]")
        if kind == "lstm":
            case("sixteens", inputs=16, units=16, steps=2)
            case("cell", "result: cell", run=lambda m, x: m.layer(x)[1][1][0])
        if kind == "rnn":
            case("relu", "activation: relu", nonlinearity="relu")

        def keras_case(name, options="", units=3, steps=4, inputs=4, build=None, **settings):
            layer = LAYERS[kind](units, name="layer", **settings)
            options = f", {options}" if options else ""
            group.keras(f"{kind}_keras_{name}", f"- {kind}: {{ name: layer, units: {units}{options} }}", build or layer,
                        source=f"keras.layers.{LAYERS[kind].__name__}", tolerance=CLOSE, rows=1, x=floats(steps, inputs))

        keras_case("last")
        keras_case("sequence", "result: sequence", return_sequences=True)
        keras_case("backwards", "reverse: true", go_backwards=True)
        keras_case("no_bias", "bias: false", use_bias=False)
        keras_case("functions", "activation: relu, recurrent_activation: hard_sigmoid, result: sequence" if kind != "rnn"
                   else "activation: sigmoid, result: sequence", return_sequences=True, **(
                       dict(activation="relu", recurrent_activation="hard_sigmoid") if kind != "rnn" else dict(activation="sigmoid")))
        if kind == "gru":
            keras_case("reset_before", "reset_after: false, result: sequence", reset_after=False, return_sequences=True, units=17, inputs=3)
            keras_case("reset_before_no_bias", "reset_after: false, bias: false", reset_after=False, use_bias=False)
            keras_case("linear", "activation: linear, recurrent_activation: tanh", activation="linear", recurrent_activation="tanh")
