"""Which segment of the draft after is which segment of the draft before.

Ids are strong evidence but not proof: some backends number segments anew on each save, so equal content is
tried first. Every pass is a dictionary look-up, so long timelines stay cheap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from .model import Segment, Timeline, Track

Place = tuple[int, int]
"""Index of the track and of the segment in it, both from 0."""

Key = Callable[[Segment], tuple[Hashable, ...] | None]


class Matching(NamedTuple):
    """Pairs of places (before -> after) and of track indexes (before -> after)."""

    segments: dict[Place, Place]
    tracks: dict[int, int]


def content_of(segment: Segment) -> tuple[str | None, str, str | None] | None:
    """What a segment shows or plays: its source without query, its name, its text; None when it says nothing."""
    source = segment.source.split("?", 1)[0] if segment.source else None
    return (source, segment.name, segment.text) if source or segment.name or segment.text else None


def _with_content(*rest: str) -> Key:
    def key(segment: Segment) -> tuple[Hashable, ...] | None:
        content = content_of(segment)
        return None if content is None else (content, *(getattr(segment, name) for name in rest))

    return key


def _with_field(*names: str) -> Key:
    def key(segment: Segment) -> tuple[Hashable, ...] | None:
        found = tuple(getattr(segment, name) for name in names)
        return found if found[0] else None

    return key


_PASSES: tuple[Key, ...] = (
    _with_content("id", "start_ms", "duration_ms"),
    _with_content("id"),
    _with_content("start_ms", "duration_ms"),
    _with_content("start_ms"),
    _with_content("duration_ms"),
    _with_content(),
    _with_field("id", "start_ms"),
    _with_field("id"),
    _with_field("source"),
    _with_field("name"),
)


def match(before: Timeline, after: Timeline) -> Matching:
    """Pair tracks and segments of two timelines; what is new or gone stays without a partner."""
    old, new = _places(before), _places(after)
    pairs: dict[Place, Place] = {}
    for key in _PASSES:
        _pair(old, new, before, after, key, pairs)
    tracks = _tracks(before, after, pairs)
    for was, now in tracks.items():
        _pair_by_time(before.tracks[was], after.tracks[now], was, now, pairs)
    return Matching(pairs, tracks)


def _places(timeline: Timeline) -> list[Place]:
    return [(t, s) for t, track in enumerate(timeline.tracks) for s in range(len(track.segments))]


def _pair(
    old: list[Place], new: list[Place], before: Timeline, after: Timeline, key: Key, pairs: dict[Place, Place]
) -> None:
    """Pair what shares a key, in order; a partner on the track with the same number goes first."""
    taken = set(pairs.values())
    waiting: defaultdict[Hashable, list[Place]] = defaultdict(list)
    for place in new:
        found = None if place in taken else key(after.tracks[place[0]].segments[place[1]])
        if found is not None:
            waiting[(after.tracks[place[0]].kind, found)].append(place)
    for place in old:
        found = None if place in pairs else key(before.tracks[place[0]].segments[place[1]])
        candidates = waiting.get((before.tracks[place[0]].kind, found)) if found is not None else None
        if candidates:
            near = next((i for i, other in enumerate(candidates[:8]) if other[0] == place[0]), 0)
            pairs[place] = candidates.pop(near)


def _tracks(before: Timeline, after: Timeline, pairs: dict[Place, Place]) -> dict[int, int]:
    """Pair tracks: by the segments that they share, by id, and last by kind and label in their order."""
    tracks: dict[int, int] = {}
    votes = Counter((was[0], now[0]) for was, now in pairs.items())
    for (was, now), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if was not in tracks and now not in tracks.values():
            tracks[was] = now
    for same in (_same_id, _same_label):
        for was, track in enumerate(before.tracks):
            if was not in tracks:
                free = (n for n, t in enumerate(after.tracks) if n not in tracks.values() and same(track, t))
                for now in free:
                    tracks[was] = now
                    break
    return tracks


def _same_id(a: Track, b: Track) -> bool:
    return a.id is not None and a.id == b.id and a.kind == b.kind


def _same_label(a: Track, b: Track) -> bool:
    return (a.kind, a.label, a.type) == (b.kind, b.label, b.type)


def _pair_by_time(before: Track, after: Track, was: int, now: int, pairs: dict[Place, Place]) -> None:
    """Pair what is left on a track and stands at the same time: it was replaced or rewritten."""
    taken = set(pairs.values())
    old = [i for i in range(len(before.segments)) if (was, i) not in pairs]
    new = [i for i in range(len(after.segments)) if (now, i) not in taken]
    for i in old:
        best = max(new, key=lambda j: _overlap(before.segments[i], after.segments[j]), default=None)
        if best is not None and _overlap(before.segments[i], after.segments[best]) >= 0.5:
            pairs[(was, i)] = (now, best)
            new.remove(best)
    rest = [i for i in old if (was, i) not in pairs]
    if len(rest) == len(new) == 1 and before.kind != "video":
        pairs[(was, rest[0])] = (now, new[0])


def _overlap(a: Segment, b: Segment) -> float:
    """The shared time as a part of the shorter segment, 0 to 1; two of no length at one start share all."""
    shorter = min(a.duration_ms, b.duration_ms)
    if shorter == 0:
        return float(a.start_ms == b.start_ms)
    return max(min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms), 0) / shorter
