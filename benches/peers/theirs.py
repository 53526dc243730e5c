"""The other side of run.py: reads `PEER WORK` a line, does it once, and writes the seconds and a number that the work found."""

import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
INDEX, POWER, STEPS, TASKS, DRAWS, FEWER = 0.7, 3, 1000, 10_000, 10_000_000, 1_000_000
DATA = sys.argv[1]
generator = np.random.default_rng(1)


def values(size):
    return np.fromfile(f"{DATA}/{size}.f64")


def numpy_works(kind, what):
    if kind == "draws":
        return lambda: (generator.pareto(INDEX, DRAWS) + 1)[-1]
    if kind == "draws_power":  # the best that one line of numpy does
        return lambda: (generator.random(DRAWS) ** (-1 / INDEX))[-1]
    if kind == "totals":  # every approach drawn, a few tasks at a time so that they stay in the cache
        block = 10
        return lambda: [
            (generator.pareto(INDEX, (block, STEPS, POWER)) + 1).min(axis=2).sum(axis=1) for _ in range(TASKS // block)
        ][-1][-1]
    if kind == "totals_power":
        block = 10
        return lambda: [
            (generator.random((block, STEPS, POWER)) ** (-1 / INDEX)).min(axis=2).sum(axis=1) for _ in range(TASKS // block)
        ][-1][-1]
    if kind == "totals_shortcut":  # one draw a step: the least of Q Pareto times is a Pareto time of index Q a
        block = 20
        return lambda: [
            (generator.random((block, STEPS)) ** (-1 / (INDEX * POWER))).sum(axis=1) for _ in range(TASKS // block)
        ][-1][-1]
    if kind == "hill":
        def hill(x=values(what)):
            logs = np.log(np.sort(x)[::-1])
            k = np.arange(1, len(logs))
            estimates = np.cumsum(logs)[:-1] / k - logs[1:]
            return estimates[len(estimates) // 10 - 1]

        return hill
    return None


def numba_works(kind, what):
    if kind != "totals":
        return None
    from numba import njit, prange

    @njit(parallel=True, fastmath=True)
    def totals(tasks):
        found = np.empty(tasks)
        for task in prange(tasks):
            total = 0.0
            for _ in range(STEPS):
                least = np.inf
                for _ in range(POWER):
                    least = min(least, (1.0 - np.random.random()) ** (-1.0 / INDEX))
                total += least
            found[task] = total
        return found

    totals(2)
    return lambda: totals(TASKS)[-1]


def scipy_works(kind, what):
    from scipy import integrate, stats

    laws = {
        "normal(0, 1)": stats.norm(),
        "student_t(3)": stats.t(3),
        "gamma(2, 1)": stats.gamma(2),
        "lognormal(0, 1)": stats.lognorm(1),
        "weibull(0.5)": stats.weibull_min(0.5),
        "burr(2, 1.5)": stats.burr12(2, 1.5),
        "gumbel(1)": stats.gumbel_r(),
        "cauchy(1)": stats.cauchy(),
    }
    if kind == "rvs":
        return lambda: laws[what].rvs(FEWER, random_state=generator)[-1]
    if kind == "stable":
        # Nolan's S1 with beta = 1, as stable(alpha) is here.
        return lambda: sum(stats.levy_stable.sf(0.3 * np.arange(1, 101), 1.5, 1.0))
    if kind == "condition":
        t = float(what)

        def condition():
            weight = lambda v: stats.norm.pdf(v) * stats.t.sf(t - v, 3)
            moments = [
                integrate.quad(lambda v: v**k * weight(v), -40, 40, points=[0.0], limit=500, epsabs=0, epsrel=1e-10)[0]
                for k in (0, 1)
            ]
            return moments[1] / moments[0]

        return condition
    return None


def powerlaw_works(kind, what):
    if kind != "xmin":
        return None
    import powerlaw

    return lambda x=values(what): powerlaw.Fit(x, verbose=False).xmin


def tailestim_works(kind, what):
    if kind != "hill":
        return None
    from tailestim import HillEstimator

    def hill(x=values(what)):
        estimator = HillEstimator(bootstrap=False)
        estimator.fit(x)
        return estimator.results[1][len(x) // 10 - 1]

    return hill


def openturns_works(kind, what):
    import openturns as ot

    laws = {"student_t(3)": ot.Student(3), "gamma(2, 1)": ot.Gamma(2, 1), "normal(0, 1)": ot.Normal(), "lognormal(0, 1)": ot.LogNormal()}
    if kind == "draws":
        pareto = ot.Pareto(1.0, INDEX, 0.0)
        return lambda: pareto.getSample(DRAWS)[DRAWS - 1, 0]
    if kind == "rvs" and what in laws:
        return lambda: laws[what].getSample(FEWER)[FEWER - 1, 0]
    return None


def mpmath_works(kind, what):
    if kind != "quantile":
        return None
    import mpmath as mp

    n = int(what)

    def quantile():
        # The transform of a Pareto step is a E_{a+1}(s); the median by inversion of that of n steps over s.
        transform = lambda s: (mp.mpf(INDEX) * mp.expint(INDEX + 1, s)) ** n / s
        cdf = lambda x: mp.invertlaplace(transform, x, method="talbot", degree=24)
        low, high = mp.mpf(n), mp.mpf(n) ** (1 / INDEX) * 10
        return float(mp.findroot(lambda x: cdf(x) - mp.mpf("0.5"), (low * 1.5, high), solver="anderson", tol=1e-12))

    return quantile


PEERS = {
    "numpy": numpy_works,
    "numba": numba_works,
    "scipy": scipy_works,
    "powerlaw": powerlaw_works,
    "tailestim": tailestim_works,
    "openturns": openturns_works,
    "mpmath": mpmath_works,
}

works = {}
for line in sys.stdin:
    peer, kind, what = (line.rstrip("\n").split(" ", 2) + [""])[:3]
    try:
        if line not in works:
            works[line] = PEERS[peer](kind, what)
        work = works[line]
        start = time.perf_counter()
        found = float(work())
        print(f"{time.perf_counter() - start:.9f} {found!r}", flush=True)
    except Exception as error:  # a peer that fails is told of, and costs the others nothing
        print(f"failed {type(error).__name__}: {error}".replace("\n", " "), flush=True)
