"""What changed between two drafts, in sentences for the person who asked for the edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from .keys import SEGMENTS, TRACKS
from .matching import Matching, Place, content_of, match
from .model import Segment, Timeline, Track
from .raw_changes import RawChange, changed_fields, same_content
from .reading import read_timeline
from .wording import Language, language_of, length, percent, quoted, shortened, span

_LISTED = 6
_GROUP_FROM = 3


class Change(NamedTuple):
    """One sentence to be: its template, its values, and for edits the segment it is about."""

    sentence: str
    values: dict[str, str]
    label: str = ""
    number: int = 0


def differences(before: Any, after: Any, *, language: str = "en") -> list[str]:
    """Tell what changed from one draft to the next.

    Both may be anything ``read_timeline`` takes (a draft, JSON text, a state answer, None). The list is empty only
    when the drafts hold the same content; when they were saved is no content. ``language`` is a BCP 47 tag.
    """
    old, new = read_timeline(before), read_timeline(after)
    if same_content(old.raw, new.raw) and _settings(old) == _settings(new):
        return []
    words = language_of(language)
    changes = list(_Comparison(old, new, words).changes())
    return _sentences(changes, old, new, words) or [words.sentences["timeline_changed"]]


def _settings(timeline: Timeline) -> tuple[object, ...]:
    return (timeline.ratio, timeline.width, timeline.height, timeline.fps)


class _Comparison:
    def __init__(self, before: Timeline, after: Timeline, language: Language) -> None:
        self.before, self.after, self.language = before, after, language
        self.matching: Matching = match(before, after)
        self.numbers, self.totals = _numbering(after)

    def changes(self) -> Iterable[Change]:
        reordered = list(self._order())
        moved_tracks = {place for _, places in reordered for place in places}
        yield from self._gone()
        yield from self._new()
        yield from (change for change, _ in reordered)
        for was, now in sorted(self.matching.segments.items(), key=lambda pair: pair[1]):
            yield from self._segment(was, now, quiet_about_start=now in moved_tracks)
        yield from self._tracks()
        yield from self._canvas()

    # -- what came and went ---------------------------------------------------------------------------------

    def _gone(self) -> Iterable[Change]:
        for index, track in enumerate(self.before.tracks):
            gone = [i for i in range(len(track.segments)) if (index, i) not in self.matching.segments]
            vanished = index not in self.matching.tracks and len(gone) == len(track.segments)
            if vanished and (track.kind != "text" or len(gone) != 1):
                label = self.language.word(track.label)
                if len(gone) == 1 and track.segments[0].name:
                    left, right = self.language.brackets
                    label += f"{left}{shortened(track.segments[0].name)}{right}"
                yield Change("track_removed", {"label": label})
            else:
                yield from self._listed("removed", track, gone)

    def _new(self) -> Iterable[Change]:
        taken, known = set(self.matching.segments.values()), set(self.matching.tracks.values())
        for index, track in enumerate(self.after.tracks):
            new = [i for i in range(len(track.segments)) if (index, i) not in taken]
            if index not in known and not track.segments:
                yield Change("track_added", {"label": self.language.word(track.label)})
            yield from self._listed("added", track, new)

    def _listed(self, sentence: str, track: Track, which: list[int]) -> Iterable[Change]:
        label = self.language.word(_spoken(track))
        shown = which if len(which) <= _LISTED else which[: _LISTED - 1]
        for i in shown:
            what = track.described(i, self.language, quote=self.language.quotes[0][0], style=True)
            yield Change(sentence, {"label": label, "what": what})
        if len(shown) < len(which):
            yield Change(f"{sentence}_more", {"label": label, "count": str(len(which) - len(shown))})

    # -- order ------------------------------------------------------------------------------------------------

    def _order(self) -> Iterable[tuple[Change, list[Place]]]:
        """One line for a track whose clips changed places, with the places that this explains."""
        for was, now in self.matching.tracks.items():
            pairs = [(i, self.matching.segments[was, i]) for i in range(len(self.before.tracks[was].segments))
                     if self.matching.segments.get((was, i), (-1, -1))[0] == now]  # fmt: skip
            old, new = self.before.tracks[was], self.after.tracks[now]
            by_old = sorted(pairs, key=lambda pair: (old.segments[pair[0]].start_ms, pair[0]))
            by_new = sorted(pairs, key=lambda pair: (new.segments[pair[1][1]].start_ms, pair[1][1]))
            if by_old != by_new and not self._crossed_by_moves(old, new, pairs):
                names = [[self._name(new, pair[1][1], pair[0]) for pair in order] for order in (by_old, by_new)]
                values = {"before": self._joined(names[0]), "after": self._joined(names[1])}
                yield Change("order", values), [place for _, place in pairs]

    def _crossed_by_moves(self, old: Track, new: Track, pairs: list[tuple[int, Place]]) -> bool:
        """Whether segments stand apart from each other, so that "moved" says more than a new order."""
        return not any(_anchored(old, i) and _anchored(new, place[1]) for i, place in pairs)

    def _name(self, track: Track, index: int, old_index: int) -> str:
        segment = track.segments[index]
        if segment.text:
            return quoted(segment.text, self.language)
        return track.called(index, self.language) if segment.name else track.numbered(old_index, self.language)

    def _joined(self, names: list[str]) -> str:
        shown = [shortened(name, 30) for name in names[:_LISTED]]
        return self.language.comma.join(shown) + ("…" if len(names) > _LISTED else "")

    # -- edits of one segment ---------------------------------------------------------------------------------

    def _segment(self, was: Place, now: Place, *, quiet_about_start: bool) -> Iterable[Change]:
        old_track, track = self.before.tracks[was[0]], self.after.tracks[now[0]]
        old, new = old_track.segments[was[1]], track.segments[now[1]]
        label, number = _spoken(track), self.numbers[now]
        found: list[Change] = []

        def tell(sentence: str, **values: str) -> None:
            found.append(Change(sentence, values, label, number))

        self._content(old, new, tell)
        follows = quiet_about_start or (_anchored(old_track, was[1]) and _anchored(track, now[1]))
        self._timing(old, new, follows, tell)
        self._field("volume", old.volume, new.volume, percent, tell)
        self._field("speed", old.speed or 1.0, new.speed or 1.0, lambda speed: f"{speed:g}x", tell)
        self._field("style", old.style, new.style, self.language.word, tell)
        if self.matching.tracks.get(was[0]) != now[0]:
            tell("moved_to_track", n=str(track.n))
        fields = changed_fields(old.raw, new.raw)
        told = bool(found) or (follows and old.start_ms != new.start_ms)
        for change in fields:
            if change.readable:
                self._raw(change, tell)
        if any(not change.readable and (not change.known or not told) for change in fields) and not found:
            tell("changed")
        yield from found

    def _content(self, old: Segment, new: Segment, tell: Any) -> None:
        if old.text != new.text and old.text and new.text:
            tell("text", before=quoted(old.text, self.language), after=quoted(new.text, self.language))
        elif content_of(old) != content_of(new) and not new.text and not old.text:
            old_content, new_content = content_of(old) or (None, "", None), content_of(new) or (None, "", None)
            before, after = (shortened(name) or "?" for name in (old_content[1], new_content[1]))
            if old_content[1] == new_content[1]:
                tell("new_source", before=before, after=after)
            elif old_content[0] is not None and old_content[0] == new_content[0]:
                tell("renamed", before=before, after=after)
            else:
                tell("replaced", before=before, after=after)

    def _timing(self, old: Segment, new: Segment, follows: bool, tell: Any) -> None:
        same_start = follows or old.start_ms == new.start_ms
        if old.duration_ms == new.duration_ms:
            if not same_start:
                tell("moved", **self._spans(old, new))
        elif same_start:
            sentence = "shortened" if new.duration_ms < old.duration_ms else "lengthened"
            tell(sentence, **self._texts(old.duration_ms, new.duration_ms, length))
        else:
            tell("retimed", **self._spans(old, new))

    def _spans(self, old: Segment, new: Segment) -> dict[str, str]:
        pair = [span(each.start_ms, each.end_ms, self.language) for each in (old, new)]
        if pair[0] == pair[1]:
            pair = [span(each.start_ms, each.end_ms, self.language, digits=3) for each in (old, new)]
        return {"before": pair[0], "after": pair[1]}

    def _texts(self, old: int, new: int, write: Any) -> dict[str, str]:
        pair = [write(value, self.language) for value in (old, new)]
        if pair[0] == pair[1]:
            pair = [write(value, self.language, digits=3) for value in (old, new)]
        return {"before": pair[0], "after": pair[1]}

    def _field(self, name: str, old: Any, new: Any, write: Any, tell: Any) -> None:
        if old == new:
            return
        field = self.language.word(name)
        if old is None:
            tell("field_set", field=field, after=write(new))
        elif new is None:
            tell("field_removed", field=field, before=write(old))
        else:
            before, after = write(old), write(new)
            if before == after and isinstance(old, float):
                before, after = f"{old:.2%}", f"{new:.2%}"
            tell("field", field=field, before=before, after=after)

    def _raw(self, change: RawChange, tell: Any) -> None:
        self._field(change.field, change.before, change.after, self.language.word, tell)

    # -- tracks and canvas --------------------------------------------------------------------------------------

    def _tracks(self) -> Iterable[Change]:
        order = [now for _, now in sorted(self.matching.tracks.items())]
        if order != sorted(order):
            names = [[self.language.word(track.label) for track in tracks] for tracks in (
                [self.before.tracks[was] for was in sorted(self.matching.tracks)],
                [self.after.tracks[now] for now in sorted(order)])]  # fmt: skip
            yield Change("track_order", {"before": self._joined(names[0]), "after": self._joined(names[1])})
        for was, now in sorted(self.matching.tracks.items()):
            old, new = self.before.tracks[was], self.after.tracks[now]
            ref = self.language.word(new.label)
            if old.label != new.label:
                values = {"before": self.language.word(old.label), "after": self.language.word(new.label)}
                yield Change("track_renamed", values)
            fields = changed_fields(old.raw, new.raw, without=SEGMENTS)
            for change in fields:
                if change.readable and not change.known:
                    before, after = (self.language.word(value or "none") for value in (change.before, change.after))
                    field = self.language.word(change.field)
                    yield Change("track_field", {"ref": ref, "field": field, "before": before, "after": after})
            if any(not change.readable and not change.known for change in fields):
                yield Change("track_changed", {"ref": ref})

    def _canvas(self) -> Iterable[Change]:
        old, new = self.before, self.after
        yield from self._setting("Aspect ratio", old.ratio, new.ratio)
        sizes = [f"{t.width}x{t.height}" if t.width and t.height else None for t in (old, new)]
        yield from self._setting("Canvas", *sizes)
        yield from self._setting("Frame rate", *(f"{t.fps:g}" if t.fps else None for t in (old, new)))
        for change in changed_fields(old.raw, new.raw, without=TRACKS):
            if change.readable and not change.known:
                yield from self._setting(change.field[:1].upper() + change.field[1:], change.before, change.after)
        ends = [max((s.end_ms for track in t.tracks for s in track.segments), default=0) for t in (old, new)]
        if ends[0] == ends[1] and old.duration_ms != new.duration_ms:
            yield from self._setting("Length", *self._texts(old.duration_ms, new.duration_ms, length).values())

    def _setting(self, name: str, old: str | None, new: str | None) -> Iterable[Change]:
        if old == new:
            return
        field = self.language.word(name)
        # A draft that didn't exist before has no earlier canvas: its first one is no change worth telling.
        if old is None and new is not None:
            if self.before.tracks:
                yield Change("setting_set", {"field": field, "after": new})
        elif new is None and old is not None:
            if self.after.tracks:
                yield Change("setting_removed", {"field": field, "before": old})
        else:
            yield Change("setting", {"field": field, "before": str(old), "after": str(new)})


def _spoken(track: Track) -> str:
    """What one segment of a track is called: a clip on a video track, else the track's own word."""
    return "Clip" if track.kind == "video" and track.label == "Video" else track.label


