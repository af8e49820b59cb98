"""The parts of one request: quoted words, lengths, places, numbers, colours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import quantities
from .scope import NOWHERE, Scope, read_scope
from .tables import END, FILE, QUOTE, Language, first_match, pattern, tables

_QUOTES = re.compile(
    r"[“”„]([^“”„\n]+)[“”]|\"([^\"\n]+)\"|「([^」\n]+)」|『([^』\n]+)』|«([^»\n]+)»|《([^》\n]+)》|‘([^’\n]+)’(?!\w)|`([^`\n]+)`"
    r"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)"
)
_CJK = re.compile(r"[\u3400-\u9fff]")
#: "Too dark" asks for the other way round.
_OPPOSITE = {"dark": "bright", "bright": "dark", "warm": "cold", "cold": "warm", "vivid": "muted", "muted": "vivid"}
_SHAPE = re.compile(r"(?<!\d)(?:16|9|1|4|3|21)\s*[:x×比：]\s*(?:9|16|1|5|3|4)(?!\d)")


@dataclass(frozen=True)
class Masked:
    """A message in which quotes and file names stand as single tokens."""

    text: str
    quotes: tuple[str, ...]
    files: tuple[str, ...] = ()

    def unmasked(self, text: str | None = None) -> str:
        text = self.text if text is None else text
        text = re.sub(f"{QUOTE}(\\d+){END}", lambda match: f'"{self.quotes[int(match[1])]}"', text)
        return re.sub(f"{FILE}(\\d+){END}", lambda match: self.files[int(match[1])], text)


@dataclass(frozen=True)
class Slots:
    """What a clause holds. Times are milliseconds."""

    text: str
    quotes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    lengths: tuple[quantities.Length, ...] = ()
    percent: float | None = None
    factor: float | None = None
    ratio: str | None = None
    indices: tuple[int, ...] = ()
    scope: Scope = NOWHERE
    colour: str | None = None
    position: str | None = None
    mood: str | None = None
    place: str | None = None
    range: tuple[int, int] | None = None
    head_ms: int | None = None
    tail_ms: int | None = None
    at_ms: int | None = None
    direction: int = 0
    #: A :class:`~.captions.CaptionList`, for subtitles from a list.
    captions: object = None

    @property
    def ms(self) -> int | None:
        """The first length that isn't a moment."""
        return next((item.ms for item in self.lengths if item.ms != self.at_ms or len(self.lengths) == 1), None)

    def has(self, pattern: str) -> bool:
        return re.search(pattern, self.text, re.IGNORECASE) is not None


def language_of(text: str, default: str) -> Language:
    """Chinese when the message has Chinese characters, English for Latin letters, else the session's own."""
    outside = _QUOTES.sub("", text)
    if _CJK.search(outside):
        return "zh"
    if re.search(r"[A-Za-z]{2}", outside):
        return "en"
    return "zh" if default.lower().startswith("zh") else "en"


def mask(text: str, file_names: Sequence[str] = ()) -> Masked:
    """Put tokens in place of quoted text and of the names of uploaded files."""
    quotes: list[str] = []

    def quoted(match: re.Match[str]) -> str:
        quotes.append(next(group for group in match.groups() if group is not None).strip())
        return f"{QUOTE}{len(quotes) - 1}{END}"

    files: list[str] = []
    for name in sorted(set(file_names), key=len, reverse=True):
        pattern = re.compile(rf"(?<![\w.])[\"'“`]?{re.escape(name)}[\"'”`]?(?!\w)", re.IGNORECASE)
        if pattern.search(text):
            text = pattern.sub(f"{FILE}{len(files)}{END}", text)
            files.append(name)
    return Masked(_QUOTES.sub(quoted, text), tuple(quotes), tuple(files))


#: "The last second" is a length, "the second shot" none.
_LAST_SECOND = re.compile(r"\b(last|first|final) second\b(?!\s+(?:clip|shot|scene|one|part|title))", re.IGNORECASE)


