"""Whether a clause tells of the world beside the video: "the neighbours complain", 我这边网不太好.

A statement has a subject that is spoken of and a finite verb. It is for the agent only where it finds fault with the
video, or says how that should be; what somebody did, owns or waits for goes along unheard.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Unit

# How far from the beginning of a statement its verb may stand: "the big screen in the lobby is ...".
_REACH = 9
# What in a statement is for the agent.
_MEANT = frozenset(("fault", "tweak", "quote", "film", "option", "neg"))
_SUBJECTS = frozenset(("the", "it", "third", "person"))
# Things of the user's world: what is wrong with them is not the video's fault.
_WORLD = frozenset(("context", "device", "person"))


def tells(units: Sequence[Unit]) -> bool:
    """Whether an English clause is a statement that wishes for nothing."""
    while units and "filler" in units[0].classes and "person" not in units[0].classes:
        units = units[1:]
    if not units or any("nought" in unit.marks for unit in units):
        return bool(units)
    if len(units) > 2 and units[0].text == "what" and "a" in units[1].classes:
        return True
    verb = _verb(units)
    if verb is None:
        return False
    subject, predicate = units[:verb], units[verb:]
    asked = any("polite" in one.classes and "create" in other.classes for one, other in pairwise(predicate))
    if asked or any("wanting" in unit.marks for unit in predicate):
        return False
    if any(unit.classes & {"context", "device"} for unit in subject):
        return True
    return not (names_a_part(subject) and not any("good" in unit.classes for unit in units)) and not any(
        unit.classes & _MEANT for unit in units
    )


def names_a_part(units: Sequence[Unit]) -> bool:
    """Whether something of the video is spoken of: "the music drowns the voice", 背景音乐盖过人声了."""
    return any(
        unit.classes & _PARTS or unit.classes & {"media", "footage"} == {"media"} or "partof" in unit.marks
        for unit in units
    )


_PARTS = frozenset(("piece", "film", "says", "property"))


def faults(units: Sequence[Unit], language: str) -> bool:
    """Whether something is told of a part of the video, and no praise: "the music drowns the voice"."""
    if any("good" in unit.classes for unit in units):
        return False
    if language == "zh":
        told = len(units) > 2 and "filler" in units[-1].classes and not units[0].classes & {"self", "it", "person"}
        return told and names_a_part(units[:1])
    if language == "en":
        verb = _verb(units)
        return bool(verb) and names_a_part(units[:verb])
    headed = units[1:2] if "the" in units[0].classes else units[:1]
    return len(units) > 2 and names_a_part(headed)


def _verb(units: Sequence[Unit]) -> int | None:
    """Where the finite verb of a statement stands, behind its subject."""
    head = units[0]
    befriended = "a" in head.classes and len(units) > 1 and "person" in units[1].classes
    if not (head.classes & _SUBJECTS or "whosemy" in head.marks or befriended):
        return None
    bare = bool(head.classes & {"person", "it"}) and not head.classes & {"the"}
    for at, unit in enumerate(units[:_REACH]):
        if at == 0:
            if head.text.endswith("'s") and bare and len(units) > 1:
                return 0
            continue
        before = units[at - 1]
        if "the" in before.classes and not (before is head and bare):
            continue
        if "finite" in unit.marks or (at == 1 and unit.text.endswith("'s") and not unit.classes):
            return at
        if "prep" not in before.classes and _inflected(unit):
            return at
        acts = at + 1 < len(units) and bool(units[at + 1].classes & {"the", "it", "third"})
        if not unit.classes and unit.text.endswith("s") and acts and at > 1:
            return at
        if at == 1 and bare and unit.classes & {"create", "utilize", "remark", "good"}:
            return at
    return None


def _inflected(unit: Unit) -> bool:
    """Whether a word may be a verb in the past or with its third person's s."""
    if unit.classes & {"remark", "good", "says", "created"} and unit.text.isascii():
        return unit.text.endswith(("s", "ed", "t", "de", "ve", "ld"))
    return not unit.classes and unit.text.endswith(("ed", "es"))


def is_excused(units: Sequence[Unit]) -> bool:
    """Whether somebody only thanks or says sorry for something: "sorry for the typos"."""
    return len(units) > 1 and "thanking" in units[0].marks and bool(units[1].classes & {"prep", "about"})


def is_elsewhere(units: Sequence[Unit]) -> bool:
    """Whether a Chinese clause finds fault with something of the user's own: 公司电脑太卡了, 网络断了两次."""
    at = next((at for at, unit in enumerate(units) if unit.classes & {"fault", "neg"}), None)
    if at is None or any("ba" in unit.classes for unit in units):
        return False
    before = [unit for unit in units[:at] if "filler" not in unit.classes]
    return bool(before) and bool(before[-1].classes & _WORLD) and not names_a_part(before)


def lacks(units: Sequence[Unit]) -> bool:
    """Whether something isn't so to a sufficient degree: "the sunset isn't orange enough"."""
    return any("neg" in unit.classes for unit in units) and "sufficient" in units[-1].classes
