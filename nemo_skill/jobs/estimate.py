"""How long a render will still take, from this machine's own history. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

_ENOUGH = 3


class Estimate(NamedTuple):
    """Seconds still to go: what half of the renders need at the most, and nine tenths."""

    p50_s: int
    p90_s: int


def remaining(history: Sequence[float], elapsed_s: float) -> Estimate | None:
    """An estimate after `elapsed_s` seconds; None without enough history, or when the render outlasts all of it."""
    left = [seconds - elapsed_s for seconds in history if seconds > elapsed_s]
    if len(history) < _ENOUGH or not left:
        return None
    if len(left) == 1:
        return Estimate(round(left[0]), round(left[0]))
    cuts = statistics.quantiles(left, n=10, method="inclusive")
    return Estimate(round(cuts[4]), round(cuts[8]))
