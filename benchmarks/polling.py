#!/usr/bin/env python3
"""How late a finished render is found, and by how many requests: the documented schedule against the skill's own.

    python benchmarks/polling.py [--renders 60] [--seed 1]

Simulated: distributions of render times x ways to report progress x with and without a history of earlier renders.
Both sides see the same renders. The documented schedule asks every 30 s. Exit status 1 when the median lateness over
all of them is 3 s or more, or when the skill needs more requests.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nemo_skill.jobs.cadence import Look, next_wait

INTERVAL_S, LIMIT, LATENCY_S = 30.0, 10, 0.3

TIMES: dict[str, Callable[[random.Random], float]] = {
    "30-90 s, even": lambda rng: rng.uniform(30, 90),
    "about 60 s": lambda rng: rng.gauss(60, 10),
    "about 45 s, close": lambda rng: rng.gauss(45, 3),
    "35 s or 80 s": lambda rng: rng.gauss(*rng.choice([(35, 3), (80, 4)])),
    "50 s with a long tail": lambda rng: rng.lognormvariate(3.9, 0.35),
    "short, 8-25 s": lambda rng: rng.uniform(8, 25),
    "long, 100-200 s": lambda rng: rng.uniform(100, 200),
}


def _noisy(value: float, rng: random.Random) -> int:
    return round(min(max(value + rng.gauss(0, 1.5), 0), 99))


PROGRESS: dict[str, Callable[[float, random.Random], float | None]] = {
    "linear": lambda share, rng: int(5 + 94 * share),
    "noisy": lambda share, rng: _noisy(5 + 94 * share, rng),
    "slow start": lambda share, rng: int(5 + 94 * share**1.6),
    "slow end": lambda share, rng: int(5 + 94 * share**0.6),
    "in quarters": lambda share, rng: int(share * 4) * 25 or 5,
    "in tenths": lambda share, rng: int(share * 10) * 10 or 5,
    "stuck at 5": lambda share, rng: 5,
    "none": lambda share, rng: None,
}


class Found(NamedTuple):
    late_s: float
    requests: int


def documented(takes_s: float) -> Found:
    """Every 30 s."""
    requests = 1
    while requests * INTERVAL_S < takes_s:
        requests += 1
    return Found(requests * INTERVAL_S - takes_s, requests)


def ours(takes_s: float, progress: Callable[[float, random.Random], float | None], history: list[float],
         rng: random.Random) -> Found:  # fmt: skip
    """The skill's schedule; the submission's answer is not counted, as it is not for the documented one."""
    looks = [Look(0.0, progress(0.0, rng))]
    while True:
        wait_s = next_wait(looks, history, interval_s=INTERVAL_S, limit=LIMIT)
        at = looks[-1].at_s + wait_s + LATENCY_S
        if at >= takes_s:
            return Found(at - takes_s, len(looks))
        looks.append(Look(at, progress(at / takes_s, rng)))


def main() -> int:
    """Print a table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--renders", type=int, default=60, help="renders a row (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    sides: tuple[list[Found], list[Found]] = ([], [])
    print(f"{'':46} {'lateness p50 / p90 (s)':^30} {'requests a render':^21}")
    print(
        f"{'render times':23} {'progress':12} {'history':9} {'every 30 s':>14} {'skill':>14}  {'every 30 s':>11} skill"
    )
    for times, draw in TIMES.items():
        for style, progress in PROGRESS.items():
            for known in (0, 20):
                history = [max(draw(rng), 2.0) for _ in range(known)]
                rows: tuple[list[Found], list[Found]] = ([], [])
                for _ in range(options.renders):
                    takes_s = max(draw(rng), 2.0)
                    rows[0].append(documented(takes_s))
                    rows[1].append(ours(takes_s, progress, history, rng))
                print(f"{times:23} {style:12} {known or 'none':<9} {_figures(*rows)}")
                for side, row in zip(sides, rows, strict=True):
                    side += row
    print(f"{'all':46} {_figures(*sides)}")
    late = statistics.median(found.late_s for found in sides[1])
    requests = [sum(found.requests for found in side) for side in sides]
    return 0 if late < 3 and requests[1] <= requests[0] else 1


def _figures(plain: list[Found], skill: list[Found]) -> str:
    late, asked = [], []
    for side in (plain, skill):
        ordered = sorted(found.late_s for found in side)
        late.append(f"{ordered[len(ordered) // 2]:5.1f} / {ordered[int(len(ordered) * 0.9)]:5.1f}")
        asked.append(statistics.mean(found.requests for found in side))
    return f"{late[0]:>14} {late[1]:>14}  {asked[0]:11.2f} {asked[1]:5.2f}"


if __name__ == "__main__":
    sys.exit(main())
