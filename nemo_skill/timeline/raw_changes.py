"""Changes in the keys that the timeline doesn't read: a filter, a transition, an opacity, anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .keys import (
    DURATION,
    END,
    ID,
    META,
    NAME,
    RANGE,
    ROLE,
    SEGMENTS,
    SOURCE,
    SPEED,
    START,
    TEXT,
    TRACKS,
    VOLUME,
    WEAK_NAME,
    WEAK_START,
)
from .lookup import is_opaque, is_url, key_of, parsed
from .wording import shortened

BOOKKEEPING = frozenset(
    {"updated", "updatedat", "updatetime", "lastupdated", "modified", "modifiedat", "modifytime", "lastmodified",
     "mtime", "savedat", "lastsaved", "revision", "rev", "version", "ver", "draftversion", "etag", "checksum"}
)  # fmt: skip
"""Keys that say when or how often a draft was saved, not what is in it."""

_READ = frozenset(
    {*TRACKS, *SEGMENTS, *META, *ID, *START, *WEAK_START, *DURATION, *END, *RANGE, *VOLUME, *SPEED, *TEXT, *NAME,
     *WEAK_NAME, *SOURCE, *ROLE, "tt", "color", "colour", "fontcolor", "textcolor", "fillcolor", "fill", "fc", "cl",
     "style", "textstyle", "fontstyle", "sty", "bold", "italic", "muted", "mute", "ismuted", "ratio", "aspectratio",
     "aspect", "width", "height", "w", "h", "fps", "framerate", "canvas", "canvasconfig"}
)  # fmt: skip

_TOLD_AS_STYLE = frozenset({"color", "colour", "fontcolor", "textcolor", "bold", "italic"})
"""Keys that are part of the words for a look, however deep they lie."""

_SAYING_LITTLE = frozenset({"type", "name", "kind", "value", "style", "mode"})
"""A leaf under such a key is what its holder is: ``transition.type`` is the transition."""

_WORDLIKE = re.compile(r"[A-Za-z][a-z]{2,}(?:[ _\-]?[A-Za-z][a-z]+){0,2}")
_SIGNATURE = re.compile(
    r"(?i)(?:x-(?:amz|goog|oss)-[\w-]+|expires?|signature|sign?|token|auth_?key|policy|key-pair-id)=[^&#]*&?"
)
_MAX_DEPTH = 24


class RawChange(NamedTuple):
    """One changed leaf. ``known``: the timeline reads such a key, so its change is told in better words."""

    field: str
    before: str | None
    after: str | None
    known: bool
    readable: bool


def same_content(before: Any, after: Any) -> bool:
    """Whether two drafts hold the same, apart from bookkeeping, nulls and the signatures of links."""
    return _leaves(before) == _leaves(after)


def changed_fields(before: Any, after: Any, *, without: tuple[str, ...] = ()) -> list[RawChange]:
    """The leaves that differ between two raw objects, leaving out some keys of the top level."""
    old, new = _leaves(before, without), _leaves(after, without)
    paths = [path for path in dict.fromkeys([*old, *new]) if old.get(path) != new.get(path)]
    return [_change(path, old.get(path), new.get(path)) for path in paths]


def _leaves(value: Any, without: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every leaf by its path, keys as they are spelled. Empty objects and lists count only as members of a list."""
    found: dict[tuple[str, ...], Any] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        each = parsed(each)
        if isinstance(each, list) and each and all(isinstance(item, str) for item in each):
            each = ", ".join(each)
        if isinstance(each, (Mapping, list)) and not each:
            if path and path[-1].startswith("#"):
                found[path] = ""
        elif isinstance(each, Mapping) and len(path) < _MAX_DEPTH:
            waiting.extend(
                ((*path, str(key)), inner)
                for key, inner in reversed(list(each.items()))
                if key_of(str(key)) not in BOOKKEEPING and not (not path and key_of(str(key)) in without)
            )
        elif isinstance(each, list) and len(path) < _MAX_DEPTH:
            waiting.extend(((*path, f"#{i}"), inner) for i, inner in reversed(list(enumerate(each))))
        elif each is not None:
            found[path] = _unsigned(each) if isinstance(each, str) else each
    return found


def _unsigned(text: str) -> str:
    """A link without its signature: the state hands out a fresh one at each reading."""
    if "?" not in text or not is_url(text):
        return text
    head, _, query = text.partition("?")
    query = _SIGNATURE.sub("", query).rstrip("&")
    return f"{head}?{query}" if query else head


def _change(path: tuple[str, ...], before: Any, after: Any) -> RawChange:
    named = [part for part in path if not part.startswith("#")]
    leaf = named[-1] if named else ""
    known = key_of(leaf) in _READ and (len(named) <= 2 or key_of(leaf) in _TOLD_AS_STYLE)
    texts = [None if value is None else _text(value, leaf) for value in (before, after)]
    is_list_item = bool(path) and path[-1].startswith("#")
    readable = (
        not known
        and not is_list_item
        and bool(_WORDLIKE.fullmatch(leaf))
        and not re.search(r"(?i)id$|url|uri|path|hash|token|key|secret|thumb", leaf)
        and texts != [None, None]
        and "" not in texts
    )
    return RawChange(_spoken(named), texts[0], texts[1], known, readable)


def _spoken(named: list[str]) -> str:
    """A path as words: ["transition", "fadeDuration"] -> "transition fade duration"; short containers are left out."""
    around = [part for part in named[-2:-1] if _WORDLIKE.fullmatch(part) and key_of(part) not in _READ]
    kept = around if around and key_of(named[-1]) in _SAYING_LITTLE else around + named[-1:]
    parts = [re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]+", " ", part).casefold() for part in kept]
    return " ".join(parts)


def _text(value: Any, key: str) -> str:
    """A leaf as a short word; "" where it can't be shown (a list, an id, a link, a long text)."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        if value >= 100 and re.search(r"(?i)fade|duration|delay", key):
            return f"{value / 1000:g}s"
        text = f"{value:g}" if isinstance(value, float) else str(value)
        return text if len(text) <= 9 else ""
    if not isinstance(value, str) or len(value) > 40 or is_url(value) or is_opaque(value):
        return ""
    return shortened(value)
