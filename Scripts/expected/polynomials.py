"""Prints the minimax polynomials of kernels that compute in float64, those of `Kernel.erf` and `Kernel.exponentialOfRest`, and the quotient of
`Kernel.gelu`, with what they miss.

usage: python Scripts/expected/polynomials.py

Each is the polynomial, or quotient of two, with the least largest error, weighted so that the error is that of the function which the kernel makes of
it (Remez, “Sur le calcul effectif des polynomes d'approximation de Tchebychef”, 1934). Functions are mpmath's, with 60 digits.
"""

import numpy as np
from mpmath import mp, mpf

mp.dps = 60


def remez(function, weight, low, high, degree):
    """Coefficients, constant first, and the largest weighted error on a fine grid."""
    low, high = mpf(low), mpf(high)
    nodes = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / (degree + 1)) for i in range(degree + 2)]
    grid = [low + (high - low) * (1 - mp.cos(mp.pi * i / 600)) / 2 for i in range(601)]
    values = [(x, function(x), weight(x)) for x in grid]
    for _ in range(12):
        system = mp.matrix(degree + 2, degree + 2)
        wanted = mp.matrix(degree + 2, 1)
        for row, x in enumerate(nodes):
            for power in range(degree + 1):
                system[row, power] = x ** power
            system[row, degree + 1] = (-1) ** row / weight(x)
            wanted[row] = function(x)
        coefficients = list(mp.lu_solve(system, wanted))[:-1]
        errors = [(mp.polyval(coefficients[::-1], x) - value) * w for x, value, w in values]
        peaks = extremes(errors)
        if len(peaks) < degree + 2:
            break
        while len(peaks) > degree + 2:
            peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
        nodes = [grid[i] for i in peaks]
    return coefficients, max(abs(error) for error in errors)


def extremes(errors):
    """The largest error of each stretch with one sign."""
    peaks = []
    for i, error in enumerate(errors):
        if peaks and (errors[peaks[-1]] > 0) == (error > 0):
            if abs(error) > abs(errors[peaks[-1]]):
                peaks[-1] = i
        else:
            peaks.append(i)
    return peaks


def quotient(function, high, top, bottom):
    """Coefficients of the numerator and the denominator, constants first (the denominator's is 1), for the least largest relative error from 0
    to `high`, and that error. Nodes and grid are dense near 0: x = 2 · (1 + t) / (1 - t) with t as even as in `remez`."""
    place = lambda t: 2 * (1 + t) / (1 - t)
    turn = lambda x: (x - 2) / (x + 2)
    count, end = top + bottom + 2, turn(mpf(high))
    nodes = [place(-1 + (end + 1) * (1 - mp.cos(mp.pi * i / (count - 1))) / 2) for i in range(count)]
    grid = [place(-1 + (end + 1) * mpf(i) / 1500) for i in range(1501)]
    values = [function(x) for x in grid]
    unknowns = mp.matrix([function(0)] + [0] * (count - 1))  # numerator, denominator without its constant, error
    for _ in range(12):
        at_nodes = [function(x) for x in nodes]
        for _ in range(30):  # Newton's method: the equations are not linear in the error and the denominator together
            system, wanted = mp.matrix(count, count), mp.matrix(count, 1)
            for row, (x, value) in enumerate(zip(nodes, at_nodes)):
                error = 1 + (-1) ** row * unknowns[count - 1]
                above = mp.fsum(unknowns[k] * x ** k for k in range(top + 1)) / value
                below = 1 + mp.fsum(unknowns[top + k] * x ** k for k in range(1, bottom + 1))
                for k in range(top + 1):
                    system[row, k] = x ** k / value
                for k in range(1, bottom + 1):
                    system[row, top + k] = -error * x ** k
                system[row, count - 1] = -((-1) ** row) * below
                wanted[row] = error * below - above
            change = mp.lu_solve(system, wanted)
            unknowns += change
            if max(abs(value) for value in change) < mpf(10) ** -30:
                break
        numerator, denominator = list(unknowns[: top + 1]), [mpf(1)] + list(unknowns[top + 1 : count - 1])
        errors = [mp.polyval(numerator[::-1], x) / mp.polyval(denominator[::-1], x) / value - 1 for x, value in zip(grid, values)]
        peaks = extremes(errors)
        if len(peaks) < count:
            break
        nodes = [place((turn(node) + turn(grid[i])) / 2) for node, i in zip(nodes, peaks)]  # half-way: whole steps lose a peak
    return numerator, denominator, max(abs(error) for error in errors)


