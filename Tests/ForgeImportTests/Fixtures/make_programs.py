"""Writes the programs of torch.export in this folder and what PyTorch computes with them.

    python Tests/ForgeImportTests/Fixtures/make_programs.py [NAME...]      (torch 2.13.0, safetensors 0.8.0)

Weights and inputs are random with a seed of each program's own. `<model>.golden.safetensors` holds the inputs and outputs by name, examples on the first
axis; the programs are exported for one example. `<model>_core.pt2` is the same decomposed into operators of the core of ATen.
"""

import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.utils._pytree import tree_flatten

HERE = Path(__file__).parent


class Block(nn.Module):
    """Depthwise convolution, squeeze and excitation, a residual sum."""

    def __init__(self, channels):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.squeeze = nn.Conv2d(channels, 4, 1)
        self.excite = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        y = F.hardswish(self.norm(self.depthwise(x)))
        y = y * F.hardsigmoid(self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(y, 1)))))
        return x + y


class Network(nn.Module):
    """Two branches over channels that are shuffled, a U-shaped part, a head."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding="valid"), nn.BatchNorm2d(8), nn.SiLU())
        self.block = Block(8)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.head = nn.Linear(12, 5)
        self.dropout = nn.Dropout(0.5)

    def forward(self, image):
        x = self.block(self.stem(image))
        a, b = x.chunk(2, dim=1)
        x = torch.cat([b, a], 1).view(1, 2, 4, 6, 6).transpose(1, 2).reshape(1, 8, 6, 6)
        y = F.interpolate(F.max_pool2d(x, 2), scale_factor=4, mode="bilinear")
        z = torch.cat([self.up(x), y], dim=1)[:, :, 1:, :-1]
        z = F.pad(z, (1, 0, 0, 2), value=0.5)
        return F.log_softmax(self.head(self.dropout(z.mean([2, 3]))), dim=1)


class Encoder(nn.Module):
    """A token in front, positions, attention of two heads, a feed-forward part."""

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.randn(1, 1, 8))
        self.positions = nn.Parameter(torch.randn(1, 6, 8) * 0.1)
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.wide, self.narrow = nn.Linear(8, 16), nn.Linear(16, 8)
        self.register_buffer("shift", torch.randn(8))

    def forward(self, tokens):
        x = torch.cat([self.token.expand(tokens.shape[0], -1, -1), tokens], dim=1) + self.positions
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        x = x + self.narrow(F.gelu(self.wide(x))) - self.shift
        return x[:, 0], x.flatten(1).clamp(min=-1)


class Words(nn.Module):
    """A table of rows by number."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(11, 6)
        self.norm = nn.GroupNorm(2, 6)
        self.filter = nn.Conv1d(6, 4, 3, padding="same")

    def forward(self, ids, scale):
        x = self.norm(self.table(ids).permute(0, 2, 1)) * scale.unsqueeze(-1)
        return F.avg_pool1d(F.leaky_relu(self.filter(x), 0.2), 2)


class Functions(nn.Module):
    """Functions of each element, of numbers between 0.05 and 0.95."""

    def forward(self, x):
        return torch.cat(
            [
                x.exp().log2(), x.log10(), x.exp2(), x.sqrt(), x.rsqrt(), x.square(), x.reciprocal(), x.neg().abs(), (-x).sign(),
                (7 * x).floor(), (7 * x).ceil(), (7 * x).round(), (-7 * x).trunc(), (-7 * x).frac(), x.erf(), x.erfc(), x.expm1(),
                x.log1p(), x.sin(), x.cos(), x.tan(), x.asin(), x.acos(), x.atan(), x.sinh(), x.cosh(), x.asinh(), (1 + x).acosh(),
                x.atanh(), F.logsigmoid(-9 * x), F.celu(-x, 0.5), F.elu(-x, 0.7), F.selu(-x), F.softplus(x, 2), F.mish(-x),
                F.hardswish(-3 * x), F.hardsigmoid(x), F.hardtanh(9 * x, -1, 5), F.relu6(9 * x), F.softsign(-x), F.silu(-x),
                F.gelu(-x, approximate="tanh"), F.leaky_relu(-x, 0.3), F.threshold(x, 0.5, 0), F.threshold(x, 0.5, 0.5),
                F.hardshrink(2 * x - 1, 0.3), F.softshrink(2 * x - 1, 0.3), F.tanhshrink(x), F.softmin(x, 1), F.glu(x, -1).repeat(1, 1, 2),
                F.rrelu(-x), x.clamp(min=0.4), x.clamp(max=0.4), x.clamp(0.2, 0.4), torch.deg2rad(x), torch.nn.functional.normalize(x, dim=-1),
            ],
            dim=1,
        )


class Arithmetic(nn.Module):
    """Two tensors, numbers, constants of several shapes."""

    def __init__(self):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(1.5))
        self.row = nn.Parameter(torch.randn(4))
        self.register_buffer("whole", torch.tensor([[1], [2], [3]]))

    def forward(self, a, b):
        parts = [
            a + b, a - 2 * b, a.sub(b, alpha=0.5), a.add(b, alpha=3), 1 - a, torch.rsub(a, b, alpha=2), a * b, a / (b + 3), a / 4, 4 / (b + 3),
            torch.div(a * 5, b + 3, rounding_mode="floor"), torch.div(a * 5, b + 3, rounding_mode="trunc"), (a * 5) // 2,
            torch.fmod(a * 5, 1.5), torch.remainder(a * 5, b.abs() + 1), a**2, a**3, a.abs() ** 0.5, a.abs() ** 1.7, a.abs() ** b,
            2**a, torch.maximum(a, b), torch.minimum(a, b), torch.max(a, b), torch.atan2(a, b), torch.hypot(a, b), torch.addcmul(a, a, b, value=0.5),
            torch.addcdiv(a, a, b + 3, value=2), torch.lerp(a, b, 0.3), a * self.factor, a + self.row, self.row / (a.abs() + 1),
            a * self.whole, a.clamp(min=b), torch.where(self.whole == 2, a, b), a.masked_fill(self.whole > 2, -1), a.mul(b).add(1).mean(1, keepdim=True).expand_as(a) + b,
            torch.where(a > b, a, 0.1 * b), torch.where(a >= 0, 1.0, b), a.masked_fill(b < b.amax(-1, keepdim=True) - 0.5, float("-inf")).softmax(-1), (a < b).float(),
            ((a == a) & ~(b != a)) * a, torch.where((a > 0) | (b > 0), a, b), a * (a.ge(b) ^ (a > 0)),
            (a - float("inf")).exp(), (a * float("inf")).clamp(-1, 1), torch.maximum(a + torch.full((1,), -float("inf")), b), torch.minimum(float("inf") - a, b),
        ]
        return torch.cat(parts, dim=1)


