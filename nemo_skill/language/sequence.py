"""Classified clauses -> steps: what belongs to the content around it, what happens first, which words each step has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Unit

CONTENT, CONTEXT, FILLER, CANCEL, CONSTRAINT = "sse", "context", "filler", "cancel", "constraint"
# What a CONTENT part is that asks for something to be left out: "no music".
WITHOUT = "without"
# What a CONTEXT part is that is content where the request follows as the next step: "i walk home, then export it".
MAYBE = "maybe"
_SILENT = (CONTEXT, FILLER, CANCEL, CONSTRAINT)
# How many clauses back "before", "after" and "first" reach.
_NEAR = 12
# Two nouns joined by "and", with what stands before them.
_PAIR = 3
_TRIGGERS = frozenset(("export", "upload", "credits", "status"))
_SENDING = frozenset(("export", "give", "save", "send", "render", "put", "want", "maker", "deliverable", "asks"))
_ASKING = frozenset(
    ("show", "ask", "many", "self", "want", "left", "buy", "give", "it", "sofar", "done", "long", "still")
)


class Part(NamedTuple):
    """`kind`: an action, or how a clause goes along with the others.

    `action`: the one that a CANCEL takes back, or WITHOUT, or MAYBE.
    """

    kind: str
    clause: Clause
    action: str = ""


def settled(parts: Sequence[Part]) -> list[Part]:
    """The parts, with the statements that may be remarks decided by what follows them."""
    out = list(parts)
    for index, part in enumerate(parts):
        if part.kind == CONTENT and part.clause.relation == "before" and not _creates(part):
            out[index] = Part(CONTEXT, part.clause)
        if part.action == MAYBE:
            behind = next((p for p in parts[index + 1 :] if p.kind not in (FILLER, CONTEXT)), None)
            step = behind is not None and behind.kind != CONTENT and behind.clause.relation == "then"
            out[index] = Part(CONTENT if step else CONTEXT, part.clause)
    return out


def heard(parts: Sequence[Part], is_wish: Callable[[Clause], bool]) -> list[Part]:
    """The parts, where content without a wish goes along with a request, asked or taken back: "..., my train leaves".

    What comes before or after the request by its words ("then export it") is a step whatever it says.
    """
    if all(part.kind in (CONTENT, CONTEXT, FILLER, CONSTRAINT) for part in parts):
        return list(parts)
    if all(part.kind in (CONTENT, *_SILENT) for part in parts):
        # Beside what is only taken back: "hold the export, the violin is late".
        return [Part(CONTEXT, part.clause) if part.kind == CONTENT and _is_own(part.clause) else part for part in parts]
    out: list[Part] = []
    run: list[Part] = []
    for part in [*parts, None]:
        if part is not None and part.kind in (CONTENT, *_SILENT):
            run.append(part)
            continue
        follows = part is not None and part.clause.relation == "then"
        if not follows and not any(_is_heard(one, is_wish) for one in run):
            run = [Part(CONTEXT, one.clause) if one.kind == CONTENT else one for one in run]
        out += run
        run = []
        if part is not None:
            out.append(part)
    return out


def _is_own(clause: Clause) -> bool:
    """Whether the user speaks of themselves or of somebody: "i'm not home yet", "my boss is on the phone"."""
    head = clause.units[0]
    own = bool(head.classes & {"self", "person", "third"}) or "mine" in head.marks
    asked = {"create", "fault", "tweak", "film", "media", "quote", "says", "want"}
    return own and not any(unit.classes & asked for unit in clause.units)


def _is_heard(part: Part, is_wish: Callable[[Clause], bool]) -> bool:
    if part.kind != CONTENT:
        return False
    clause = part.clause
    return part.action == WITHOUT or clause.first or clause.relation in _ORDERING or is_wish(clause)


_ORDERING = ("then", "but", "after")


def absorbed(parts: Sequence[Part]) -> list[Part]:
    """Clauses that would be requests alone, and are content because of what stands before them.

    After a colon ("narration: stop trying to upload it"), as the second of two keywords ("about import and export"),
    and a bare noun in a list ("coins, credits, neon").
    """
    out: list[Part] = []
    quoting = False
    for part in parts:
        previous = out[-1] if out else None
        clause = part.clause
        if clause.stop == "end" or clause.relation == "then":
            quoting = False
        if clause.stop == ":" and previous and previous.kind in (CONTENT, CONTEXT) and not _heading(previous):
            if clause.question and previous.kind == CONTENT and _announces(previous):
                out[-1] = previous = Part(CONTEXT, previous.clause)
            told = any(unit.classes & {"context", "good"} for unit in previous.clause.units)
            quoting = previous.kind == CONTENT or not (clause.question or told)
        if previous and clause.stop == ":" and _is_value(part) and previous.kind in ("credits", "state"):
            out[-1] = previous = Part(CONTENT, previous.clause)
        supposed = previous and (clause.relation == "and" or previous.kind == CONTENT)
        if previous and supposed and part.kind == "credits" and _supposes(clause):
            out[-1] = previous = Part(FILLER, previous.clause)
        is_request = part.kind not in (CONTENT, CONTEXT, FILLER, CONSTRAINT)
        if previous and previous.kind == "upload" and part.kind == "export" and not clause.relation + clause.stop:
            part = Part(FILLER, clause)
        elif is_request and previous and (quoting or _goes_with(previous, part) or _second_source(previous, part)):
            part = Part(CONTENT, clause)
        elif part.kind == CONTENT and previous and (_qualifies(previous, clause) or _names_along(previous, clause)):
            out[-1] = Part(CONTENT, previous.clause)
        elif part.kind == CONTENT and previous and _ends_adjunct(previous, clause):
            part = Part(CONTEXT, clause)
        out.append(part)
    return out


def _supposes(clause: Clause) -> bool:
    """Whether a Japanese question of the price goes on from what it is about: 書き出すと | いくらかかりますか."""
    joined = clause.language == "ja" and clause.relation in ("and", "then") and not clause.stop
    return joined and any(unit.classes & {"cost", "charges"} for unit in clause.units)


def _announces(part: Part) -> bool:
    """Whether a clause leads to a question of the user's own: "Finance wants a number: how many credits ...?"."""
    if any("want" in unit.classes for unit in part.clause.units) and not _creates(part):
        return True
    return not any(unit.classes & _DEPICTING for unit in part.clause.units)


