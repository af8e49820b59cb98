"""Does a clause ask for an action? The rows of `routing.frames`, matched against the classes of its words.

A frame holds when its words are there and the lists know every other word too: a word that no list knows is
content, and content is what the agent is for. What else the clause may hold, a row says itself (`tail`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from typing import Any, NamedTuple

from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit
from nemo_skill.language.named import without_name

# Words that mean something in their own frames only; in the others they are content like any unknown word.
_WEAK = frozenset(("trivial", "remark", "low", "property", "into", "tweak", "fault", "footage", "position", "piece"))
_CONTENT = frozenset(("create", "about", "film", "url", "says", "third")) | _WEAK
_ASKING = frozenset(("aux", "ask", "many", "show", "still", "want", "self", "give"))
_BARE = frozenset(
    ("filler", "joint", "then", "first", "the", "self", "it", "more", "place", "final", "result", "left", "prep", "add")
)
# What a sentence about somebody else holds that asks for the video: "the client needs the file".
_CONCERNS_ME = frozenset(("want", "context", "self", "it"))
_KEYWORDS = frozenset(("export", "upload", "status", "credits"))
_FEW = 3
_SHORT = 5
# No request has more words in one clause; content may have thousands.
_LONGEST = 50
_STARTERS = frozenset(("self", "if", "context", "then"))
_NAMED = frozenset(("the", "self", "it", "num", "own"))
_GIVEN = frozenset(("quote", "name", "path"))


# What a row may ask of the message's language; the tables know English and Chinese in full.
_LANGUAGES = {"en": "english", "zh": "chinese"}


class Frame(NamedTuple):
    """One row: `groups` are the classes it needs (one of each), `no` those it refuses.

    `tail`: `bare` (hardly anything but the asking words), `none` (known words only), `place` (and an adjunct such as
    "for my mother's birthday"), `name` (and the thing itself: "the harbour video"), `free` (and anything behind them),
    `few` (and one unknown word, or three Chinese characters, not in the first place), `loose` (and any number).
    """

    action: str
    groups: tuple[frozenset[str], ...]
    no: frozenset[str]
    tail: str


def read(rows: Sequence[Mapping[str, Any]]) -> list[Frame]:
    """The rows of the table, in their order."""
    return [
        Frame(
            row["action"],
            tuple(frozenset(group.split("|")) for group in row["any"].split()),
            frozenset(row.get("not", "").split()),
            row["tail"],
        )
        for row in rows
    ]


def find(frames: Sequence[Frame], clause: Clause) -> Frame | None:
    """The first frame that the clause fills, or None."""
    units = without_name(_asked(clause.units), clause.language)
    units = [unit for unit in units if unit.classes.isdisjoint(("neg", "stop"))]
    present = {name for unit in units for name in unit.classes}
    if "film" in present or not 0 < len(units) <= _LONGEST or _is_modifier(units) or _is_noun(units):
        return None
    extra = {_LANGUAGES.get(clause.language, "foreign")} if _ends_known(clause) else set()
    if clause.question:
        extra |= {"question", "asks"}
    head = next((unit for unit in units if _is_told(unit)), units[0])
    last = next((unit for unit in reversed(units) if "filler" not in unit.classes or "ask" in unit.classes), units[-1])
    if "about" in head.classes and head.classes.isdisjoint(("aux", "ask")):
        return None
    if "person" in head.classes and present.isdisjoint(_CONCERNS_ME):
        return None
    if head.classes & _ASKING or "ask" in last.classes:
        extra.add("asks")
    if head.classes & {"aux", "ask", "many", "still"} or "ask" in last.classes:
        extra.add("inverts")
    been = any(unit.text == "been" for unit in units[1:])
    if _asks_of_the_past(head, present, question=clause.question or been):
        extra.add("past")
    if any("upload" in one.classes and other.text == "的" for one, other in pairwise(units)):
        extra.add("participle")
    present.discard("a")
    if _indefinite(units) or _has_no_article(units):
        extra.add("a")
    present |= extra
    if units[0].text in ("a", "an") and "polite" not in present and not all(unit.classes for unit in units):
        return None
    if _is_new(units):
        return None
    for frame in frames:
        if (
            frame.no.isdisjoint(present)
            and all(not group.isdisjoint(present) for group in frame.groups)
            and _covered(units, frame, extra)
        ):
            return frame
    return None


def _asked(units: Sequence[Unit]) -> list[Unit]:
    """The units of what is asked: without who asks (财务问余额是多少), with cuts that are nouns ("the wedding cut")."""
    asks = next((at for at, unit in enumerate(units[:_SHORT]) if unit.text == "问"), None)
    named = units[-1].text > "\u2e80" and bool(units[-1].classes & {"result", "media"})
    out = list(units)
    if asks is not None and not named and any(unit.classes & {"credits", "account"} for unit in units[asks:]):
        out[: asks + 1] = [units[asks]._replace(classes=frozenset(("self",)))]
    for at in range(2, len(out)):
        article, attribute, unit = out[at - 2 : at + 1]
        led = not article.classes or bool(article.classes & {"the", "self"}) or article.text.endswith(" the")
        if led and not attribute.classes and {"create", "result"} <= unit.classes:
            out[at] = unit._replace(classes=unit.classes - {"create", "created"})
        if led and article.classes and "create" in attribute.classes and "result" in unit.classes:
            out[at - 1] = attribute._replace(classes=attribute.classes - {"create", "created"})
    return out


def _ends_known(clause: Clause) -> bool:
    """Whether a Japanese or Korean clause has its keyword where they have verbs: 업로드할게요, not 업로드 버튼."""
    if clause.language not in ("ja", "ko"):
        return True
    last = max((at for at, unit in enumerate(clause.units) if unit.classes & _KEYWORDS), default=-1)
    return last < 0 or all(unit.classes for unit in clause.units[last + 1 :])


def _is_told(unit: Unit) -> bool:
    """Whether the unit is more than manners."""
    return "polite" not in unit.classes and ("filler" not in unit.classes or bool(unit.classes & _ASKING))


def _asks_of_the_past(head: Unit, present: Set[str], *, question: bool) -> bool:
    """Whether the verb at the head asks what was done: "was the logo added", "which clips did I add already"."""
    if "did" in head.classes or (question and "has" in head.classes):
        return True
    return "ask" in head.classes and "did" in present


def _is_modifier(units: Sequence[Unit]) -> bool:
    """Whether a keyword only says what kind of video it is: "a status video", 积分视频."""
    return any(
        unit.classes & {"status", "credits"}
        and following.classes & {"result"}
        and following.classes.isdisjoint(("status", "final"))
        for unit, following in pairwise([unit for unit in units if "filler" not in unit.classes])
    )


def _is_noun(units: Sequence[Unit]) -> bool:
    """Whether a keyword is a noun of something new ("progress of a flower"), or a scene has it (曲を送るシーン)."""
    for unit, link, thing in zip(units, units[1:], units[2:], strict=False):
        if unit.classes & _KEYWORDS and link.text == "of" and (not thing.classes or "a" in thing.classes):
            return True
    return len(units) > 1 and "attributive" in units[-2].classes and bool(units[-1].classes & {"tracks", "result"})


def _is_new(units: Sequence[Unit]) -> bool:
    """Whether a clause begins with something new that is then told of: "ein Mann starrt auf den Download bei 99 %"."""
    if "a" not in units[0].classes or "prep" in units[0].classes:
        return False
    rest = units[1:]
    noun = next((at for at, unit in enumerate(rest) if not unit.classes <= _WEAK), len(rest))
    if noun < len(rest) and rest[noun].classes & {"export", "format", "deliverable"}:
        return False
    return any(unit.classes <= _WEAK for unit in rest[noun:])


def _has_no_article(units: Sequence[Unit]) -> bool:
    """Whether something new is wanted for somebody: "ich brauche Werbung für meine Bäckerei"."""
    threes = zip(units, units[1:], units[2:], strict=False)
    return any(
        "want" in verb.classes and "result" in thing.classes and "opening" in link.marks for verb, thing, link in threes
    )


def _indefinite(units: Sequence[Unit]) -> bool:
    """Whether a new thing is asked for: "a (short) video", not "as a file"."""
    for index, unit in enumerate(units[:-1]):
        before = units[index - 1].classes if index else frozenset(("",))
        single = unit.text in ("one", "1") and before.isdisjoint(("the", "self", "it", "result"))
        article = "a" in unit.classes and "prep" not in unit.classes
        if (article or single) and ("prep" not in before or "a" in before):
            for following in units[index + 1 :]:
                if following.classes & {"result", "export"}:
                    return True
                if following.classes.isdisjoint(("more", "final", "place", "the", "num", "filler")):
                    break
    return False


def _covered(units: Sequence[Unit], frame: Frame, extra: set[str]) -> bool:
    missing = [group for group in frame.groups if group.isdisjoint(extra)]
    # Where the language is a row's business, the object may come before the verb: 追思片请尽快导出.
    inverted = any(group & {"foreign", "chinese"} for group in frame.groups)
    wanted = {name for group in frame.groups for name in group}
    opened = False
    strangers = 0
    for index, unit in enumerate(units):
        missing = [group for group in missing if group.isdisjoint(unit.classes)]
        if frame.tail == "bare" and unit.classes.isdisjoint(_BARE | wanted):
            return False
        if opened and unit.classes == {"fault"}:
            return False
        if not opened and not _known(units, index, wanted, free=frame.tail == "free"):
            if (frame.tail == "free" and not missing) or _belongs(units, index, wanted):
                opened = opened or not missing
            elif frame.tail in ("loose", "few") and (inverted or _is_led(units, index)) and unit.classes <= _WEAK:
                strangers += 1 if unit.text > "\u2e80" else _FEW
                if frame.tail == "few" and (strangers > _FEW or "prep" in units[0].classes):
                    return False
            elif frame.tail == "name" and _names(units, index, upload=frame.action == "upload", complete=not missing):
                opened = not missing
            else:
                return False
        if (
            not missing
            and frame.tail in ("place", "name", "free")
            and _starts(units, index, strong=frame.tail == "name")
        ):
            opened = True
    return not missing


def _is_led(units: Sequence[Unit], index: int) -> bool:
    return any(map(_is_told, units[:index]))


def _known(units: Sequence[Unit], index: int, wanted: set[str], *, free: bool) -> bool:
    """Whether the unit is a word of asking; a creative verb is not, though "the final cut" is."""
    classes = units[index].classes
    if not classes and len(units[index].text) > 4 and units[index].text.endswith("ly"):
        return True
    if not classes or not classes.isdisjoint(("url", "quote")):
        return "url" in classes and "url" in wanted
    if free or "then" in classes or not classes.isdisjoint(wanted):
        return True
    if classes <= _CONTENT:
        return False
    if "create" in classes:
        return index > 0 and not units[index - 1].classes.isdisjoint(
            ("the", "self", "final", "it", "aux", "create", "then", "more")
        )
    return True


def _belongs(units: Sequence[Unit], index: int, wanted: set[str]) -> bool:
    """Whether the unknown word stands before the thing that I am to be given: "send me the harbour video"."""
    before = units[:index]
    ahead = units[index + 1 : index + 3]
    given = "give" in wanted and any("give" in unit.classes for unit in before)
    given = given and any("us" in unit.marks for unit in before)
    desired = "want" in wanted and any("want" in unit.classes for unit in before)
    return (
        (given or desired)
        and units[index].classes <= _WEAK
        and not before[-1].classes.isdisjoint(("the", "self"))
        and any(unit.classes & {"result", "final"} for unit in ahead)
    )


def _starts(units: Sequence[Unit], index: int, *, strong: bool) -> bool:
    """Whether an adjunct begins here that may hold any word: "for my mother", "because ...", "i have to leave"."""
    unit = units[index]
    if not unit.classes.isdisjoint(_STARTERS):
        return "ours" not in unit.marks or strong
    if "prep" not in unit.classes:
        return False
    if "opening" in unit.marks or unit.text > "\u2e80":
        return True
    if unit.text == "to":
        return strong and index + 1 < len(units) and bool(units[index + 1].classes - _CONTENT - {"aux"})
    return strong


def _names_footage(units: Sequence[Unit]) -> bool:
    """Whether the rest of a clause is a noun with what is said of it: 婚礼的视频."""
    last = next((unit for unit in reversed(units) if "filler" not in unit.classes), units[-1])
    return (
        (len(units) <= _SHORT or any(unit.text == "的" for unit in units))
        and not last.classes.isdisjoint(("media", "result"))
        and all(
            unit.classes.isdisjoint(("create", "put", "export", "then")) or "filming" in unit.marks for unit in units
        )
    )


def _ends_in_footage(units: Sequence[Unit]) -> bool:
    """Whether unknown words lead to footage: "boiler room pics"."""
    at = next((at for at, unit in enumerate(units) if unit.classes), 0)
    return at > 0 and {"footage", "media"} <= units[at].classes and all("filler" in u.classes for u in units[at + 1 :])


def _names(units: Sequence[Unit], index: int, *, upload: bool, complete: bool) -> bool:
    """Whether the unknown word names the thing asked for: "the harbour video", "my wedding vids"."""
    if not units[index].classes.isdisjoint(_GIVEN):
        return complete
    if "create" in units[index].classes or not index:
        return False
    if upload and complete and units[index].text > "\u2e80" and _names_footage(units[index:]):
        return True
    if upload and complete and "upload" in units[index - 1].classes and _ends_in_footage(units[index:]):
        return True
    before = units[index - 1].classes
    if upload and complete and "media" in before and "\u0400" <= units[index].text < "\u0500":
        # A genitive: загрузи фото гостиной.
        return True
    if upload and index > 1 and before == {"more"}:  # the raw drone footage
        before = units[index - 2].classes
    named = not before.isdisjoint(_NAMED) or (upload and "a" in before)
    if complete:
        return named
    ahead = units[index + 1 : index + 3]
    return upload and named and any(unit.classes & {"media", "result"} for unit in ahead)
