"""Small models of several layers, and the graphs that passes such as folding and fusing may get wrong."""

import torch
from keras import activations, layers
from torch import nn

from recorder import DEEP, floats, ids, named


def record(group):
    torch_perceptrons(group)
    torch_convolutions(group)
    torch_traps(group)
    torch_blocks(group)
    torch_texts(group)
    keras_models(group)
    keras_graphs(group)


def torch_perceptrons(group):
    group.torch("mlp_torch", """
                - dense: { name: fc1, units: 33, activation: relu }
                - dropout: 0.3
                - dense: { name: fc2, units: 17, activation: relu }
                - dense: { name: fc3, units: 3 }
                - softmax: { name: probabilities }
                """,
                named(fc1=nn.Linear(5, 33), a1=nn.ReLU(), drop=nn.Dropout(0.3), fc2=nn.Linear(33, 17), a2=nn.ReLU(),
                      fc3=nn.Linear(17, 3), probabilities=nn.Softmax(-1)),
                rows=3, tolerance=DEEP, x=floats(5))
    group.torch("mlp_torch_batch_norm", """
                - batch_norm: { name: first }
                - dense: { name: fc1, units: 16, bias: false }
                - batch_norm: { name: norm }
                - relu
                - dense: { name: fc2, units: 2 }
                """,
                named(first=nn.BatchNorm1d(6), fc1=nn.Linear(6, 16, bias=False), norm=nn.BatchNorm1d(16), a=nn.ReLU(),
                      fc2=nn.Linear(16, 2)),
                rows=19, tolerance=DEEP, x=floats(6))
    group.torch("mlp_torch_skip", """
                - dense: { name: fc1, units: 70, activation: relu }
                - dense: { name: fc2, units: 70 }
                - add: { name: sum, from: [fc2, fc1] }
                - gelu
                - dense: { name: fc3, units: 115, activation: tanh }
                - dense: { name: fc4, units: 3 }
                - softmax
                """,
                named(fc1=nn.Linear(9, 70), fc2=nn.Linear(70, 70), fc3=nn.Linear(70, 115), fc4=nn.Linear(115, 3)),
                run=skip, rows=5, tolerance=DEEP, x=floats(9))
    group.torch("siamese_torch_shared_weights", """
                - dense: { name: left, from: x, units: 6, activation: tanh, weights: { weight: tower.weight, bias: tower.bias } }
                - dense: { name: right, from: y, units: 6, activation: tanh, weights: { weight: tower.weight, bias: tower.bias } }
                - subtract: { name: difference, from: [left, right] }
                - abs
                - dense: { name: head, units: 1 }
                - sigmoid
                """,
                named(tower=nn.Linear(4, 6), head=nn.Linear(6, 1)),
                run=lambda m, x, y: torch.sigmoid(m.head(torch.abs(torch.tanh(m.tower(x)) - torch.tanh(m.tower(y))))),
                rows=3, tolerance=DEEP, x=floats(4), y=floats(4))
    group.torch("wide_and_deep_torch", """
                - embedding: { name: table, from: ids, entries: 7, units: 4 }
                - flatten: { name: categories }
                - concat: { name: joined, from: [x, categories] }
                - dense: { name: deep, units: 16, activation: silu }
                - dense: { name: wide, from: x, units: 2 }
                - dense: { name: top, from: deep, units: 2 }
                - add: { from: [wide, top] }
                """,
                named(table=nn.Embedding(7, 4), deep=nn.Linear(3 + 8, 16), wide=nn.Linear(3, 2), top=nn.Linear(16, 2)),
                run=lambda m, x, ids: m.wide(x) + m.top(nn.functional.silu(
                    m.deep(torch.cat([x, m.table(ids).flatten(1)], 1)))),
                rows=3, tolerance=DEEP, x=floats(3), ids=ids(2, below=7))