# What a clause holds that tells of the video: behind its colon stands text of it.
_DEPICTING = frozenset(
    ("create", "created", "says", "about", "film", "quote", "result", "media", "a", "piece", "footage", "num",
     "heading")
)  # fmt: skip


def _is_value(part: Part) -> bool:
    """Whether a colon leads to what a property is to be: "duration: 15 seconds"."""
    return part.kind == CONTENT or any("num" in unit.classes for unit in part.clause.units)


def _second_source(previous: Part, part: Part) -> bool:
    """The second address in "join ./a.mp4 and ./b.mp4"."""
    names = any(unit.classes & {"path", "url"} for unit in previous.clause.units)
    return names and previous.kind == CONTENT and part.kind == "upload" and part.clause.relation == "and"


def _heading(part: Part) -> bool:
    return any("heading" in unit.classes for unit in part.clause.units)


def _goes_with(previous: Part, part: Part) -> bool:
    """Whether what would be a request alone belongs to the content before it, with no verb of asking of its own."""
    clause = part.clause
    if previous.kind == CONSTRAINT and clause.relation == "but" and not clause.stop:
        # "keep everything but the last clip"
        return not any(unit.classes & _SENDING for unit in clause.units)
    if previous.kind != CONTENT or previous.action == WITHOUT or clause.relation == "then":
        return False
    units = [unit for unit in part.clause.units if "filler" not in unit.classes]
    if clause.relation == "and" and not clause.stop and _depicts(previous.clause, units):
        return True
    if clause.stop == "end" and (len(units) != 1 or not units[0].text.endswith("ing")):
        return False
    if len(units) == 1 and previous.clause.units[-1].classes & _TRIGGERS:
        return True
    if len(units) == 1 and units[0].text.endswith("ing") and not clause.question and not clause.relation:
        return True
    if units and units[0].text.endswith("ing") and any("about" in unit.classes for unit in previous.clause.units):
        return True
    if part.kind == "export" and not any(unit.classes & _SENDING for unit in units):
        return True
    if part.kind == "state" and not clause.question and any("num" in unit.classes for unit in units):
        return True
    bare = not any(unit.classes & _ASKING for unit in units)
    return bare and part.kind in ("credits", "state") and not part.clause.question


