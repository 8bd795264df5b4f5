"""Writes the ONNX models of this folder and what ONNX Runtime computes with them.

    python Tests/ForgeImportTests/Fixtures/make_fixtures.py [NAME...]      (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6, safetensors 0.8.0)

Weights and inputs are random with a seed of their own for each model. `<model>.golden.safetensors` holds the inputs and outputs by
name, examples on the first axis.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import safetensors.numpy
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
SEED = 20261124


class Model:
    """A graph that is being written."""

    def __init__(self, name, opset=17, batch="batch"):
        """`batch` is the size of the first axis: a name, or a number that every example has, 0 for an input without a batch."""
        self.name, self.opset, self.batch, self.functions, self.producer = name, opset, batch, [], "make_fixtures"
        self.random = np.random.Generator(np.random.PCG64([SEED, zlib.crc32(name.encode())]))
        self.nodes, self.weights, self.inputs, self.outputs = [], [], [], []

    def input(self, name, *shape, dtype=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, dtype, [self.batch, *shape]))
        return name

    def weight(self, name, *shape, low=None):
        value = self.random.standard_normal(shape) / np.sqrt(max(1, np.prod(shape[1:])))
        if low is not None:
            value = self.random.uniform(low, low + 1, shape)
        return self.constant(name, value.astype(np.float32))

    def constant(self, name, value):
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, op, *inputs, outputs=1, name=None, **attributes):
        name = name or f"{op.lower()}_{len(self.nodes)}"
        names = [f"{name}_out"] if outputs == 1 else [f"{name}_out{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=name, **attributes))
        return names[0] if outputs == 1 else names

    def learned(self, op, *inputs, **options):
        """A node of classical machine learning, as skl2onnx writes them."""
        return self.node(op, *inputs, domain="ai.onnx.ml", **options)

    def output(self, value, name, *shape, dtype=TensorProto.FLOAT):
        self.nodes.append(helper.make_node("Identity", [value], [name], name=f"{name}_identity"))
        self.outputs.append(helper.make_tensor_value_info(name, dtype, [self.batch, *shape]))

    def held(self, name, dtype, *shape):
        """An input without a batch, which `write` is told the value of."""
        self.inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def write(self, external=False, rows=3, ids_below=None, texts=(), runs=True, held={}):
        """Results that are texts are stored as their places among `texts`; without `runs` there are none.

        `held` are the values of inputs without a batch, which all rows have.
        """
        if sys.argv[1:] and self.name not in sys.argv[1:]:
            return
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        # The newest format version that this ONNX Runtime reads.
        domains = [helper.make_opsetid("", self.opset)] + ([helper.make_opsetid("own", 1)] if self.functions else [])
        if any(node.domain == "ai.onnx.ml" for node in self.nodes):
            domains.append(helper.make_opsetid("ai.onnx.ml", 3))
        model = helper.make_model(graph, opset_imports=domains, ir_version=10, functions=self.functions)
        model.producer_name, model.producer_version = self.producer, ""
        onnx.checker.check_model(model, full_check=True)
        path = HERE / f"{self.name}.onnx"
        options = dict(save_as_external_data=True, location=f"{self.name}.data", size_threshold=64) if external else {}
        if external:
            (HERE / f"{self.name}.data").unlink(missing_ok=True)
        onnx.save(model, path, **options)
        if not runs:
            return
        feed = {}
        for value in self.inputs:
            if value.name in held:
                feed[value.name] = held[value.name]
                continue
            first = rows if self.batch == "batch" else self.batch
            shape = [first, *(d.dim_value for d in value.type.tensor_type.shape.dim[1:])]
            if value.type.tensor_type.elem_type == TensorProto.INT64:
                feed[value.name] = self.random.integers(0, ids_below, shape).astype(np.int64)
            else:
                feed[value.name] = self.random.standard_normal(shape).astype(np.float32)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        results = [np.array([texts.index(text) for text in result]) if result.dtype == object else result
                   for result in session.run(None, feed)]
        feed |= {name: np.stack([value] * rows) for name, value in held.items()}
        tensors = feed | {value.name: np.ascontiguousarray(result) for value, result in zip(self.outputs, results)}
        if self.batch != "batch":
            tensors = {name: value[np.newaxis] for name, value in tensors.items()}
        safetensors.numpy.save_file(tensors, HERE / f"{self.name}.golden.safetensors")


def cnn(name, external=False):
    """Convolutions as PyTorch's exporters write them, batch normalisation, pooling, a head."""
    m = Model(name)
    x = m.input("image", 3, 12, 12)
    x = m.node("Conv", x, m.weight("stem.0.weight", 8, 3, 3, 3), name="/stem/stem.0/Conv",
               kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    x = m.node("BatchNormalization", x, m.weight("stem.1.weight", 8, low=0.5), m.weight("stem.1.bias", 8),
               m.weight("stem.1.running_mean", 8), m.weight("stem.1.running_var", 8, low=0.5), epsilon=1e-5)
    x = m.node("Clip", x, m.constant("zero", np.float32(0)), m.constant("six", np.float32(6)))
    y = m.node("Conv", x, m.weight("onnx::Conv_17", 8, 1, 3, 3), m.weight("onnx::Conv_18", 8), name="/block/conv/Conv",
               kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=8)
    y = m.node("Mul", y, m.node("Sigmoid", y))
    x = m.node("Add", x, y)
    x = m.node("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    x = m.node("GlobalAveragePool", x)
    x = m.node("Flatten", x)
    x = m.node("Gemm", x, m.weight("head.weight", 5, 8), m.weight("head.bias", 5), transB=1)
    m.output(m.node("Softmax", x, axis=-1), "probabilities", 5)
    m.write(external)


def shapes():
    """Sizes that are computed, as exporters write them for a batch that varies."""
    m = Model("shapes")
    x = m.input("x", 4, 6)
    size = m.node("Shape", x)
    batch = m.node("Gather", size, m.constant("first", np.int64(0)), axis=0)
    batch = m.node("Unsqueeze", batch, m.constant("axis0", np.int64([0])))
    target = m.node("Concat", batch, m.constant("rest", np.int64([2, 12])), axis=0)
    a = m.node("Reshape", x, target)
    b = m.node("Transpose", a, perm=[0, 2, 1])
    b = m.node("Slice", b, m.constant("starts", np.int64([-3])), m.constant("ends", np.int64([2**63 - 1])), m.constant("axes", np.int64([1])))
    c = m.node("Unsqueeze", b, m.constant("axis1", np.int64([1])))
    c = m.node("Squeeze", c, "axis1")
    p, q = m.node("Split", c, m.constant("parts", np.int64([1, 2])), outputs=2, axis=1)
    d = m.node("Concat", q, p, q, axis=1)
    d = m.node("Gather", d, m.constant("places", np.int64([4, 0, 0, -1])), axis=1)
    d = m.node("Slice", d, m.constant("last", np.int64([-1])), m.constant("before", np.int64([-2**63 + 1])),
               m.constant("axes2", np.int64([2])), m.constant("back", np.int64([-1])))
    d = m.node("Expand", m.node("Unsqueeze", d, m.constant("axis3", np.int64([3]))), m.constant("wide", np.int64([1, 4, 2, 3])))
    m.output(m.node("Flatten", d), "y", 24)
    m.write()


def attention():
    """Layer normalisation and attention in primitive operators, with a class token and positions."""
    m = Model("attention")
    x = m.input("tokens", 5, 8)
    token = m.node("Expand", m.weight("class_token", 1, 1, 8), m.node("Concat", m.node(
        "Slice", m.node("Shape", x), m.constant("s0", np.int64([0])), m.constant("s1", np.int64([1]))),
        m.constant("token_rest", np.int64([1, 8])), axis=0))
    x = m.node("Concat", token, x, axis=1)
    x = m.node("Add", x, m.weight("positions", 1, 6, 8))
    mean = m.node("ReduceMean", x, axes=[-1])
    centred = m.node("Sub", x, mean)
    variance = m.node("ReduceMean", m.node("Pow", centred, m.constant("two", np.float32(2))), axes=[-1])
    deviation = m.node("Sqrt", m.node("Add", variance, m.constant("epsilon", np.float32(1e-5))))
    normal = m.node("Add", m.node("Mul", m.node("Div", centred, deviation), m.weight("norm.weight", 8, low=0.5)), m.weight("norm.bias", 8))
    heads = []
    for part in "qkv":
        y = m.node("Add", m.node("MatMul", normal, m.weight(f"{part}_matrix", 8, 8)), m.weight(f"{part}.bias", 8))
        y = m.node("Reshape", y, m.constant(f"{part}_heads", np.int64([0, -1, 2, 4])))
        heads.append(m.node("Transpose", y, perm=[0, 2, 3, 1] if part == "k" else [0, 2, 1, 3]))
    scores = m.node("Div", m.node("MatMul", heads[0], heads[1]), m.constant("root", np.float32(2)))
    y = m.node("MatMul", m.node("Softmax", scores, axis=-1), heads[2])
    y = m.node("Reshape", m.node("Transpose", y, perm=[0, 2, 1, 3]), m.constant("joined", np.int64([0, 0, 8])))
    x = m.node("Add", x, y)
    half = m.node("Mul", x, m.constant("half", np.float32(0.5)))
    tanh = m.node("Tanh", x)
    x = m.node("Mul", half, m.node("Add", tanh, m.constant("one", np.float32(1))))
    x = m.node("Gather", x, m.constant("cls", np.int64(0)), axis=1)
    m.output(x, "features", 8)
    m.write()


def old():
    """Operator set 9: what later became inputs still stands in attributes."""
    m = Model("old", opset=9)
    x = m.input("x", 2, 6, 6)
    y = m.node("Pad", x, mode="reflect", pads=[0, 0, 1, 2, 0, 0, 1, 0])
    y = m.node("AveragePool", y, kernel_shape=[2, 3], auto_pad="SAME_UPPER", strides=[2, 1])
    y = m.node("Upsample", y, m.constant("scales", np.float32([1, 1, 2, 2])), mode="nearest")
    y = m.node("Clip", y, min=-0.5)
    y = m.node("ReduceSum", y, axes=[2], keepdims=0)
    y = m.node("Softmax", y, axis=1)
    y = m.node("Unsqueeze", m.node("Squeeze", m.node("Unsqueeze", y, axes=[1]), axes=[1]), axes=[3])
    y = m.node("Slice", y, starts=[1], ends=[8], axes=[2])
    y = m.node("Dropout", y, ratio=0.3)
    y = m.node("PRelu", m.node("Neg", y), m.weight("slope", 2, 1, 1))
    m.output(m.node("ReduceMax", y, axes=[1, 2, 3], keepdims=0), "y")
    m.write()


def words():
    """A table of rows by number."""
    m = Model("words")
    ids = m.input("ids", 4, dtype=TensorProto.INT64)
    x = m.node("Gather", m.weight("table.weight", 11, 6), ids)
    x = m.node("ReduceMean", x, axes=[1], keepdims=0)
    x = m.node("LeakyRelu", x, alpha=0.2)
    m.output(m.node("MatMul", x, m.weight("projection", 6, 3)), "scores", 3)
    m.write(ids_below=11)


def image():
    """Transposed convolution, groups, resizing, global maximum."""
    m = Model("image")
    x = m.input("x", 4, 5, 7)
    y = m.node("Conv", x, m.weight("grouped.weight", 6, 2, 1, 3), group=2, strides=[1, 2], auto_pad="SAME_LOWER")
    y = m.node("ConvTranspose", y, m.weight("up.weight", 6, 3, 2, 2), m.weight("up.bias", 3), strides=[2, 2], output_padding=[1, 0])
    y = m.node("Resize", y, "", m.constant("scales", np.float32([1, 1, 2, 3])), mode="linear",
               coordinate_transformation_mode="half_pixel")
    y = m.node("HardSwish", y)
    y = m.node("Add", y, m.node("GlobalMaxPool", y))
    m.output(m.node("ReduceMean", y, axes=[2, 3], keepdims=0), "y", 3)
    m.write()


def logic():
    """Comparisons, truth values, choices, and whole numbers that are computed with."""
    m = Model("logic")
    x, n = m.input("x", 4, 5), m.input("n", 5, dtype=TensorProto.INT64)
    low = m.node("Less", x, m.constant("low", np.float32(-0.3)))
    high = m.node("GreaterOrEqual", x, m.constant("high", np.float32([0.2, 0.4, 0.1, 0, 0.5])))
    either = m.node("Xor", m.node("Or", low, high), m.node("Not", m.node("And", low, m.node("IsNaN", x))))
    y = m.node("Where", either, x, m.node("Mul", x, m.constant("ten", np.float32([[10], [20], [30], [40]]))))
    half = m.node("Div", m.node("Sub", n, m.constant("four", np.int64(4))), m.constant("two", np.int64(2)))
    odd = m.node("Equal", m.node("Mod", n, m.constant("three", np.int64(3))), m.constant("one", np.int64(1)))
    numbers = m.node("Add", m.node("Cast", half, to=TensorProto.FLOAT), m.node("Cast", odd, to=TensorProto.FLOAT))
    y = m.node("Add", y, m.node("Unsqueeze", numbers, m.constant("axis1", np.int64([1]))))
    best = m.node("Cast", m.node("ArgMax", y, axis=-1, keepdims=0), to=TensorProto.FLOAT)
    whole = m.node("Cast", m.node("Cast", m.node("ReduceSum", y, m.constant("axis2", np.int64([2])), keepdims=0),
                                  to=TensorProto.INT32), to=TensorProto.FLOAT)
    m.output(m.node("Add", best, whole), "y", 4)
    m.output(m.node("Max", y, m.node("Unsqueeze", numbers, "axis1")), "z", 4, 5)
    m.write(ids_below=9)


def volume():
    """Convolution, normalisation and pooling of volumes."""
    m = Model("volume")
    x = m.input("x", 2, 5, 6, 7)
    y = m.node("Conv", x, m.weight("w", 4, 1, 2, 3, 2), m.weight("b", 4), group=2, strides=[1, 2, 1], pads=[1, 1, 0, 0, 1, 1],
               dilations=[2, 1, 1])
    y = m.node("BatchNormalization", y, m.weight("scale", 4, low=0.5), m.weight("offset", 4), m.weight("mean", 4),
               m.weight("variance", 4, low=0.5))
    a = m.node("MaxPool", y, kernel_shape=[2, 2, 3], strides=[1, 1, 2], pads=[0, 0, 1, 1, 0, 1])
    b = m.node("AveragePool", y, kernel_shape=[2, 2, 3], strides=[1, 1, 2], pads=[0, 0, 1, 1, 0, 1])
    m.output(m.node("GlobalAveragePool", m.node("Sub", a, b)), "y", 4, 1, 1, 1)
    m.output(m.node("Add", a, b), "z", 4, 4, 2, 4)
    m.write()


def edges():
    """What stands outside of tensors, tiles, triangles, blocks."""
    m = Model("edges", opset=19)
    x = m.input("x", 4, 5, 6)
    y = m.node("Pad", x, m.constant("p0", np.int64([0, 1, 0, 0, 0, 2, 0, 0])), "", mode="reflect")
    y = m.node("Pad", y, m.constant("p1", np.int64([3, -1, 0, 2])), m.constant("seven", np.float32(7)),
               m.constant("axes", np.int64([2, -1])))
    y = m.node("Pad", y, m.constant("p2", np.int64([0, 0, 2, 0, 0, 0, 0, 4])), "", mode="wrap")
    y = m.node("Pad", y, m.constant("p3", np.int64([0, 1, 0, 0, 0, 0, 0, 0])), "", mode="edge")
    y = m.node("Trilu", y, m.constant("k", np.int64(-1)), upper=1)
    y = m.node("SpaceToDepth", m.node("Slice", y, m.constant("s", np.int64([0, 1])), m.constant("e", np.int64([10, 11])),
                                      m.constant("a", np.int64([2, 3]))), blocksize=2)
    z = m.node("DepthToSpace", m.node("Slice", y, m.constant("s1", np.int64([0])), m.constant("e1", np.int64([28])),
                                      m.constant("a1", np.int64([1]))), blocksize=2, mode="CRD")
    y = m.node("Tile", y, m.constant("times", np.int64([1, 2, 1, 3])))
    m.output(m.node("ReduceL2", y, m.constant("last", np.int64([3])), keepdims=0), "y", 64, 5)
    m.output(z, "z", 7, 10, 10)
    m.write()


def functions():
    """Functions of the model's own, called with other attributes, and a branch that is always taken."""
    m = Model("functions")
    inner = helper.make_node("LeakyRelu", ["a"], ["b"])
    inner.attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT))
    number = helper.make_node("Constant", [], ["c"])
    number.attribute.append(onnx.AttributeProto(name="value_float", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT))
    m.functions.append(helper.make_function("own", "Bent", ["a"], ["d"], [inner, number, helper.make_node("Add", ["b", "c"], ["d"])],
                                            [helper.make_opsetid("", 17)], ["slope"]))
    x = m.input("x", 6)
    y = m.node("Bent", x, domain="own", slope=0.5)
    y = m.node("Bent", y, domain="own", slope=0.25)
    size = m.node("Size", m.constant("some", np.float32([1, 2, 3])))
    branch = [helper.make_graph([helper.make_node(op, [y], [f"{op}_result"])], op, [],
                                [helper.make_tensor_value_info(f"{op}_result", TensorProto.FLOAT, None)]) for op in ("Sin", "Cos")]
    y = m.node("If", m.node("Equal", size, m.constant("three", np.int64(3))), then_branch=branch[0], else_branch=branch[1])
    m.output(y, "y", 6)
    m.write()