def torch_convolutions(group):
    group.torch("residual_block_torch", """
                - conv2d: { name: conv1, filters: 4, kernel: 3, padding: 1, bias: false }
                - batch_norm: { name: bn1 }
                - relu
                - conv2d: { name: conv2, filters: 4, kernel: 3, padding: 1, bias: false }
                - batch_norm: { name: bn2 }
                - add: { from: [bn2, x] }
                - relu
                """,
                named(conv1=nn.Conv2d(4, 4, 3, padding=1, bias=False), bn1=nn.BatchNorm2d(4),
                      conv2=nn.Conv2d(4, 4, 3, padding=1, bias=False), bn2=nn.BatchNorm2d(4)),
                run=lambda m, x: torch.relu(m.bn2(m.conv2(torch.relu(m.bn1(m.conv1(x))))) + x),
                tolerance=DEEP, x=floats(4, 5, 7))
    group.torch("residual_block_torch_projection", """
                - conv2d: { name: conv1, filters: 5, kernel: 3, stride: 2, padding: 1, bias: false }
                - batch_norm: { name: bn1 }
                - relu: { name: act1 }
                - conv2d: { name: conv2, filters: 5, kernel: 3, padding: 1, bias: false }
                - batch_norm: { name: bn2 }
                - conv2d: { name: project, from: x, filters: 5, kernel: 1, stride: 2, bias: false }
                - batch_norm: { name: shortcut }
                - add: { from: [bn2, shortcut] }
                - relu
                """,
                named(conv1=nn.Conv2d(3, 5, 3, 2, 1, bias=False), bn1=nn.BatchNorm2d(5),
                      conv2=nn.Conv2d(5, 5, 3, 1, 1, bias=False), bn2=nn.BatchNorm2d(5),
                      project=nn.Conv2d(3, 5, 1, 2, bias=False), shortcut=nn.BatchNorm2d(5)),
                run=lambda m, x: torch.relu(m.bn2(m.conv2(torch.relu(m.bn1(m.conv1(x))))) + m.shortcut(m.project(x))),
                tolerance=DEEP, x=floats(3, 7, 6))
    group.torch("inverted_residual_torch", """
                - conv2d: { name: expand, filters: 18, kernel: 1, bias: false }
                - batch_norm: { name: bn1 }
                - relu6
                - conv2d: { name: depthwise, filters: 18, kernel: 3, padding: 1, groups: 18, bias: false }
                - batch_norm: { name: bn2 }
                - relu6
                - conv2d: { name: project, filters: 3, kernel: 1, bias: false }
                - batch_norm: { name: bn3 }
                - add: { from: [x, bn3] }
                """,
                named(expand=nn.Conv2d(3, 18, 1, bias=False), bn1=nn.BatchNorm2d(18), a1=nn.ReLU6(),
                      depthwise=nn.Conv2d(18, 18, 3, padding=1, groups=18, bias=False), bn2=nn.BatchNorm2d(18),
                      a2=nn.ReLU6(), project=nn.Conv2d(18, 3, 1, bias=False), bn3=nn.BatchNorm2d(3)),
                run=lambda m, x: x + m(x), tolerance=DEEP, x=floats(3, 5, 4))
    group.torch("unet_torch", """
                - conv2d: { name: down, filters: 4, kernel: 3, padding: 1, activation: relu }
                - max_pool2d: 2
                - conv2d: { name: middle, filters: 6, kernel: 3, padding: 1, activation: relu }
                - upsample2d: { name: up, scale: 2, mode: bilinear }
                - concat: { name: skip, from: [up, down], axis: 0 }
                - conv2d: { name: head, filters: 1, kernel: 1 }
                - sigmoid
                """,
                named(down=nn.Conv2d(2, 4, 3, padding=1), middle=nn.Conv2d(4, 6, 3, padding=1), head=nn.Conv2d(10, 1, 1)),
                run=unet, source="torch.nn.Conv2d, torch.nn.MaxPool2d, torch.nn.Upsample",
                tolerance=DEEP, x=floats(2, 4, 6))
    group.torch("autoencoder_torch", """
                - conv2d: { name: encode, filters: 5, kernel: 3, stride: 2, padding: 1 }
                - leaky_relu: 0.1
                - flatten
                - dense: { name: code, units: 3 }
                - dense: { name: widen, units: 30, activation: relu }
                - reshape: [5, 2, 3]
                - conv_transpose2d: { name: decode, filters: 1, kernel: 4, stride: 2, padding: 1, activation: tanh }
                """,
                named(encode=nn.Conv2d(1, 5, 3, 2, 1), a=nn.LeakyReLU(0.1), flat=nn.Flatten(), code=nn.Linear(30, 3),
                      widen=nn.Linear(3, 30), b=nn.ReLU(), image=nn.Unflatten(1, (5, 2, 3)),
                      decode=nn.ConvTranspose2d(5, 1, 4, 2, 1), c=nn.Tanh()),
                tolerance=DEEP, x=floats(1, 4, 6))