def _depicts(clause: Clause, units: Sequence[Unit]) -> bool:
    """Whether a scene goes on: "un clip donde una chica sube una montaña | descarga su mochila"."""
    if clause.language in ("en", "zh", "ja", "ko") or all(unit.classes for unit in units):
        return False
    told = [at for at, unit in enumerate(clause.units) if unit.classes & {"about", "ask"} or "that" in unit.marks]
    new = any("a" in unit.classes and "prep" not in unit.classes for unit in clause.units)
    return bool(told) and told[0] > 0 and new


def _qualifies(previous: Part, clause: Clause) -> bool:
    """Whether the request before is one for another video: "give me the video but in black and white"."""
    asked = {name for unit in previous.clause.units for name in unit.classes}
    return (
        previous.kind == "export"
        and clause.relation in ("and", "but")
        and not clause.stop
        and "prep" in clause.units[0].classes
        and asked.isdisjoint(("export", "save", "render"))
    )


def _names_along(previous: Part, clause: Clause) -> bool:
    """Whether a noun that looked like a request is one of two: "balance and harmony", "the last export, a drama"."""
    before = previous.clause
    if previous.kind in (CONTENT, *_SILENT) or before.question or not _is_noun(before):
        return False
    joined = clause.relation == "and" and not clause.stop and len(clause.units) <= _PAIR and not _is_ordered(clause)
    apposed = not clause.relation and clause.stop == "pause" and "a" in clause.units[0].classes
    return joined or apposed


def _is_noun(clause: Clause) -> bool:
    """Whether a clause is a keyword as a noun: "balance", "the last export"."""
    *before, last = [unit for unit in clause.units if "filler" not in unit.classes] or clause.units
    known = all(unit.classes & {"the", "more", "final"} for unit in before)
    return known and bool(last.classes & ({"credits", "status"} if not before else _TRIGGERS))


def _is_ordered(clause: Clause) -> bool:
    return any(unit.classes & {"create", "created", "want", "tweak"} for unit in clause.units)


def _ends_adjunct(previous: Part, clause: Clause) -> bool:
    """`dad` in "send it to my mum and dad"; the name in "export, file name: x" and in "best, Ines"."""
    if previous.kind in (FILLER, CONTEXT) and len(clause.units) <= 2 and clause.stop == "pause":
        return all("closing" in unit.classes for unit in previous.clause.units)
    if _asks_on(previous, clause):
        return True
    if previous.kind == "credits" and any("enough" in unit.classes for unit in previous.clause.units):
        return len(clause.units) <= 5 and all(unit.classes for unit in clause.units)
    if previous.kind == "credits" and clause.relation == "if" and clause.stop != "end":
        # What it would be the price of.
        return any(unit.classes & {"cost", "charges", "much"} for unit in previous.clause.units)
    if previous.kind == "export" and all(unit.classes & {"prep", "quote", "name", "path"} for unit in clause.units):
        return True
    if previous.kind == "state" and clause.relation == "and" and not clause.stop:
        return all(unit.classes & {"the", "property", "tracks", "piece", "more"} for unit in clause.units)
    if previous.kind in ("credits", "state") and previous.clause.question and clause.relation == "after":
        return not clause.stop and not any("create" in unit.classes for unit in clause.units)
    return (
        previous.kind not in _SILENT
        and previous.kind != CONTENT
        and clause.relation == "and"
        and not clause.stop
        and (len([unit for unit in clause.units if "polite" not in unit.classes]) <= 2 or clause.units[0].text == "go")
        and not any(unit.classes & {"create", "quote"} for unit in clause.units)
        and (not previous.clause.units[-1].classes or clause.units[0].text == "go")
    )