class Reductions(nn.Module):
    """Axes folded into one element."""

    def forward(self, x):
        kept = [
            x.mean(1, True), x.sum((1, 2), True), x.amax(2, True), x.amin((1, 2), True), x.prod(2, True), x.logsumexp(1, True), x.norm(dim=2, keepdim=True),
            x.norm(1, 1, True), torch.linalg.vector_norm(x, float("inf"), 2, True), x.var(1, keepdim=True), x.std(2, unbiased=False, keepdim=True),
            torch.max(x, 2, keepdim=True)[0], torch.min(x, 1, keepdim=True).values, x.cumsum(1), x.cumsum(2),
            (x * 3).cumprod(1, dtype=torch.int64), (x * 3).cumsum(2, dtype=torch.int64), (x * 3).sum(2, True, dtype=torch.int64), *torch.var_mean(x, 2, keepdim=True),
        ]
        kept += [x.argmax(1, True).float(), x.argmin(2).unsqueeze(2) / 2]
        flat = [x.sum(), x.mean(), x.max(), x.min(), x.norm(), x.std(), x.mean((0, 1, 2))]
        return torch.cat([(k + torch.zeros_like(x)).flatten(1) for k in kept] + [f.reshape(1, 1) for f in flat], dim=1)


class Places(nn.Module):
    """Elements in another order, some of them, several times."""

    def __init__(self):
        super().__init__()
        self.register_buffer("order", torch.tensor([[2, 0], [1, 2]]))
        self.table = nn.Parameter(torch.randn(5, 4))

    def forward(self, x):
        rows, columns = torch.meshgrid(torch.arange(4), torch.arange(6), indexing="ij")
        a, b, c = x.unbind(1)
        parts = [
            x.roll(2, -1), x.roll((1, -1), (1, 2)), x.flip(1, 2), x.repeat(1, 2, 1), x.tile(2, 1), x.repeat_interleave(2, 1),
            torch.stack([a, b], 1), torch.stack([c, a, b], -1), x.narrow(1, 1, 2), x[:, 1:, ::2], x[..., -1], x[:, [2, 0, 1]], x[:, self.order],
            x.index_select(2, torch.tensor([5, 0])), x.movedim(1, -1), x.swapaxes(1, 2), x.unflatten(2, (2, 3)), x.split([1, 2], 1)[1],
            x.split(4, 2)[1], torch.tensor_split(x, 4, 2)[2], x.chunk(2, 2)[0], x[:, :, None].expand(-1, -1, 2, -1), x.mT, x.squeeze(0),
            torch.einsum("bij,kj->bik", x, self.table.t().reshape(2, 10)[:, :6]), torch.einsum("bij,bkj->bik", x, x), torch.einsum("bij->bj", x),
            x + (rows[0, :3, None] * 2 + columns[:3]) / 3, F.pad(x, (0, 0, 1, 1)), F.pad(x, (1, 2), mode="circular"), F.pad(x, (-1, 1)),
            x * torch.ones(3, 1).tril(), torch.outer(x[0, 0], x[0, 1]), F.embedding(torch.arange(3), self.table), x @ self.table[0].new_ones(6),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Images(nn.Module):
    """Images enlarged, pooled and normalised in ways that are no layer of the module itself."""

    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose1d(4, 3, 3, stride=2, padding=1, output_padding=1)
        self.weight_norm = nn.utils.parametrizations.weight_norm(nn.Conv2d(4, 4, 3, padding="same"))
        self.instance = nn.InstanceNorm2d(4, affine=True)
        self.local = nn.LocalResponseNorm(3, 0.1, 0.7, 2)
        self.groups = nn.GroupNorm(2, 4)
        self.rms = nn.RMSNorm(5)
        self.prelu = nn.PReLU(4)
        self.bn = nn.BatchNorm1d(5)
        self.raw = nn.Parameter(torch.randn(2, 4, 3, 3))
        self.gain = nn.Parameter(torch.randn(2))

    def standard(self):
        """A weight with mean 0 and variance 1 for each filter, as networks without batch normalisation have it."""
        return F.batch_norm(self.raw.reshape(1, 2, -1), None, None, self.gain, training=True).reshape_as(self.raw)

    def forward(self, x):
        parts = [
            F.interpolate(x, scale_factor=2), F.interpolate(x, (7, 9)), F.interpolate(x, (7, 9), mode="bilinear"), F.interpolate(x, (3, 2), mode="bilinear"),
            F.interpolate(x, (7, 9), mode="bilinear", align_corners=True), F.interpolate(x, (7, 9), mode="bicubic"), F.interpolate(x, scale_factor=1.7, mode="bilinear"),
            F.interpolate(x, scale_factor=2, mode="nearest-exact"), F.interpolate(x, scale_factor=2, mode="bilinear"), F.interpolate(x[:, :, 0], 8, mode="linear"),
            F.interpolate(x[:, :, 0], 3), F.adaptive_avg_pool2d(x, (4, 3)), F.adaptive_avg_pool2d(x, 7), F.adaptive_max_pool2d(x, (4, 2)), F.adaptive_avg_pool2d(x, (3, 5)),
            F.adaptive_avg_pool2d(x, 1), F.max_pool2d(x, 3, 2, 1, ceil_mode=True), F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), F.lp_pool2d(x.abs(), 2, 2),
            F.pixel_shuffle(x, 2), F.pixel_unshuffle(x[:, :, :4, :4], 2), F.channel_shuffle(x, 2), F.pad(x, (1, 2, 0, 1), mode="reflect"), F.pad(x, (0, 0, 0, 0, 1, 2)),
            F.pad(x.permute(0, 2, 3, 1), (0, 0, 1, 2, 2, 1)), F.pad(x[:, 0], (1, 1), mode="replicate"), self.up(x[:, :, 0]), self.weight_norm(x), self.instance(x), self.local(x),
            self.groups(x), self.rms(x), self.prelu(x), F.conv2d(x, self.standard()), self.bn(x[0].flatten(0, 1)), F.instance_norm(x),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Attention(nn.Module):
    """Attention with masks, shared heads, an encoder layer."""

    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, activation="gelu")
        self.first = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=True)
        self.register_buffer("mask", torch.randn(5, 5) > 0)
        self.mask.fill_diagonal_(True)

    def forward(self, x):
        x = self.first(self.layer(x))
        heads = x.view(1, 5, 4, 2).transpose(1, 2)
        y = F.scaled_dot_product_attention(heads, heads, heads, is_causal=True)
        y = y + F.scaled_dot_product_attention(heads, heads[:, :2], heads[:, 2:], attn_mask=self.mask, scale=0.3, enable_gqa=True)
        return y.transpose(1, 2).flatten(2)


