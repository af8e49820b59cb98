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
_SUBJECTS = frozenset(("self", "it", "person", "third", "the"))
_VERBS = frozenset(("aux", "want", "remark", "did", "good", "context"))
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
_SHORT = 4
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
    units = _spoken(clause.units)
    if clause.relation == "if":
        return True
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
    return "greeting" in units[0].classes and len(units) < _SHORT and names.isdisjoint(_ASKED | _NEVER)


# What no address holds.
_ASKED = frozenset(("want", "ask", "many", "show", "give", "media", "result", "tweak", "fault", "neg", "aux", "num"))


def is_constraint(clause: Clause, names: frozenset[str]) -> bool:
    """Whether something is not to be done: "don't touch the ending"; not "no wait, add a title"."""
    units = list(clause.units)
    while units and "filler" in units[0].classes and (len(units) < 2 or not units[1].classes & _DONE):
        units.pop(0)
    if not units:
        return bool(names & {"neg", "stop"})
    creates = next((at for at, unit in enumerate(units) if "create" in unit.classes), None)
    if "kept" in units[0].marks and len(units) > 1 and units[1].classes & {"the", "it", "self"}:
        return creates is None and names.isdisjoint(("num", "a", "tweak"))
    forbids = next((at for at, unit in enumerate(units) if unit.classes & {"neg", "stop"} & names), None)
    if forbids is None or ("swap" in units[forbids].classes and creates is not None):
        return False
    return forbids == 0 or ("neg" in names and creates is not None and forbids < creates)


def may_be_remark(clause: Clause, names: frozenset[str]) -> bool:
    """Whether the clause is a statement that goes along with a request unless that follows as the next step."""
    units = _spoken(clause.units)
    if not units or names & _NEVER or clause.relation in ("before", "after"):
        return False
    head = units[0]
    if "self" in head.classes:
        return names.isdisjoint(("want", "fault")) and "mine" not in head.marks
    if _finds_fault(units):
        return False
    if "good" in names:
        return _strangers(units) <= 1
    return _states(units) and bool(
        head.classes & {"person", "third"} or ("it" in head.classes and len(units) <= _SHORT)
    )


def is_wish(clause: Clause) -> bool:
    """Whether something in the clause is for the agent: a verb of making, a fault, a description of what is seen.

    Statements about the world ("our projector volunteer arrives at five") are none.
    """
    units = _spoken(clause.units)
    # 要 is "going to" as often as "want".
    wished = _WISHED if clause.language == "en" else _WISHED - {"want"}
    if units and (_is_busy(units) or (clause.language != "en" and "context" in units[0].classes)):
        return False
    if any(_waits_for(units, at) for at in range(len(units))) or _is_topic(units):
        return False
    if units and _tells_of_me(units) and clause.relation != "if":
        shown = clause.language == "zh" and "show" in units[-1].classes
        return any(unit.classes & (_MEANT - {"want"} if shown else _MEANT) for unit in units)
    if any(unit.classes & {"good", "context"} for unit in units):
        wished = wished - {"says", "about"}
    if any(unit.classes & wished for at, unit in enumerate(units) if not _is_noun(units, at)):
        return True
    if not units or any("good" in unit.classes for unit in clause.units):
        return False
    if units[0].text == "from" and "filler" in clause.units[0].classes:
        return False
    if units[0].classes & {"a", "num"} or _orders(units):
        return True
    return clause.language == "en" and not _is_about_somebody(units) and not _states_anything(units)


_WISHED = frozenset(
    ("create", "created", "tweak", "fault", "want", "quote", "film", "option", "says", "about", "ba", "shape", "swap",
     "property", "utilize")
)  # fmt: skip
# How far from the beginning of a statement its verb may stand: "the family downstairs is calling".
_REACH = 6


def _is_noun(units: Sequence[Unit], at: int) -> bool:
    """Whether a verb of making is a noun: "the cut looks great", "shift ended", "power cut at the yard"."""
    unit = units[at]
    if "create" not in unit.classes or unit.classes & (_WISHED - {"create", "created"}):
        return False
    ended = at + 1 < len(units) and "remark" in units[at + 1].classes
    return ended or (at > 0 and not units[at - 1].classes and unit.text.isascii())


