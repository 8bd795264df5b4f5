"""attention: scaled dot-product attention, with heads of their own axis or within the last one, masks, and shared keys."""

import keras
import math
import torch

from recorder import CLOSE, floats, per_row, values

attend = torch.nn.functional.scaled_dot_product_attention


def split(value, heads):
    """[..., steps, heads · size] as [..., heads, steps, size]."""
    return value.unflatten(-1, (heads, -1)).transpose(-2, -3)


def with_heads(heads, kv_heads=None, **options):
    """One example's attention whose heads lie in the last axis."""
    def run(q, k, v, mask=None):
        y = attend(split(q, heads), split(k, kv_heads or heads), split(v, kv_heads or heads), attn_mask=mask,
                   enable_gqa=kv_heads is not None, **options)
        return y.transpose(-2, -3).flatten(-2)
    return per_row(run)


def record(group):
    def case(name, options="", run=None, q=(5, 4), k=(7, 4), v=(7, 4), mask=None, rows=1, **more):
        features = {"q": floats(*q), "k": floats(*k), "v": floats(*v)}
        if mask is not None:
            features["mask"] = mask if not isinstance(mask, tuple) else floats(*mask)
        names = ", ".join(features)
        options = f", {options}" if options else ""
        group.torch(f"attention_torch_{name}", f"- attention: {{ from: [{names}]{options} }}", run=run or per_row(
            lambda q, k, v, mask=None: attend(q, k, v, attn_mask=mask)),
            source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE, rows=rows, **features, **more)

    hidden = -math.inf

    case("plain", rows=2)
    case("one_step", q=(1, 1), k=(1, 1), v=(1, 1))
    case("one_query", q=(1, 5), k=(9, 5), v=(9, 3))
    case("wide_values", q=(3, 4), k=(6, 4), v=(6, 21))
    case("sixteens", q=(16, 16), k=(16, 16), v=(16, 16))
    case("long", q=(53, 5), k=(35, 5), v=(35, 17))
    # 71 queries are the most that are taken together; more come in parts.
    case("most_queries", q=(71, 3), k=(17, 3), v=(17, 2))
    case("mask_parts", q=(73, 2), k=(5, 2), v=(5, 2), mask=(73, 5))
    case("one_wide", q=(1, 270), k=(3, 270), v=(3, 2))
    case("scale", "scale: 0.3", run=per_row(lambda q, k, v: attend(q, k, v, scale=0.3)))
    case("heads_axis", q=(3, 5, 8), k=(3, 7, 8), v=(3, 7, 4))
    case("outer_axes", q=(2, 3, 5, 4), k=(2, 3, 6, 4), v=(2, 3, 6, 5))
    case("heads", "heads: 4", run=with_heads(4), q=(5, 8), k=(7, 8), v=(7, 12))
    case("heads_of_one", "heads: 3", run=with_heads(3), q=(5, 3), k=(4, 3), v=(4, 3))
    case("heads_outer", "heads: 2", run=with_heads(2), q=(3, 5, 6), k=(3, 7, 6), v=(3, 7, 6))
    case("shared_keys", "heads: 6, kv_heads: 2", run=with_heads(6, 2), q=(5, 12), k=(7, 4), v=(7, 6))
    case("one_key_head", "heads: 4, kv_heads: 1", run=with_heads(4, 1), q=(5, 12), k=(7, 3), v=(7, 2))
    case("causal", "causal: true", run=per_row(lambda q, k, v: attend(q, k, v, is_causal=True)), q=(9, 4), k=(9, 4), v=(9, 4))
    case("causal_long", "causal: true", run=per_row(lambda q, k, v: attend(q, k, v, is_causal=True)),
         q=(103, 2), k=(103, 2), v=(103, 2))
    case("causal_more_keys", "causal: true", run=per_row(lambda q, k, v: attend(q, k, v, is_causal=True)), q=(5, 4), k=(19, 4),
         v=(19, 4))
    case("causal_fewer_keys", "causal: true, heads: 2", run=with_heads(2, is_causal=True), q=(53, 4), k=(3, 4), v=(3, 4))
    case("mask", mask=(5, 7))
    case("mask_of_steps", mask=(7,))
    case("mask_of_steps_as_row", mask=(1, 7))
    case("mask_heads", "heads: 4", run=with_heads(4), q=(5, 8), k=(7, 8), v=(7, 12), mask=(4, 5, 7))
    case("mask_heads_one_query", "heads: 4", run=with_heads(4), q=(5, 8), k=(7, 8), v=(7, 12), mask=(4, 1, 7))
    case("mask_one_head", "heads: 4", run=with_heads(4), q=(5, 8), k=(7, 8), v=(7, 12), mask=(1, 5, 7))
    case("mask_shared_keys", "heads: 4, kv_heads: 2", run=with_heads(4, 2), q=(5, 12), k=(7, 6), v=(7, 6), mask=(4, 5, 7))
    case("mask_outer", "heads: 2", run=with_heads(2), q=(3, 5, 6), k=(3, 7, 6), v=(3, 7, 6), mask=(3, 2, 5, 7))
    case("mask_boolean", "mask: boolean", run=per_row(lambda q, k, v, mask: attend(q, k, v, attn_mask=mask != 0)),
         mask=values([[[1, 0, 1, 1, 0, 1, 1], [0, 0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0],
                       [1, 0, 0, 0, 0, 0, 0]]]))
    case("mask_hides", mask=values([[[0, hidden, 0.5, hidden, hidden, 0, 1], [hidden] * 7, [hidden] * 6 + [2], [0] * 7,
                                     [hidden, 3, 0, 0, 0, 0, hidden]]]))
    case("mask_causal", "causal: true", run=per_row(lambda q, k, v, mask: attend(
        q, k, v, attn_mask=mask.masked_fill(~torch.ones(5, 7, dtype=torch.bool).tril(), hidden))), mask=(5, 7))
    group.torch("attention_torch_large", "- attention: { from: [q, k, v] }", run=per_row(attend),
                source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE,
                q=floats(5, 8, spread=30), k=floats(7, 8, spread=30), v=floats(7, 8, spread=1000))
    group.torch("attention_torch_special", "- attention: { from: [q, k, v] }", run=per_row(attend),
                source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE,
                q=values([[[1, 2], [math.nan, 1], [math.inf, 1], [0, 0]]]), k=values([[[1, 1], [2, -1], [-1, 3]]]),
                v=values([[[1, 0], [2, 3], [1, -1]]]))
    group.torch("attention_torch_steps_vary", "- attention: { from: [q, k, v], heads: 2 }", run=with_heads(2),
                source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE,
                q=floats("time", 6, time=21), k=floats("time", 6, time=21), v=floats("time", 6, time=21))
    group.torch("attention_torch_queries_vary", "- attention: { from: [q, k, v, mask], heads: 2 }", run=with_heads(2),
                source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE,
                q=floats("time", 6, time=5), k=floats("steps", 6, steps=18), v=floats("steps", 6, steps=18),
                mask=floats("time", "steps", time=5, steps=18))
    group.torch("attention_torch_multi_head", """
                - dense: { name: q, from: x, units: 12 }
                - dense: { name: k, from: y, units: 12 }
                - dense: { name: v, from: y, units: 12 }
                - attention: { from: [q, k, v], heads: 3 }
                - dense: { name: out, units: 12 }
                """, model=MultiHead(), source="torch.nn.MultiheadAttention", tolerance=CLOSE, x=floats(5, 12), y=floats(6, 12))
    group.keras("attention_keras_attention", "- attention: { from: [q, k, v], scale: 1 }",
                lambda q, k, v: keras.layers.Attention()([q, v, k]), tolerance=CLOSE, q=floats(5, 8), k=floats(7, 8),
                v=floats(7, 4))


class MultiHead(torch.nn.Module):
    """The projections as modules of their own, which hold the weights of `torch.nn.MultiheadAttention`."""

    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.out = (torch.nn.Linear(12, 12) for _ in range(4))

    def forward(self, x, y):
        whole = torch.nn.MultiheadAttention(12, 3, batch_first=True).double().eval()
        whole.in_proj_weight.copy_(torch.cat([self.q.weight, self.k.weight, self.v.weight]))
        whole.in_proj_bias.copy_(torch.cat([self.q.bias, self.k.bias, self.v.bias]))
        whole.out_proj.weight.copy_(self.out.weight)
        whole.out_proj.bias.copy_(self.out.bias)
        return whole(x, y, y)[0]