def unet(m, x):
    down = torch.relu(m.down(x))
    middle = torch.relu(m.middle(nn.functional.max_pool2d(down, 2)))
    up = nn.functional.interpolate(middle, scale_factor=2, mode="bilinear")
    return torch.sigmoid(m.head(torch.cat([up, down], 1)))


def torch_traps(group):
    # Folding this batch norm into the convolution after it would be wrong at the border: padding comes after the norm.
    group.torch("batch_norm_before_padded_conv_torch", """
                - batch_norm: { name: norm }
                - conv2d: { name: conv, filters: 3, kernel: 3, padding: 1 }
                """,
                named(norm=nn.BatchNorm2d(2), conv=nn.Conv2d(2, 3, 3, padding=1)), tolerance=DEEP, x=floats(2, 4, 5))
    # The convolution's own output is needed too, so the batch norm cannot replace it.
    group.torch("batch_norm_on_a_fork_torch", """
                - conv2d: { name: conv, filters: 3, kernel: 3 }
                - batch_norm: { name: norm }
                - relu: { name: active }
                - multiply: { from: [conv, active] }
                """,
                named(conv=nn.Conv2d(2, 3, 3), norm=nn.BatchNorm2d(3)),
                run=lambda m, x: m.conv(x) * torch.relu(m.norm(m.conv(x))), tolerance=DEEP, x=floats(2, 4, 5))
    # An activation lies between the two, so there is nothing to fold.
    group.torch("batch_norm_after_activation_torch", """
                - conv1d: { name: conv, filters: 4, kernel: 3, activation: relu }
                - batch_norm: { name: norm }
                """,
                named(conv=nn.Conv1d(2, 4, 3), a=nn.ReLU(), norm=nn.BatchNorm1d(4)), tolerance=DEEP, x=floats(2, 9))
    group.torch("batch_norm_after_conv_transpose_torch", """
                - conv_transpose2d: { name: conv, filters: 4, kernel: 3, stride: 2, groups: 2, bias: false }
                - batch_norm: { name: norm }
                - relu
                """,
                named(conv=nn.ConvTranspose2d(4, 4, 3, 2, groups=2, bias=False), norm=nn.BatchNorm2d(4), a=nn.ReLU()),
                tolerance=DEEP, x=floats(4, 2, 3))
    group.torch("unused_layer_torch", """
                - relu: { name: side }
                - scale: { name: main, from: x, factor: 2 }
                - add: { name: join, from: [main, x] }
                - add: { from: [join, join] }
                """,
                run=lambda m, x: 6 * x, source="torch.add", x=floats(7))


class SqueezeExcite(nn.Module):
    def __init__(self):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(6, 2, 1), nn.Conv2d(2, 6, 1)

    def forward(self, x):
        squeezed = torch.relu(self.reduce(x.mean((2, 3), keepdim=True)))
        return x * nn.functional.hardsigmoid(self.expand(squeezed))


def torch_blocks(group):
    group.torch("squeeze_excite_torch", """
                - global_average_pool: { keep_dims: true }
                - conv2d: { name: reduce, filters: 2, kernel: 1, activation: relu }
                - conv2d: { name: expand, filters: 6, kernel: 1, activation: hard_sigmoid }
                - multiply: { from: [x, expand] }
                """,
                SqueezeExcite(), tolerance=DEEP, x=floats(6, 3, 5, spread=4.0))
    group.torch("convnext_block_torch", """
                - conv2d: { name: dw, filters: 4, kernel: 7, padding: 3, groups: 4 }
                - transpose: [1, 2, 0]
                - layer_norm: { name: norm, epsilon: 1.0e-6 }
                - dense: { name: up, units: 16, activation: gelu }
                - dense: { name: down, units: 4 }
                - transpose: { name: back, axes: [2, 0, 1] }
                - add: { from: [x, back] }
                """,
                named(dw=nn.Conv2d(4, 4, 7, padding=3, groups=4), norm=nn.LayerNorm(4, eps=1e-6), up=nn.Linear(4, 16),
                      down=nn.Linear(16, 4)),
                run=lambda m, x: x + m.down(nn.functional.gelu(m.up(m.norm(m.dw(x).movedim(1, -1))))).movedim(-1, 1),
                tolerance=DEEP, x=floats(4, 5, 3))
    group.torch("mixer_block_torch", """
                - layer_norm: { name: norm }
                - transpose: [1, 0]
                - dense: { name: up, units: 12, activation: { gelu: { approximate: tanh } } }
                - dense: { name: down, units: 6 }
                - transpose: { name: mixed, axes: [1, 0] }
                - add: { name: sum, from: [x, mixed] }
                - mean: [0]
                """,
                named(norm=nn.LayerNorm(5), up=nn.Linear(6, 12), down=nn.Linear(12, 6)),
                run=lambda m, x: (x + m.down(nn.functional.gelu(m.up(m.norm(x).mT), approximate="tanh")).mT).mean(1),
                tolerance=DEEP, x=floats(6, 5))


