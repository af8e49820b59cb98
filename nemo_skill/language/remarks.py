"""What a clause without a request is, next to one: content for the agent, or a remark that only goes along.

"my boss is waiting, export it" and "it's a keeper, export it" ask for one thing; "two kids on a swing, then export
it" asks for two. A remark is a statement: it has a subject that is spoken of, and praises or tells why there is hurry.
What finds fault ("it's too dark") is content: the agent should hear it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit

_NEVER = frozenset(("create", "created", "film", "quote", "url", "path", "name", "about"))
SUBJECTS = frozenset(("self", "it", "person", "third", "the"))
VERBS = frozenset(("aux", "want", "remark", "did", "good", "context"))
# Words that say what something is like; alone they are no remark but may name what the video shows.
_MANNERS = frozenset(("filler", "then", "joint"))
_DESCRIBING = frozenset(
    (
        "good",
        "context",
        "person",
        "third",
        "fault",
        "trivial",
        "remark",
        "property",
        "into",
        "tweak",
        "option",
        "piece",
        "position",
    )
)
# What somebody wants who only waits for the result: "my teacher needs it by noon".
_WAITED_FOR = frozenset(("it", "result", "format", "deliverable", "final", "export", "done", "context"))
# How many words of a remark may be ones that no list knows, where it has no subject of its own.
_FEW = 3
SHORT = 4
# What a negation before it forbids at once: "no cutting", "wait before ...".
_DONE = frozenset(("create", "media", "film", "option", "trivial"))


def is_remark(clause: Clause, names: frozenset[str]) -> bool:
    """Whether the clause goes along with a request whatever stands around it: "looks perfect", "my boss is waiting"."""
    if {"name", "naming"} <= names:
        return True
    if "away" in clause.units[0].classes or _greets(clause.units, names):
        return True
    if names & _NEVER:
        return False
    units = spoken(clause.units)
    if clause.relation == "if":
        return True
    if ("want" in names and names & {"media", "film", "says"}) or {"convert", "shape"} <= names:
        return False
    if all(unit.classes - _DESCRIBING for unit in clause.units):
        return not units or not (_names(units) or _directs(units))
    if not units or _finds_fault(units) or _is_named(units):
        return False
    if clause.relation in ("before", "after"):
        return "context" in names
    if units[0].classes & {"a", "num"}:
        return False
    strangers = _strangers(units)
    if "good" in names:
        return not strangers or _states(units) or _likes(units[0])
    if "context" in names:
        return _states(units) or (strangers <= _FEW and not units[0].classes & {"person", "third"})
    return False


def _greets(units: Sequence[Unit], names: frozenset[str]) -> bool:
    """Whether somebody is addressed: "Dear assistant", "hey nemo"."""
    return "greeting" in units[0].classes and len(units) < SHORT and names.isdisjoint(_ASKED | _NEVER)


# What no address holds.
_ASKED = frozenset(("want", "ask", "many", "show", "give", "media", "result", "tweak", "fault", "neg", "aux", "num"))


def is_constraint(clause: Clause, names: frozenset[str]) -> bool:
    """Whether something is not to be done: "don't touch the ending"; not "no wait, add a title"."""
    units = list(clause.units)
    while units and "filler" in units[0].classes and (len(units) < 2 or not units[1].classes & _DONE):
        units.pop(0)
    if not units:
        return bool(names & {"neg", "stop"})
    creates = next((at for at, unit in enumerate(units) if "create" in unit.classes and "kept" not in unit.marks), None)
    if "kept" in units[0].marks and len(units) > 1 and units[1].classes & {"the", "it", "self"}:
        return creates is None and names.isdisjoint(("num", "a", "tweak"))
    if _stays(clause.units) and names.isdisjoint(("create", "tweak", "fault")):
        return True
    forbids = next((at for at, unit in enumerate(units) if unit.classes & {"neg", "stop"} & names), None)
    if forbids is None or ("swap" in units[forbids].classes and creates is not None):
        return False
    while clause.language == "zh" and "filler" in units[-1].classes and len(units) > 1:
        units.pop()
    if clause.language == "zh" and 0 < forbids == len(units) - 2 and units[-1].classes & {"trivial", "create"}:
        # What is to stay as it is: 字也别动了.
        return True
    if clause.language in ("ja", "ko") and forbids == len(units) - 1:
        # 음악은 건드리지 말고
        return True
    return forbids == 0 or ("neg" in names and creates is not None and forbids < creates)


def _stays(units: Sequence[Unit]) -> bool:
    """Whether something is said to be left as it is: 字幕也不用改了, 音楽はそのままで."""
    last = next(
        (unit for unit in reversed(units) if "filler" not in unit.classes or "unchanged" in unit.marks), units[0]
    )
    return last is not units[0] and "unchanged" in last.marks


def may_be_remark(clause: Clause, names: frozenset[str]) -> bool:
    """Whether the clause is a statement that goes along with a request unless that follows as the next step."""
    units = spoken(clause.units)
    if not units or names & _NEVER or clause.relation in ("before", "after"):
        return False
    head = units[0]
    if "self" in head.classes:
        return names.isdisjoint(("want", "fault")) and "mine" not in head.marks
    if _finds_fault(units) or "tweak" in names:
        return False
    if "good" in names:
        return _strangers(units) <= 1
    return _states(units) and bool(head.classes & {"person", "third"} or ("it" in head.classes and len(units) <= SHORT))


def _names(units: Sequence[Unit]) -> bool:
    """Whether a new video is named: "a short film called export", "music video for my song", "we need a video"."""
    present = {name for unit in units for name in unit.classes}
    if present >= {"want", "a", "result"}:
        return True
    head = units[0].classes
    named = len([unit for unit in units if "filler" not in unit.classes]) > 1
    return named and ("a" in head or (bool(head & {"media", "result"}) and "format" not in head))


def _directs(units: Sequence[Unit]) -> bool:
    """Whether it is said how the video is to be: "can the music start later", "the music should start later"."""
    if any(unit.classes >= {"fault", "aux"} for unit in units):
        return True
    return len(units) > 1 and "modal" in units[0].classes and bool(units[1].classes & {"the", "media", "result"})


def _finds_fault(units: Sequence[Unit]) -> bool:
    """Whether something is wrong; "too good" and 太棒了 are praise."""
    for index, unit in enumerate(units):
        if unit.classes & {"fault", "neg"}:
            praised = any("good" in following.classes for following in units[index + 1 : index + 3])
            if not praised or "neg" in unit.classes:
                return True
    return any(unit.classes & {"want", "aux"} == {"want"} and not _waits(units, at) for at, unit in enumerate(units))


def _waits(units: Sequence[Unit], at: int) -> bool:
    """Whether the verb of wanting has the video itself for its object, and somebody for its subject."""
    small = {"the", "self", "filler", "prep"}
    behind = [unit for unit in units[at + 1 :] if not unit.classes & small or "it" in unit.classes]
    return "it" not in units[0].classes and (not behind or bool(behind[0].classes & _WAITED_FOR))


def spoken(units: Sequence[Unit]) -> list[Unit]:
    """The units from the first one on that is more than manners."""
    start = next(
        (at for at, unit in enumerate(units) if not unit.classes & _MANNERS or "self" in unit.classes), len(units)
    )
    return list(units[start:])


def _likes(unit: Unit) -> bool:
    return "good" in unit.classes and "liking" in unit.marks


def _states(units: Sequence[Unit]) -> bool:
    """Whether a subject is followed by a verb: "it came out well", "my flight boards soon", 客户点头了."""
    head = units[0]
    if head.text > "\u2e80":
        return bool(head.classes & {"self", "it", "person", "third"}) and len(units) > 1
    if not head.classes & SUBJECTS:
        return False
    if "'" in head.text or " " in head.text:
        return len(units) > 1
    reach = 4 if head.classes & {"the"} or "mine" in head.marks else 2
    return any(unit.classes & VERBS or inflected(unit) for unit in units[1:reach])


def inflected(unit: Unit) -> bool:
    """Whether an unknown word may be a verb behind its subject: "that slaps", "everyone loved"."""
    return not unit.classes and unit.text.endswith(("s", "ed", "'s"))


def _is_named(units: Sequence[Unit]) -> bool:
    """Whether a Chinese clause names a video: 老板睡着了的搞笑短片."""
    return units[-1].text > "\u2e80" and bool(units[-1].classes & {"result", "media"}) and len(units) > 2


def _strangers(units: Sequence[Unit]) -> int:
    """How many words no list knows; Chinese ones count by pairs of characters."""
    unknown = [unit for unit in units if unit.classes <= _DESCRIBING and not unit.classes & {"good", "context"}]
    wide = sum(unit.text > "\u2e80" for unit in unknown)
    return len(unknown) - wide + (wide + 1) // 2