def mirrored():
    """Sequences and images mirrored along any axes, as filters of sounds begin."""
    m = Model("mirrored")
    sound, image = m.input("sound", 12), m.input("image", 5, 4, 2)

    def pads(*widths):
        return m.constant(f"pads_{len(m.weights)}", np.int64(widths))

    y = m.node("Pad", sound, pads(0, 0, 0, 5), mode="reflect")
    y = m.node("Unsqueeze", y, m.constant("one", np.int64([1])))
    m.output(m.node("Conv", y, m.weight("filters", 3, 1, 4), strides=[2]), "bands", 3, 7)
    m.output(m.node("Pad", sound, pads(0, 4, 0, 0), mode="edge"), "held", 16)
    m.output(m.node("Pad", image, pads(0, 2, 1, 0, 0, 1, 3, 0), mode="reflect"), "rows", 8, 8, 2)
    m.output(m.node("Pad", image, pads(0, 0, 0, 3, 0, 1, 0, 0), mode="edge"), "channels", 6, 4, 5)
    m.write()


def choices():
    """Branches that numbers of the input choose, bounds, and the directions of a recurrent layer taken apart."""
    m = Model("choices", batch=2)
    x = m.input("x", 4)

    def branch(name, *nodes):
        results = [f"{name}_{place}" for place in range(len(nodes))]
        nodes = [helper.make_node(op, inputs, [result], name=result) for (op, *inputs), result in zip(nodes, results)]
        infos = [helper.make_tensor_value_info(result, TensorProto.FLOAT, None) for result in results]
        return helper.make_graph(nodes, name, [], infos)

    mean = m.node("ReduceMean", x, keepdims=0)
    for name, bound in ("likely", -9), ("unlikely", 9):
        test = m.node("GreaterOrEqual", mean, m.constant(f"{name}_bound", np.float32(bound)))
        y, z = m.node("If", test, outputs=2, name=name, then_branch=branch(f"{name}_yes", ("Sin", x), ("Exp", mean)),
                      else_branch=branch(f"{name}_no", ("Cos", x), ("Neg", mean)))
        m.output(m.node("Mul", y, z), f"{name}_result", 4)
    low, high = m.constant("low", np.float32([[-0.25]])), m.constant("high", np.float32(0.5))
    m.output(m.node("Min", high, m.node("Max", x, low)), "bounded", 4)
    steps = m.node("Unsqueeze", x, m.constant("one", np.int64([1])))
    y, _, _ = m.node("LSTM", steps, m.weight("w", 2, 12, 4), m.weight("r", 2, 12, 3), outputs=3, hidden_size=3, direction="bidirectional")
    ways = [m.node("Squeeze", m.node("Slice", y, m.constant(f"start_{way}", np.int64([way])), m.constant(f"end_{way}", np.int64([way + 1])),
                                     "one"), "one") for way in (0, 1)]
    m.output(m.node("Concat", *ways, axis=2), "ways", 1, 6)
    m.write()


