"""Prints the minimax polynomials of kernels that compute in float64, and those of `Kernel.erf` and `Kernel.exponentialOfRest`, with
what they miss.

usage: python Scripts/expected/polynomials.py

Each is the polynomial with the least largest error, weighted so that the error is that of the function which the kernel makes of
it (Remez, “Sur le calcul effectif des polynomes d'approximation de Tchebychef”, 1934). Functions are mpmath's, with 60 digits.
"""

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