def read_slots(clause: str, message: Masked) -> Slots:
    """Every slot of a masked clause."""
    words = tables()
    ratio = quantities.ratio(clause) or first_match(words.ratios, clause)
    plain = _SHAPE.sub(lambda match: " " * len(match[0]), clause)
    plain = re.sub(f"[{QUOTE}{FILE}]\\d+{END}", lambda match: QUOTE * len(match[0]), plain)
    plain = _LAST_SECOND.sub(r"\1 1 second", plain)
    found = quantities.lengths(plain)
    where = read_scope(plain, tuple((item.start, item.end) for item in found))
    span = _range(plain, found)
    at = None if span else next((item.ms for item in found if pattern("moment").search(plain[: item.start])), None)
    head = tail = None
    for item in found if span is None and at is None else ():
        before, after = plain[: item.start][-12:], plain[item.end :]
        if pattern("tail_of").search(before) or pattern("off_the_end").match(after):
            tail = tail or item.ms
        elif pattern("head").search(before) or pattern("off_the_start").match(after):
            head = head or item.ms
    mood = first_match(words.moods, plain)
    colour = next((value for value, patterns in words.colours.values() if any(p.search(plain) for p in patterns)), None)
    too = pattern("too").search(plain) is not None
    more, less = bool(pattern("more").search(plain)), bool(pattern("less").search(plain))
    direction = 0 if more == less else 1 if more else -1
    return Slots(
        text=clause,
        quotes=tuple(message.quotes[int(n)] for n in re.findall(f"{QUOTE}(\\d+){END}", clause)),
        files=tuple(message.files[int(n)] for n in re.findall(f"{FILE}(\\d+){END}", clause)),
        lengths=tuple(found),
        percent=quantities.percent(plain),
        factor=quantities.factor(plain),
        ratio=ratio,
        indices=where.indices,
        scope=where,
        colour=colour,
        position=first_match(words.positions, plain),
        mood=_OPPOSITE.get(mood, mood) if too and mood else mood,
        place="start" if pattern("at_start").search(plain) else "end" if pattern("at_end").search(plain) else None,
        range=span,
        head_ms=head,
        tail_ms=tail,
        at_ms=at,
        direction=direction if not too else -direction,
    )


_BARE_RANGE = re.compile(
    r"(?:\b(?:from|between)\b|从)?\s*(?P<a>\d+(?:\.\d+)?)\s*(?:s|sec|seconds?|秒)?\s*(?:-|–|~|to|and|until|till|到|至)\s*"
    r"(?P<b>\d+(?:\.\d+)?)\s*(?:s\b|secs?\b|seconds?|秒)"
    r"|\bseconds?\s+(?P<a2>\d+(?:\.\d+)?)\s*(?:-|–|to|and|through|until)\s*(?P<b2>\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)


#: The end of a range that goes on to the end of the video.
TO_THE_END = 10**9


def _range(text: str, found: list[quantities.Length]) -> tuple[int, int] | None:
    """``from 2s to 4s``, ``2-4 s``, ``0:03 to 0:05``, ``第2秒到第4秒``, ``everything after 8 s``."""
    if found and pattern("until_the_end").search(text):
        return found[0].ms, TO_THE_END
    if found and pattern("from_the_start").search(text):
        return 0, found[0].ms
    if match := _BARE_RANGE.search(text):
        first, last = (round(float(match[one] or match[two]) * 1000) for one, two in (("a", "a2"), ("b", "b2")))
        if first < last:
            return first, last
    for one, two in zip(found, found[1:]):  # noqa: B905, RUF007 - pairwise() is newer than the oldest Python here
        between = text[one.end : two.start].strip()
        joined = pattern("range_joined").fullmatch(between)
        opened = re.search(r"(?:\bfrom|\bbetween|从|从第|第)\s*(?:the\s*)?$", text[: one.start], re.IGNORECASE)
        if joined and one.ms < two.ms and (opened or between not in ("and", "和")):
            return one.ms, two.ms
    return None