def numbered():
    """Inputs and outputs with names that are numbers, as old exporters gave them, or no names at all."""
    m = Model("numbered")
    x = m.input("0", 3)
    m.output(m.node("Sin", x), "7", 3)
    m.output(m.node("Cos", x), '{"1": "one", "2": "two"}', 3)
    m.write()


def constants():
    """Inputs that choose branches, places and factors, which are meant to be held at a value."""
    m = Model("constants")
    x = m.input("x", 4)
    rate, skips = m.held("rate", TensorProto.INT64), m.held("skips", TensorProto.BOOL, 1)
    factors, places = m.held("factors", TensorProto.FLOAT, "length"), m.held("places", TensorProto.INT32, "count")

    def branch(name, *inputs, **attributes):
        node = helper.make_node(name.split("_")[0], [*inputs], [f"{name}_result"], name=name, **attributes)
        return helper.make_graph([node], name, [], [helper.make_tensor_value_info(f"{name}_result", TensorProto.FLOAT, None)])

    x = m.node("Mul", x, factors)
    weights = m.weight("weight", 4, 4), m.weight("other", 4, 4)
    wide = m.node("Equal", rate, m.constant("wide", np.int64(16000)))
    y = m.node("If", wide, then_branch=branch("MatMul_wide", x, weights[0]), else_branch=branch("MatMul_narrow", x, weights[1]))
    y = m.node("If", skips, then_branch=branch("Identity_skip", y), else_branch=branch("Tanh_bend", y))
    m.output(m.node("Gather", y, places, axis=1), "y", 3)
    m.write(held={"rate": np.array(16000), "skips": np.array([False]), "factors": np.float32([0.5, 2, -1, 0.1]),
                  "places": np.int32([3, 0, 2])})


