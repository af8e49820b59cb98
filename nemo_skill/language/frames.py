"""Does a clause ask for an action? The rows of `routing.frames`, matched against the classes of its words.

A frame holds when its words are there and the list knows every other word too: a word that no list knows is
content, and content is what the agent is for. What may follow the asking words, a row says itself (`tail`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit

_THINGS = frozenset(("result", "final", "export", "media", "tracks"))
_STARTERS = frozenset(("prep", "self", "if", "context"))
_NAMED = frozenset(("the", "self", "it", "num", "a"))
_GIVEN = frozenset(("quote", "name", "path"))


class Frame(NamedTuple):
    """One row: `groups` are the classes it needs (one of each), `no` those it refuses."""

    action: str
    groups: tuple[frozenset[str], ...]
    no: frozenset[str]
    tail: str
    example: str


def read(rows: Sequence[Mapping[str, Any]]) -> list[Frame]:
    """The rows of the table, in their order."""
    return [
        Frame(
            row["action"],
            tuple(frozenset(group.split("|")) for group in row["any"].split()),
            frozenset(row.get("not", "").split()),
            row["tail"],
            row["example"],
        )
        for row in rows
    ]


def find(frames: Sequence[Frame], clause: Clause) -> Frame | None:
    """The first frame that the clause fills, or None."""
    units = [unit for unit in clause.units if "neg" not in unit.classes and "stop" not in unit.classes]
    present = {name for unit in units for name in unit.classes}
    if "film" in present or not units:
        return None
    extra = set()
    if clause.question:
        extra.add("question")
    if _indefinite(units):
        extra.add("a")
    present.discard("a")
    present |= extra
    for frame in frames:
        if frame.no.isdisjoint(present) and all(not group.isdisjoint(present) for group in frame.groups):
            if _covered(units, frame, extra):
                return frame
    return None


def _indefinite(units: Sequence[Unit]) -> bool:
    """Whether a new thing is asked for: "a (short) video", not "as a file"."""
    for index, unit in enumerate(units[:-1]):
        if "a" in unit.classes and not (
            index and "prep" in units[index - 1].classes and "a" not in units[index - 1].classes
        ):
            for following in units[index + 1 :]:
                if "result" in following.classes or "export" in following.classes:
                    return True
                if following.classes.isdisjoint(("more", "final", "place", "the")):
                    break
    return False


def _covered(units: Sequence[Unit], frame: Frame, extra: set[str]) -> bool:
    missing = [group for group in frame.groups if group.isdisjoint(extra)]
    wanted = {name for group in frame.groups for name in group}
    opened = False
    for index, unit in enumerate(units):
        missing = [group for group in missing if group.isdisjoint(unit.classes)]
        known = bool(unit.classes) and unit.classes.isdisjoint(("url", "quote"))
        if known and unit.classes.isdisjoint(wanted) and unit.classes <= _CONTENT and frame.tail != "free":
            known = False
        if not known and not opened:
            if frame.tail == "name" and not missing and _names(units, index):
                opened = True
            elif frame.tail == "free" and not missing:
                opened = True
            else:
                return False
        if not missing and frame.tail != "none" and _starts(units, index):
            opened = True
    return not missing


_CONTENT = frozenset(("create", "about", "film", "url", "says"))


def _starts(units: Sequence[Unit], index: int) -> bool:
    """Whether an adjunct begins here: "for my mother", "because ...", "i have to leave"."""
    unit = units[index]
    if unit.classes.isdisjoint(_STARTERS):
        return False
    if unit.text == "to" and index + 1 < len(units):
        return bool(units[index + 1].classes - _CONTENT)
    return True


def _names(units: Sequence[Unit], index: int) -> bool:
    """Whether the unknown word names the thing asked for: "the harbour video", "my wedding vids"."""
    if not units[index].classes.isdisjoint(_GIVEN):
        return True
    if "create" in units[index].classes or not index:
        return False
    return not units[index - 1].classes.isdisjoint(_NAMED)
