"""lp_normalize: rows of norm 1 along one axis."""

from keras import layers
from torch.nn import functional

from recorder import floats, values


def record(group):
    def case(name, text, axis, x, **options):
        group.torch(f"lp_normalize_torch_{name}", f"- lp_normalize{text}",
                    run=lambda model, x: functional.normalize(x, dim=axis, **options), source="torch.nn.functional.normalize", x=x)

    case("last", "", -1, floats(3, 35))
    case("first", ": 0", 1, floats(5, 18))
    case("one", ": { p: 1 }", -1, floats(3, 20), p=1)
    case("one_across", ": { p: 1, axis: 1 }", 2, floats(3, 4, 5), p=1)
    case("epsilon", ": { epsilon: 5 }", -1, floats(3, 7), eps=5)
    inf, nan = float("inf"), float("nan")
    rows = [[0.0, 0.0, 0.0], [1e30, -2e30, 3e30], [1e-30, 1e-30, 0.0], [1, inf, 2], [nan, 1, 2], [1e-40, 0.0, 0.0], [3e38, 3e38, 3e38]]
    case("special", "", -1, values([rows, rows[::-1]]))
    case("special_one", ": { p: 1, axis: 1 }", -1, values([rows, rows[::-1]]), p=1)
    group.keras("lp_normalize_keras", "- lp_normalize", layers.UnitNormalization(), x=floats(4, 9))