def batch():
    """Two images in each example, as the prototype fixes them."""
    m = Model("batch", batch=2)
    x = m.input("x", 3, 6, 6)
    y = m.node("Conv", x, m.weight("w", 4, 3, 3, 3), m.weight("b", 4), pads=[1, 1, 1, 1])
    y = m.node("InstanceNormalization", y, m.weight("scale", 4, low=0.5), m.weight("offset", 4))
    y = m.node("BatchNormalization", y, "scale", "offset", m.weight("mean", 4), m.weight("variance", 4, low=0.5))
    y = m.node("LRN", m.node("MaxPool", y, kernel_shape=[2, 2], strides=[2, 2]), size=3, alpha=0.01)
    y = m.node("ReduceLogSumExp", m.node("Softmax", m.node("CumSum", y, m.constant("axis", np.int64(0))), axis=1), axes=[2, 3], keepdims=0)
    m.output(m.node("Gemm", y, m.weight("head", 5, 4), transB=1, alpha=0.5), "y", 5)
    m.write()


def normal():
    """Normalisations, one of them with its statistics."""
    m = Model("normal")
    x = m.input("x", 5, 6)
    y, mean, deviation = m.node("LayerNormalization", x, m.weight("w", 5, 6, low=0.5), m.weight("b", 5, 6), outputs=3, axis=1)
    m.output(m.node("Add", m.node("Mul", y, deviation), mean), "y", 5, 6)
    y = m.node("MeanVarianceNormalization", m.node("Unsqueeze", x, m.constant("axis", np.int64([1]))), axes=[2, 3])
    m.output(m.node("Erf", m.node("LpNormalization", y, axis=2, p=1)), "z", 1, 5, 6)
    m.write()


def masks():
    """Infinities in masks; the last row is hidden altogether, and has no softmax."""
    m = Model("masks")
    x = m.input("x", 3, 4)
    hidden = np.arange(4) > np.float32([[1], [2], [-1]])
    y = m.node("Add", x, m.constant("mask", np.where(hidden, -np.inf, 0).astype(np.float32)))
    m.output(m.node("Softmax", y, axis=-1), "probabilities", 3, 4)
    infinite = m.node("Equal", y, m.constant("infinity", np.float32(-np.inf)))
    m.output(m.node("Cast", infinite, to=TensorProto.FLOAT), "infinite", 3, 4)
    m.output(y, "masked", 3, 4)
    m.write()


def written_out():
    """Functions as exporters of older operator sets write them out, several ways each."""
    m = Model("written_out", opset=12)
    x = m.input("x", 5, 6)

    def number(value):
        return m.constant(f"c{len(m.weights)}", np.float32(value))

    def op(name, *inputs, **attributes):
        return m.node(name, *[i if isinstance(i, str) else number(i) for i in inputs], **attributes)

    def output(value, name, *shape):
        m.output(value, name, *(shape or (5, 6)))

    def one_plus_erf(x):
        return op("Add", op("Erf", op("Div", x, 2**0.5)), 1.0)

    # GELU, as PyTorch, TensorFlow and Keras write it.
    output(op("Mul", op("Mul", x, one_plus_erf(x)), 0.5), "gelu_factor_last")
    output(op("Mul", op("Mul", x, 0.5), one_plus_erf(x)), "gelu_factor_first")
    output(op("Mul", op("Mul", 0.5, op("Add", 1.0, op("Erf", op("Mul", x, 0.5**0.5)))), x), "gelu_factor_between")
    inner = op("Mul", op("Add", x, op("Mul", op("Pow", x, 3.0), 0.044715)), (2 / np.pi) ** 0.5)
    output(op("Mul", op("Mul", x, 0.5), op("Add", op("Tanh", inner), 1.0)), "gelu_tanh")
    inner = op("Mul", op("Mul", x, 0.7978845608), op("Add", op("Mul", op("Mul", x, x), 0.044715), 1.0))
    output(op("Mul", 0.5, op("Mul", x, op("Add", 1.0, op("Tanh", inner)))), "gelu_tanh_factored")
    # Others with gates.
    output(op("Mul", x, op("Sigmoid", x)), "silu")
    output(op("Mul", op("Tanh", op("Softplus", x)), x), "mish")
    shifted = op("Clip", op("Add", x, 3.0), 0.0, 6.0)
    output(op("Div", op("Mul", x, shifted), 6.0), "hard_swish")
    output(op("Mul", x, op("HardSigmoid", x, alpha=1 / 6)), "hard_swish_gate")
    output(op("Div", op("Clip", op("Add", x, 3.0), 0.0, 6.0), 6.0), "hard_sigmoid")
    # What only looks like one of these.
    gate = op("Sigmoid", op("Mul", x, 1.702))
    output(op("Mul", x, gate), "quick_gelu")
    shared = op("Sigmoid", x)
    output(op("Mul", x, shared), "silu_of_a_read_gate")
    output(shared, "read_gate")
    output(op("Mul", x, op("Add", op("Erf", op("Mul", x, 0.7)), 1.0)), "no_gelu")

    # Norms over the last axis, the last two, and one that is none of the last.
    def centred(x, axes):
        return op("Sub", x, op("ReduceMean", x, axes=axes))

    def deviation(c, axes, epsilon, square=lambda c: op("Pow", c, 2.0)):
        return op("Sqrt", op("Add", op("ReduceMean", square(c), axes=axes), epsilon))

    gamma = m.constant("norm.weight", m.random.uniform(0.5, 2, 6).astype(np.float32))
    beta = m.constant("norm.bias", m.random.normal(0, 1, 6).astype(np.float32))
    c = centred(x, [-1])
    output(op("Add", op("Mul", op("Div", c, deviation(c, [-1], 1e-5)), gamma), beta), "layer_norm")
    c = centred(x, [2])
    inverse = op("Reciprocal", deviation(c, [2], 1e-3, lambda c: op("Mul", c, c)))
    output(op("Add", beta, op("Mul", gamma, op("Mul", c, inverse))), "layer_norm_by_reciprocal")
    c = centred(x, [1, 2])
    wide = m.constant("wide", m.random.uniform(0.5, 2, (5, 6)).astype(np.float32))
    output(op("Mul", op("Div", c, deviation(c, [1, 2], 1e-6)), wide), "layer_norm_of_two_axes")
    c = centred(x, [1])
    output(op("Div", c, deviation(c, [1], 1e-5)), "norm_of_a_middle_axis")
    output(op("Mul", op("Div", x, deviation(x, [-1], 1e-6)), gamma), "rms_norm")
    output(op("Mul", op("Div", x, deviation(x, [-1], 1e-6)), m.constant("rows", m.random.uniform(0.5, 2, (5, 1)).astype(np.float32))), "rms_norm_with_row_factors")

    # Biases as additions of their own.
    weight = m.constant("fc.weight", m.random.normal(0, 0.5, (6, 4)).astype(np.float32))
    bias = m.constant("fc.bias", m.random.normal(0, 1, (1, 1, 4)).astype(np.float32))
    output(op("Add", op("MatMul", x, weight), bias), "dense", 5, 4)
    rows = m.constant("row_bias", m.random.normal(0, 1, (5, 1)).astype(np.float32))
    output(op("Add", op("MatMul", x, weight), rows), "dense_with_row_bias", 5, 4)
    kernel = m.constant("conv.weight", m.random.normal(0, 0.3, (3, 5, 3)).astype(np.float32))
    offset = m.constant("conv.bias", m.random.normal(0, 1, (3, 1)).astype(np.float32))
    output(op("Add", op("Conv", x, kernel, pads=[1, 1]), offset), "conv", 3, 6)

    # Moves to and fro.
    column = op("Reshape", x, m.constant("column_shape", np.int64([-1, 30, 1])))
    output(op("Transpose", op("Transpose", column, perm=[0, 2, 1]), perm=[0, 2, 1]), "column", 30, 1)
    there = op("Transpose", x, perm=[0, 2, 1])
    output(op("Relu", op("Transpose", there, perm=[0, 2, 1])), "to_and_fro")
    output(op("Unsqueeze", op("ReduceMean", x, axes=[2], keepdims=0), axes=[2]), "mean_with_its_axis", 5, 1)
    vector = m.constant("scores.weight", m.random.normal(0, 0.5, 6).astype(np.float32))
    output(op("MatMul", x, vector), "scores", 5)
    output(op("Relu", op("MatMul", x, weight)), "activated", 5, 4)

    # Group norms: channels joined to groups, and what only looks like it.
    ones, zeros = m.constant("ones", np.ones(1, np.float32)), m.constant("zeros", np.zeros(1, np.float32))
    together, apart = m.constant("one_group", np.int64([0, 1, -1])), m.constant("channels_apart", np.int64([-1, 5, 6]))
    factors = m.constant("group.weight", m.random.uniform(0.5, 2, (5, 1)).astype(np.float32))
    offsets = m.constant("group.bias", m.random.normal(0, 1, (5, 1)).astype(np.float32))
    normal = op("Reshape", op("InstanceNormalization", op("Reshape", x, together), ones, zeros, epsilon=1e-3), apart)
    output(op("Add", op("Mul", normal, factors), offsets), "group_norm")
    twos = m.constant("twos", np.full(1, 2, np.float32))
    doubled = op("InstanceNormalization", op("Reshape", x, together), twos, zeros)
    output(op("Reshape", doubled, apart), "norm_of_joined_channels")
    m.write()


