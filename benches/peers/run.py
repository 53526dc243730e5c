#!/usr/bin/env python3
"""Times this library beside its peers on the same work: one run, interleaved rounds, on one core and on all.

    benches/peers/run.py [--rounds N] [--only WORD[,WORD...]] [--slow] [--scratch DIR]

Makes a virtual environment in the scratch folder (a new temporary one unless named), installs the peers there, builds the Rust side in
the release profile, and prints a table in Markdown. Peers that cannot be had are named and left out. --slow adds what takes minutes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ["numpy", "scipy", "numba", "powerlaw", "tailestim", "openturns", "mpmath"]

DRAWS = [
    ("1e7 draws of pareto(0.7)", "draws pareto(0.7)", [
        ("rand_distr", "naive_draws"), ("numpy", "draws"), ("numpy, power of a uniform", "draws_power"),
        ("openturns", "draws pareto(0.7)"), ("actuar", "draws pareto(0.7)")]),
    ("1e4 totals of 1000 steps, the fastest of 3", "totals", [
        ("rand_distr, each approach", "naive_totals"), ("numpy, each approach", "totals"),
        ("numpy, each approach by a power", "totals_power"),
        ("numba, each approach", "totals"), ("numpy, one draw a step", "totals_shortcut")]),
] + [
    (f"1e6 draws of {law}", f"rvs {law}", [("scipy", f"rvs {law}")] + more)
    for law, more in [
        ("normal(0, 1)", [("openturns", "rvs normal(0, 1)")]),
        ("student_t(3)", [("openturns", "rvs student_t(3)")]),
        ("gamma(2, 1)", [("openturns", "rvs gamma(2, 1)"), ("actuar", "rvs gamma(2, 1)")]),
        ("lognormal(0, 1)", [("openturns", "rvs lognormal(0, 1)")]),
        ("weibull(0.5)", []),
        ("burr(2, 1.5)", [("actuar", "rvs burr(2, 1.5)")]),
        ("gumbel(1)", []),
        ("cauchy(1)", []),
    ]
]
REST = [
    ("xmin search, 1e4 values", "xmin 1e4", [("powerlaw", "xmin 1e4")]),
    ("sort and Hill for every k, 1e5 values", "hill 1e5", [("numpy", "hill 1e5"), ("tailestim", "hill 1e5")]),
    ("sort and Hill for every k, 1e6 values", "hill 1e6", [("numpy", "hill 1e6")]),
    ("sort and Hill for every k, 1e7 values", "hill 1e7", [("numpy", "hill 1e7")]),
    ("stable(1.5): 100 values of the survival function", "stable", [("scipy", "stable")]),
    ("E[V given U >= 10], normal + student_t(3)", "condition 10", [("scipy", "condition 10")]),
    ("E[V given U >= 1000], normal + student_t(3)", "condition 1000", [("scipy", "condition 1000")]),
    ("median of 10 steps of pareto(0.7)", "quantile 10", [("mpmath", "quantile 10")]),
]
SLOW = [
    ("xmin search, 1e5 values", "xmin 1e5", [("powerlaw", "xmin 1e5")]),
]
OURS_ALONE = [
    ("xmin search, 1e6 values", "xmin 1e6", []),
    ("xmin search, 1e7 values", "xmin 1e7", []),
]


class Worker:
    """A process that does one work a line."""

    def __init__(self, command, cores):
        threads = str(len(cores))
        names = ["RAYON", "OMP", "NUMBA", "OPENBLAS", "MKL", "TBB", "OPENTURNS"]
        environment = os.environ | {f"{name}_NUM_THREADS": threads for name in names}
        environment["OMP_WAIT_POLICY"] = "PASSIVE"
        pin = lambda: os.sched_setaffinity(0, cores)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, preexec_fn=pin)

    def time(self, work):
        """Seconds and what was found; or none and why."""
        try:
            self.process.stdin.write(work + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if not answer or answer.startswith("failed"):
            return None, answer or "the process ended"
        seconds, found = answer.split()
        return float(seconds), float(found)


def prepared(scratch):
    """The commands of the three sides; R's is none where there is no R."""
    python = scratch / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(scratch / "venv", with_pip=True)
    for package in PACKAGES:
        if subprocess.run([python, "-m", "pip", "install", "-q", package]).returncode != 0:
            print(f"not installed: {package}", file=sys.stderr)
    subprocess.run(["cargo", "build", "--release", "--example", "peers"], cwd=ROOT, check=True)
    make = ("import numpy, sys; g = numpy.random.default_rng(1)\n"
            "for size in ['1e4', '1e5', '1e6', '1e7']: (g.pareto(1.5, int(float(size))) + 1).tofile(f'{sys.argv[1]}/{size}.f64')")
    subprocess.run([python, "-c", make, scratch], check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    has_actuar = False
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        has_actuar = subprocess.run(["Rscript", "-e", "library(actuar)"], **quiet).returncode == 0
    except FileNotFoundError:
        pass
    if not has_actuar:
        print("left out: R with actuar is not installed", file=sys.stderr)
    rust, own = target / "release" / "examples" / "peers", lambda name: str(HERE / name)
    return {
        "rust": [str(rust), str(scratch)],
        "python": [str(python), own("theirs.py"), str(scratch)],
        "R": ["Rscript", "--vanilla", own("theirs.R")] if has_actuar else None,
    }


def side(peer):
    """The process that a peer lives in, and the name by which it is asked for."""
    name = peer.split(",")[0]
    return ("rust", "") if name == "rand_distr" else ("R", name + " ") if name == "actuar" else ("python", name + " ")


def measured(works, workers, rounds):
    """For each work, kind of run and contestant: the seconds of each round, and what was found last."""
    times, found = {}, {}
    for round in range(rounds + 1):
        for title, ours, peers in works:
            # One after the other, so that what else the machine does falls on all alike; in turns, so that none is always first.
            contestants = [("ours", "rust", ours)] + [(peer, side(peer)[0], side(peer)[1] + work) for peer, work in peers]
            for name, home, work in contestants if round % 2 else reversed(contestants):
                for cores, homes in workers.items():
                    if homes[home] is None:
                        continue
                    seconds, value = homes[home].time(work)
                    found[title, cores, name] = value
                    # The first round warms up.
                    if seconds is not None and (round > 0 or rounds == 0):
                        times.setdefault((title, cores, name), []).append(seconds)
        print(f"round {round} of {rounds}", file=sys.stderr)
    return times, found


def shown(seconds):
    for unit, size in [("s", 1), ("ms", 1e-3), ("us", 1e-6)]:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def table(works, times, found, kinds):
    print("| work | cores | ours | peer | theirs | theirs / ours, median [least, most] |")
    print("| --- | --- | --- | --- | --- | --- |")
    for title, _, peers in works:
        for cores in kinds:
            ours = times.get((title, cores, "ours"))
            if not ours:
                print(f"| {title} | {cores} | {found.get((title, cores, 'ours'))} | | | |")
                continue
            mine = shown(statistics.median(ours))
            if not peers:
                print(f"| {title} | {cores} | {mine} | none | | |")
            for peer, _ in peers:
                theirs = times.get((title, cores, peer))
                if not theirs:
                    print(f"| {title} | {cores} | {mine} | {peer} | {found.get((title, cores, peer), 'not installed')} | |")
                    continue
                ratios = sorted(b / a for a, b in zip(ours, theirs))
                spread = f"{statistics.median(ratios):.3g} [{ratios[0]:.3g}, {ratios[-1]:.3g}]"
                print(f"| {title} | {cores} | {mine} | {peer} | {shown(statistics.median(theirs))} | {spread} |")


def answers(works, found):
    """What was found, where the same number was sought."""
    same = [(title, peers) for title, ours, peers in works if not ours.startswith(("draws", "rvs", "totals")) and peers]
    for title, peers in same:
        told = [f"{name} {found.get((title, 'one', name))}" for name in ["ours"] + [peer for peer, _ in peers]]
        print(f"- {title}: {', '.join(told)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="works with one of these words in their titles")
    parser.add_argument("--slow", action="store_true", help="also what takes minutes, once")
    parser.add_argument("--scratch", type=Path)
    arguments = parser.parse_args()
    scratch = arguments.scratch or Path(tempfile.mkdtemp(prefix="peers-"))
    scratch.mkdir(parents=True, exist_ok=True)
    commands = prepared(scratch)
    every = sorted(os.sched_getaffinity(0))
    kinds = {"one": every[:1], f"all {len(every)}": every} if len(every) > 1 else {"one": every}
    start = lambda cores: {home: command and Worker(command, cores) for home, command in commands.items()}
    workers = {kind: start(cores) for kind, cores in kinds.items()}
    words = [word for word in arguments.only.split(",") if word]
    chosen = lambda works: [work for work in works if not words or any(word in work[0] for word in words)]
    one = {"one": workers["one"]}
    parts = [(DRAWS + REST + OURS_ALONE, workers, arguments.rounds), (SLOW if arguments.slow else [], one, 0)]
    for works, workers, rounds in parts:
        if works := chosen(works):
            times, found = measured(works, workers, rounds)
            table(works, times, found, list(workers))
            print()
            answers(works, found)
            print()


if __name__ == "__main__":
    main()
