"""Values with a dimension that varies from call to call; all rows of a case have the same length."""

import torch
from keras import layers
from torch import nn

from recorder import CLOSE, DEEP, EXACT, floats, ids, named


def record(group):
    torch_pointwise(group)
    torch_lengths(group)
    torch_images(group)
    keras(group)


def torch_pointwise(group):
    for length in [1, 18]:
        group.torch(f"dense_torch_time_{length}", "- dense: { name: d, units: 17, activation: relu }",
                    named(d=nn.Linear(8, 17), a=nn.ReLU()), x=floats("time", 8, time=length))
    group.torch("layer_norm_torch_time", "- layer_norm: { name: n }", named(n=nn.LayerNorm(8)),
                x=floats("time", 8, time=7))
    group.torch("softmax_torch_over_time", "- softmax: 0", named(s=nn.Softmax(1)), x=floats("time", 3, time=9))
    group.torch("embedding_torch_time", "- embedding: { name: e, entries: 6, units: 4 }",
                named(e=nn.Embedding(6, 4)), tolerance=EXACT, ids=ids("time", below=6, time=5))
    group.torch("multiply_torch_time_broadcast", "- multiply: { from: [x, y] }",
                run=lambda m, x, y: x * y[:, None], source="torch.multiply", tolerance=EXACT,
                x=floats("time", 4, time=6), y=floats(4))
    group.torch("mean_torch_over_time", "- mean: [0]", run=lambda m, x: x.mean(1), source="torch.mean",
                x=floats("time", 8, time=11))
    group.torch("max_torch_over_time_keep_dims", "- max: { axes: [0], keep_dims: true }",
                run=lambda m, x: x.amax(1, keepdim=True), source="torch.amax", tolerance=EXACT,
                x=floats("time", 8, time=4))
    group.torch("concat_torch_time", "- concat: { from: [x, y], axis: 1 }", run=lambda m, x, y: torch.cat([x, y], 2),
                source="torch.cat", tolerance=EXACT, x=floats("time", 3, time=5), y=floats("time", 2, time=5))


def torch_lengths(group):
    def case(name, text, module, length, tolerance=CLOSE):
        group.torch(f"{name}", f"- {text}", named(c=module), tolerance=tolerance, x=floats(4, "time", time=length))

    case("conv1d_torch_time_valid", "conv1d: { name: c, filters: 5, kernel: 3 }", nn.Conv1d(4, 5, 3), 9)
    case("conv1d_torch_time_same", "conv1d: { name: c, filters: 5, kernel: 4, padding: same }",
         nn.Conv1d(4, 5, 4, padding="same"), 6)
    case("conv1d_torch_time_stride_two", "conv1d: { name: c, filters: 5, kernel: 3, stride: 2, padding: 1 }",
         nn.Conv1d(4, 5, 3, 2, 1), 8)
    case("max_pool1d_torch_time", "max_pool1d: { kernel: 3, stride: 2, padding: 1 }", nn.MaxPool1d(3, 2, 1), 8, EXACT)
    case("average_pool1d_torch_time_ceil", "average_pool1d: { kernel: 2, ceil_mode: true }",
         nn.AvgPool1d(2, ceil_mode=True), 7)
    case("batch_norm_torch_time", "batch_norm: { name: c }", nn.BatchNorm1d(4), 5)

    group.torch("speech_torch_time", """
                - transpose: [1, 0]
                - conv1d: { name: conv, filters: 6, kernel: 3, stride: 2, padding: 1, bias: false }
                - batch_norm: { name: norm }
                - relu
                - transpose: [1, 0]
                - dense: { name: head, units: 3 }
                - log_softmax
                """,
                named(conv=nn.Conv1d(4, 6, 3, 2, 1, bias=False), norm=nn.BatchNorm1d(6), head=nn.Linear(6, 3)),
                run=lambda m, x: torch.log_softmax(m.head(torch.relu(m.norm(m.conv(x.mT))).mT), -1),
                tolerance=DEEP, x=floats("time", 4, time=9))


def torch_images(group):
    group.torch("conv2d_torch_named_size", "- conv2d: { name: c, filters: 4, kernel: 3, stride: 2, padding: 1 }",
                named(c=nn.Conv2d(3, 4, 3, 2, 1)), x=floats(3, "height", "width", height=5, width=6))
    group.torch("global_average_pool_torch_named_size", """
                - conv2d: { name: c, filters: 4, kernel: 3, activation: relu }
                - global_average_pool
                - dense: { name: d, units: 2 }
                """,
                named(c=nn.Conv2d(1, 4, 3), a=nn.ReLU(), p=nn.AdaptiveAvgPool2d(1), f=nn.Flatten(), d=nn.Linear(4, 2)),
                tolerance=DEEP, x=floats(1, "height", "width", height=7, width=4))


def keras(group):
    def case(name, text, layer, length, tolerance=CLOSE):
        group.keras(f"{name}", f"- {text}", layer, tolerance=tolerance, x=floats("time", 4, time=length))

    case("dense_keras_time", "dense: { name: d, units: 3 }", layers.Dense(3, name="d"), 7)
    case("conv1d_keras_time_valid", "conv1d: { name: c, filters: 5, kernel: 3 }", layers.Conv1D(5, 3, name="c"), 9)
    for length in [7, 8]:
        case(f"conv1d_keras_time_same_stride_two_{length}",
             "conv1d: { name: c, filters: 5, kernel: 3, stride: 2, padding: same }",
             layers.Conv1D(5, 3, strides=2, padding="same", name="c"), length)
    case("max_pool1d_keras_time_same", "max_pool1d: { kernel: 3, stride: 2, padding: same }",
         layers.MaxPooling1D(3, 2, "same"), 8, EXACT)
    case("global_max_pool_keras_time", "global_max_pool", layers.GlobalMaxPooling1D(), 5, EXACT)
    group.keras("text_classifier_keras_time", """
                - embedding: { name: e, entries: 9, units: 5 }
                - global_average_pool
                - dense: { name: d, units: 2, activation: softmax }
                """,
                lambda ids: layers.Dense(2, "softmax", name="d")(
                    layers.GlobalAveragePooling1D()(layers.Embedding(9, 5, name="e")(ids))),
                tolerance=DEEP, ids=ids("time", below=9, time=6))
