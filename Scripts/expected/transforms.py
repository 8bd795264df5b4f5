"""Prints what NumPy, SciPy, scikit-learn and pandas make of numbers, for ForgeInterfaceTests.

usage: python Scripts/expected/transforms.py > Tests/ForgeInterfaceTests/Expected/transforms.json

A case is a list of transforms as a spec writes them, the name of a tolerance, and points [x, y]. Numbers are texts, since
JSON has no NaN and no infinities: the shortest that reads back to the same float64.

Tolerances:
    exact     the same number
    ulps      within 4 units in the last place: the C library's and NumPy's logarithms round differently
    close     |got - want| <= 1e-12 + 1e-12 * |want|: the framework computes by another formula
"""

import json
import platform
import warnings

import numpy as np
import pandas as pd
import scipy
import scipy.stats
import sklearn
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer, FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, PowerTransformer, RobustScaler,
    StandardScaler,
)

SEED = 20250611
RANDOM = np.random.default_rng(SEED)
SPECIALS = [0.0, -0.0, 5e-324, -5e-324, 1e-308, 1e-17, -1e-17, 1.0, -1.0, 1e17, 1e300, -1e300, np.nan, np.inf, -np.inf]
ORDINARY = [float(x) for x in RANDOM.normal(20, 30, 24).round(4)]
POINTS = np.array(SPECIALS + ORDINARY)
SAMPLE = RANDOM.gamma(2.0, 15.0, 200)  # what the scalers are fitted to

warnings.simplefilter("ignore")
np.seterr(all="ignore")


def number(x):
    return repr(float(x))


def case(name, source, transform, tolerance, x, y):
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    assert x.shape == y.shape, name
    return {
        "id": name, "source": source, "transform": transform if isinstance(transform, list) else [transform],
        "tolerance": tolerance, "points": [[number(a), number(b)] for a, b in zip(x, y)],
    }


def column(x):
    return np.asarray(x, dtype=np.float64).reshape(-1, 1)


def scaled(scaler, x):
    """The scaler's result for finite numbers, which is all that scikit-learn takes."""
    x = np.asarray(x)
    x = x[np.isfinite(x)]
    return x, scaler.transform(column(x)).ravel()


