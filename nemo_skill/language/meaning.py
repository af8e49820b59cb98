"""Clauses that hold the words of a request and are none: remarks, statements, plans, names of things.

Frames know words; these rules know what a clause does with them: "your last export was upside down", "I have 12
credits left, make ...", "I'll upload it later", 我刚上传的图片放在结尾, "here's the footage from saturday".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit
from nemo_skill.language.sequence import CANCEL, CONTENT, CONTEXT, FILLER, Part

_KEYWORDS = frozenset(("export", "upload"))
_OTHERS = frozenset(("they", "he", "she", "people", "users", "everyone"))
_NOUN = frozenset(("media", "result"))
_OPEN = frozenset(("filler", "more", "the", "self", "it", "then", "aux"))
_SAYING_MORE = frozenset(
    ("self", "it", "polite", "aux", "neg", "then", "final", "place", "device", "show", "want", "name", "quote")
)
_ASKS = frozenset(("many", "show", "topup", "cost"))


_BEFORE_A_NOUN = frozenset(("the", "more", "self", "filler", "final", "it", "first", "num"))


def is_remark(clause: Clause) -> bool:
    """Whether an earlier export or upload is spoken of: "your last export was upside down"."""
    if clause.question:
        return False
    for index, unit in enumerate(clause.units[:-1]):
        if unit.classes & _KEYWORDS:
            if clause.relation == "after" and index and clause.units[index - 1].text in _OTHERS:
                # "... when they download it"
                return True
            if clause.language not in ("en", "zh") and index and "the" in clause.units[index - 1].classes:
                # "l'export d'hier est flou"
                return any("fault" in following.classes for following in clause.units[index + 1 :])
            following = clause.units[index + 1]
            if "who" in following.marks:
                # "the export you sent has no sound"
                behind = clause.units[index + 2 :]
                following = next((unit for unit in behind[:3] if "remark" in unit.classes), following)
                more = [unit for unit in behind[1:] if unit.classes.isdisjoint(("filler", "more", "self"))]
                if index and len(more) > 1 and "the" in clause.units[index - 1].classes:
                    start = 1 if "prep" in clause.units[0].classes else 0
                    return all(unit.classes & _BEFORE_A_NOUN for unit in clause.units[start:index])
            before = clause.units[:index]
            if before and "prep" in before[0].classes:
                # "in the last export the colours were off"
                behind = clause.units[index + 1 : index + 5]
                following = next((unit for unit in behind if "remark" in unit.classes), following)
                before = before[1:]
            told = all(u.classes & _BEFORE_A_NOUN for u in before)
            return bool(index) and told and "remark" in following.classes
    return False


def asks_whether_done(clause: Clause) -> bool:
    """Whether a Chinese clause ends with the question: 水母那段生成好了没有."""
    units = [unit for unit in clause.units if "filler" not in unit.classes or "ask" in unit.classes]
    if 1 < len(units) < 14 and "whereto" in units[-1].marks and "sofar" in units[-1].classes:
        return all(unit.classes.isdisjoint(_TOLD) for unit in units[:-1])
    if not 1 < len(units) < 14 or "ornot" not in units[-1].marks:
        return False
    if "create" in units[-2].classes and _is_past(clause, units[-2]):
        return all(unit.classes.isdisjoint(_TOLD - {"film"}) for unit in units[:-2])
    if not units[-2].classes & {"done", "status"}:
        return False
    return all(unit.classes.isdisjoint(_TOLD) and "asking" not in unit.marks for unit in units[:-2])


def _is_past(clause: Clause, verb: Unit) -> bool:
    """Whether 了 follows the verb: 字幕加上了吗."""
    behind = clause.units[clause.units.index(verb) + 1]
    return behind.text == "了"


_TOLD = frozenset(("create", "says", "about", "film", "quote", "credits", "give", "neg"))


def is_plan(clause: Clause) -> bool:
    """Whether the user tells whom they will show it to: "I'll show it to my gran on Sunday"."""
    if clause.question or len(clause.units) < 3:
        return False
    first, second = clause.units[:2]
    return "speaker" in first.marks and first.text.endswith("'ll") and "show" in second.classes


def is_postponed(clause: Clause) -> bool:
    """Whether the user tells of doing it at another time: "I'll upload it tomorrow", "export it later"."""
    if clause.question or any("want" in unit.classes or "needing" in unit.marks for unit in clause.units):
        return False
    if any(one.text == "was" and "nearly" in other.marks for one, other in pairwise(clause.units)):
        return True
    later = [unit for unit in clause.units if "later" in unit.classes]
    units = [unit for unit in clause.units if unit.classes.isdisjoint(("filler", "later"))]
    if units and "speaker" in units[0].marks and any("alone" in unit.marks for unit in units):
        return True
    if not later:
        return False
    if not all("anyday" in unit.marks for unit in later):
        return True
    return bool(units) and "speaker" in units[0].marks


def is_speech(clause: Clause) -> bool:
    """Whether somebody in the video says it: "download the app she says", "upload failed it says"."""
    if len(clause.units) < 3:
        return False
    who, verb = clause.units[-2:]
    return "said" in verb.marks and bool(who.classes & {"third", "it", "person"}) and not clause.question


_AROUND_A_VERB = frozenset(("aux", "it", "joint", "first", "done", "more"))


def is_sending(clause: Clause) -> bool:
    """Whether "then send" or "ok send" is all that a clause says."""
    units = [unit for unit in clause.units if unit.classes.isdisjoint(("filler", "then"))]
    lone = [unit for unit in units if unit.classes.isdisjoint(_AROUND_A_VERB)]
    if len({unit.text for unit in lone}) == 1 and "lone" in lone[0].marks and clause.language == "zh":
        return True
    if len(units) != 1 or clause.question:
        return False
    if clause.relation != "then" and "sending" not in units[0].marks:
        return False
    return bool(units[0].classes & {"give", "send", "save"}) and "create" not in units[0].classes


def takes_back(clause: Clause) -> bool:
    """Whether a clause of known words denies a request: "there is no need for an export today"."""
    known = all(unit.classes for unit in clause.units) and not clause.question
    denied = next((at for at, unit in enumerate(clause.units) if unit.classes & {"neg", "stop"}), len(clause.units))
    behind = clause.units[denied + 1 :]
    asked = any(unit.classes & _KEYWORDS for unit in behind)
    return known and asked and not any(unit.classes & {"create", "about", "film", "quote", "says"} for unit in behind)


def leaves_out(clause: Clause) -> bool:
    """Whether a clause wants something out of the video: "no music", 不要字幕; not "no rush"."""
    units = list(clause.units)
    while units and units[0].classes & {"then", "joint", "more", "it"} and "neg" not in units[0].classes:
        units.pop(0)
    while units and "filler" in units[-1].classes:
        units.pop()
    if len(units) < 2 or "without" not in units[0].marks or (units[0].text == "no" and clause.language == "es"):
        # "no toques la música" leaves it as it is.
        return False
    named = next((unit for unit in units[1:] if not unit.classes & {"the", "self", "a", "it"}), None)
    if "needed" in units[-1].marks:
        return False
    if named is None or "trivial" in named.classes or any(unit.classes & {"want", "buy", "credits"} for unit in units):
        return False
    return not named.classes or bool(named.classes & {"media", "film", "says", "option", "piece"})


def revisions(clause: Clause) -> Iterator[int]:
    """Where an edit of the exported video may begin: "export again | with the logo bigger"."""
    units = clause.units
    for index in range(1, len(units) - 1):
        if "with" not in units[index].marks:
            continue
        behind = units[index + 1 :]
        changes = any(
            unit.classes & {"tweak", "created"} or ("create" in unit.classes and "says" not in unit.classes)
            for unit in behind
        )
        left_out = leaves_out(_from(clause, index)) and not any("option" in unit.classes for unit in behind)
        if changes or left_out:
            yield index


def _from(clause: Clause, index: int) -> Clause:
    return clause._replace(units=clause.units[index:])


def reread(parts: Sequence[Part]) -> list[Part]:
    """The parts, with requests that are none in the light of the others as content."""
    out = list(parts)
    asked = any(part.kind == CONTENT for part in parts)
    for index, part in enumerate(out):
        if part.kind == "credits" and asked and _states_credits(part.clause):
            out[index] = Part(CONTEXT, part.clause)
        elif part.kind in ("export", "upload", "state") and _is_participle(part.clause):
            out[index] = Part("state" if "ornot" in part.clause.units[-1].marks else CONTENT, part.clause)
        elif part.kind == "export" and _describes(part.clause, parts[index + 1 : index + 2]):
            out[index] = Part(CONTENT, part.clause)
        elif part.kind in ("export", "upload") and (
            _is_dropped(part.clause, out[index + 1 :])
            or (index and part.kind == "export" and _is_held(out[index - 1], part.clause))
        ):
            out[index] = Part(CANCEL, part.clause, part.kind)
        elif part.kind in ("export", "upload") and _tells_on(part.clause, parts[index + 1 : index + 2]):
            out[index] = Part(CONTENT, part.clause)
        elif part.kind == "state" and (
            _is_checked(part.clause, parts[index + 1 : index + 2])
            or (index and _asks_of_topic(out[index - 1], part.clause))
        ):
            out[index] = Part(FILLER, part.clause)
        elif part.kind in ("export", "upload", "credits", "state") and _is_listed(parts, index):
            out[index] = Part(CONTENT, part.clause)
    return out


def _is_dropped(clause: Clause, behind: Sequence[Part]) -> bool:
    """Whether the user only meant to ask ("ich wollte exportieren, aber ..."), or takes it back: "no wait, ..."."""
    if not behind:
        return False
    if behind[0].clause.relation == "but" and any("intended" in unit.marks for unit in clause.units):
        return True
    for at, part in enumerate(behind[:_AT_ONCE]):
        if not _hesitates(part.clause):
            return at > 0 and not any(later.clause.first for later in behind[at:])
    return True


# How many clauses a hesitation has at most, and one more: "no | wait | make it brighter".
_AT_ONCE = 4
_HESITATING = frozenset(("neg", "stop", "filler", "joint"))


def _hesitates(clause: Clause) -> bool:
    """Whether "no, wait" is all that a clause says."""
    told = [unit for unit in clause.units if "hesitant" in unit.marks or unit.classes & {"neg", "stop"}]
    return bool(told) and all(unit in told or unit.classes & _HESITATING for unit in clause.units)


def _describes(clause: Clause, following: Sequence[Part]) -> bool:
    """Whether a new video is named and then told: "short clip please - a barista counting cards"."""
    if not following or following[0].kind != CONTENT or following[0].clause.relation or not following[0].clause.stop:
        return False
    return not any(unit.classes & _POINTING_OUT for unit in clause.units)


def _asks_of_topic(previous: Part, clause: Clause) -> bool:
    """Whether a question only goes on from what was named: "e os créditos, | como é que estão?"."""
    if previous.kind != "credits" or previous.clause.question or not clause.question or clause.stop != "pause":
        return False
    small = {"ask", "aux", "still", "it", "sofar", "status", "filler"}
    asked = len(clause.units) > 1 and "ask" in clause.units[0].classes
    return asked and not clause.relation and all(unit.classes & small for unit in clause.units)


def _tells_on(clause: Clause, following: Sequence[Part]) -> bool:
    """Whether a Korean scene goes on up to the video that it is of: 소년이 앱을 다운로드하고 | 춤추는 영상."""
    if clause.language != "ko" or not following or following[0].clause.relation != "and" or following[0].clause.stop:
        return False
    units = following[0].clause.units
    shown = len(units) > 1 and "attributive" in units[-2].classes and bool(units[-1].classes & _NOUN)
    return shown and any(not unit.classes for unit in clause.units)


_POINTING_OUT = frozenset(
    ("export", "render", "give", "save", "send", "format", "deliverable", "link", "the", "self", "it", "put", "convert",
     "want", "done", "final", "whereis")
)  # fmt: skip


def _is_held(previous: Part, clause: Clause) -> bool:
    """Whether the user holds the export back: "wait before exporting"."""
    alone = previous.kind == FILLER or len(previous.clause.units) == 1
    stopped = alone and "stop" in previous.clause.units[-1].classes
    return stopped and clause.relation == "before" and not clause.stop


def _is_checked(clause: Clause, following: Sequence[Part]) -> bool:
    """Whether a question only leads to the request behind it: "finished? then send me the mp4"."""
    units = [unit for unit in clause.units if "filler" not in unit.classes]
    bare = len(units) == 1 and "done" in units[0].classes
    return bare and clause.question and bool(following) and following[0].kind == "export"


def _states_credits(clause: Clause) -> bool:
    """Whether the user says how many there are: "I have 12 credits left", 只剩5个积分了."""
    units = clause.units
    if clause.question or any("want" in unit.classes for unit in units):
        return False
    if "asked" in units[0].marks or any(u.classes & _ASKS for u in units):
        return False
    return any(
        "credits" in unit.classes and any(before.classes & _COUNTED for before in units[max(0, index - 3) : index])
        for index, unit in enumerate(units)
    )


_COUNTED = frozenset(("num", "low"))


def _is_participle(clause: Clause) -> bool:
    """Whether 上传的 only says which footage the edit is for: 我刚上传的图片放在结尾."""
    units = clause.units
    for index in range(len(units) - 2):
        if not (units[index].classes & _KEYWORDS and units[index + 1].text == "的"):
            continue
        behind = units[index + 2 :]
        noun = next((at for at, unit in enumerate(behind) if unit.classes & _NOUN), None)
        if noun is None or any(unit.classes & {"give", "send", "save", "done", "show"} for unit in behind):
            return False
        rest = [unit for unit in behind[noun + 1 :] if "filler" not in unit.classes or "ask" in unit.classes]
        return any(not unit.classes or unit.classes & {"create", "put", "then"} for unit in rest) or (
            bool(rest) and "ornot" in rest[-1].marks
        )
    return False


def _is_listed(parts: Sequence[Part], index: int) -> bool:
    """Whether a keyword stands in a list of what is seen: "documentary style, coffee export in 1974, women sorting"."""
    if not 0 < index < len(parts) - 1 or any(_tells(part) for part in parts):
        return False
    clause = parts[index].clause
    return (
        parts[index - 1].kind == CONTENT
        and parts[index + 1].kind in (CONTENT, "export", "upload")
        and clause.stop == "pause"
        and parts[index + 1].clause.stop == "pause"
        and not any(part.clause.relation in ("then", "but", "before", "after") for part in parts[index - 1 : index + 2])
        and not clause.question
        and not any(unit.classes & _SAYING_MORE for unit in clause.units)
    )


def _tells(part: Part) -> bool:
    """Whether a clause tells me to do something."""
    return part.kind == CANCEL or any(
        unit.classes & {"create", "created"} and "says" not in unit.classes for unit in part.clause.units
    )


_ADDRESSING = frozenset(("filler", "person", "closing", "greeting"))
_HANDED = frozenset(("filler", "show", "it", "the"))
_LABELLING = _HANDED | {"self", "num", "media", "result", "aux", "more", "prep", "place"}


def names_a_file(part: Part) -> bool:
    """Whether a clause only says what a file is: "here's the footage from saturday", 这是周末拍的素材."""
    if part.kind in (FILLER, "upload"):
        return True
    units = part.clause.units
    if _is_handed(part.clause):
        return True
    if part.clause.question or any(unit.classes & {"create", "utilize", "put"} for unit in units):
        return part.kind in (CONTENT, CONTEXT) and not part.clause.question and _is_named(units)
    if all(unit.classes & _LABELLING for unit in units) and any(unit.classes & _NOUN for unit in units):
        return part.kind in (CONTENT, CONTEXT, "state")
    if all(unit.classes & _ADDRESSING for unit in units) and "filler" in units[0].classes:
        return part.kind in (CONTENT, CONTEXT)
    here = "here" in units[0].marks and all(unit.classes & {"person", "aux"} for unit in units[1:])
    if here or all(unit.classes & _HANDED for unit in units) or _counts_them(units):
        return part.kind in (CONTENT, CONTEXT, "state")
    return part.kind in (CONTENT, CONTEXT) and _is_named(units)


def _is_handed(clause: Clause) -> bool:
    """Whether something is handed over: 原片给你, 照片收好."""
    if clause.question or any(unit.classes & {"create", "ask", "want"} for unit in clause.units):
        return False
    last = clause.units[-1]
    return "into" in last.classes and last.text > "\u2e80"


def _counts_them(units: Sequence[Unit]) -> bool:
    """Whether files are only counted: 就这两段, "the two i could find"."""
    if not any("num" in unit.classes for unit in units[:3]):
        return False
    if units[-1].text > "\u2e80":
        return "it" in units[min(1, len(units) - 1)].classes and all(unit.classes & _LABELLING for unit in units)
    found = len(units) > 2 and "the" in units[0].classes and "num" in units[1].classes and "who" in units[2].marks
    return found and not any(unit.classes & {"create", "want", "tweak"} for unit in units)


def _is_named(units: Sequence[Unit]) -> bool:
    if _is_dated(units) or _is_label(units) or _points(units):
        return True
    if not any(unit.classes & _NOUN or "kind" in unit.marks or "heres" in unit.marks for unit in units):
        return False
    return _named_in_chinese(units) if units[-1].text > "\u2e80" else _named_in_english(units)


def _points(units: Sequence[Unit]) -> bool:
    """Whether the clause says which file this is: "this is the one i was talking about", 这就是我说的那个."""
    pointed = "pointing" in units[0].marks and "is" in units[min(1, len(units) - 1)].marks
    if not pointed and "this" not in units[0].marks:
        return False
    return not any(unit.classes & {"create", "want", "ask", "fault", "tweak", "neg", "utilize"} for unit in units)


def _named_in_chinese(units: Sequence[Unit]) -> bool:
    taking = any("whose" in unit.marks for unit in units)
    last = next((unit for unit in reversed(units) if "ending" not in unit.marks), units[-1])
    verbs = [unit for unit in units if unit.classes & {"create", "put", "ba"} and "filming" not in unit.marks]
    return bool(last.classes & _NOUN) and not verbs and (taking or "these" in units[0].marks)


def _is_label(units: Sequence[Unit]) -> bool:
    """Whether the clause is a label: "toy shop logo", "these are from our trip"."""
    if "label" in units[-1].marks and len(units) <= 4:
        return all(unit.classes <= {"context"} for unit in units[:-1])
    if [unit.text.partition(" ")[0] for unit in units[:3]] not in (["these", "are", "from"], ["this", "is", "from"]):
        return False
    return not any("create" in unit.classes for unit in units)


def _is_dated(units: Sequence[Unit]) -> bool:
    """Whether a label ends with a day: "barn cam from tuesday night"."""
    at = next((index for index, unit in enumerate(units) if unit.text == "from" and 0 < index <= 4), None)
    if at is None or at == len(units) - 1 or any(unit.classes & {"create", "want", "ask"} for unit in units[:at]):
        return False
    return all(unit.classes & {"more", "the", "later"} or "day" in unit.marks for unit in units[at + 1 :])


def _named_in_english(units: Sequence[Unit]) -> bool:
    first = units[0]
    begins = first.classes & {"the", "self", "it", "a", *_NOUN} or "here" in first.marks
    begins = begins or any("kind" in unit.marks for unit in units[:3])
    if not begins or "me" in first.marks:
        return False
    linked, noun = False, "heres" in first.marks
    for index, unit in enumerate(units):
        if unit.classes & {"create", "about", "film", "want", "ask", "num"} and "kind" not in unit.marks:
            return False
        if noun and ("from" in unit.marks or (unit.text == "in" and "here" in first.marks)):
            linked = True
        elif (linked and "aside" in unit.marks) or (noun and not linked and unit.classes.isdisjoint(_OPEN | _NOUN)):
            return False
        noun = noun or bool(unit.classes & _NOUN) or "kind" in unit.marks
        if index and unit.classes & {"prep"} and not linked:
            return False
    return noun