class Attentions(nn.Module):
    """Attention as networks write it: packed projections, masks of every kind, shared heads, windows."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(12, 36)
        self.out = nn.Linear(12, 12)
        self.narrow = nn.Linear(12, 6)
        self.many = nn.MultiheadAttention(12, 3, batch_first=True)
        self.register_buffer("bias", torch.randn(1, 3, 4, 4))
        self.register_buffer("shifted", torch.where(torch.rand(2, 4, 4) < 0.3, -100.0, 0.0))
        self.register_buffer("past", torch.tril(torch.ones(8, 8)).view(1, 1, 8, 8))

    def packed(self, x):
        """Of vision transformers; the keys are scaled with the query."""
        q, k, v = self.qkv(x).reshape(1, 8, 3, 3, 4).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * 4**-0.5) @ k.transpose(-2, -1)).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(1, 8, 12))

    def split(self, x):
        return [t.view(1, 8, 3, 4).transpose(1, 2) for t in self.qkv(x).split(12, 2)]

    def causal(self, x):
        q, k, v = self.split(x)
        scores = (q @ k.transpose(-2, -1)) * (1.0 / 2)
        scores = scores.masked_fill(self.past[:, :, :8, :8] == 0, float("-inf"))
        return (F.softmax(scores, -1) @ v).transpose(1, 2).contiguous().view(1, 8, 12)

    def padded(self, x, mask):
        """Of language models: numbers so low that nothing is left are added where the mask is 0."""
        q, k, v = self.split(x)
        hidden = (1 - mask[:, None, None, :]) * torch.finfo(torch.float32).min
        weights = F.softmax(torch.matmul(q, k.transpose(2, 3)) / 2 + hidden, dim=-1)
        return torch.matmul(weights, v).transpose(1, 2).flatten(2)

    def windows(self, x):
        """Of Swin: two windows, a bias for each head, a mask for each window."""
        windows = x.view(1, 4, 2, 12).permute(0, 2, 1, 3).reshape(2, 4, 12)
        q, k, v = self.qkv(windows).reshape(2, 4, 3, 3, 4).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * 0.5).matmul(k.transpose(-2, -1)) + self.bias
        scores = scores.view(1, 2, 3, 4, 4) + self.shifted.unsqueeze(1).unsqueeze(0)
        y = F.softmax(scores.view(-1, 3, 4, 4), dim=-1).matmul(v).transpose(1, 2).reshape(2, 4, 12)
        return y.reshape(1, 2, 4, 12).permute(0, 2, 1, 3).reshape(1, 8, 12)

    def forward(self, x, mask):
        q, k, v = self.split(x)
        few, kept = self.narrow(x).view(1, 8, 1, 6).transpose(1, 2), (mask > 0)[:, None, None, :]
        shared = F.scaled_dot_product_attention(q.reshape(1, 6, 8, 2), few.view(1, 3, 8, 2), few.view(1, 3, 8, 2), enable_gqa=True)
        unseen = F.scaled_dot_product_attention(q, k, v, attn_mask=kept & (x[:, :, 0] > 0)[:, None, :, None])
        read = F.softmax(q @ k.transpose(-2, -1), -1)
        other = F.softmax(q @ k.transpose(-2, -1), -2) @ v
        return (
            self.packed(x), self.many(x, x, x, need_weights=False)[0], self.causal(x), self.padded(x, mask), self.windows(x), shared,
            unseen, read @ v, read, other,
        )


class Recurrent(nn.Module):
    """Recurrence of every kind: layers on one another, two directions, states given and read, the last state alone."""

    def __init__(self):
        super().__init__()
        self.deep = nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)
        self.one = nn.LSTM(3, 5, batch_first=True, bias=False)
        self.gru = nn.GRU(8, 3, batch_first=True)
        self.rnn = nn.RNN(3, 2, nonlinearity="relu", bidirectional=True)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        y, (h, c) = self.deep(x)
        z, (state, cell) = self.one(x, (y[:, :1, :5].transpose(0, 1), x[:, 1:2, :1].expand(1, 1, 5)))
        last = self.gru(y)[0][:, -1]
        turned, ends = self.rnn(x.transpose(0, 1))
        return y, h.transpose(0, 1), c.transpose(0, 1), z, state[0], cell[0], self.head(last), turned.transpose(0, 1), ends.transpose(0, 1)


class Unread(nn.Module):
    """Results that nothing reads, of operators that no layer is for."""

    def forward(self, x):
        torch.linalg.inv(x)
        y = torch.linalg.eigvals(x)
        torch.abs(y)
        return F.relu(x)


class InPlace(nn.Module):
    """Tensors that are changed in place, whole and in part."""

    def forward(self, x):
        mask = x.new_zeros(4, 6)
        mask[1:3, :-2] = 2
        mask[0] += 1
        y = x * 2
        y[:, 1] = x[:, 0] - 1
        y[:, :, 2:4] += 3
        z = F.relu(y.view(1, -1), inplace=True)
        first, _ = y.split(3, 2)
        first.mul_(2).add_(1)
        w = y.transpose(1, 2)
        w[:, 0].neg_()
        return y + mask, z.sum(1), x.relu_() + 1


class Batched(nn.Module):
    """A network whose batch varies, with sizes worked out from it."""

    def __init__(self):
        super().__init__()
        self.filter = nn.Conv2d(2, 4, 3)
        self.token = nn.Parameter(torch.randn(1, 1, 4))
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        with torch.no_grad():
            y = self.filter(x).flatten(2)
            scale = x.amax((1, 2, 3), True).squeeze(-1)
        y = (y * scale).transpose(1, 2)
        y = torch.cat([self.token.expand(x.shape[0], -1, -1), y], dim=1)
        y = y.reshape(x.shape[0] * y.shape[1], 4)
        return self.head(y).view(x.shape[0], -1, 3).mean(1)


class Resized(nn.Module):
    """Every way to another size: larger, smaller, along one axis, by factors that leave something over."""

    def forward(self, x):
        modes = [
            {"mode": "nearest"}, {"mode": "nearest-exact"}, {"mode": "bilinear"}, {"mode": "bicubic"}, {"mode": "bilinear", "align_corners": True},
            {"mode": "bicubic", "align_corners": True}, {"mode": "bilinear", "antialias": True}, {"mode": "bicubic", "antialias": True},
        ]
        parts = [F.interpolate(x, size, **mode) for mode in modes for size in [(5, 7), (6, 11), (3, 2), (12, 14), (9, 2), (6, 3), (13, 5)]]
        # Not antialiased: there PyTorch 2.13 repeats the first row where the result is one element wide.
        parts += [F.interpolate(x, size, **mode) for mode in modes[:-2] for size in [(9, 1), (1, 1)]]
        parts += [F.interpolate(x, scale_factor=factor, **mode) for mode in modes for factor in [(1.7, 0.6), (2.0, 1.0), (0.3, 2.45)]]
        line = x.flatten(2)
        parts += [F.interpolate(line, size, mode=mode) for mode in ["nearest", "nearest-exact", "linear"] for size in [42, 84, 47, 19]]
        # Sizes where float32, in which PyTorch reckons, takes another element than exact numbers do. (With nearest-exact along one
        # axis PyTorch 2.13 reckons otherwise still: 2 elements become 41 with the middle one from the end, as images' from the start.)
        parts += [F.interpolate(x[:, :, :2], (size, 7), mode=mode) for mode in ["nearest", "nearest-exact"] for size in [41, 82, 94]]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Masks(nn.Module):
    """Masks and places as language models work them out: differences, bits, sums of truth values, the last word of each text."""

    def __init__(self):
        super().__init__()
        self.register_buffer("picked", torch.rand(6, 6) < 0.4)

    def forward(self, x, ids):
        positions = torch.arange(6).unsqueeze(0)
        starts = torch.diff(positions, prepend=positions[:, :1] - 1, dim=-1) != 1
        seen = x.new_ones((), dtype=torch.bool) & (positions[:, None, :] <= positions[:, :, None]) & (ids > 2)[:, None, :]
        flags = torch.zeros_like(seen, dtype=torch.int64) | (positions & 3) ^ 2
        last = x[torch.arange(x.shape[0]), ids.argmax(-1)]
        pairs = x[0][ids[:, :3], ids[:, 3:] - 6]
        middle = x[:, :, None].expand(-1, -1, 2, -1)[:, ids[0, :4], ids[0, :4] % 2]
        parts = [
            starts.cumsum(-1) + seen.sum(-1) + (seen | (x[..., 0] > 0)[..., None]).cumsum(1).float().mean(-1), (~seen).float() * x[..., :1],
            (seen[0, -1] ^ (x[..., 1] > 0)).float(), flags.float(), (~positions).float() * x[..., 0], last, pairs, middle, torch.diff(x, n=2, dim=1), torch.diff(x, append=x[..., :1]),
            torch.diff(x > 0).float(), (seen & 1).float(), x[:, self.picked], x[0, self.picked[0]], x[..., self.picked[1]],
            (((x > 0) * 2 + (x > 1) * (ids > 1)[:, :, None]) == 2).float(), ((x > 0) + (x < 1)).float(), ((ids > 2) * positions).bool().float(), (1 - (x > 0).long() * 3).float(),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Parts(nn.Module):
    """Parts that are wrapped up and only called: without gradients, without casts."""

    def __init__(self):
        super().__init__()
        self.wide, self.narrow = nn.Linear(4, 6), nn.Linear(6, 4)

    def forward(self, x):
        with torch.autocast("cpu", enabled=False):
            y = torch.relu(self.wide(x.float()))
            with torch.no_grad():
                scale = y.amax(-1, True)
            first, second = y / (1 + scale), y * 2
        with torch.autocast("cpu", enabled=False):
            z = self.narrow(first) + self.narrow(second)
        return z, z.sum(-1)


class Einsums(nn.Module):
    """Sums of products of one to four tensors."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Parameter(torch.randn(4, 5)), nn.Parameter(torch.randn(5, 3))
        self.c, self.d = nn.Parameter(torch.randn(2, 4, 3)), nn.Parameter(torch.randn(1, 4))

    def forward(self, x, y):
        square = y[..., :3]
        equations = [
            ("bii->bi", square), ("bii", square), ("bii->b", square), ("...ii->...i", square), ("bij->ji", y), ("bij->", y), ("bij", y), ("bij->bj", y),
            ("...d,dk->...k", x, self.a), ("bid,dk,kl->bil", x, self.a, self.b), ("dk,bid->bki", self.a, x), ("bid,dk->ki", x, self.a), ("bid,hdk->bhik", x, self.c),
            ("hdk,bid->ibkh", self.c, x), ("bid,bjd->bij", x, y), ("b...d,b...d->b...", x, y), ("bid,bie->bide", x, y), ("bid,bjd,bke->bijke", x, y, y), ("i,j->ij", x[0, 0], y[0, 1]),
            ("bid,bid->", x, y), ("bid,xd->bi", x, self.d), ("bid,bjd->bi", x, y), ("...ij,...jk", x, self.a), ("bii,bij->bj", square, y), ("ijk,ijk,ijk->k", x, y, x),
            ("dk,kl->dl", self.a, self.b), ("bhd,hdk,kl,dl->bl", x[:, :2], self.c[..., :3], self.b[:3], self.a[:, :3]), ("bqd,bkd,bkd->bqd", x, y, y),
        ]
        return torch.cat([torch.einsum(*equation).reshape(1, -1) for equation in equations], dim=1)