def series(terms):
    """A power series of so many terms that stays accurate at 0, where its closed form is 0/0."""
    return lambda z: mp.fsum(term * z ** k for k, term in enumerate(terms))


def show(name, function, weight, low, high, degree, digits=17):
    coefficients, error = remez(function, weight, low, high, degree)
    print(f"{name}: misses 2^{float(mp.log(error, 2)):.1f}")
    for power, coefficient in enumerate(coefficients):
        print(f"    {power}: {mp.nstr(coefficient, digits)}")


quarter = (mp.pi / 4 + mpf("1e-6")) ** 2
show("sin r = r + r³ · P(r²)", series([(-1) ** (k + 1) / mp.factorial(2 * k + 3) for k in range(30)]),
     lambda z: z + mpf("1e-9"), 0, quarter, 3)
show("cos r = 1 + r² · P(r²)", series([(-1) ** (k + 1) / mp.factorial(2 * k + 2) for k in range(30)]),
     lambda z: z + mpf("1e-9"), 0, quarter, 3)
show("atan t = t + t³ · P(t²)", series([mpf((-1) ** (k + 1)) / (2 * k + 3) for k in range(120)]),
     lambda z: z + mpf("1e-9"), 0, (mp.sqrt(2) - 1) ** 2, 5)
show("e^r - 1 = r + r² · P(r)", series([1 / mp.factorial(k + 2) for k in range(40)]),
     lambda r: abs(r) + mpf("1e-9"), -mp.log(2) / 2, mp.log(2) / 2, 6)
show("2 · artanh s = 2 · s + s³ · P(s²)", series([mpf(2) / (2 * k + 3) for k in range(60)]),
     lambda z: z / 2 + mpf("1e-9"), 0, ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2, 4)

half = mpf("1.0002") * mp.log(2) / 2
show("float32: e^r = 1 + r + r²/2 + r³ · P(r)", series([1 / mp.factorial(k + 3) for k in range(40)]),
     lambda r: abs(r) ** 3 * mp.exp(-r) + mpf("1e-9"), -half, half, 3, 9)

split = mpf("0.921875")
erf = series([2 / mp.sqrt(mp.pi) * (-1) ** k / mp.factorial(k) / (2 * k + 1) for k in range(60)])
show("erf x = x + x · P(x²)", lambda z: erf(z) - 1, lambda z: 1 / erf(z), 0, split ** 2, 6, 9)
show("ln(1 - erf x) = Q(x)", lambda x: mp.log(mp.erfc(x)), lambda x: mp.erfc(x), split, 4, 6, 9)

tail = lambda a: mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(mpf(a) ** 2 / 2)
above, below, missed = quotient(tail, 14.5, 4, 5)
print(f"float32: Φ(-a) · e^(a²/2) = P(a) / Q(a): misses 2^{float(mp.log(missed, 2)):.1f}")
print("    P:", *(mp.nstr(c / below[5], 9) for c in above))
print("    Q:", *(mp.nstr(c / below[5], 9) for c in below))
# What the kernel has: these as float32 numbers, moved by some units in the last place, by chance and as long as it helped.
above, below = (48.45263, 42.47446, 17.757507, 3.9379342, 0.3989469), (96.90526, 162.26817, 116.53318, 45.496967, 9.871562, 1)
above, below = ([mpf(float(np.float32(c))) for c in coefficients] for coefficients in (above, below))
missed = max(abs(mp.polyval(above[::-1], x) / mp.polyval(below[::-1], x) / tail(x) - 1) for x in mp.linspace(0, mpf("14.5"), 3000))
print(f"    as Kernel.gelu has them: misses 2^{float(mp.log(missed, 2)):.1f}")
