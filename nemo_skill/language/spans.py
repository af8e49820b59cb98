"""A sentence of the backend -> clauses with their marks, and a sentence again from the clauses that stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nemo_skill.language import repair
from nemo_skill.language.lexicon import Unit

STRONG = frozenset((";", "；", ":", "：", "-", "–", "—", ".", "!", "?", "。", "！", "？", "…", "\n"))
_JOINING = frozenset(
    ("and", "then", "or", "so", "but", "and then", "or just", "or simply", "and you can", "so you can", "which you can",
     "that you can", "并", "并且", "然后", "再", "可以", "您可以", "你可以", "y", "et", "und", "e", "и", "или", "ou",
     "oder", "o")
)  # fmt: skip
_TELLERS = frozenset(("i", "i've", "i have", "we", "we've", "we have"))
# What begins the second half of a Chinese condition.
_THEN = frozenset(("就", "就能", "就可以", "可", "可以", "便可", "再", "也可以", "后", "之后"))
_AFTER_WHEN = frozenset(("lead", "click", "drag", "touch", "open", "glide"))
_INNER = "/&+|[]"
_FINITE = frozenset(
    ("is", "are", "has", "have", "was", "were", "been", "i've", "i", "we've", "it's", "est", "ist", "es", "esta",
     "我", "我已", "已", "了")
)  # fmt: skip


class Span(NamedTuple):
    """A clause.

    `mark` separates it from the one before; `start` and `end` leave out marks and the space around them; `stop` is
    `end` until words are cut off at the end of the clause.
    """

    units: tuple[Unit, ...]
    mark: str
    start: int
    end: int
    depth: int
    stop: int


def split(units: Sequence[Unit], sentence: str, screen_words: frozenset[str]) -> list[Span]:
    """Cut at punctuation, and before joining words that a screen word follows."""
    out: list[Span] = []
    current: list[Unit] = []
    mark = ""
    start = depth = 0

    def close(end: int, new_mark: str, new_start: int) -> None:
        nonlocal current, mark, start
        if current:
            begin, stop = _tight(sentence, start, end, current)
            out.append(Span(tuple(current), mark, begin, stop, depth, stop))
            current, mark = [], new_mark
        elif new_mark in STRONG or not mark:
            mark = new_mark
        start = new_start

    for index, unit in enumerate(units):
        if unit.classes & {"end", "pause", "arrow"}:
            sign = unit.text.strip()[:1] or unit.text[:1]
            if sign in _INNER:
                continue
            close(unit.start, sign, unit.end)
            if sign in "(（":
                depth += 1
            elif sign in ")）":
                depth = max(0, depth - 1)
            continue
        if current and (
            unit.text == "请"
            or (unit.text in _JOINING and any(u.classes & screen_words for u in units[index + 1 : index + 4]))
            or (unit.text == "and" and current[0].text in _TELLERS and _on_screen(current))
        ):
            close(unit.start, "and", unit.start)
        current.append(unit)
    close(len(sentence), "", len(sentence))
    return out


def _on_screen(units: Sequence[Unit]) -> bool:
    """Whether a clause tells of the screen: "I clicked Generate (and the storm is ready)"."""
    return any(unit.classes & {"clicked", "screen", "gear"} for unit in units)


def conditioned(span: Span) -> Span:
    """A Chinese clause with its condition (不喜欢的话, 没问题就) as one unit: its "not" denies nothing behind it."""
    units = span.units
    for index, unit in enumerate(units):
        behind = units[index + 1].classes if index + 1 < len(units) else frozenset(("lead",))
        marks = "ifmark" in unit.classes and (index > 0 or len(unit.text) > 2)
        marks = marks and (unit.text != "时" or bool(behind & _AFTER_WHEN))
        before = unit.text in _THEN and index > 0 and bool(units[0].classes & {"cond", "neg"})
        if marks or before:
            stop = index + 1 if marks else index
            text = "".join(u.text for u in units[:stop])
            whole = Unit(frozenset(("cond",)), text, units[0].start, units[stop - 1].end)
            return span._replace(units=(whole, *units[stop:]))
        if unit.classes & {"click", "drag", "glide", "quote", "num"}:
            break
    return span


def _tight(sentence: str, start: int, end: int, units: Sequence[Unit]) -> tuple[int, int]:
    while start < units[0].start and (
        sentence[start].isspace() or (sentence[start] in "*_" and _closes(sentence, start))
    ):
        start += 1
    while end > units[-1].end and sentence[end - 1].isspace():
        end -= 1
    return start, end


def _closes(sentence: str, at: int) -> bool:
    """Whether the emphasis mark at `at` ends something that began before it."""
    return sentence[at + 1 : at + 2].isspace() or (
        sentence[at : at + 2] == "**" and sentence[at + 2 : at + 3].isspace()
    )


def remaining(sentence: str, spans: Sequence[Span], kinds: Sequence[str]) -> str:
    """The content clauses with their own marks between them, and one mark at the end."""
    kept = _kept(spans, kinds)
    if not kept:
        return ""
    pieces = []
    for position, index in enumerate(kept):
        span = spans[index]
        if position == 0:
            pieces.append(sentence[0 if index == 0 else _begin(span) : span.end])
        elif kept[position - 1] == index - 1:
            pieces.append(sentence[spans[index - 1].stop : span.end])
        else:
            pieces.append(repair.joint(sentence[spans[index - 1].stop : span.start]) + sentence[span.start : span.end])
    last = kept[-1]
    if last == len(spans) - 1:
        pieces.append(sentence[spans[last].stop :])
    else:
        pieces.append(repair.ending(sentence[spans[last].stop : spans[last + 1].start], sentence))
    return repair.mended("".join(pieces), capital=kept[0] > 0)


def _begin(span: Span) -> int:
    """Where a clause begins that the ones before it left alone: without "or", "and"."""
    joined = span.units[0].text in _JOINING and len(span.units) > 1
    return span.units[1].start if joined else span.start


def _kept(spans: Sequence[Span], kinds: Sequence[str]) -> list[int]:
    kept: list[int] = []
    dropping = went = False
    for index, (span, kind) in enumerate(zip(spans, kinds, strict=True)):
        nested = span.depth > 0
        if nested and went and kind == "content":
            continue
        went = went if nested else kind in ("screen", "mute")
        if kind in ("screen", "mute"):
            dropping = (dropping or not nested) and kind == "screen"
            continue
        if kind == "lead":
            follows = next((k for k in kinds[index + 1 :] if k != "lead"), "")
            if dropping or follows in ("screen", "mute") or (kinds[:index] and kinds[index - 1] == "mute"):
                continue
        elif dropping and not nested and span.mark not in STRONG and not _reports(span):
            continue
        dropping = dropping and nested
        kept.append(index)
    return kept


def is_label(span: Span, following: Span) -> bool:
    """Whether a clause only announces the instruction behind its colon: "How to get it: click ..."."""
    if following.mark in ("-", "–", "—"):
        return all(unit.classes & {"export", "upload", "panelname"} for unit in span.units)
    return (
        following.mark in (":", "：")
        and len(span.units) <= 6
        and not any(unit.classes & {"num", "quote", "past", "name"} or unit.text in _FINITE for unit in span.units)
    )


def is_topic(span: Span, following: Span) -> bool:
    """Whether a Chinese clause only names what the instruction is about: 剩余积分 | 可以在账户页面查看."""
    return (
        following.mark == "and"
        and following.units[0].text in ("可以", "您可以", "你可以")
        and len(span.units) <= 4
        and span.units[-1].text != "了"
        and not any(unit.classes & {"num", "quote", "past", "name"} for unit in span.units)
    )


def _reports(span: Span) -> bool:
    """Whether a clause behind an instruction tells of the video again: "..., and I've added a title"."""
    first = span.units[0].classes
    if first & {"touch", "follow", "open", "click"} or (
        "lead" in first and len(span.units) > 1 and span.units[1].classes & {"touch", "follow", "open", "click", "drag"}
    ):
        return False
    if any(unit.text in _FINITE or "chat" in unit.classes for unit in span.units[:5]):
        return True
    wide = any(unit.text[0] > "\u2e80" for unit in span.units)
    return wide and any(unit.classes & {"num", "quote"} for unit in span.units)
