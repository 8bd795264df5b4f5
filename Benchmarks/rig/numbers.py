"""Numbers with the digits that they deserve."""


def digits(value):
    """Three digits that count, no exponent."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def scaled(value, units, dash="–"):
    if value is None:
        return dash
    for size, unit in units:
        if value >= size or (size, unit) == units[-1]:
            return f"{digits(value / size)} {unit}"


def time(value):
    return scaled(value, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])


def bytes(value):
    return scaled(value, [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")])


def rate(value):
    return scaled(value, [(1e6, "M/s"), (1e3, "k/s"), (1, "/s")])


def count(value):
    return scaled(value, [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")]).strip()


def ratio(value):
    return "–" if value is None else f"{digits(value)} ×"


def percent(value):
    return "–" if value is None else f"{100 * value:.0f} %"
