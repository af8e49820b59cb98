"""When to ask a render how it is. Pure: what is known goes in, the next wait comes out.

The documented schedule asks every 30 s, at most ten times, and a render takes 30-90 s: it is found up to 30 s late.
The same number of requests, or fewer, finds it within a few seconds when they fall where the end is likely.

What is known becomes a probability for each moment at which the render may end: the documented span and how long
earlier renders took, weighed by how well each moment explains the progress that was reported. The next request is the
first of the sequence with the least expected lateness, where each request has a price; the price is the one at which
the sequence needs no more requests than the documented schedule would.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

# The documented span of a render and the end of what is planned for, in documented intervals.
_SPAN = (1.0, 3.0)
_CELLS_PER_INTERVAL = 30
_HORIZON = 8
_LONGEST = 2.5  # no wait is longer, whatever is believed
# How much the documentation counts, in renders seen; the rest of the horizon is never quite impossible.
_DOCUMENTED = 2.0
_ANYTHING = 0.15
_THRIFT = 0.97  # share of the documented schedule's requests that a sequence may use
# Where progress is reported and two requests are usual, the first comes when this share of renders may have ended.
_SCOUT, _SCOUT_FROM = 0.12, 1.7
_KNOWING = 0.6  # price of a request in cells where progress tells the end


class Look(NamedTuple):
    """One answer: seconds since the submission, and the reported progress (0-100 or None)."""

    at_s: float
    progress: float | None


def next_wait(looks: Sequence[Look], history: Sequence[float], *, interval_s: float, limit: int) -> float:
    """Seconds until the next request.

    Args:
        looks: the answers so far, oldest first; the first is the submission's own.
        history: how long earlier renders took, in seconds.
        interval_s: the documented interval, kept to once the requests of the documented schedule are used up.
        limit: how many requests the documented schedule has.
    """
    cell_s = interval_s / _CELLS_PER_INTERVAL
    elapsed = looks[-1].at_s if looks else 0.0
    now = max(math.ceil(elapsed / cell_s), 0)
    if len(looks) > limit or now >= _HORIZON * _CELLS_PER_INTERVAL:
        return interval_s
    reported = any(look.progress is not None for look in looks)
    # What lies outside (a render whose process was away for hours, a clock that jumped) says nothing.
    usual = [took / cell_s for took in history if 0 < took / cell_s <= _HORIZON * _CELLS_PER_INTERVAL]
    plan = _plan(tuple(round(took) for took in usual[:50]), reported)
    if len(looks) <= 1:
        following = max(plan.first, now + 1)
    else:
        belief, silence = _weighed(plan.belief, [Look(look.at_s / cell_s, _percent(look.progress)) for look in looks])
        price = silence * plan.price + (1 - silence) * min(plan.price, _KNOWING)
        following = _solve(belief, now, price)[now]
    return max(following * cell_s - elapsed, 1.5 * cell_s)


def _percent(progress: float | None) -> float | None:
    return None if progress is None or math.isnan(progress) else min(max(progress, 0.0), 100.0)


# -- what is believed -------------------------------------------------------------------------------------------------
#
# A belief is a list of weights: number n is for an end within the cell ]n, n+1], a cell being a second at the
# documented interval of 30 s.


class _Plan(NamedTuple):
    """Before anything was heard: the belief, the price of a request, the first cell boundary to look at."""

    belief: list[float]
    price: float
    first: int


@lru_cache(maxsize=64)
def _plan(history: tuple[int, ...], reported: bool) -> _Plan:
    """The price at which the requests keep to the documented number when no progress helps.

    Args:
        reported: whether progress is reported at all; then an early look is worth a request.
    """
    belief = _before(history)
    documented = _documented(belief)
    scout = _quantile(belief, _SCOUT) if reported and documented >= _SCOUT_FROM else len(belief)
    low, high = 0.0, 2.0 * _CELLS_PER_INTERVAL
    for _ in range(10):
        price = (low + high) / 2
        following = _solve(belief, 0, price)
        first = min(following[0], scout)
        if _expected_requests(belief, first, following) > documented * _THRIFT:
            low = price
        else:
            high = price
    return _Plan(belief, high, min(_solve(belief, 0, high)[0], scout))


def _before(history: tuple[int, ...]) -> list[float]:
    """The belief before anything was reported."""
    cells = _HORIZON * _CELLS_PER_INTERVAL
    first, last = (round(bound * _CELLS_PER_INTERVAL) for bound in _SPAN)
    belief = [
        _ANYTHING / cells + (_DOCUMENTED / (last - first) if first <= cell < last else 0.0) for cell in range(cells)
    ]
    if history:
        middle = sorted(history)[len(history) // 2]
        spread = sorted(abs(took - middle) for took in history)[len(history) // 2] * 1.48
        # Silverman's rule for a kernel's width, on a spread that strays can't inflate.
        width = max(spread * len(history) ** -0.2, 1.0) if len(history) > 2 else 8.0
        reach = math.ceil(3 * width)
        for took in history:
            for cell in range(max(took - reach, 0), min(took + reach, cells)):
                belief[cell] += _bell(cell + 0.5 - took, width)
    return belief


def _bell(distance: float, width: float) -> float:
    return math.exp(-((distance / width) ** 2) / 2) / (width * 2.5066)


def _weighed(belief: list[float], looks: list[Look]) -> tuple[list[float], float]:
    """The belief after the answers, and the probability that the reported progress tells nothing.

    Ends that have passed are out; the others count as they explain the progress.
    """
    now = looks[-1].at_s
    start = looks[0].progress if looks[0].progress is not None else 0.0
    later = [look for look in looks if look.at_s > 0.5]
    weights = []
    silence = 0.0
    for cell, weight in enumerate(belief):
        end = cell + 0.5
        if cell + 1 <= now:
            weights.append(0.0)
            continue
        likelihood = 0.0
        for share, explains in _STYLES:
            for look in later:
                share *= explains(look.progress, start, min(look.at_s / end, 1.0))
            likelihood += share
            if explains is _silent:
                silence += weight * share
        weights.append(weight * likelihood)
    total = sum(weights)
    return weights, silence / total if total else 1.0


def _moving(power: float) -> Callable[[float | None, float, float], float]:
    """Progress that follows a power of the elapsed share, from the first report to 100."""

    def explains(progress: float | None, start: float, share: float) -> float:
        if progress is None:
            return 1e-4
        return _bell(progress - (start + (100 - start) * share**power - 0.5), 1.6) + 1e-4

    return explains


def _steps(size: int) -> Callable[[float | None, float, float], float]:
    """Progress in steps: between two of them nothing is reported."""

    def explains(progress: float | None, start: float, share: float) -> float:
        if progress is None or (progress % size and progress != start):
            return 1e-4
        # A little blur: the step may be reported a moment late.
        low, high = progress - 4 if progress > start else -1.0, max(progress - progress % size, 0) + size + 4
        return 0.8 if low <= 100 * share <= high else 1e-3

    return explains


def _silent(progress: float | None, start: float, share: float) -> float:
    """No progress is reported, or always the same."""
    return 0.9 if progress is None or progress == start else 1e-4


_STYLES: tuple[tuple[float, Callable[[float | None, float, float], float]], ...] = (
    (0.45, _moving(1.0)),
    (0.12, _moving(0.65)),
    (0.12, _moving(1.5)),
    (0.02, _steps(10)),
    (0.02, _steps(20)),
    (0.02, _steps(25)),
    (0.25, _silent),
)


# -- where to look ----------------------------------------------------------------------------------------------------


def _expected_requests(belief: list[float], first: int, following: dict[int, int]) -> float:
    total = left = sum(belief)
    begin, end, requests = 0, first, 0.0
    while begin < len(belief) and left > 0:
        requests += left
        left -= sum(belief[begin:end])
        begin, end = end, following.get(end, len(belief))
    return requests / total


def _documented(belief: list[float]) -> float:
    """How many requests the documented schedule would need."""
    requests = sum(weight * math.ceil((cell + 1) / _CELLS_PER_INTERVAL) for cell, weight in enumerate(belief))
    return requests / (sum(belief) or 1.0) or 1.0


def _quantile(belief: list[float], share: float) -> int:
    """The cell boundary before which this share of the ends lies."""
    left = sum(belief) * share
    for cell, weight in enumerate(belief):
        left -= weight
        if left < 0:
            return cell + 1
    return len(belief)


def _solve(belief: list[float], now: int, price: float) -> dict[int, int]:
    """For each moment the best next look, by dynamic programming from the horizon backwards.

    The cost of looking at b after a: the price, for all ends after a, and the lateness b - end of those up to b.
    """
    cells = len(belief)
    mass, moment = [0.0], [0.0]
    for cell, weight in enumerate(belief):
        mass.append(mass[-1] + weight)
        moment.append(moment[-1] + weight * (cell + 0.5))
    reach = round(_LONGEST * _CELLS_PER_INTERVAL)
    cost = [0.0] * (cells + 1)
    following = {cells: cells + _CELLS_PER_INTERVAL}
    for at in range(cells - 1, now - 1, -1):
        best, choice = math.inf, at + 1
        for look in range(at + 1, min(at + reach, cells) + 1):
            found = look * (mass[look] - mass[at]) - (moment[look] - moment[at]) + cost[look]
            if found < best:
                best, choice = found, look
        cost[at] = best + price * (mass[cells] - mass[at])
        following[at] = choice
    return following