def _asks_on(previous: Part, clause: Clause) -> bool:
    """Whether a short question goes on from a request: "I want to buy more credits, where is it possible?"."""
    if previous.kind == "state" and len(clause.units) > 1 and not clause.stop:
        one, other = clause.units[:2]
        if "wanting" in one.marks and "self" in other.classes:
            # "is it finished or should I go and make tea"
            return True
    if previous.kind in (CONTENT, *_SILENT) or not clause.question or clause.stop != "pause":
        return False
    return "ask" in clause.units[0].classes and all(
        unit.classes & {"ask", "aux", "it", "self"} for unit in clause.units
    )


def ordered(parts: Sequence[Part]) -> list[Part]:
    """The parts in the order in which they are to happen: "before you export, add a title" -> add, export."""
    out: list[Part] = []
    held: list[Part] = []
    for index, part in enumerate(parts):
        relation, told = part.clause.relation, part.kind not in _SILENT
        main = next((p for p in reversed(out[-_NEAR:]) if p.kind not in (FILLER, CONTEXT)), None)
        starts = main is None or part.clause.stop == "end"
        if (
            relation in ("before", "after")
            and part.kind == CONTENT
            and main
            and main.kind == CANCEL
            and _is_awaited(part)
        ):
            out[out.index(main)] = main = Part(main.action, main.clause)
            relation = "after"
        before = parts[index - 1] if index else None
        if before in out and before is not None and before.kind == CONTENT and _explains(part):
            out.insert(out.index(before) + 1, Part(CONTEXT, part.clause))
            continue
        if main is not None and main.kind == "export" and _changes_it(main, part):
            out.insert(_run_start(out), part)
            continue
        if relation == "before" and told and part.kind != CONTENT and starts:
            held.append(part)
            continue
        if relation == "after" and told and not starts and main is not None and main.kind not in _SILENT:
            if part.kind == CONTENT and main.kind != CONTENT and not _creates(part) and not _names_a_part(part):
                part = Part(CONTEXT, part.clause)
            elif part.kind != main.kind:
                out.insert(_run_start(out), part)
                continue
        follows = index + 1 < len(parts) and parts[index + 1].clause.relation == "then"
        if part.clause.first and told and main and main.clause.relation != "after" and not follows:
            out.insert(_run_start(out), part)
        else:
            out.append(part)
        if held and told and not (index + 1 < len(parts) and parts[index + 1].kind == part.kind):
            out += held
            held = []
    return out + held


def _explains(part: Part) -> bool:
    """Whether a clause only says more about the one before: "..., it's the blue one in the corner"."""
    units = part.clause.units
    return (
        part.kind in (CONTENT, CONTEXT)
        and part.clause.stop == "pause"
        and not part.clause.relation
        and "telling" in units[0].marks
        and not any("create" in unit.classes and "says" not in unit.classes for unit in units)
    )


def _changes_it(main: Part, part: Part) -> bool:
    """Whether content behind an export says how the exported video is to be: "export it but with louder music"."""
    if part.kind != CONTENT:
        return False
    again = any("again" in unit.classes for unit in main.clause.units) and part.clause.stop != "end"
    return part.clause.relation == "but" or (again and not part.clause.relation) or part.action == WITHOUT


