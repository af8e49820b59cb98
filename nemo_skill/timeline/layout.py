"""Where segments stand when a timeline is drawn: lanes for those that overlap, and times for the ruler."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Segment

MOST_LANES = 4
_STEPS_MS = (100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
             3_600_000, 7_200_000, 21_600_000, 86_400_000)  # fmt: skip


def lanes(segments: Sequence[Segment]) -> list[int]:
    """For each segment its lane from 0 up: segments that overlap stand below each other, in `MOST_LANES` at most."""
    ends: list[int] = []
    found = [0] * len(segments)
    for index in sorted(range(len(segments)), key=lambda i: (segments[i].start_ms, i)):
        segment = segments[index]
        free = next((n for n, end in enumerate(ends) if end <= segment.start_ms), len(ends))
        lane = min(free, MOST_LANES - 1)
        found[index] = lane
        if lane == len(ends):
            ends.append(0)
        ends[lane] = max(ends[lane], segment.end_ms)
    return found


def shown_end_ms(segments: Sequence[Segment], placed: Sequence[int], index: int) -> int:
    """Where a segment's drawing ends: where there are more at a time than lanes, the later one lies over it."""
    own = segments[index]
    after = [
        other.start_ms
        for n, other in enumerate(segments)
        if placed[n] == placed[index] and (other.start_ms, n) > (own.start_ms, index)
    ]
    return min([own.end_ms, *after])


def ticks(end_ms: int, most: int = 9) -> list[int]:
    """Round times in ms from 0 to `end_ms`, `most` steps or fewer."""
    step = next((step for step in _STEPS_MS if end_ms / step <= most), end_ms // 8 or 1)
    return list(range(0, end_ms + 1, step))
