#!/usr/bin/env python3
"""Prints the figures that the tests under src/statistics and src/trend hold, worked out by other
people's programs: scipy (1.12 or later), numpy and pymannkendall. Run: python3 check.py

Nothing here is run by the tests or at build time; whoever doubts a number runs it by hand.
"""

import math

import numpy as np
from scipy import stats

Z = stats.norm.ppf(0.975)


def title(name):
    print(f"\n== {name}")


title("wilson (src/statistics/mod.rs): scipy.stats.binomtest(...).proportion_ci('wilson')")
for successes, n in [(81, 263), (15, 148), (0, 20), (1, 29)]:
    ends = stats.binomtest(successes, n).proportion_ci(0.95, "wilson")
    print(successes, n, repr(ends.low), repr(ends.high))

title("share_change (src/statistics/mod.rs): Newcombe's method 10 from scipy's Wilson intervals")


def wilson(successes, n):
    ends = stats.binomtest(successes, n).proportion_ci(0.95, "wilson")
    return successes / n, ends.low, ends.high


def newcombe(before, after):
    change = after[0] - before[0]
    return (
        change,
        change - math.hypot(after[0] - after[1], before[2] - before[0]),
        change + math.hypot(after[2] - after[0], before[0] - before[1]),
    )


for before, after in [((48, 80), (56, 70)), ((3, 10), (9, 10)), ((0, 29), (5, 56)), ((0, 10), (10, 10))]:
    print(before, after, newcombe(wilson(*before), wilson(*after)))
print("differences: 9 of 75, then 20 of 75", newcombe(wilson(9, 75), wilson(20, 75)))

title("mean_points (src/statistics/mod.rs): the 95 % bootstrap interval of a mean")
values = np.array([(step * 37) % 10_001 for step in range(4_000)])
print("normal interval", values.mean() - Z * values.std(ddof=1) / math.sqrt(4_000), values.mean() + Z * values.std(ddof=1) / math.sqrt(4_000))

title("intervals (src/statistics/resampling.rs): binomial ends of a share of 30 in 100")
print(stats.binom.ppf([0.025, 0.975], 100, 0.3))

title("mann_kendall (src/statistics/monotone.rs)")
try:
    import pymannkendall
except ImportError:
    pymannkendall = None
    print("(pymannkendall is not installed: S and the p-value of the tied series are left out)")
SERIES = {
    "rising": [5.0, 5.2, 4.9, 5.8, 6.1, 6.0, 6.9, 7.2, 7.1, 8.0],
    "tied": [3.0, 3.0, 2.0, 4.0, 4.0, 4.0, 5.0, 3.0, 5.0, 6.0, 6.0, 7.0],
    "level": [1.0, 4.0, 2.0, 5.0, 3.0, 4.0, 2.0, 3.0],
    "four years": [0.10, 0.12, 0.15, 0.21],
}
for name, series in SERIES.items():
    slope = stats.theilslopes(series, range(len(series)))
    exact = len(set(series)) == len(series)
    tau = stats.kendalltau(range(len(series)), series, method="exact" if exact else "asymptotic")
    print(name, "theilslopes", tuple(map(float, slope)), "kendalltau p", "exact" if exact else "without continuity", tau.pvalue)
    if pymannkendall:
        test = pymannkendall.original_test(series)
        print("   pymannkendall s", test.s, "p (normal, ties, continuity)", test.p, "slope", test.slope)

title("ordered_groups (src/statistics/monotone.rs): kendalltau of group and value, asymptotic")
SCORES = [[62, 70, 55, 81, 62], [60, 66, 50, 62], [40, 58, 62, 49, 51, 30]]
SHARES = [[0] * 40 + [1] * 5, [0] * 38 + [1] * 9, [0] * 30 + [1] * 14]
for name, groups in [("scores", SCORES), ("shares", SHARES)]:
    at = [group for group, values in enumerate(groups) for _ in values]
    flat = [value for values in groups for value in values]
    print(name, repr(stats.kendalltau(at, flat, method="asymptotic").pvalue))

title("false_discovery (src/statistics/monotone.rs): scipy.stats.false_discovery_control")
print(stats.false_discovery_control([0.01, 0.04, 0.03, 0.005, 0.55, 0.2, 0.001]))

title("auc (src/statistics/ranking.rs): mannwhitneyu / (n m)")
print(stats.mannwhitneyu([0.9, 0.5, 0.4], [0.5, 0.3]).statistic / 6)

title("spearman (src/statistics/ranking.rs): scipy.stats.spearmanr; interval of Bonett and Wright")
PAIRS = {
    "television": (
        [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0],
        [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0],
    ),
    "tied": ([1.0, 2.0, 2.0, 4.0, 5.0, 5.0], [1.0, 1.0, 3.0, 2.0, 5.0, 5.0]),
}
for name, (left, right) in PAIRS.items():
    rho = stats.spearmanr(left, right).statistic
    spread = Z * math.sqrt((1 + rho**2 / 2) / (len(left) - 3))
    print(name, repr(float(rho)), repr(math.tanh(math.atanh(rho) - spread)), repr(math.tanh(math.atanh(rho) + spread)))

title("kappa (src/statistics/agreement.rs): 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no, from its definition")
table = np.array([[20, 5], [10, 15]])
observed = np.trace(table) / table.sum()
expected = (table.sum(axis=0) * table.sum(axis=1)).sum() / table.sum() ** 2
print((observed - expected) / (1 - expected))

title("keyness (src/statistics/keyness.rs): chi2_contingency(lambda_='log-likelihood', correction=False)")
for (a, n), (b, m) in [((18, 75), (9, 225)), ((0, 75), (30, 225))]:
    g2, p, _, _ = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False, lambda_="log-likelihood")
    ratio = math.log2(((a or 0.5) / n) / ((b or 0.5) / m))
    print((a, n), (b, m), repr(float(g2)), repr(float(p)), repr(ratio))

title("mix (src/trend/mix.rs): Kitagawa by numpy, three units, one of them new")
n0, x0 = np.array([40, 30, 0]), np.array([4, 9, 0])
n1, x1 = np.array([30, 30, 20]), np.array([6, 6, 8])
w0, w1 = n0 / n0.sum(), n1 / n1.sum()
v1 = x1 / n1
v0 = np.where(n0 > 0, x0 / np.maximum(n0, 1), v1)
print("within", repr(float(((w0 + w1) / 2 * (v1 - v0)).sum())), "shifted", repr(float(((v0 + v1) / 2 * (w1 - w0)).sum())), "change", repr(float(x1.sum() / n1.sum() - x0.sum() / n0.sum())))