def attentions():
    """Attention as exporters write it out, with its heads on an axis of their own and without."""
    m = Model("attentions", opset=17)
    q, k, v = m.input("q", 5, 6), m.input("k", 7, 6), m.input("v", 7, 4)

    def floats(value):
        return m.constant(f"c{len(m.weights)}", np.asarray(value, np.float32))

    def truths(value):
        return m.constant(f"c{len(m.weights)}", np.asarray(value, bool))

    def op(name, *inputs, **attributes):
        return m.node(name, *[i if isinstance(i, str) else floats(i) for i in inputs], **attributes)

    def scores(keys=None):
        return op("MatMul", q, keys or op("Transpose", k, perm=[0, 2, 1]))

    def output(scores, name, **attributes):
        m.output(op("MatMul", op("Softmax", scores, axis=-1, **attributes), v), name, 5, 4)

    seen = m.random.uniform(0, 1, (5, 7)) < 0.6
    seen[:, 3] = True
    none = seen.copy()
    none[2] = False
    past = np.tri(5, 7, dtype=bool)
    minus = -np.inf
    output(op("Div", scores(), 6**0.5), "divided")
    output(op("Mul", 0.2, scores()), "scaled")
    output(scores(op("Transpose", op("Mul", k, 6**-0.5), perm=[0, 2, 1])), "scaled_keys")
    output(op("MatMul", op("Mul", q, 6**-0.25), op("Mul", op("Transpose", k, perm=[0, 2, 1]), 6**-0.25)), "scaled_both")
    output(op("Add", scores(), np.where(seen, m.random.standard_normal((5, 7)), minus)), "added")
    output(op("Where", truths(seen), op("Div", scores(), 6**0.5), minus), "chosen")
    output(op("Where", truths(~seen), minus, scores()), "hidden")
    output(op("Where", truths(past), scores(), minus), "causal")
    output(op("Add", np.where(past, 0, np.finfo(np.float32).min), scores()), "causal_by_numbers")
    # What attention would give zeros for: a query that sees nothing is NaN here.
    output(op("Where", truths(none), scores(), minus), "nothing_seen")
    guarded = op("Softmax", op("Where", truths(none), scores(), minus), axis=-1)
    m.output(op("MatMul", op("Where", op("IsNaN", guarded), 0.0, guarded), v), "nothing_seen_is_zero", 5, 4)
    # What only looks like attention.
    m.output(op("MatMul", op("Softmax", scores(), axis=1), v), "over_queries", 5, 4)
    read = op("Softmax", scores(), axis=-1)
    m.output(op("MatMul", read, v), "of_read_weights", 5, 4)
    m.output(read, "read_weights", 5, 7)
    output(op("Mul", op("Add", scores(), np.where(seen, 1, -9)), 0.3), "scaled_after_mask")
    # Heads of three numbers, moved as TensorFlow does.
    def heads(x, steps, perm):
        return op("Transpose", op("Reshape", x, m.constant(f"s{len(m.weights)}", np.int64([-1, steps, 2, 3]))), perm=perm)

    weights = op("Softmax", op("Div", op("MatMul", heads(q, 5, [0, 2, 1, 3]), heads(k, 7, [0, 2, 3, 1])), 3**0.5), axis=-1)
    values = op("Transpose", op("Reshape", v, m.constant("split", np.int64([-1, 7, 2, 2]))), perm=[0, 2, 1, 3])
    moved = op("Transpose", op("MatMul", weights, values), perm=[0, 2, 1, 3])
    m.output(op("Reshape", moved, m.constant("joined", np.int64([-1, 5, 4]))), "of_heads", 5, 4)
    m.write()


def recurrences():
    """Recurrence in both directions and both layouts, with states before the first step and those behind the last one."""
    m = Model("recurrences", opset=17)
    x = m.input("x", 5, 3)
    turned = m.node("Transpose", x, perm=[1, 0, 2])

    def weights(name, gates, inputs, units, directions):
        return [m.weight(f"{name}.W", directions, gates * units, inputs), m.weight(f"{name}.R", directions, gates * units, units),
                m.weight(f"{name}.B", directions, 2 * gates * units)]

    def output(value, name, *shape):
        m.output(m.node("Reshape", value, m.constant(f"{name}.shape", np.int64([1, *shape]))), name, *shape)

    y, h, c = m.node("LSTM", turned, *weights("lstm", 4, 3, 4, 2), outputs=3, hidden_size=4, direction="bidirectional")
    output(y, "lstm_states", 5, 2, 1, 4)
    output(h, "lstm_state", 2, 1, 4)
    output(c, "lstm_cell", 2, 1, 4)
    y, h, c = m.node("LSTM", turned, *weights("given", 4, 3, 2, 1), "", m.weight("given.h", 1, 1, 2), m.weight("given.c", 1, 1, 2),
                     outputs=3, hidden_size=2, direction="reverse", activations=["Sigmoid", "Relu", "Relu"])
    output(y, "given_states", 5, 1, 1, 2)
    output(h, "given_state", 1, 1, 2)
    output(c, "given_cell", 1, 1, 2)
    for reset in [0, 1]:
        name = f"gru_{reset}"
        y, h = m.node("GRU", turned, *weights(name, 3, 3, 4, 2), outputs=2, hidden_size=4, direction="bidirectional",
                      linear_before_reset=reset)
        output(y, f"{name}_states", 5, 2, 1, 4)
        output(h, f"{name}_state", 2, 1, 4)
    y, h = m.node("RNN", turned, *weights("rnn", 1, 3, 2, 2)[:2], outputs=2, hidden_size=2, direction="bidirectional",
                  activations=["Relu", "Tanh"])
    output(y, "rnn_states", 5, 2, 1, 2)
    output(h, "rnn_state", 2, 1, 2)
    pair = m.node("Concat", turned, m.node("Neg", turned), axis=1)
    y, h = m.node("GRU", pair, *weights("pair", 3, 3, 2, 2), "", m.weight("pair.h", 2, 2, 2), outputs=2, hidden_size=2,
                  direction="bidirectional", linear_before_reset=1)
    output(y, "pair_states", 5, 2, 2, 2)
    output(h, "pair_state", 2, 2, 2)
    m.write(rows=1)
