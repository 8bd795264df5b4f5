"""Prints how far minimal filtering F(m×m, 3×3) in float32 lies from the exact sum, beside float32 sums in order.

usage: python Scripts/expected/winograd.py

Images are max(0, N(0, 1)), weights N(0, 2 / (9 · channels)), which keeps results near 1. For each set of points the transforms are
those of Toom and Cook (Winograd, “Arithmetic Complexity of Computations”, 1980); weights are transformed in float64, all else runs
in float32. Printed: the mean over tiles of the largest error of a tile, of minimal filtering and of the sum in order, and their
ratio. Kernel.winograd2 has the first set, Kernel.winograd4 the second; the others are those that were weighed.
"""

import numpy as np

SETS = [
    ("F(2×2), 0 ±1", 2, [0, 1, -1]),
    ("F(4×4), 0 ±3/4 ±3/2", 4, [0, 0.75, -0.75, 1.5, -1.5]),
    ("F(4×4), 0 ±1 ±2", 4, [0, 1, -1, 2, -2]),
    ("F(4×4), 0 ±1 ±1/2", 4, [0, 1, -1, 0.5, -0.5]),
    ("F(6×6), 0 ±1 ±2 ±1/2", 6, [0, 1, -1, 2, -2, 0.5, -0.5]),
]
CHANNELS = [64, 256]
TILES = 60


def transforms(places, points):
    """`Aᵀ`, `G` and `Bᵀ` for so many places and finite points; the last point is ∞."""
    size = places + 2
    distances = [np.prod([p - q for q in points if q != p]) for p in points]
    a = np.array([[p**i for p in points] + [float(i == places - 1)] for i in range(places)])
    g = np.array([[p**i / d for i in range(3)] for p, d in zip(points, distances)] + [[0, 0, 1]])
    b = np.zeros((size, size))
    for row, p in enumerate(points):
        b[row, : size - 1] = np.poly([q for q in points if q != p])[::-1]
    b[-1] = np.poly(points)[::-1]
    return a, g, b


def errors(places, points, channels, generator):
    a, g, b = transforms(places, points)
    a32, b32 = a.astype(np.float32), b.astype(np.float32)
    size = places + 2
    x = np.maximum(generator.standard_normal((channels, size, size)), 0).astype(np.float32)
    w = (generator.standard_normal((channels, 3, 3)) * np.sqrt(2 / (9 * channels))).astype(np.float32)
    windows = [(i, j, x[:, i : i + places, j : j + places]) for i in range(3) for j in range(3)]
    exact = sum(np.einsum("cij,c->ij", part.astype(np.float64), w[:, i, j].astype(np.float64)) for i, j, part in windows)
    u = (g @ w.astype(np.float64) @ g.T).astype(np.float32)
    products = np.zeros((size, size), np.float32)
    in_order = np.zeros((places, places), np.float32)
    for channel in range(channels):
        products = products + u[channel] * (b32 @ x[channel] @ b32.T)
        for i, j, part in windows:
            in_order = in_order + part[channel] * w[channel, i, j]
    filtered = a32 @ products @ a32.T
    return np.abs(filtered - exact).max(), np.abs(in_order - exact).max()


def main():
    for name, places, points in SETS:
        for channels in CHANNELS:
            generator = np.random.default_rng(1)
            filtered, in_order = np.mean([errors(places, points, channels, generator) for _ in range(TILES)], axis=0)
            print(f"{name:22} {channels:4} channels: {filtered:.1e}, in order {in_order:.1e}, {filtered / in_order:.1f} times")


main()
