"""One sentence for a long video -> several different shots: wide, close, moving, from above, at another hour. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..plan.lexicon import find_words
from .quantities import number
from .tables import Language, first_match, pattern, tables

#: A single scene up to here is one shot.
LONGEST_SHOT_MS = 14_000
_SHOT_MS = 5500
_LEAST, _MOST = 3, 8
#: An ad or a trailer is cut even when it is short.
_CUT_FROM_MS = 8000


@dataclass(frozen=True)
class Frame:
    """One shot of a storyboard, and what it is called on the timeline."""

    prompt: str
    name: str


def storyboard(
    scene: str, message: str, total_ms: int | None, language: Language, *, count: int | None = None
) -> list[Frame]:
    """The shots for a scene; empty when it is to be one shot.

    ``scene`` is what is to be seen, ``message`` the whole request, which may ask for a number of shots or for one take;
    ``count`` is a number of shots that follows from their length.
    """
    asked = pattern("shot_count").search(message)
    kind = first_match(tables().films, message) or "story"
    if asked is None:
        long = total_ms is not None and (total_ms > LONGEST_SHOT_MS or (kind != "story" and total_ms >= _CUT_FROM_MS))
        if not long or pattern("one_take").search(message):
            return []
    count = min(_MOST, count) if count else _count(asked, total_ms)
    subject = _subject(scene)
    listed = _listed(subject)
    if len(listed) >= _LEAST:
        return [Frame(item, item) for item in listed[:_MOST]]
    frames: Sequence[dict[str, Sequence[str]]] = tables().storyboards[kind]
    timed = any(hit.kind == "times" for hit in find_words(subject)[0])
    return [_filled(frame[language], subject, timed=timed) for frame in _chosen(frames, count)]


def _count(asked: re.Match[str] | None, total_ms: int | None) -> int:
    if asked is not None:
        return max(1, min(_MOST, round(number(next(group for group in asked.groups() if group)))))
    return max(_LEAST, min(_MOST, round((total_ms or 0) / _SHOT_MS)))


def _chosen(frames: Sequence[dict[str, Sequence[str]]], count: int) -> list[dict[str, Sequence[str]]]:
    """The first ones and always the last, which ends the film."""
    return [*frames[: count - 1], frames[-1]] if count < len(frames) else list(frames)


def _filled(frame: Sequence[str], subject: str, *, timed: bool) -> Frame:
    """A frame is its prompt and its label; what stands in brackets is left out where the scene has its own hour."""
    prompt, label = frame
    prompt = re.sub(r"\[[^\]]*\]", "", prompt) if timed else prompt.replace("[", "").replace("]", "")
    separator = ": " if subject.isascii() or " " in subject else "："
    return Frame(prompt.format(x=subject), f"{_brief(subject)}{separator}{label}")


def _brief(subject: str) -> str:
    words = re.sub(r"^(?:an?|the|some|my|our)\s+", "", subject, flags=re.IGNORECASE).split()
    return " ".join(words[:4]) if len(words) > 1 else subject[:24]


def _subject(scene: str) -> str:
    """What the film is about: "a 30 second ad for a coffee brand" is about coffee."""
    if match := pattern("film_about").search(scene):
        scene = next(group for group in match.groups() if group)
    return pattern("brand").sub("", scene).strip(" ,，.。的") or scene


def _listed(subject: str) -> list[str]:
    """ "Japan: temples, streets at night and food" names its shots itself."""
    _, colon, tail = subject.partition(":") if ":" in subject else subject.partition("：")
    items = re.split(r"\s*[,，、;；]\s*(?:and\s+)?|\s+and\s+|和", tail if colon else "")
    return [item.strip() for item in items if len(item.strip()) > 1]
