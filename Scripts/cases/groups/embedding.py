"""embedding: rows of a table by number."""

from keras import layers
from torch import nn

from recorder import EXACT, ids, named


def record(group):
    def torch(name, entries, units, *shape):
        group.torch(f"embedding_torch_{name}", f"- embedding: {{ name: e, entries: {entries}, units: {units} }}",
                    named(e=nn.Embedding(entries, units)), tolerance=EXACT, ids=ids(*shape, below=entries))

    torch("one_id", 5, 3, 1)
    torch("list", 10, 17, 7)
    torch("table", 4, 5, 2, 3)
    torch("one_unit", 6, 1, 4)

    def keras(name, entries, units, *shape):
        group.keras(f"embedding_keras_{name}", f"- embedding: {{ name: e, entries: {entries}, units: {units} }}",
                    layers.Embedding(entries, units, name="e"), tolerance=EXACT, ids=ids(*shape, below=entries))

    keras("list", 10, 4, 7)
    keras("table", 4, 16, 3, 2)
