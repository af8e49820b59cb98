"""What a video is called in a request for it: "mándame el vídeo de la boda", 导出婚礼的视频, 結婚式の動画を送って.

A name is content anywhere else. Beside a verb of handing over, and with the video told to be a certain one, it only
says which: the frames then see the request without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language.lexicon import Unit

_VERB_LAST = ("ja", "ko")
# How many units a name has at most.
_LONGEST = 7
# How many it has in Chinese without a word that says that it is one.
_SHORT = 4
_DEFINITE = frozenset(("the", "self", "it", "send"))
_THING = frozenset(("result", "deliverable"))
# A character that is one of these begins something of its own.
_VERBS = frozenset(("create", "neg", "give", "export", "upload", "ba", "prep", "and", "then", "num", "result", "ask"))
# What is asked of a video: 婚礼的视频还在渲染吗.
_ASKED = frozenset(("sofar", "still", "going", "status"))
_TAIL = _THING | {"filler", "polite"}
_WITHIN = frozenset(("the", "self", "person", "mine", "more", "num", "footage", "piece", "context"))
_ENDED = frozenset(("create", "created", "film", "says", "quote", "url", "about", "fault", "tweak", "name", "path"))


def without_name(units: Sequence[Unit], language: str) -> Sequence[Unit]:
    """The units without what the video in them is called; the same ones where it is not named."""
    if all(unit.classes for unit in units):
        return units
    things = _THING | {"media"} if any("upload" in unit.classes for unit in units) else _THING
    noun = next((at for at, unit in enumerate(units) if unit.classes & things and not unit.classes & _ENDED), None)
    if noun is None:
        return units
    if language == "zh":
        return _before(units, noun) if _is_handed(units, noun) else units
    if language in _VERB_LAST:
        asked = any(_hands(unit) or unit.classes & _ASKED for unit in units[noun + 1 :])
        return _before(units, noun) if asked else units
    pointed = noun > 0 and bool(units[noun - 1].classes & _DEFINITE)
    if language == "en":
        # "drop the clip of the parking lot" is an edit.
        pointed = pointed and any(unit.classes & {"export", "forme"} for unit in units)
    if pointed or (language == "ru" and any(_hands(unit) for unit in units)):
        return _behind(units, noun)
    return units


def is_strange(units: Sequence[Unit], at: int) -> bool:
    """Whether a unit is part of a name: unknown, or one character of a longer Chinese word, as 会 in 宴会."""
    unit = units[at]
    if unit.classes <= {"person"}:
        return True
    if "\uac00" <= unit.text[0] <= "\ud7af":
        word = _written_together(units, at)
        # No word begins with a particle.
        return "prep" in word[0].classes or any(not part.classes for part in word)
    inner = at > 0 and len(unit.text) == 1 and unit.text > "\u2e80" and units[at - 1].end == unit.start
    return inner and not units[at - 1].classes and unit.classes.isdisjoint(_VERBS) and unit.text not in ("的", "の")


def _written_together(units: Sequence[Unit], at: int) -> Sequence[Unit]:
    """The units of the Korean word that one belongs to."""
    start = stop = at
    while start and units[start - 1].end == units[start].start:
        start -= 1
    while stop + 1 < len(units) and units[stop].end == units[stop + 1].start:
        stop += 1
    return units[start : stop + 1]


def _hands(unit: Unit) -> bool:
    """Whether a verb asks for something that is there, or a word asks whether it is."""
    return bool(unit.classes & {"export", "exported", "upload", "done"}) or "handing" in unit.marks


def _is_handed(units: Sequence[Unit], noun: int) -> bool:
    """Whether a Chinese clause asks for the video that ends it, or for the one that it begins with."""
    behind = units[noun + 1 :]
    taken = any("ba" in unit.classes for unit in units[:2])
    if any((_hands(unit) and (taken or "upload" not in unit.classes)) or unit.classes & _ASKED for unit in behind):
        name = [unit for unit in units[:noun] if not unit.classes]
        told = any(unit.text == "的" or "it" in unit.classes for unit in units[:noun])
        return taken or len(name) <= (_LONGEST if told else _SHORT)
    verb = next((unit for unit in units[:noun] if _hands(unit)), None)
    if verb is None or ("footage" in units[noun].classes and verb.text.startswith("下载")):
        # 下载海浪的视频 may be for stock footage.
        return False
    return all(unit.classes & _TAIL for unit in behind)


def _before(units: Sequence[Unit], noun: int) -> Sequence[Unit]:
    """The units without the unknown words in front of a noun: 婚礼的视频."""
    start = noun
    if start and units[start - 1].text in ("的", "の"):
        start -= 1
    while start and is_strange(units, start - 1):
        start -= 1
    if start == 1 and noun > start + 1 and len(units[0].text) == 1 and "create" in units[0].classes:
        # A verb within a name: 修车铺的视频.
        start = 0
    while start < noun and units[start].text in ("的", "の"):
        start += 1
    if not 0 < noun - start <= _LONGEST or (start and units[start - 1].classes & {"a", "num", "create", "about"}):
        return units
    return [*units[:start], *units[noun:]]


def _behind(units: Sequence[Unit], noun: int) -> Sequence[Unit]:
    """The units without the words behind a noun: "el vídeo | de la boda", видео | со свадьбы."""
    if noun + 1 >= len(units) or not ("whose" in units[noun + 1].marks or _is_genitive(units[noun + 1])):
        return units
    stop = noun + 1
    while stop < len(units) and _goes_on(units[stop]):
        stop += 1
    named = units[noun + 1 : stop]
    if len(named) > _LONGEST + 1 or all(unit.classes for unit in named):
        return units
    return [*units[: noun + 1], *units[stop:]]


def _is_genitive(unit: Unit) -> bool:
    """Whether a Russian noun follows another one: рекламу велосипедов."""
    return not unit.classes and "\u0400" <= unit.text[0] < "\u0500"


def _goes_on(unit: Unit) -> bool:
    if not unit.classes or "whose" in unit.marks:
        return True
    return bool(unit.classes & _WITHIN) and "a" not in unit.classes and not unit.classes & _ENDED
