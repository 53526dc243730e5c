"""Nanoseconds a step of totals of 1000 steps, each the fastest of three Pareto(0.5) approaches, with numpy on one core; and
nanoseconds a draw of scipy.stats. The same work as `cargo bench --bench steps -- "1000 steps at power 3"` and `cargo bench --bench draws`.
"""

import time

import numpy
import scipy.stats

STEPS, APPROACHES, INDEX = 1000, 3, 0.5
generator = numpy.random.Generator(numpy.random.SFC64(1))


def best(name, count, work):
    work()
    times = []
    for _ in range(7):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(f"{name}: {1e9 * min(times) / count:.2f} ns")


def direct(tasks):
    draws = generator.pareto(INDEX, (tasks, STEPS, APPROACHES)) + 1.0
    return draws.min(axis=2).sum(axis=1)


def one_draw(tasks, buffer):
    generator.standard_exponential(out=buffer)
    numpy.multiply(buffer, 1.0 / (INDEX * APPROACHES), out=buffer)
    numpy.exp(buffer, out=buffer)
    return buffer.sum(axis=1)


tasks = 200
buffer = numpy.empty((16, STEPS))
best("totals, three draws a step, a step", tasks * STEPS, lambda: direct(tasks))
best("totals, one draw a step, in blocks, a step", 16 * STEPS, lambda: one_draw(16, buffer))
for name, law in [
    ("norm", scipy.stats.norm()),
    ("lognorm(3)", scipy.stats.lognorm(3)),
    ("pareto(1.5)", scipy.stats.pareto(1.5)),
    ("t(3)", scipy.stats.t(3)),
    ("weibull_min(0.5)", scipy.stats.weibull_min(0.5)),
    ("invweibull(1.5)", scipy.stats.invweibull(1.5)),
    ("uniform", scipy.stats.uniform()),
    ("expon", scipy.stats.expon()),
    ("gamma(0.5)", scipy.stats.gamma(0.5)),
    ("cauchy", scipy.stats.cauchy()),
    ("logistic", scipy.stats.logistic()),
]:
    best(f"{name}, scipy.stats rvs, a draw", 1 << 20, lambda: law.rvs(1 << 20, random_state=generator))