def _is_awaited(part: Part) -> bool:
    """Whether it waits for an edit: "until a title is added", not "until the music stops sounding like that"."""
    units = part.clause.units
    return any(
        "create" in unit.classes or (_is_creative(unit.text) and not unit.text.endswith("ing")) for unit in units
    )


def _creates(part: Part) -> bool:
    units = part.clause.units
    return any(
        (_is_creative(unit.text) or "create" in unit.classes) and not _is_called(units, at)
        for at, unit in enumerate(units)
    )


def _is_called(units: Sequence[Unit], at: int) -> bool:
    """Whether a verb of making is a noun at the end: "before my next cut"."""
    return at > 1 and at == len(units) - 1 and "mine" in units[at - 2].classes and "ordinal" in units[at - 1].classes


def _is_creative(word: str) -> bool:
    return (word.endswith(("ed", "ing")) and not word.endswith("thing")) or word in ("put", "cut", "made", "done")


def _names_a_part(part: Part) -> bool:
    """Whether a statement is about a part of the video: "once the subtitles are in Portuguese"."""
    return any(unit.classes & {"film", "media", "tracks"} for unit in part.clause.units)


def _run_start(parts: Sequence[Part]) -> int:
    """Where the last run of parts of one kind begins."""
    index = len(parts)
    kind = ""
    while index and (not kind or parts[index - 1].kind in (kind, *_SILENT)):
        index -= 1
        if parts[index].kind not in _SILENT:
            kind = parts[index].kind
    return index


def steps(parts: Sequence[Part], text: str, asked: Sequence[int]) -> Iterator[tuple[str, str]]:
    """(kind, the user's words) for every request; remarks stay with the content that they stand next to.

    `asked`: where the clauses of all requests begin, also of those that are no part of the list.
    """
    run: list[Part] = []
    for part in [*parts, None]:
        if part is not None and part.kind in (CONTENT, CONTEXT, CONSTRAINT, FILLER):
            run.append(part)
            continue
        if part is not None and part.kind == CANCEL:
            run.append(part)
            continue
        if any(p.kind == CONTENT for p in run):
            yield CONTENT, span(run, text, asked)
        run = []
        if part is not None:
            yield part.kind, span([part], text)


def span(parts: Sequence[Part], text: str, asked: Sequence[int] = ()) -> str:
    """The text of some clauses as the user wrote it, with what stands between neighbours, without cancelled ones.

    `asked`: where the clauses begin that the skill carries out, which are no part of it.
    """
    pieces: list[tuple[int, int]] = []
    joined = False
    kept = [part for part in parts]
    while kept and kept[0].kind in (FILLER, CANCEL):
        kept.pop(0)
    while kept and kept[-1].kind in (FILLER, CANCEL) and not _counts(kept[-1]):
        kept.pop()
    for part in kept:
        if part.kind == CANCEL:
            joined = False
            continue
        start, end = _trimmed(part.clause)
        between = bool(pieces) and any(pieces[-1][1] <= other < start for other in asked)
        if joined and pieces and start > pieces[-1][1] and not between:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
        joined = True
    return ", ".join(text[start : _closed(text, end)].strip() for start, end in pieces)


def _counts(part: Part) -> bool:
    """`3` in "swap scenes 2 and 3", "since 1998"."""
    return not part.clause.stop and "num" in part.clause.units[0].classes


def _trimmed(clause: Clause) -> tuple[int, int]:
    units = clause.units
    for unit in units:
        which = "first" in unit.classes and not clause.first
        if which or unit.classes.isdisjoint(("joint", "first")) or "create" in unit.classes:
            return unit.start, clause.end
    return clause.start, clause.end


def _closed(text: str, end: int) -> int:
    """`end`, moved behind marks that belong to the last word."""
    while end < len(text) and text[end] in "!?！？)）]】%°":
        end += 1
    return end