class Windows(nn.Module):
    """Windows as columns and back, pools of volumes, divisors that are given."""

    def forward(self, x):
        volume = x.reshape(1, 2, 2, 6, 7)
        grid = torch.tanh(1.5 * x[:, :2].permute(0, 2, 3, 1)) * 1.2
        columns = F.unfold(x, (3, 2), padding=(1, 0), stride=(2, 1))
        tiles = F.unfold(x[..., :6], 2, stride=2)
        parts = [
            columns, tiles, F.unfold(x[0], 2, dilation=2), F.fold(columns, (6, 7), (3, 2), padding=(1, 0), stride=(2, 1)), F.fold(tiles, 6, 2, stride=2),
            F.fold(F.unfold(x, 2, dilation=(1, 3)), (6, 7), 2, dilation=(1, 3)), F.fold(tiles[:, :8, :9], 4, 2, stride=2, padding=1), F.fold(columns[0], (6, 7), (3, 2), padding=(1, 0), stride=(2, 1)),
            x.unfold(2, 3, 1), x.unfold(3, 2, 2), x.unfold(2, 3, 3).unfold(3, 2, 2), F.avg_pool2d(x, 3, 2, 1, divisor_override=5), F.max_pool3d(volume, (2, 3, 2), (1, 2, 2), (1, 1, 0)),
            F.avg_pool3d(volume, 2, 1, 1, count_include_pad=False), F.avg_pool3d(volume, 2, ceil_mode=True), F.avg_pool3d(volume, (2, 1, 1)), F.adaptive_avg_pool3d(volume, 1), F.adaptive_avg_pool3d(volume, (2, 3, 7)),
            F.grid_sample(x, grid), F.grid_sample(x, grid, "nearest", "border", True), F.grid_sample(x, grid, "bicubic", "reflection", False), torch.trapezoid(x, dx=0.5, dim=2), torch.ldexp(x, torch.tensor([1, 2, 3, -1, 0, 4, -2])),
            torch.linalg.matrix_norm(x), x.mH, F.adaptive_avg_pool3d(volume, (1, 4, 3)), F.adaptive_max_pool3d(volume, (1, 2, 7)), F.adaptive_max_pool3d(volume, 1), F.adaptive_max_pool3d(volume, (2, 4, 3)),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Distances(nn.Module):
    """Distances, functions with exceptions, diagonals, tensors beside one another."""

    def __init__(self):
        super().__init__()
        self.bilinear, self.plain = nn.Bilinear(4, 4, 3), nn.Bilinear(4, 4, 2, bias=False)
        self.rows = nn.Parameter(torch.randn(5, 4))

    def forward(self, x, y):
        odd = torch.stack([x / 0, -x.abs() / 0, x - x, torch.sqrt(-1 - x.abs())])
        parts = [
            F.cosine_similarity(x, y), F.cosine_similarity(x, y, dim=-1), F.pairwise_distance(x, y), F.pairwise_distance(x, y, p=1, keepdim=True), F.pairwise_distance(x, y, 3), torch.cdist(x, y),
            torch.cdist(x, self.rows, p=1), x.norm(3, -1), x.norm(0, 1), torch.linalg.vector_norm(x, -float("inf"), 2), torch.hstack([x, y]), torch.hstack([x[0, 0], y[0, 0]]), torch.vstack([x[0, 0], y[0, 0]]),
            torch.dstack([x[0], y[0]]), torch.column_stack([x[0, 0], y[0, 0]]), *torch.broadcast_tensors(x, self.rows[0]), odd.nan_to_num(), odd.nan_to_num(1, 2, 3), torch.logit(x.sigmoid()), torch.logit(x, 0.1),
            torch.logaddexp(x, y), torch.logaddexp(x, self.rows[0]), torch.special.xlogy(x.relu(), y.abs()), torch.heaviside(x.relu(), y), torch.sinc(x), torch.sinc(x.relu()), x.rot90(1, (1, 2)), x.rot90(2, (1, 2)), x.rot90(-1, (1, 2)),
            x.diagonal(0, 1, 2), x.diagonal(1, 2, 1), x.diagonal(-2, 1, 2), torch.diag_embed(x), torch.diag_embed(x, 1), torch.diag_embed(x[0], -1, 0, 1), torch.diag_embed(x, 0, 1, -1), x[0, 0].diag(), x[0].diag(1), x[0].trace(), torch.inner(x[0], y[0]),
            x.count_nonzero(1).float(), x.relu().count_nonzero().float(), odd[2:].nansum(0), x.round(decimals=2), F.threshold(x, 0.1, -3), self.bilinear(x, y), self.plain(x, y), (x > 0).sum(1) / 2,
            torch._trilinear(x[0], self.bilinear.weight, y[0], [1, 3], [0], [1, 2], [2, 3]), torch.ops.aten._cdist_forward(x, y, 2.0, None),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Orders(nn.Module):
    """Elements in order of size, and elements put at places."""

    def __init__(self):
        super().__init__()
        self.register_buffer("places", torch.tensor([2, 0, 2]))

    def forward(self, x, ids):
        a, b = torch.topk(x, 2, -1)
        c, d = x.sort(1, descending=True)
        e, f = x.max(1)
        marked = x.clone()
        marked[x > 1] = -1
        marked[:, 1] = x[:, 2]
        placed = x.clone()
        placed[:, self.places[:2], ids[0, :2] % 2] = x[:, 0, :2] * 3
        moved = x[0].clone()
        moved[ids[0, :2], self.places[:2]] = x[0, 0, :2]
        parts = [
            a, b, c, d, e, f, x.topk(3, 1, largest=False)[0], x.argsort(-1), x.argsort(1, descending=True), x.kthvalue(2, -1)[0], x.median(), x.median(1, True)[1], x.min(-1, keepdim=True)[1], F.one_hot(ids, 4),
            F.one_hot(self.places, 3), marked, placed, moved, x.index_fill(1, self.places[:2], 7), x.scatter(1, ids[:, None, :].expand(-1, 1, -1) % 3, 5.0), x.scatter(2, ids[:, :3, None] % 4, x + 1),
            x.scatter_add(2, ids[:, :3, None].expand(-1, -1, 4) % 4, x), x.scatter_reduce(1, ids[:, None, :] % 3, x[:, :1], "amax"), x.index_add(1, self.places, x, alpha=2), x.index_put((self.places[1:2], ids[0, :2] % 3), x[0, 0], accumulate=True),
            torch.take_along_dim(x, x.argsort(1), 1),
        ]
        return torch.cat([part.reshape(1, -1).float() for part in parts], dim=1)


class TransposedVolumes(nn.Module):
    """Transposed convolutions of volumes: strides beyond the window, groups, dilations, no bias."""

    def __init__(self):
        super().__init__()
        self.plain = nn.ConvTranspose3d(2, 3, 3, stride=2, padding=1, output_padding=1)
        self.grouped = nn.ConvTranspose3d(2, 4, (2, 1, 3), stride=(3, 1, 2), groups=2)
        self.dilated = nn.ConvTranspose3d(2, 1, (2, 3, 2), stride=(1, 2, 1), padding=(1, 0, 1), dilation=(3, 1, 2), bias=False)
        self.gaps = nn.ConvTranspose3d(2, 2, 1, stride=(3, 1, 1), output_padding=(2, 0, 0))

    def forward(self, x):
        parts = [self.plain(x), self.grouped(x), self.dilated(x), self.gaps(x), F.conv_transpose3d(x.mT, self.plain.weight)]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class PoolPlaces(nn.Module):
    """Where the elements of pools lay, with elements that are equal, and elements put back there."""

    def forward(self, x, volume):
        x = x.round()
        a, i = F.max_pool2d(x, 2, return_indices=True)
        b, j = F.max_pool2d(x, (3, 2), (2, 1), (1, 1), (2, 1), ceil_mode=True, return_indices=True)
        c, k = F.max_pool1d(x[:, :, 0], 3, 2, 1, return_indices=True)
        d, l = F.max_pool3d(volume, 2, 2, 1, return_indices=True)
        e, m = F.adaptive_max_pool2d(x, (2, 3), return_indices=True)
        f, n = F.adaptive_max_pool1d(x[:, 0], 4, return_indices=True)
        _, o = F.max_pool2d(-x, 2, return_indices=True)
        low, p = F.max_pool2d(x.masked_fill(x < 1, -float("inf")), 3, 3, 1, return_indices=True)
        parts = [
            a, i, b, j, c, k, d, l, e, m, f, n, o, p, F.max_unpool2d(a, i, 2, output_size=(5, 7)), F.max_unpool1d(c, k, 3, 2, 1), F.max_unpool3d(d, l, 2, 2, 1, (3, 4, 4)),
            F.max_unpool2d(a[0], i[0], 2, output_size=(5, 7)),
        ]
        return torch.cat([part.reshape(1, -1).float() for part in parts], dim=1)


class Cells(nn.Module):
    """Recurrent cells, step by step."""

    def __init__(self):
        super().__init__()
        self.lstm, self.gru, self.tanh, self.relu = nn.LSTMCell(3, 4), nn.GRUCell(3, 4, bias=False), nn.RNNCell(3, 2), nn.RNNCell(3, 2, nonlinearity="relu")

    def forward(self, x):
        h, c = self.lstm(x[:, 0])
        h, c = self.lstm(x[:, 1], (h, c))
        pair = self.gru(x[0, :2], torch.stack([h[0], c[0]]))
        parts = [h, c, self.gru(x[:, 2], h), pair, self.tanh(x[:, 0]), self.relu(x[:, 1], self.tanh(x[:, 2])), self.lstm(x[0, 0])[0]]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Projected(nn.Module):
    """Recurrent layers whose states are projected."""

    def __init__(self):
        super().__init__()
        self.plain = nn.LSTM(3, 5, proj_size=2, bias=False)
        self.deep = nn.LSTM(3, 4, 2, proj_size=3, bidirectional=True, batch_first=True)

    def forward(self, x):
        a, (b, c) = self.plain(x.transpose(0, 1))
        d, (e, f) = self.deep(x)
        g = self.plain(x.transpose(0, 1), (torch.zeros(1, 1, 2), x[:1, :1, :1].expand(1, 1, 5)))[0]
        return torch.cat([part.reshape(1, -1) for part in [a, b, c, d, e, f, g]], dim=1)


class GivenProjection(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 3, proj_size=1)

    def forward(self, x):
        return self.lstm(x, (x[:1, :, :1], x.new_ones(1, 1, 3)))[0]


class Lookups(nn.Module):
    """Bags of rows, buckets, axes folded up to each element, products across."""

    def __init__(self):
        super().__init__()
        self.sum, self.mean, self.max = (nn.EmbeddingBag(6, 3, mode=mode) for mode in ["sum", "mean", "max"])
        self.register_buffer("bounds", torch.tensor([-1.0, 0.0, 0.0, 0.5, 1.0]))

    def forward(self, x, ids):
        edges = torch.cat([x.reshape(-1), self.bounds, self.bounds[:1] / 0, x[0, 0, :1] * 0 / 0])
        rising = x.sort(-1)[0]
        parts = [
            self.sum(ids), self.mean(ids), self.max(ids), self.sum(ids, per_sample_weights=x[:, 0]), F.embedding_bag(ids[0], self.mean.weight, torch.tensor([0, 2]), mode="mean"), torch.bucketize(edges, self.bounds),
            torch.bucketize(edges, self.bounds, right=True), torch.searchsorted(rising, x.flip(2)), torch.searchsorted(self.bounds, x, side="right"), torch.bucketize(ids, self.bounds), x.cumprod(1), x.cumprod(-1), ids.cumprod(1),
            x.logcumsumexp(2), x.round().cummax(1)[1], x.cummax(2)[0], x.round().cummin(2)[1], torch.copysign(x, x.flip(1)), torch.copysign(x, torch.tensor([0.0, -0.0, 1, -1])), torch.copysign(x, -2.0),
            torch.linalg.cross(x, x.flip(2), dim=1), torch.linalg.cross(x[:, :, :3], self.bounds[None, None, :3] + 2), torch.cross(x.mT, x.flip(1).mT, dim=2), F.pdist(x[0]), F.pdist(x[0].T, 1),
        ]
        return torch.cat([part.reshape(1, -1).float() for part in parts], dim=1)


class Spectra(nn.Module):
    """Fourier transforms one after the other, of numbers and of complex numbers, which are computed with."""

    def __init__(self):
        super().__init__()
        self.filter = nn.Parameter(torch.randn(4, 4, 2))
        self.register_buffer("window", torch.hann_window(5))

    def forward(self, x):
        half = torch.fft.rfft(x)
        product = torch.view_as_complex(self.filter) * half
        short = torch.stft(x[:, 0], 6, 2, win_length=5, window=self.window, return_complex=True)
        plain = torch.stft(x.reshape(1, -1), 8, window=torch.hann_window(8), center=False, normalized=True, onesided=False, return_complex=True)
        grid = torch.fft.fft2(x)
        parts = [
            half.real, half.imag, half.abs(), half.angle(), torch.view_as_real(half), torch.fft.irfft(half), torch.fft.irfft(product, n=7, norm="ortho"), torch.fft.irfft(half, n=4, dim=1), grid.real, grid.imag,
            torch.fft.ifft2(grid).real, torch.fft.fftn(x, dim=(1, 2), norm="ortho").imag, torch.fft.fftn(x).real, torch.fft.fft(x, 9, 1).abs(), torch.fft.fft(x, 3).imag, torch.fft.rfft2(x, norm="forward").abs(),
            torch.fft.irfft2(product, s=(3, 6)), torch.fft.ifft(half, norm="forward").imag, torch.fft.ifft(x, dim=1).imag, short.abs(), torch.view_as_real(short), plain.real, (half * half.conj()).real, (half - product).imag,
            (half * x[..., :4] * 2).real, half[:, 1:, :2].abs(), half.permute(0, 2, 1).imag, torch.fft.fftshift(grid, dim=(1, 2)).real, torch.fft.ifftshift(x), torch.cat([half, product], 1).abs(), torch.complex(x, x * 2).angle(),
        ]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Spectrum(nn.Module):
    def forward(self, x):
        half = torch.fft.rfft(x, norm="ortho")
        turned = half * torch.polar(torch.ones(4), torch.arange(4) * x[0, 0, 0])
        parts = [torch.fft.irfft(turned, 5), torch.fft.ifft2(x, norm="forward").imag, half.conj().imag, torch.view_as_real(turned), torch.fft.irfft2(half, norm="ortho")]
        return torch.cat([part.reshape(1, -1) for part in parts], dim=1)


class Named(nn.Module):
    """Results under keys, in a tuple below one, one that is called like the input, and nothing."""

    def __init__(self):
        super().__init__()
        self.state = nn.Linear(4, 3)
        self.scores = nn.Linear(3, 2)

    def forward(self, x):
        state = torch.tanh(self.state(x))
        return OrderedDict(scores=self.scores(state), x=x * 2, nothing=None, states=(state, None, {"norm": state.norm(dim=1)}), **{"a b": state + 1})


class Classes(nn.Module):
    def forward(self, x):
        return x.softmax(-1), None


def save(program, name):
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)  # paths of the machine
    torch.export.save(program, HERE / f"{name}.pt2")


def write(name, make, *, decomposed=False, batch=False, names=None, **shapes):
    """`names` are those of the outputs, in the order in which they are flattened."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    torch.manual_seed(20261125)
    model = make().eval()
    inputs = {key: shape() if callable(shape) else torch.randn(3, *shape) for key, shape in shapes.items()}
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.running_mean.normal_(0, 0.5)
                module.running_var.uniform_(0.5, 1.5)
        results = [model(*[value[row:row + 1].clone() for value in inputs.values()]) for row in range(3)]
    results = [[value for value in tree_flatten(result)[0] if value is not None] for result in results]
    count = len(results[0])
    names = names or ["output" if count == 1 else f"output_{i}" for i in range(count)]
    outputs = {name: torch.cat([r[i] for r in results]).contiguous() for i, name in enumerate(names)}
    example = tuple(value[: 2 if batch else 1] for value in inputs.values())
    program = torch.export.export(model, example, dynamic_shapes=[{0: torch.export.Dim("batch")}] * len(example) if batch else None)
    core = program.run_decompositions() if decomposed else None
    save(program, name)
    if decomposed:
        save(core, f"{name}_core")
    save_file(inputs | outputs, HERE / f"{name}.golden.safetensors")


class Autocast(nn.Module):
    def forward(self, x):
        with torch.autocast("cpu"):
            return x @ x.mT


class Bits(nn.Module):
    def forward(self, x):
        return (x * 4).long() & 3


class UnevenBags(nn.Module):
    def forward(self, x):
        return F.embedding_bag(x.long(), torch.ones(2, 2), torch.tensor([0, 1]))


class HalfBiased(nn.Module):
    def forward(self, x):
        return torch.gru_cell(x, torch.zeros(1, 2), torch.ones(6, 2), torch.ones(6, 2), torch.ones(6))


class InTraining(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(2, 2, 2, dropout=0.5)

    def forward(self, x):
        return self.gru(x)[0]


class OneImage(nn.Module):
    def forward(self, x):
        return torch.ops.aten.max_pool2d(x, [2])


class AlignedParts(nn.Module):
    def forward(self, x):
        return torch.view_as_real(torch.stft(x, 8, 2, 4, torch.ones(4), center=False, align_to_window=True, return_complex=True))


class RealAgain(nn.Module):
    def forward(self, x):
        return torch.fft.fft(x).to(x)


class ComplexSine(nn.Module):
    def forward(self, x):
        return torch.fft.fft(x).sin().real


class ComplexOutput(nn.Module):
    def forward(self, x):
        return torch.fft.fft(x)


class MixedBatch(nn.Module):
    """Attention over the first axis, of which a program with fixed sizes has one element, and the mean over it."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 2)

    def forward(self, x, y):
        return self.attention(x, x, x, need_weights=False)[0], x - x.mean(0), y + 1


class Held(nn.Module):
    """Inputs without a batch, which are meant to be held at a value."""

    def __init__(self):
        super().__init__()
        self.wide, self.narrow = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x, rate, factors, flags):
        return torch.where(rate > 8000, self.wide(x), self.narrow(x)) * factors * flags + rate / 16000


