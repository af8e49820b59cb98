"""When to ask a render how it is. Pure: what is known goes in, the next wait comes out.

A render takes 30-90 s (contract of the API). A fixed schedule of one request each 30 s finds it up to 30 s late; the
same number of requests, placed where the end is likely, finds it within a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Shares of the documented span at which to look when nothing else is known.
_FIRST_LOOK_S = 28.0
_SPREAD_S = 7.0


class Look(NamedTuple):
    """One answer: seconds since the submission, and the reported progress (0-100 or None)."""

    at_s: float
    progress: float | None


def next_wait(looks: Sequence[Look], history: Sequence[float], *, interval_s: float, limit: int) -> float:
    """Seconds until the next request.

    Args:
        looks: the answers so far, oldest first.
        history: how long earlier renders took, in seconds.
        interval_s: the documented interval, kept to once the requests of the documented schedule are used up.
        limit: how many requests the documented schedule has.
    """
    now = looks[-1].at_s if looks else 0.0
    if len(looks) >= limit:
        return interval_s
    estimate = _by_progress(looks)
    if estimate is not None:
        # An extrapolation errs by a share of what is left; a look just after the estimated end wastes nothing.
        return min(max((estimate - now) * 0.92 + 0.5, 2.0), interval_s)
    if history:
        ordered = sorted(history)
        for share in (0.25, 0.5, 0.75, 0.9):
            moment = ordered[min(int(share * len(ordered)), len(ordered) - 1)]
            if moment > now + 1.5:
                return min(moment - now + 0.5, interval_s)
    elif not looks:
        return min(_FIRST_LOOK_S, interval_s)
    return min(_SPREAD_S, interval_s)


def _by_progress(looks: Sequence[Look]) -> float | None:
    """The moment of 100 %, extrapolated through the last answers; None while they don't move."""
    known = [look for look in looks if look.progress is not None and look.progress > 0]
    if not known:
        return None
    last = known[-1]
    first = next((look for look in known if look.progress != last.progress), None)
    assert last.progress is not None
    if first is None or first.progress is None or last.at_s <= first.at_s or last.progress <= first.progress:
        return None
    rate = (last.progress - first.progress) / (last.at_s - first.at_s)
    return last.at_s + (100 - last.progress) / rate