def einsum():
    """Sums of products of one to four tensors, and windows put together."""
    m = Model("einsum", opset=18)
    x, y = m.input("x", 3, 4), m.input("y", 3, 4)
    a, b, c = m.weight("a", 4, 5), m.weight("b", 5, 3), m.weight("c", 2, 4, 3)
    square = m.node("Slice", y, m.constant("s", np.int64([0])), m.constant("e", np.int64([3])), m.constant("ax", np.int64([2])))
    cases = [
        ("bii->bi", [3], square), ("...ii->...i", [3], square), ("bij->bji", [4, 3], y), ("bij->b", [], y), ("...d,dk->...k", [3, 5], x, a),
        ("bid,dk,kl->bil", [3, 3], x, a, b), ("dk,bid->bki", [5, 3], a, x), ("hdk, bid -> bkhi", [3, 2, 3], c, x), ("bid,bjd->bij", [3, 3], x, y),
        ("b...d,b...d->b...", [3], x, y), ("bid,bie->bide", [3, 4, 4], x, y), ("bij,jk", [3, 5], x, a), ("bid,bjd,bke->bijke", [3, 3, 3, 4], x, y, y),
    ]
    for equation, shape, *inputs in cases:
        m.output(m.node("Einsum", *inputs, equation=equation), f"y{len(m.outputs)}", *shape)
    columns = m.node("Reshape", x, m.constant("columns", np.int64([0, 6, 2])))
    options = dict(pads=[0, 0, 1, 0], strides=[1, 1])
    m.output(m.node("Col2Im", columns, m.constant("image", np.int64([3, 2])), m.constant("block", np.int64([3, 2])), **options), "image_out", 1, 3, 2)
    m.write()