def _numbering(timeline: Timeline) -> tuple[dict[Place, int], dict[str, int]]:
    """A number for each segment among all that are called alike, and how many there are."""
    numbers: dict[Place, int] = {}
    totals: defaultdict[str, int] = defaultdict(int)
    for t, track in enumerate(timeline.tracks):
        for s in range(len(track.segments)):
            totals[_spoken(track)] += 1
            numbers[t, s] = totals[_spoken(track)]
    return numbers, totals


def _anchored(track: Track, index: int) -> bool:
    """Whether a segment begins where the one before it ends (or at 0): when that one changes, it only follows."""
    start = track.segments[index].start_ms
    return start == (track.segments[index - 1].end_ms if index else 0)


def _sentences(changes: list[Change], before: Timeline, after: Timeline, language: Language) -> list[str]:
    """Write the changes out; the same edit of many segments becomes one sentence ("Clips 1-5 speed 1x -> 2x")."""
    _, totals = _numbering(after)
    groups: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.sentence, change.label, tuple(change.values.items())].append(change)
    lines: list[str] = []
    for group in groups.values():
        numbers = [change.number for change in group]
        together = len(group) >= _GROUP_FROM and all(numbers)
        for change, wanted in [(group[0], numbers)] if together else [(each, [each.number]) for each in group]:
            values: Mapping[str, str] = {"ref": _ref(change.label, wanted, totals, language)} | change.values
            lines.append(language.sentences[change.sentence].format(arrow=language.arrow, **values))
    return lines


def _ref(label: str, numbers: list[int], totals: Mapping[str, int], language: Language) -> str:
    word = language.word(label)
    if len(numbers) > 1:
        return language.sentences["ref_many"].format(label=word, n=_ranges(numbers))
    plain = totals.get(label, 0) == 1 and label != "Clip"
    return language.sentences["ref_plain" if plain else "ref_one"].format(label=word, n=numbers[0])


def _ranges(numbers: list[int]) -> str:
    """Sorted numbers with runs joined: 1, 2, 3, 7 -> "1-3, 7"."""
    runs = []
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        held = [n for _, n in run]
        runs.append(str(held[0]) if len(held) == 1 else f"{held[0]}-{held[-1]}")
    return ", ".join(runs)
