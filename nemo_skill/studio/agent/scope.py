"""Which clips a clause is about: "clips 1 and 3", "the last two shots", "after the second one", "all but the first".

Clips are counted from 1, from the end with negative numbers. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import quantities
from .tables import pattern

_ORDINALS = {
    "first": 1, "1st": 1, "opening": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1, "final": -1, "closing": -1,
}  # fmt: skip
#: Stands for the clip in the middle, whose number depends on how many there are.
MIDDLE = 10_000
_SMALL = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_NOUN = r"(?:clip|shot|scene|segment|part|picture|image|photo|frame|video|section)s?"
_TIME = r"(?:\s*(?:s\b|secs?\b|seconds?|minutes?|mins?\b|ms\b|%|x\b|秒|分|倍|:(?=\d)))"
_ZH_SMALL = r"[一二两三四五六七八九十\d]+"
_ZH_NOUN = r"(?:个|段|幕|张|条|句)?(?:镜头|片段|场景|画面|视频|图片|照片|素材)?"

_REFERENCE = re.compile(
    rf"\b(?P<side>first|last|final)\s+(?P<count>{_SMALL}|couple(?: of)?|few)"
    rf"(?:\s+(?:{_NOUN}|ones)\b(?!{_TIME})|\s*[.!]?$)"
    r"|\b(?P<back>second|third|2nd|3rd|next)[- ](?:to|from)[- ](?:the[- ])?last\b|\b(?P<penult>penultimate)\b"
    r"|(?<!lower )(?<!lower-)(?<!upper )(?<!bottom )(?<!top )"
    rf"\b(?P<word>{'|'.join(word for word in _ORDINALS if word not in ('opening', 'closing'))})\b"
    rf"(?!\s*(?:\d+(?:\.\d+)?|{_SMALL[3:-1]}|half(?: an?)?|few|couple)?\s*"
    r"(?:seconds?|secs?\b|s\b|minutes?|frames?\b(?! of)))"
    r"(?<!last second)(?<!first second)"
    r"|\bthe (?P<part>intro|outro)\b(?! (?:title|text|card|music))"
    rf"|\b(?P<edge>opening|closing)\s+{_NOUN}\b|\b(?P<middle>middle)\s+(?:{_NOUN}|one)\b"
    rf"|(?:\b{_NOUN}|\bnumber|#)\s*#?\s*(?P<n>{_SMALL})\b(?!{_TIME})"
    rf"|(?<=from )(?P<onto>\d)(?=\s+(?:to|into)\s+\d\b(?!{_TIME}))|(?<=\d to )(?P<upto>\d)\b(?!{_TIME})"
    rf"|(?<=between )(?P<bare>\d{{1,2}})(?=\s*(?:and|&|,)\s*\d{{1,2}}\b(?!{_TIME}))"
    rf"|倒数第(?P<zhback>{_ZH_SMALL}){_ZH_NOUN}"
    rf"|(?P<zhside>前|后|最后|开头)(?P<zhcount>[两二三四五六七八九\d]+)(?:个|段|幕|张|条)(?!月|小时)"
    rf"|第(?P<zh>{_ZH_SMALL}){_ZH_NOUN}(?!秒|分|行|句)"
    rf"|(?:镜头|片段|场景|画面|视频|图片|照片)(?P<zhn>[一二三四五六七八九十\d]+)(?![个段秒分倍张%])"
    r"|(?P<zhlast>最后(?:一)?(?:个|段|幕|张)|最后的?(?:镜头|片段|画面|场景)|末段)|(?P<zhmid>中间(?:那|的)?(?:一)?(?:个|段))",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"\s*(?P<join>,\s*and|,|and|&|\+|和|与|跟|及|、|-|–|through|至|到(?=第))\s*(?:(?:the\s+)?{_NOUN}|镜头|片段)?\s*#?"
    rf"第?(?P<n>{_SMALL}(?![a-z\d])|[一二三四五六七八九十]+)(?!{_TIME})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reference:
    """Clips named in one place of a text; ``start`` and ``end`` are that place."""

    indices: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Scope:
    """``besides``: the clips named are what is left out. ``after``/``before``: beside which clip something goes."""

    references: tuple[Reference, ...] = ()
    besides: bool = False
    after: int | None = None
    before: int | None = None
    between: bool = False

    @property
    def indices(self) -> tuple[int, ...]:
        return tuple(index for reference in self.references for index in reference.indices)


NOWHERE = Scope()


def read_scope(text: str, lengths: Sequence[tuple[int, int]] = ()) -> Scope:
    """``lengths``: the places of lengths in the text; the "second" of "1 second" is no ordinal."""
    references = tuple(
        found
        for found in references_in(text)
        if not any(start < found.end and found.start < end for start, end in lengths)
    )
    if not references:
        return Scope(besides=True) if pattern("besides").search(text) else NOWHERE
    after = before = None
    for reference in references:
        lead = text[: reference.start]
        tail = text[reference.end :]
        if pattern("placed_after").search(lead) or pattern("placed_after_zh").match(tail):
            after = reference.indices[-1]
        elif pattern("placed_before").search(lead) or pattern("placed_before_zh").match(tail):
            before = reference.indices[0]
    return Scope(
        references,
        besides=pattern("besides").search(text[: references[0].end]) is not None
        or pattern("besides_zh").search(text) is not None,
        after=after,
        before=before,
        between=pattern("between").search(text) is not None,
    )


def references_in(text: str) -> Iterator[Reference]:
    """Every place where clips are named, in order."""
    at = 0
    while match := _REFERENCE.search(text, at):
        indices, end = list(_indices(match)), match.end()
        if match["n"] or match["zhn"] or match["bare"] or match["zh"]:
            indices, end = _listed(text, indices, end)
        yield Reference(tuple(indices), match.start(), end)
        at = max(end, match.end())


def _listed(text: str, indices: list[int], end: int) -> tuple[list[int], int]:
    """ "clips 1, 2 and 4", "clips 2-4"."""
    while more := _MORE.match(text, end):
        number = round(quantities.number(more["n"]))
        if more["join"].lower() in ("-", "–", "through", "至", "到"):
            indices += range(indices[-1] + 1, number + 1)
        else:
            indices.append(number)
        end = more.end()
    return indices, end


def _indices(match: re.Match[str]) -> Iterator[int]:
    if match["side"] or match["zhside"]:
        count = _count(match["count"] or match["zhcount"])
        from_end = (match["side"] or match["zhside"]).lower() in ("last", "final", "后", "最后")
        yield from range(-count, 0) if from_end else range(1, count + 1)
    elif match["back"]:
        yield -{"third": 3, "3rd": 3}.get(match["back"].lower(), 2)
    elif match["penult"]:
        yield -2
    elif match["word"] or match["edge"]:
        yield _ORDINALS[(match["word"] or match["edge"]).lower()]
    elif match["part"]:
        yield 1 if match["part"].lower() == "intro" else -1
    elif match["middle"] or match["zhmid"]:
        yield MIDDLE
    elif match["zhlast"]:
        yield -1
    elif match["zhback"]:
        yield -round(quantities.number(match["zhback"]))
    else:
        yield round(
            quantities.number(next(match[name] for name in ("n", "zh", "zhn", "bare", "onto", "upto") if match[name]))
        )


def _count(word: str) -> int:
    if word.lower().startswith(("couple", "few")):
        return 2 if word.lower().startswith("couple") else 3
    return max(1, round(quantities.number(word)))


def without_places(text: str) -> str:
    """The text without what only says beside which clip something goes."""
    return pattern("beside").sub(" ", text)