def torch_texts(group):
    group.torch("text_classifier_torch", """
                - embedding: { name: words, entries: 20, units: 8 }
                - mean: { axes: [0] }
                - dense: { name: fc1, units: 6, activation: relu }
                - dense: { name: fc2, units: 3 }
                - log_softmax
                """,
                named(words=nn.Embedding(20, 8), fc1=nn.Linear(8, 6), fc2=nn.Linear(6, 3)),
                run=lambda m, ids: torch.log_softmax(m.fc2(torch.relu(m.fc1(m.words(ids).mean(1)))), -1),
                rows=3, tolerance=DEEP, ids=ids(9, below=20))
    group.torch("text_convolution_torch", """
                - embedding: { name: words, entries: 12, units: 5 }
                - transpose: [1, 0]
                - conv1d: { name: conv, filters: 7, kernel: 3, padding: same, activation: relu }
                - global_max_pool
                - dense: { name: head, units: 1, activation: sigmoid }
                """,
                named(words=nn.Embedding(12, 5), conv=nn.Conv1d(5, 7, 3, padding="same"), head=nn.Linear(7, 1)),
                run=lambda m, ids: torch.sigmoid(m.head(torch.relu(m.conv(m.words(ids).mT)).amax(2))),
                tolerance=DEEP, ids=ids(8, below=12))


def keras_models(group):
    def stack(name, text, *stacked, rows=2, rename=None, **features):
        def build(x):
            for layer in stacked:
                x = layer(x)
            return x
        group.keras(name, text, build, rows=rows, rename=rename, tolerance=DEEP, **features)

    stack("mlp_keras", """
          - dense: { name: hidden, units: 17, activation: relu }
          - batch_norm: { name: norm }
          - dropout: 0.2
          - dense: { name: output, units: 4, activation: softmax }
          """,
          layers.Dense(17, "relu", name="hidden"), layers.BatchNormalization(name="norm"), layers.Dropout(0.2),
          layers.Dense(4, "softmax", name="output"), rows=3, x=floats(9))
    stack("digits_keras", """
          - conv2d: { name: conv1, filters: 4, kernel: 3, activation: relu }
          - max_pool2d: 2
          - conv2d: { name: conv2, filters: 5, kernel: 2, padding: same, activation: relu }
          - flatten
          - dense: { name: output, units: 10 }
          - softmax
          """,
          layers.Conv2D(4, 3, activation="relu", name="conv1"), layers.MaxPooling2D(2),
          layers.Conv2D(5, 2, padding="same", activation="relu", name="conv2"), layers.Flatten(),
          layers.Dense(10, name="output"), layers.Softmax(), x=floats(8, 8, 1))
    stack("mobilenet_block_keras", """
          - conv2d: { name: stem, filters: 4, kernel: 3, stride: 2, padding: same, bias: false }
          - batch_norm: { name: bn1 }
          - relu6
          - conv2d: { name: dw, filters: 4, kernel: 3, stride: 2, padding: same, groups: 4, bias: false }
          - batch_norm: { name: bn2 }
          - relu6
          - conv2d: { name: pw, filters: 17, kernel: 1, bias: false }
          - batch_norm: { name: bn3 }
          - global_average_pool
          """,
          layers.Conv2D(4, 3, 2, "same", use_bias=False, name="stem"), layers.BatchNormalization(name="bn1"),
          layers.ReLU(6), layers.DepthwiseConv2D(3, 2, "same", use_bias=False, name="dw"),
          layers.BatchNormalization(name="bn2"), layers.ReLU(6), layers.Conv2D(17, 1, use_bias=False, name="pw"),
          layers.BatchNormalization(name="bn3"), layers.GlobalAveragePooling2D(), x=floats(10, 7, 3))
    stack("separable_conv_keras", """
          - conv2d: { filters: 6, kernel: 3, padding: same, groups: 3, bias: false, weights: { kernel: sep/depthwise_kernel } }
          - conv2d: { filters: 5, kernel: 1, activation: relu, weights: { kernel: sep/pointwise_kernel, bias: sep/bias } }
          """,
          layers.SeparableConv2D(5, 3, padding="same", depth_multiplier=2, activation="relu", name="sep"),
          x=floats(5, 4, 3))
    stack("text_classifier_keras", """
          - embedding: { name: words, entries: 15, units: 6 }
          - global_average_pool
          - dense: { name: hidden, units: 8, activation: { leaky_relu: { slope: 0.2 } } }
          - dense: { name: output, units: 1, activation: sigmoid }
          """,
          layers.Embedding(15, 6, name="words"), layers.GlobalAveragePooling1D(),
          layers.Dense(8, "leaky_relu", name="hidden"), layers.Dense(1, "sigmoid", name="output"),
          rows=3, ids=ids(7, below=15))