def scalers():
    standard = StandardScaler().fit(column(SAMPLE))
    mean, scale, variance = standard.mean_[0], standard.scale_[0], standard.var_[0]
    text = f"standardize: {{ mean: {number(mean)}, std: {number(scale)} }}"
    yield case("standardize as StandardScaler", "sklearn.preprocessing.StandardScaler", text, "exact",
               *scaled(standard, POINTS))
    yield case("standardize specials", "numpy: (x - mean) / std", text, "exact", POINTS, (POINTS - mean) / scale)
    yield case("standardize by variance", "numpy: (x - mean) / sqrt(variance)",
               f"standardize: {{ mean: {number(mean)}, variance: {number(variance)} }}", "exact",
               POINTS, (POINTS - mean) / np.sqrt(variance))
    yield case("standardize by variance and epsilon", "numpy: (x - mean) / sqrt(variance + 1e-3)",
               f"standardize: {{ mean: {number(mean)}, variance: {number(variance)}, epsilon: 1.0e-3 }}", "exact",
               POINTS, (POINTS - mean) / np.sqrt(variance + 1e-3))
    yield case("standardize by std and epsilon", "numpy: (x - mean) / (std + 1e-7)",
               f"standardize: {{ mean: {number(mean)}, std: {number(scale)}, epsilon: 1.0e-7 }}", "exact",
               POINTS, (POINTS - mean) / (scale + 1e-7))
    sample_std = pd.Series(SAMPLE).std()
    yield case("standardize with pandas' ddof 1", "pandas.Series.std",
               f"standardize: {{ mean: {number(pd.Series(SAMPLE).mean())}, std: {number(sample_std)} }}", "exact",
               POINTS, ((pd.Series(POINTS) - pd.Series(SAMPLE).mean()) / sample_std).to_numpy())

    for name, low, high, clip in [("0 to 1", 0, 1, False), ("-1 to 1", -1, 1, False), ("clipped", 0.25, 0.75, True)]:
        scaler = MinMaxScaler(feature_range=(low, high), clip=clip).fit(column(SAMPLE))
        minimum, maximum = scaler.data_min_[0], scaler.data_max_[0]
        text = (f"min_max: {{ min: {number(minimum)}, max: {number(maximum)}, range: [{low}, {high}], "
                f"clip: {str(clip).lower()} }}")
        yield case(f"min_max {name} as MinMaxScaler", "sklearn.preprocessing.MinMaxScaler", text, "close",
                   *scaled(scaler, POINTS))
        direct = (POINTS - minimum) / (maximum - minimum) * (high - low) + low
        yield case(f"min_max {name} specials", "numpy: (x - min) / (max - min) * (high - low) + low", text, "exact",
                   POINTS, np.clip(direct, low, high) if clip else direct)

    scaler = RobustScaler().fit(column(SAMPLE))
    text = f"robust: {{ center: {number(scaler.center_[0])}, scale: {number(scaler.scale_[0])} }}"
    yield case("robust as RobustScaler", "sklearn.preprocessing.RobustScaler", text, "exact", *scaled(scaler, POINTS))
    yield case("robust specials", "numpy: (x - center) / scale", text, "exact",
               POINTS, (POINTS - scaler.center_[0]) / scaler.scale_[0])
    scaler = MaxAbsScaler().fit(column(SAMPLE))
    yield case("robust without centre as MaxAbsScaler", "sklearn.preprocessing.MaxAbsScaler",
               f"robust: {{ center: 0, scale: {number(scaler.scale_[0])} }}", "exact", *scaled(scaler, POINTS))


def simple():
    yield case("affine", "numpy: x * scale + offset", "affine: { scale: 0.00392156862745098, offset: -0.5 }", "exact",
               POINTS, POINTS * 0.00392156862745098 + -0.5)
    yield case("affine without keys", "numpy: x", "affine", "exact", POINTS, POINTS * 1 + 0)
    for name, text, low, high in [("both", "clip: { min: -3.5, max: 40 }", -3.5, 40), ("min", "clip: { min: 0 }", 0, None),
                                  ("max", "clip: { max: 0.1 }", None, 0.1), ("equal", "clip: { min: 2, max: 2 }", 2, 2)]:
        yield case(f"clip {name}", "numpy.clip", text, "exact", POINTS, np.clip(POINTS, low, high))
    yield case("log", "numpy.log", "log", "ulps", POINTS, np.log(POINTS))
    yield case("log1p", "numpy.log1p", "log1p", "ulps", POINTS, np.log1p(POINTS))
    yield case("sqrt", "numpy.sqrt", "sqrt", "exact", POINTS, np.sqrt(POINTS))
    near = np.array([3.7, np.nextafter(3.7, 4), np.nextafter(3.7, 3), 3.0, 4.0, np.inf, -np.inf])
    above = np.where(near > 3.7, 1.0, 0.0)
    finite = np.isfinite(near)
    assert (Binarizer(threshold=3.7).transform(column(near[finite])).ravel() == above[finite]).all()
    yield case("binarize", "sklearn.preprocessing.Binarizer; numpy: x > threshold", "binarize: 3.7", "exact", near, above)
    yield case("binarize keeps NaN", "contract: NaN stays NaN", "binarize: { threshold: 0 }", "exact", [np.nan], [np.nan])