def volume_back():
    """Transposed convolutions of volumes, with what is cut off told in all ways."""
    m = Model("volume_back")
    x = m.input("x", 2, 3, 2, 3)
    full = dict(strides=[2, 2, 2])
    cases = [
        ([3, 3, 5, 7], dict(strides=[1, 2, 2], pads=[1, 0, 1, 1, 0, 0], output_padding=[0, 0, 1])), ([4, 7, 5, 7], dict(**full, group=2)),
        ([2, 6, 4, 6], dict(**full, auto_pad="SAME_UPPER")), ([2, 6, 4, 6], dict(**full, output_shape=[6, 4, 6])),
        ([2, 7, 6, 5], dict(dilations=[2, 2, 1])),
    ]
    for index, (shape, options) in enumerate(cases):
        groups = options.get("group", 1)
        weight = m.weight(f"w{index}", 2, shape[0] // groups, 3, 3, 3)
        y = m.node("ConvTranspose", x, weight, m.weight(f"b{index}", shape[0]), **options)
        m.output(y, f"y{index}", *shape)
    m.write()
def unpool():
    """Where the elements of pools lay, in both orders, and elements put back there."""
    m = Model("unpool")
    x = m.node("Round", m.input("x", 2, 4, 6))
    pair = m.node("Concat", x, m.node("Neg", x), axis=1)

    def output(value, *shape):
        m.output(m.node("Cast", value, to=TensorProto.FLOAT), f"y{len(m.outputs)}", *shape)

    values, places = m.node("MaxPool", x, outputs=2, kernel_shape=[2, 2], strides=[2, 2])
    output(places, 2, 2, 3)
    output(m.node("MaxUnpool", values, places, kernel_shape=[2, 2], strides=[2, 2]), 2, 4, 6)
    options = dict(kernel_shape=[3, 2], pads=[1, 0, 1, 1], dilations=[1, 2], ceil_mode=1)
    for order in [0, 1]:
        output(m.node("MaxPool", pair, outputs=2, **options, strides=[2, 1], storage_order=order)[1], 4, 3, 5)
    row = m.node("Reshape", x, m.constant("row", np.int64([0, 4, 12])))
    values, places = m.node("MaxPool", row, outputs=2, kernel_shape=[3], strides=[3])
    output(places, 4, 4)
    output(m.node("MaxUnpool", values, places, kernel_shape=[3], strides=[3]), 4, 12)
    volume = m.node("Reshape", x, m.constant("volume", np.int64([0, 1, 4, 3, 4])))
    for order in [0, 1]:
        places = m.node("MaxPool", volume, outputs=2, kernel_shape=[2, 1, 3], strides=[1, 1, 2], storage_order=order)[1]
        output(places, 1, 3, 3, 1)
    m.write(rows=1)
def spectra():
    """Fourier transforms of numbers and pairs, both ways, along all axes, longer and shorter than what is there."""
    m = Model("spectra", opset=20)
    x, z = m.input("x", 6, 5, 1), m.input("z", 6, 5, 2)

    def number(value):
        return m.constant(f"n{len(m.weights)}", np.int64(value))

    def output(value, *shape):
        m.output(value, f"y{len(m.outputs)}", *shape)

    output(m.node("DFT", x), 6, 5, 2)
    output(m.node("DFT", x, "", number(1), onesided=1), 4, 5, 2)
    output(m.node("DFT", x, number(8), number(-3)), 8, 5, 2)
    output(m.node("DFT", x, number(3), number(2), onesided=1), 6, 2, 2)
    output(m.node("DFT", z, "", number(1)), 6, 5, 2)
    output(m.node("DFT", z, "", number(2), inverse=1), 6, 5, 2)
    output(m.node("DFT", z, number(4), number(2), inverse=1), 6, 4, 2)
    row = m.node("Reshape", x, m.constant("row", np.int64([0, 30, 1])))
    window = m.constant("window", np.hanning(8).astype(np.float32))
    output(m.node("STFT", row, number(3), window, onesided=1), 8, 5, 2)
    output(m.node("STFT", row, number(5), "", number(6), onesided=0), 5, 6, 2)
    m.write()


def loop(m, trips, condition, state, build, name=None):
    """A Loop over one state; `build` gives whether to go on, the next state and what is collected, in nodes of its own."""
    outside, m.nodes = m.nodes, []
    results = build("step", "state")
    prefix = f"body{len(outside)}_"
    inside, m.nodes = m.nodes, outside
    for node in inside:
        node.name = prefix + node.name
    step, going = (helper.make_tensor_value_info(n, t, []) for n, t in [("step", TensorProto.INT64), ("going", TensorProto.BOOL)])
    free = [helper.make_tensor_value_info(n, TensorProto.BOOL if n == results[0] else TensorProto.FLOAT, None) for n in results]
    carried = helper.make_tensor_value_info("state", TensorProto.FLOAT, None)
    body = helper.make_graph(inside, f"{prefix}graph", [step, going, carried], free)
    return m.node("Loop", trips, condition, state, outputs=len(results) - 1, name=name, body=body)


def loops():
    """Recurrent layers as loops: so many steps, or as long as a condition holds that is known."""
    m = Model("loops")
    x = m.node("Transpose", m.input("x", 5, 3), perm=[1, 0, 2])
    zero = m.node("ReduceSum", x, m.constant("ends", np.int64([0, 2])), keepdims=0)
    zero = m.node("Mul", m.node("Unsqueeze", zero, m.constant("one", np.int64([1]))), m.constant("zeros", np.zeros((1, 4), np.float32)))
    w, u = m.weight("w", 3, 4), m.weight("u", 4, 4)
    first, five = m.constant("unit", np.int64(1)), m.constant("five", np.int64(5))
    true = m.constant("true", np.bool_(True))

    def cell(step, state):
        now = m.node("Gather", x, step, axis=0)
        return m.node("Tanh", m.node("Add", m.node("MatMul", now, w), m.node("MatMul", state, u)))

    def counted(step, state):
        state = cell(step, state)
        return m.node("Identity", true), state, m.node("Identity", state)

    def conditional(step, state):
        state = cell(step, state)
        return m.node("Less", m.node("Add", step, first), m.constant("three", np.int64(3))), state

    last, all_ = loop(m, five, "", zero, counted, name="recurrence")
    m.output(last, "last", 4)
    m.output(m.node("Transpose", all_, perm=[1, 0, 2]), "all", 5, 4)
    m.output(loop(m, "", true, zero, conditional), "third", 4)
    m.write()
    for name, trips, going in [("steps", 65, None), ("condition", 5, "ReduceMax")]:
        m = Model(f"refused_{name}", batch=1)
        x, true, zero = m.input("x", 2), m.constant("true", np.bool_(True)), m.constant("zero", np.float32(0))

        def grow(step, state):
            on = m.node("Less", m.node(going, state, keepdims=0), zero) if going else m.node("Identity", true)
            return on, m.node("Add", state, state)

        m.output(loop(m, m.constant("trips", np.int64(trips)), true, x, grow), "y", 2)
        m.write(runs=False)


def tensorflow():
    """What tf2onnx makes of Keras' layers, with channels last outside of convolutions and norms that are written out."""
    m = Model("tensorflow")
    m.producer = "tf2onnx"
    x, s = m.input("image", 6, 5, 3), m.input("words", 6, 8)
    rows = m.constant("rows", np.int64([-1, 60]))

    def norm(x, name):
        mean = m.node("ReduceMean", x, axes=[-1])
        square = m.node("Sub", x, mean)
        variance = m.node("ReduceMean", m.node("Mul", square, square), axes=[-1])
        root = m.node("Reciprocal", m.node("Sqrt", m.node("Add", variance, m.constant(f"{name}_e", np.float32(1e-3)))))
        factor = m.node("Mul", root, m.weight(f"net/{name}/Reshape:0", 1, 1, 8, low=0.5))
        shift = m.node("Add", m.node("Mul", m.node("Neg", mean), factor), m.weight(f"net/{name}/Reshape_1:0", 1, 1, 8))
        return m.node("Add", m.node("Mul", x, factor), shift)

    x = m.node("Transpose", x, perm=[0, 3, 1, 2])
    y = m.node("Conv", x, m.weight("kernel1", 4, 3, 3, 3), name="net/conv1/convolution", kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    y = m.node("Mul", y, m.weight("net/conv1_bn/batchnorm/mul:0", 1, 4, 1, 1, low=0.5))
    y = m.node("Add", y, m.weight("folded", 1, 4, 1, 1))
    y = m.node("Relu", y, name="net/conv1_relu/Relu")
    m.output(y, "normal", 4, 6, 5)
    z = m.node("Pad", y, m.constant("pads", np.int64([0, 0, 1, 0, 0, 0, 2, 1])))
    z = m.node("Conv", z, m.weight("kernel2", 2, 4, 3, 2), name="net/conv2/convolution", kernel_shape=[3, 2], strides=[2, 1],
               pads=[0, 1, 0, 0])
    m.output(z, "padded", 2, 4, 6)
    flat = m.node("Reshape", m.node("Transpose", m.node("Slice", y, *(m.constant(n, np.int64([v])) for n, v in
                  [("from", 0), ("to", 2), ("axis", 1)])), perm=[0, 2, 3, 1]), rows)
    back = m.node("Transpose", z, perm=[0, 2, 3, 1])
    m.output(m.node("Mul", back, m.node("Sigmoid", back, name="net/conv2/Sigmoid")), "pixels", 4, 6, 2)
    head = m.node("MatMul", flat, m.weight("kernel3", 60, 1), name="net/head/MatMul")
    m.output(m.node("Add", head, m.weight("net/head/BiasAdd/ReadVariableOp:0", 1)), "head", 1)
    m.output(m.node("Resize", y, "", m.constant("scales", np.float32([1, 1, 1.5, 1.6])), mode="nearest", nearest_mode="floor",
                    coordinate_transformation_mode="tf_half_pixel_for_nn"), "nearest", 4, 9, 8)
    words = m.node("Unsqueeze", m.node("Transpose", s, perm=[0, 2, 1]), m.constant("two", np.int64([2])))
    conv = m.node("Conv", words, m.weight("kernel4", 5, 8, 1, 3), name="net/conv1d/convolution", kernel_shape=[1, 3],
                  strides=[1, 2], pads=[0, 2, 0, 0])
    m.output(m.node("Squeeze", conv, "two"), "sequence", 5, 3)
    m.output(norm(s, "norm"), "norm", 6, 8)
    mean = m.node("ReduceMean", s, axes=[-1])
    variance = m.node("Sub", m.node("ReduceMean", m.node("Mul", s, s), axes=[-1]), m.node("Mul", mean, mean))
    variance = m.node("Max", variance, m.constant("none", np.float32(0)))
    root = m.node("Sqrt", m.node("Add", variance, m.constant("epsilon", np.float32(1e-3))))
    m.output(m.node("Div", m.node("Sub", s, mean), root, name="flax"), "flax", 6, 8)
    heads = m.node("Reshape", m.node("MatMul", s, m.weight("kernel5", 8, 8)), m.constant("split", np.int64([-1, 6, 2, 4])))
    heads = m.node("Add", heads, m.weight("net/query/Add/ReadVariableOp:0", 2, 4))
    m.output(m.node("Relu", m.node("Reshape", heads, m.constant("whole", np.int64([-1, 6, 8])))), "query", 6, 8)
    m.write()


def tensorflow_images():
    """What tf2onnx makes of Keras' PReLU and of UpSampling2D, which repeats rows and then columns with channels last."""
    m = Model("tensorflow_images")
    m.producer = "tf2onnx"
    x = m.input("image", 4, 3, 5)

    def shape(*sizes):
        return m.constant(f"shape_{len(m.weights)}", np.int64(sizes))

    def bent(x, name, slopes):
        below = m.node("Mul", m.node("Relu", m.node("Neg", x)), m.constant(f"{name}_slopes", slopes))
        return m.node("Add", m.node("Relu", x, name=f"net/{name}/Relu"), below)

    x = m.node("Conv", x, m.weight("kernel", 4, 4, 1, 1), name="net/conv/convolution", kernel_shape=[1, 1])
    m.output(bent(x, "slopes", m.random.standard_normal((1, 4, 1, 1)).astype(np.float32)), "sloped", 4, 3, 5)
    m.output(bent(x, "slope", np.float32(-0.25)), "leaky", 4, 3, 5)
    m.output(bent(x, "places", m.random.standard_normal((1, 4, 3, 1)).astype(np.float32)), "own_slopes", 4, 3, 5)
    y = m.node("Expand", m.node("Reshape", x, shape(-1, 4, 3, 1, 5)), shape(1, 4, 3, 2, 5))
    y = m.node("Reshape", y, shape(-1, 4, 6, 5))
    m.output(m.node("Relu", y), "rows", 4, 6, 5)
    y = m.node("Tile", m.node("Reshape", m.node("Transpose", y, perm=[0, 2, 3, 1]), shape(-1, 6, 5, 1, 4)), shape(1, 1, 1, 3, 1))
    y = m.node("Transpose", m.node("Reshape", y, shape(-1, 6, 15, 4)), perm=[0, 3, 1, 2])
    m.output(m.node("Sin", y), "larger", 4, 6, 15)
    y = m.node("Expand", m.node("Reshape", x, shape(-1, 4, 1, 3, 5)), shape(1, 4, 2, 3, 5))
    m.output(m.node("Cos", m.node("Reshape", y, shape(-1, 4, 6, 5))), "tiled", 4, 6, 5)
    m.write()


def columns():
    """Columns scaled, filled up, encoded and joined, as pipelines of scikit-learn do."""
    m = Model("columns")
    x = m.input("x", 4)
    m.output(m.learned("Scaler", x, offset=[0.5, -1.0, 2.0, 0.0], scale=[2.0, 1.0, 0.25, 3.0]), "scaled", 4)
    m.output(m.learned("Scaler", x, offset=[1000.0], scale=[3.0]), "far", 4)
    for norm in ["L1", "L2", "MAX"]:
        m.output(m.learned("Normalizer", x, norm=norm), f"normal_{norm}", 4)
    signs = m.learned("Binarizer", x, threshold=0.25)
    m.output(signs, "signs", 4)
    m.output(m.learned("Imputer", signs, imputed_value_floats=[5.0, 6.0, 7.0, 8.0], replaced_value_float=0.0), "filled", 4)
    missing = m.node("Div", signs, signs)
    m.output(m.learned("Imputer", missing, imputed_value_floats=[-2.0], replaced_value_float=float("nan")), "given", 4)
    parts = [m.learned("ArrayFeatureExtractor", x, m.constant(name, np.int64(places)))
             for name, places in [("first", [0]), ("odd", [3, 1]), ("all", [[2, 2, 0]])]]
    m.output(m.node("Concat", *parts, axis=1), "columns", 6)
    m.output(m.learned("FeatureVectorizer", *parts, inputdimensions=[1, 2, 3]), "vector", 6)
    ids = m.node("Round", m.node("Clip", x, m.constant("low", np.float32(-1)), m.constant("high", np.float32(1))))
    m.output(m.learned("OneHotEncoder", ids, cats_int64s=[1, -1, 0]), "hot", 4, 3)
    weights = m.random.standard_normal(8).astype(np.float32)
    m.output(m.learned("LinearRegressor", x, coefficients=weights, intercepts=[0.5, -1.0], targets=2), "pair", 2)
    m.output(m.learned("LinearRegressor", x, coefficients=weights[:4], intercepts=[3.0]), "number", 1)
    m.write(rows=6)


def classifiers():
    """Labels that are whole numbers or texts, and their scores."""
    m = Model("classifiers")
    x = m.input("x", 4)
    texts = ["setosa", "versi color", "42"]

    def linear(count, **attributes):
        weights, bias = m.random.standard_normal(4 * count), m.random.standard_normal(count)
        return m.learned("LinearClassifier", x, outputs=2, coefficients=weights.astype(np.float32),
                         intercepts=bias.astype(np.float32), **attributes)

    label, scores = linear(3, classlabels_ints=[3, -1, 7], post_transform="SOFTMAX")
    m.output(label, "label", dtype=TensorProto.INT64)
    m.output(m.learned("Normalizer", scores, norm="L1"), "probabilities", 3)
    m.output(m.node("Cast", label, to=TensorProto.FLOAT), "as_number")
    label, scores = linear(3, classlabels_strings=texts, post_transform="LOGISTIC")
    m.output(label, "name", dtype=TensorProto.STRING)
    m.output(m.learned("Normalizer", scores, norm="L1"), "name_scores", 3)
    ids = m.learned("LabelEncoder", label, keys_strings=texts[::-1], values_int64s=[11, 12, 13])
    m.output(ids, "id", dtype=TensorProto.INT64)
    label, scores = linear(1, classlabels_ints=[-1, 1], post_transform="LOGISTIC")
    m.output(label, "side", dtype=TensorProto.INT64)
    m.output(scores, "side_scores", 2)
    label, scores = linear(1, classlabels_ints=[0, 1])
    m.output(label, "sign", dtype=TensorProto.INT64)
    m.output(scores, "sign_scores", 2)
    scores = m.node("Softmax", m.node("MatMul", x, m.weight("weight", 4, 3)), axis=1)
    place = m.node("ArgMax", scores, axis=1)
    name = m.learned("ArrayFeatureExtractor", m.constant("texts", np.array(texts, object)), place)
    m.output(m.node("Reshape", name, m.constant("list", np.int64([-1]))), "found", dtype=TensorProto.STRING)
    number = m.learned("ArrayFeatureExtractor", m.constant("numbers", np.int32([4, 2, 9])), place)
    number = m.node("Cast", m.node("Reshape", number, "list"), to=TensorProto.INT64)
    m.output(number, "found_number", dtype=TensorProto.INT64)
    m.write(rows=8, texts=texts)


def refused(name, operator, tensor, *constants, **attributes):
    """A model of one node over an input of a fixed shape, which is imported for the message that refuses it."""
    m = Model(f"refused_{name}", opset=20, batch=tensor[0])
    inputs = [m.input("x", *tensor[1:])] + [m.constant(f"c{i}", value) for i, value in enumerate(constants)]
    m.outputs.append(helper.make_tensor_value_info(m.node(operator, *inputs, name="node", **attributes), TensorProto.FLOAT, None))
    if not sys.argv[1:] or m.name in sys.argv[1:]:
        graph = helper.make_graph(m.nodes, m.name, m.inputs, m.outputs, m.weights)
        domains = [helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx.ml", 3)]
        model = helper.make_model(graph, ir_version=10, opset_imports=domains[:2 if "domain" in attributes else 1])
        (HERE / f"{m.name}.onnx").write_bytes(model.SerializeToString())


cnn("cnn")
cnn("cnn_external", external=True)
shapes()
attention()
old()
words()
image()
logic()
volume()
edges()
functions()
mirrored()
choices()
numbered()
constants()
batch()
normal()
masks()
written_out()
attentions()
recurrences()
einsum()
volume_back()
unpool()
spectra()
loops()
tensorflow()
tensorflow_images()
columns()
classifiers()
image, volume = (1, 2, 4, 4), (1, 2, 3, 3, 3)
refused("stride", "MaxPool", image, kernel_shape=[2, 2], strides=[2**62, 1], auto_pad="SAME_UPPER")
refused("dilation", "Conv", image, np.ones((2, 2, 3, 3), np.float32), dilations=[2**62, 1], auto_pad="SAME_LOWER")
refused("auto_pad", "MaxPool", image, kernel_shape=[2, 2], auto_pad="BOTH")
refused("output_shape", "ConvTranspose", image, np.ones((2, 2, 3, 3), np.float32), output_shape=[5])
refused("group", "ConvTranspose", image, np.ones((2, 4, 3, 3), np.float32), group=2**62)
refused("volume_bias", "ConvTranspose", volume, np.ones((2, 2, 1, 1, 1), np.float32), np.ones(3, np.float32), strides=[2, 1, 1], pads=[1, 0, 0, 1, 0, 0])
refused("mean", "AveragePool", image, kernel_shape=[2**20, 2**20], dilations=[2, 1])
refused("size", "Relu", (-1, -1))
refused("dft_length", "DFT", (1, 6, 1), np.int64([3, 4]))
refused("quantized", "DynamicQuantizeLinear", (1, 4))
learned = dict(domain="ai.onnx.ml")
refused("trees", "TreeEnsembleRegressor", (1, 4), n_targets=1, **learned)
refused("kernel", "SVMRegressor", (1, 4), kernel_type="RBF", **learned)
refused("probit", "LinearClassifier", (1, 1), coefficients=[1.0, 2.0], intercepts=[0.0, 0.0], classlabels_ints=[0, 1],
        post_transform="PROBIT", **learned)
refused("labels", "LinearClassifier", (1, 1), coefficients=[1.0, 2.0], intercepts=[0.0, 0.0], classlabels_ints=[0], **learned)
refused("coefficients", "LinearRegressor", (1, 3), coefficients=[1.0, 2.0], intercepts=[0.0], **learned)
refused("columns", "Scaler", (1, 3), offset=[1.0, 2.0], scale=[1.0, 2.0], **learned)
refused("encoder", "LabelEncoder", (1, 1), keys_floats=[1.0], values_floats=[2.0], **learned)