def keras_graphs(group):
    def unet(x):
        down = layers.Conv2D(4, 3, padding="same", activation="relu", name="down")(x)
        middle = layers.Conv2D(6, 3, padding="same", activation="elu", name="middle")(layers.MaxPooling2D(2)(down))
        up = layers.Conv2DTranspose(4, 3, 2, "same", name="up")(middle)
        return layers.Conv2D(2, 1, activation="sigmoid", name="head")(layers.Concatenate()([up, down]))

    group.keras("unet_keras", """
                - conv2d: { name: down, filters: 4, kernel: 3, padding: same, activation: relu }
                - max_pool2d: 2
                - conv2d: { name: middle, filters: 6, kernel: 3, padding: same, activation: elu }
                - conv_transpose2d: { name: up, filters: 4, kernel: 3, stride: 2, padding: same }
                - concat: { from: [up, down], axis: -1 }
                - conv2d: { name: head, filters: 2, kernel: 1, activation: sigmoid }
                """,
                unet, tolerance=DEEP, x=floats(6, 4, 3))

    def dense_net(x):
        first = layers.Conv1D(3, 3, padding="same", activation="relu", name="first")(x)
        joined = layers.Concatenate()([x, first])
        second = layers.Conv1D(2, 3, padding="same", activation="relu", name="second")(joined)
        return layers.AveragePooling1D(2)(layers.Concatenate()([joined, second]))

    group.keras("dense_net_keras", """
                - conv1d: { name: first, filters: 3, kernel: 3, padding: same, activation: relu }
                - concat: { name: joined, from: [x, first], axis: 1 }
                - conv1d: { name: second, filters: 2, kernel: 3, padding: same, activation: relu }
                - concat: { from: [joined, second], axis: 1 }
                - average_pool1d: 2
                """,
                dense_net, tolerance=DEEP, x=floats(7, 2))

    def two_inputs(image, y):
        pooled = layers.GlobalMaxPooling2D()(layers.Conv2D(5, 3, activation="relu", name="conv")(image))
        gate = layers.Dense(5, "sigmoid", name="gate")(y)
        return layers.Dense(2, name="head")(layers.Concatenate()([layers.Multiply()([pooled, gate]), y]))

    group.keras("two_inputs_keras", """
                - conv2d: { from: image, name: conv, filters: 5, kernel: 3, activation: relu }
                - global_max_pool: { name: pooled }
                - dense: { name: gate, from: y, units: 5, activation: sigmoid }
                - multiply: { name: gated, from: [pooled, gate] }
                - concat: { from: [gated, y] }
                - dense: { name: head, units: 2 }
                """,
                two_inputs, tolerance=DEEP, image=floats(5, 6, 2), y=floats(3))


def skip(model, x):
    first = torch.relu(model.fc1(x))
    joined = nn.functional.gelu(model.fc2(first) + first)
    return torch.softmax(model.fc4(torch.tanh(model.fc3(joined))), -1)