def held(name, make, x, **values):
    """A program whose other inputs have the same value in all rows."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    torch.manual_seed(20261129)
    model = make().eval()
    rows = torch.randn(3, *x)
    with torch.no_grad():
        output = torch.cat([model(row[None], *values.values()) for row in rows])
    save(torch.export.export(model, (rows[:1], *values.values())), name)
    repeated = {key: torch.stack([value] * 3) for key, value in values.items()}
    save_file({"x": rows, "output": output} | repeated, HERE / f"{name}.golden.safetensors")


def message(name, model, *shapes):
    """A program that is imported for what is said about it."""
    if not sys.argv[1:] or name in sys.argv[1:]:
        save(torch.export.export(model, tuple(torch.zeros(shape) for shape in shapes)), name)


write("network", Network, image=(3, 13, 13))
write("named", Named, names=["scores", "x_2", "states_0", "states_2_norm", "output_4"], x=(4,))
write("encoder", Encoder, tokens=(5, 8))
write("sequence", Words, ids=lambda: torch.randint(0, 11, [3, 7]), scale=(6,))
write("elementwise", Functions, x=lambda: torch.rand(3, 2, 4) * 0.9 + 0.05)
write("arithmetic", Arithmetic, decomposed=True, a=(3, 4), b=(3, 4))
write("reductions", Reductions, decomposed=True, x=(3, 4))
write("places", Places, decomposed=True, x=(3, 6))
write("images", Images, decomposed=True, x=(4, 5, 5))
write("transformer", Attention, decomposed=True, x=(5, 8))
write("heads", Attentions, decomposed=True, x=(8, 12), mask=lambda: (torch.rand(3, 8) < 0.6).float())
write("unread", Unread, x=(3, 3))
write("recurrent", Recurrent, x=(6, 3))
write("in_place", InPlace, decomposed=True, x=(4, 6))
write("batched", Batched, decomposed=True, batch=True, x=(2, 4, 5))
write("resized", Resized, x=(2, 6, 7))
write("places_of_words", Masks, x=(6, 6), ids=lambda: torch.randint(0, 6, [3, 6]))
write("parts", Parts, x=(3, 4))
write("einsums", Einsums, x=(3, 4), y=(3, 4))
write("windows", Windows, x=(4, 6, 7))
write("distances", Distances, x=(3, 4), y=(3, 4))
write("orders", Orders, x=(3, 4), ids=lambda: torch.randint(0, 3, [3, 4]))
write("transposed_volumes", TransposedVolumes, decomposed=True, x=(2, 3, 2, 3))
write("pool_places", PoolPlaces, x=(2, 5, 7), volume=(2, 3, 4, 4))
write("cells", Cells, x=(3, 3))
write("projected", Projected, x=(4, 3))
write("lookups", Lookups, x=(3, 4), ids=lambda: torch.randint(0, 6, [3, 4]))
write("complex", Spectra, x=(4, 6))
write("spectrum", Spectrum, decomposed=True, x=(2, 6))
held("held", Held, (4,), rate=torch.tensor(16000), factors=torch.tensor([0.5, 2, -1, 0.1]),
     flags=torch.tensor([True, False, True, True]))
message("autocast", Autocast(), (1, 2, 2))
message("bits", Bits(), (1, 2))
message("half_biased", HalfBiased(), (1, 2))
message("in_training", InTraining(), (3, 1, 2))
message("one_image", OneImage(), (3, 4, 4))
message("aligned_parts", AlignedParts(), (1, 12))
message("real_again", RealAgain(), (1, 2))
message("complex_sine", ComplexSine(), (1, 2))
message("complex_output", ComplexOutput(), (1, 2))
message("given_projection", GivenProjection(), (2, 1, 2))
message("uneven_bags", UnevenBags(), (3,))
message("mixed_batch", MixedBatch().eval(), (1, 3, 4), (5, 1, 2))
message("classes", Classes(), (1, 3))
