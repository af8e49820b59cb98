"""Whether something in a clause is for the agent: a verb of making, a fault, a description of what is seen.

Beside a request, only what is wished for becomes a step: "our projector volunteer arrives at five" goes along unheard.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language import statements
from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit
from nemo_skill.language.remarks import SHORT, SUBJECTS, VERBS, inflected, spoken


def is_wish(clause: Clause) -> bool:
    """Whether something in the clause is for the agent: a verb of making, a fault, a description of what is seen.

    Statements about the world ("our projector volunteer arrives at five") are none.
    """
    units = spoken(clause.units)
    # 要 is "going to" as often as "want".
    wished = _WISHED if clause.language not in ("zh", "ja", "ko") else _WISHED - {"want"}
    if units and (_is_busy(units) or (clause.language != "en" and "context" in units[0].classes)):
        return False
    if any(_waits_for(units, at) for at in range(len(units))) or _is_topic(units) or _is_told_of(units):
        return False
    if clause.language == "en" and (statements.tells(clause.units) or statements.is_excused(clause.units)):
        return False
    if clause.language == "zh" and statements.is_elsewhere(units):
        return False
    if clause.language == "zh" and len(units) > 2 and "use" in units[-1].marks:
        # What it is for: 明早开会用.
        return False
    if units and (
        statements.lacks(units) or statements.faults(units, clause.language) or _asks_for_more(units) or _wishes(units)
    ):
        return True
    if len(units) > 1 and "wanting" in units[0].marks and "self" in units[1].classes and "context" in units[-1].classes:
        # A question of the user's own day: "or should I go to bed".
        return False
    if clause.language not in ("en", "zh") and units and _bestows(units):
        return True
    if units and _tells_of_me(units) and clause.relation != "if":
        shown = clause.language == "zh" and "show" in units[-1].classes
        meant = _MEANT - {"want"} if shown else _MEANT
        return any(unit.classes & meant and "obliged" not in unit.marks for unit in units)
    if clause.language not in ("en", "zh") and _is_praise(units):
        return False
    if any(unit.classes & {"good", "context"} for unit in units):
        wished = wished - {"says", "about"}
    if any(unit.classes & wished for at, unit in enumerate(units) if not _is_noun(units, at)):
        return True
    if not units or any("good" in unit.classes for unit in clause.units):
        return False
    if units[0].text == "from" and "filler" in clause.units[0].classes:
        return False
    if "clock" in units[min(1, len(units) - 1)].marks:
        return False
    if units[0].classes & {"a", "num"} or _orders(units):
        return True
    if len(units) == 1 and clause.stop == "pause" and not units[0].classes:
        # Whoever is spoken to: "it's beautiful, darling".
        return False
    last = next((unit for unit in reversed(units) if "filler" not in unit.classes), units[-1])
    if "imperative" in last.marks:
        return True
    if any("today" in unit.marks for unit in units) and not any(unit.classes & {"create", "media"} for unit in units):
        return False
    return clause.language == "en" and not _is_about_somebody(units) and not _states_anything(units)


def _bestows(units: Sequence[Unit]) -> bool:
    """Whether something in the video is given something new: "gib dem Erzähler eine tiefe Stimme"."""
    new = any("a" in unit.classes and "prep" not in unit.classes for unit in units[1:])
    return "give" in units[0].classes and new and any(not unit.classes for unit in units)


def _is_praise(units: Sequence[Unit]) -> bool:
    """Whether a word of fault only makes the praise stronger: "lindo demais"; or somebody wants to show it."""
    names = {name for unit in units for name in unit.classes}
    wants = {"want", "show"} <= names and names.isdisjoint(("tweak", "media", "says"))
    return wants or ("good" in names and names.isdisjoint(("want", "tweak", "create", "quote", "says")))


def _asks_for_more(units: Sequence[Unit]) -> bool:
    """Whether a clause is nothing but an amount: "more birds", "less noise"."""
    return "amount" in units[0].marks and len(units) > 1 and units[1].classes.isdisjoint(("prep", "later", "filler"))


def _wishes(units: Sequence[Unit]) -> bool:
    """Whether a Chinese clause says what the video should be: 客户想要更大的logo, 我希望结尾慢一点."""
    at = next((at for at, unit in enumerate(units) if "wishing" in unit.marks), None)
    if at is None:
        return False
    mine = at == 0 or "self" in units[at - 1].classes
    behind = units[at + 1 :]
    return bool(behind) and (statements.names_a_part(behind) or (mine and not behind[0].classes))


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
    if at and "seeming" in units[at - 1].marks and (at + 1 == len(units) or "filler" in units[at + 1].classes):
        return True
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
    if "want" in units[at].classes and behind and "anything" in behind[0].classes and "self" in units[0].classes:
        return not any(unit.classes & (_CHANGES | {"media"}) for unit in behind)
    if "want" not in units[at].classes or any(unit.classes & _CHANGES for unit in behind):
        return False
    noun = next((at for at, unit in enumerate(behind) if "result" in unit.classes), 0)
    if noun and behind[0].classes & {"the", "it"} and len(behind) > noun + 1:
        return "prep" in behind[noun + 1].classes
    if "self" in units[0].classes and "mine" not in units[0].classes:
        return False
    if len(behind) > 1 and behind[0].text == "to" and at:
        return True
    if behind and "context" in behind[0].classes and at > 1:
        return True
    awaited = bool(behind) and "awaited" in behind[0].marks
    return awaited and (at > 0 or len(behind) == 1 or "prep" in behind[1].classes)


# What is more than waiting: "the client wants it brighter".
_CHANGES = frozenset(("create", "created", "tweak", "fault", "property", "film", "says", "quote", "option", "into"))


def _is_topic(units: Sequence[Unit]) -> bool:
    """Whether something made is only named: "the export you made yesterday, ..."."""
    if len(units) < SHORT or not units[0].classes & {"the", "it"} or not units[1].classes & {"export", "result"}:
        return False
    made = "who" in units[2].marks and bool(units[3].classes & {"created", "filler", "give", "send"})
    return made and all(unit.classes <= {"filler", "more", "later"} for unit in units[4:])


def _orders(units: Sequence[Unit]) -> bool:
    """Whether something is ordered in unknown words: "grade it like a postcard", "warm up the colours", 帮我拼起来."""
    if "degree" in units[-1].marks or any("forme" in unit.marks for unit in units[:2]):
        return True
    if units[0].classes & SUBJECTS or len(units) < 2:
        return False
    behind = units[2] if "particle" in units[1].marks and len(units) > 2 else units[1]
    return units[0].text.isascii() and bool(behind.classes & {"the", "it"}) and not units[0].classes & VERBS


def _is_told_of(units: Sequence[Unit]) -> bool:
    """Whether a statement tells what somebody of the user's does: "my nephew set this up", "my wife's gonna post"."""
    if len(units) < SHORT or "whosemy" not in units[0].marks:
        return False
    verb = next((at for at, unit in enumerate(units[2:5], 2) if unit.classes), len(units))
    behind = units[verb:]
    named = all(not unit.classes or "person" in unit.classes for unit in units[1:verb])
    if not named or not behind:
        return False
    if "says" in behind[0].classes and len(behind) > 1:
        return "speaker" in behind[1].marks
    if any(unit.classes & _OF_THE_VIDEO for unit in units):
        return False
    doing = "aux" in behind[0].classes and "'" in units[verb - 1].text
    done = bool(behind[0].classes & {"create", "created"}) and len(behind) > 1 and "it" in behind[1].classes
    return doing or done


# What makes a statement one about the video: "my cat's whiskers are cut off".
_OF_THE_VIDEO = frozenset(
    ("fault", "tweak", "quote", "film", "media", "piece", "property", "option", "footage", "into")
)


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
        verb = inflected(unit) and "the" not in before.classes
        if unit.classes & VERBS - {"want"} or verb or "'" in before.text:
            return True
    return "'" in units[0].text and len(units) > 1