_MEANT = frozenset(("want", "fault", "quote", "tweak"))


def _tells_of_me(units: Sequence[Unit]) -> bool:
    """Whether the user says what they do: "I've got the sponsor on the line", 我核对一下配音."""
    asked = any("ba" in unit.classes or "you" in unit.marks for unit in units)
    return "myself" in units[0].marks and "want" not in units[0].classes and not asked


def _waits_for(units: Sequence[Unit], at: int) -> bool:
    """Whether somebody wants what is made: "the newsroom needs this on air at six", "need it for class"."""
    behind = units[at + 1 :]
    if "want" not in units[at].classes or any(unit.classes & _CHANGES for unit in behind):
        return False
    noun = next((at for at, unit in enumerate(behind) if "result" in unit.classes), 0)
    if noun and behind[0].classes & {"the", "it"} and len(behind) > noun + 1:
        return "prep" in behind[noun + 1].classes
    if "self" in units[0].classes and "mine" not in units[0].classes:
        return False
    if len(behind) > 1 and behind[0].text == "to" and at:
        return True
    awaited = bool(behind) and "awaited" in behind[0].marks
    return awaited and (at > 0 or len(behind) == 1 or "prep" in behind[1].classes)


# What is more than waiting: "the client wants it brighter".
_CHANGES = frozenset(("create", "created", "tweak", "fault", "property", "film", "says", "quote", "option", "into"))


def _is_topic(units: Sequence[Unit]) -> bool:
    """Whether something made is only named: "the export you made yesterday, ..."."""
    if len(units) < _SHORT or not units[0].classes & {"the", "it"} or not units[1].classes & {"export", "result"}:
        return False
    made = "who" in units[2].marks and bool(units[3].classes & {"created", "filler", "give", "send"})
    return made and all(unit.classes <= {"filler", "more", "later"} for unit in units[4:])


def _orders(units: Sequence[Unit]) -> bool:
    """Whether something is ordered in unknown words: "grade it like a postcard", "warm up the colours", 帮我拼起来."""
    if "degree" in units[-1].marks or any("forme" in unit.marks for unit in units[:2]):
        return True
    if units[0].classes & _SUBJECTS or len(units) < 2:
        return False
    behind = units[2] if "particle" in units[1].marks and len(units) > 2 else units[1]
    return units[0].text.isascii() and bool(behind.classes & {"the", "it"}) and not units[0].classes & _VERBS


def _is_busy(units: Sequence[Unit]) -> bool:
    """Whether the user says what they are doing: "typing this under the table"."""
    head = units[0]
    doing = head.classes <= {"says"} and head.text.endswith("ing")
    return doing and len(units) > 1 and bool(units[1].classes & {"prep", "it"})


def _is_about_somebody(units: Sequence[Unit]) -> bool:
    """Whether somebody is spoken of: "my mother turns seventy"."""
    head = units[0]
    if "mine" in head.classes:
        return any("person" in unit.classes for unit in units[1:3])
    return bool(head.classes & {"person", "third"})


def _states_anything(units: Sequence[Unit]) -> bool:
    """Whether an English clause has a verb behind something spoken of, known or not."""
    for index in range(1, min(len(units), _REACH)):
        unit, before = units[index], units[index - 1]
        verb = _inflected(unit) and "the" not in before.classes
        if unit.classes & _VERBS - {"want"} or verb or "'" in before.text:
            return True
    return "'" in units[0].text and len(units) > 1


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


def _spoken(units: Sequence[Unit]) -> list[Unit]:
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
    if not head.classes & _SUBJECTS:
        return False
    if "'" in head.text or " " in head.text:
        return len(units) > 1
    reach = 4 if head.classes & {"the"} or "mine" in head.marks else 2
    return any(unit.classes & _VERBS or _inflected(unit) for unit in units[1:reach])


def _inflected(unit: Unit) -> bool:
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