def powers():
    for lmbda in [0, 2, 1, -1.3, 2.7, 0.5, 1e-12]:
        x = np.concatenate([POINTS, -POINTS, [1e-9, -1e-9, 0.37, -0.37, 3e5, -3e5]])
        yield case(f"yeo_johnson {lmbda}", "scipy.stats.yeojohnson", f"yeo_johnson: {lmbda}", "close",
                   x, scipy.stats.yeojohnson(x, lmbda=float(lmbda)))
    transformer = PowerTransformer(method="yeo-johnson", standardize=False).fit(column(SAMPLE))
    yield case("yeo_johnson as PowerTransformer", "sklearn.preprocessing.PowerTransformer",
               f"yeo_johnson: {{ lambda: {number(transformer.lambdas_[0])} }}", "close", *scaled(transformer, ORDINARY))


def buckets():
    bounds = [-1.5, 0.0, 0.1, 18.0, 65.0]
    around = [y for b in bounds for y in (np.nextafter(b, -np.inf), b, np.nextafter(b, np.inf))]
    x = np.array(around + [-0.0, -2.0, 0.05, 40.0, 1e300, -1e300, np.inf, -np.inf])
    text = f"boundaries: [{', '.join(number(b) for b in bounds)}]"
    left = np.digitize(x, bounds)
    right = np.digitize(x, bounds, right=True)
    cut = pd.cut(x, [-np.inf, *bounds, np.inf], right=True, labels=False)
    finite = np.isfinite(x)
    assert (cut[finite] == right[finite]).all()
    assert (pd.cut(x, [-np.inf, *bounds, np.inf], right=False, labels=False)[finite] == left[finite]).all()
    yield case("bucketize left", "numpy.digitize; pandas.cut(right=False)", f"bucketize: {{ {text}, closed: left }}",
               "exact", x, left)
    yield case("bucketize right", "numpy.digitize(right=True); pandas.cut", f"bucketize: {{ {text}, closed: right }}",
               "exact", x, right)
    yield case("bucketize keeps NaN", "contract: NaN stays NaN, as in pandas.cut",
               f"bucketize: {{ {text}, closed: right }}", "exact", [np.nan], [np.nan])
    bins = KBinsDiscretizer(n_bins=5, encode="ordinal", strategy="quantile", quantile_method="linear").fit(column(SAMPLE))
    edges = [float(e) for e in bins.bin_edges_[0][1:-1]]
    inner = f"bucketize: {{ boundaries: [{', '.join(number(e) for e in edges)}], closed: left }}"
    points = np.array(ORDINARY + edges)
    yield case("bucketize as KBinsDiscretizer", "sklearn.preprocessing.KBinsDiscretizer", inner, "exact",
               points, bins.transform(column(points)).ravel())


def chains():
    pipeline = make_pipeline(FunctionTransformer(lambda x: np.clip(x, 0, 80)), FunctionTransformer(np.log1p), StandardScaler())
    pipeline.fit(column(SAMPLE))
    standard = pipeline[-1]
    yield case("a pipeline of clip, log1p and StandardScaler", "sklearn.pipeline.Pipeline",
               ["clip: { min: 0, max: 80 }", "log1p",
                f"standardize: {{ mean: {number(standard.mean_[0])}, std: {number(standard.scale_[0])} }}"],
               "close", *scaled(pipeline, POINTS))
    yield case("transforms are applied from the first on", "numpy: sqrt(x * 2 + 1)",
               ["affine: { scale: 2, offset: 1 }", "sqrt"], "exact", POINTS, np.sqrt(POINTS * 2 + 1))


document = {
    "script": "Scripts/expected/transforms.py",
    "seed": SEED,
    "versions": {
        "numpy": np.__version__, "pandas": pd.__version__, "python": platform.python_version(),
        "scikit-learn": sklearn.__version__, "scipy": scipy.__version__,
    },
    "cases": [*scalers(), *simple(), *powers(), *buckets(), *chains()],
}


def lines(value, indent=""):
    """JSON with a point list on one line, so that a change shows the case that it belongs to."""
    for case in value.pop("cases"):
        yield "    " + json.dumps(case)


cases = ",\n".join(lines(document))
head = json.dumps(document, indent=2).rstrip("}").rstrip()
print(f'{head},\n  "cases": [\n{cases}\n  ]\n}}')
