"""User message -> ordered list of actions.

The message is cut into clauses (`clauses`), its words are read with the lists of skill.yaml (`lexicon`), and a clause
is an action where it fills a frame (`frames`). What remains is content for the agent, in the user's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nemo_skill.language import clauses, dictation, frames, meaning, remarks, sequence, wishes
from nemo_skill.language.clauses import Clause
from nemo_skill.language.lexicon import Lexicon, Unit
from nemo_skill.language.scan import scan
from nemo_skill.language.sequence import CANCEL, CONSTRAINT, CONTENT, CONTEXT, FILLER, MAYBE, WITHOUT, Part

_MISSPELT = ("export", "upload", "credits", "status", "give", "show", "left")
_SMALL = frozenset(("filler", "first", "num", "then", "and"))
_AROUND_A_SOURCE = frozenset(
    ("filler", "aux", "self", "it", "the", "a", "upload", "export", "give", "show", "prep", "more", "media", "result",
     "want")
)  # fmt: skip
_NEGATABLE = frozenset(
    ("export", "upload", "give", "send", "save", "show", "credits", "status", "create", "render", "buy")
)
_REQUESTS = frozenset(("export", "give", "save", "send", "render", "upload"))
# "take ./a.mp4" only brings it in; "use ./a.mp4 as the narration" says what for.
_TAKEN = 2
_SAID = (CONTENT, CONTEXT, CONSTRAINT, FILLER)
_RUNNING_ON = ("export", "upload", "state", "credits")
_NOT_BEFORE = frozenset(("says", "about", "aux", "prep", "self", "the", "a", "neg", "ask", "want"))
_MEDIA_URL = (
    ".mp4", ".mov", ".avi", ".webm", ".mkv", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".mp3", ".wav", ".m4a", ".aac",
)  # fmt: skip


class Step(NamedTuple):
    """`action`: upload, sse, export, credits or state; `text`: the user's words for it, or the addresses to upload."""

    action: str
    text: str


class Router:
    """Routes messages by the `routing` section of skill.yaml."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._lexicon = Lexicon(tables, misspelt=_MISSPELT)
        self._frames = frames.read(tables["frames"])

    def route(self, text: str, files: Sequence[str] = ()) -> list[Step]:
        """The steps in the order in which they are to happen; empty only for an empty message without files.

        Args:
            text: the user's message.
            files: what was attached to it; only whether there are any matters here.
        """
        parts, original = self._parts(text)
        sources = [
            original[unit.start : unit.end]
            for part in parts
            for index, unit in enumerate(part.clause.units)
            if _is_source(part.clause, index) or (part.kind == "upload" and unit.classes & {"url", "name", "path"})
        ]
        if original.strip() and not (files or sources) and all(part.kind in _SAID for part in parts):
            # Nothing that the skill carries out or takes back: the agent hears every word.
            return [Step(CONTENT, original.strip())]
        steps: list[Step] = []
        asked = [part.clause.start for part in parts if part.kind not in (*_SAID, sequence.CANCEL)]
        if (files or sources) and parts and _only_hands_over(parts):
            return [Step("upload", "\n".join(sources))]
        if files or sources:
            steps.append(Step("upload", "\n".join(sources)))
            kept = [part for part in parts if part.kind != "upload" or (files and _places(part))]
            parts = [Part(CONTENT, part.clause) if part.kind == "upload" else part for part in kept]
        for kind, words in sequence.steps(sequence.ordered(parts), original, asked):
            if not (steps and steps[-1].action == kind):
                steps.append(Step(kind, words))
            elif kind == CONTENT:
                steps[-1] = Step(kind, f"{steps[-1].text}, {words}")
        if not steps and original.strip():
            return [Step(CONTENT, original.strip())]
        if len(steps) == 1 and (files or sources):
            rest = sequence.span([part for part in parts if part.kind != FILLER], original)
            steps += [Step(CONTENT, rest)] if rest else []
        return steps

    def frame_of(self, text: str) -> int | None:
        """The number of the frame that the first request of a message fills; to check the table's own examples."""
        for part in self._parts(text)[0]:
            frame = frames.find(self._frames, part.clause)
            if frame is not None:
                return self._frames.index(frame)
        return None

    def _parts(self, text: str) -> tuple[list[Part], str]:
        scanned = scan(text)
        language = self._lexicon.language(scanned.tokens)
        units = dictation.marked(self._lexicon.units(scanned.tokens, language))
        found: list[Part] = []
        for clause in clauses.split(units, language, scanned.original):
            part = self._part(clause)
            found += self._revised(part) or self._run_on(part)
        known = meaning.reread(sequence.absorbed(sequence.settled(found)))
        return sequence.heard(known, wishes.is_wish), scanned.original

    def _revised(self, part: Part) -> list[Part]:
        """The edit and the export in "export it again with the logo bigger"; empty when there is no such edit."""
        if part.kind in (CONTENT, "export"):
            for index in meaning.revisions(part.clause):
                request = self._part(clauses.cut(part.clause, 0, index))
                if request.kind == "export":
                    return [Part(CONTENT, clauses.cut(part.clause, index, None)), request]
        return []

    def _run_on(self, part: Part) -> list[Part]:
        """Content and request, when no mark stands between them, as in dictation or in a Japanese chain of verbs."""
        clause = part.clause
        if part.kind in _RUNNING_ON and clause.relation == "after" and clause.language != "zh":
            index = _behind_condition(clause)
            request = self._part(clauses.cut(clause, index, None))
            if index and request.kind in _RUNNING_ON:
                return [Part(CONTENT, clauses.cut(clause, 0, index)), request]
        if part.kind not in (CONTENT, CONTEXT):
            return [part]
        for index in _request_starts(clause):
            request = self._part(clauses.cut(clause, index, None))
            if request.kind in _RUNNING_ON:
                edits = "create" in clause.units[0].classes and "then" not in clause.units[0].classes
                done = Part(FILLER if index == 1 and not edits else part.kind, clauses.cut(clause, 0, index))
                if clause.relation == "before" and clause.language == "en" and not _is_gerund(clause.units[0]):
                    # What the user will do then: "before I write the next script | tell me ..."
                    done = Part(CONTEXT, done.clause)
                return [done, request]
        for index in _content_starts(clause) if part.kind == CONTENT else ():
            request = self._part(clauses.cut(clause, 0, index))
            if request.kind in _RUNNING_ON:
                return [request, Part(CONTENT, clauses.cut(clause, index, None))]
        return [part]

    def _part(self, clause: Clause) -> Part:
        if clause.relation == "so":
            return Part(CONTEXT, clause)
        if meaning.is_speech(clause):
            return Part(CONTENT, clause)
        names = frozenset(name for unit in clause.units for name in unit.classes)
        frame = frames.find(self._frames, clause)
        action = frame.action if frame else ""
        if "neg" in names and not any(_negates(clause, index) for index in range(len(clause.units))):
            names -= {"neg"}
        if not action and meaning.asks_whether_done(clause):
            return Part("state", clause, "state")
        if action == "state" and meaning.is_plan(clause):
            return Part(CONTEXT, clause)
        praised = "good" in names and names.isdisjoint(("ask", "show", "many", "status", "still"))
        if action == "state" and praised and not clause.question:
            return Part(CONTEXT, clause)
        if action and names & {"neg", "stop"} and not _asks_anyway(action, clause, names):
            return Part(CANCEL, clause, action)
        if action in ("export", "upload", "state") and meaning.is_remark(clause):
            return Part(CONTENT, clause)
        if action in ("export", "upload") and meaning.is_postponed(clause):
            return Part(CANCEL, clause, action)
        if meaning.is_sending(clause):
            return Part("export", clause, "export")
        if action == "export" and any(_is_source(clause, index) for index in range(len(clause.units))):
            action = "upload"
        if action or _only_source(clause):
            return Part(action or "upload", clause, action)
        if all(unit.classes & _SMALL for unit in clause.units) or _asks_on(clause):
            return Part(FILLER, clause)
        if names & {"neg", "stop"} and meaning.leaves_out(clause):
            return Part(CONTENT, clause, WITHOUT)
        if names & {"neg", "stop"} and meaning.takes_back(clause):
            return Part(CANCEL, clause, "export")
        if remarks.is_constraint(clause, names):
            return Part(CONSTRAINT, clause)
        if remarks.is_remark(clause, names):
            return Part(CONTEXT, clause)
        return Part(CONTEXT, clause, MAYBE) if remarks.may_be_remark(clause, names) else Part(CONTENT, clause)


def _only_hands_over(parts: Sequence[Part]) -> bool:
    """Whether files come with nothing but words about them: "here it is, took me ages to find"."""
    named = [meaning.names_a_file(part) for part in parts]
    if not named[0] or parts[0].clause.language != "en":
        return all(named)
    others = [part for part, names in zip(parts, named, strict=True) if not names]
    return all(part.kind in (CONTENT, CONTEXT) and not part.clause.question for part in others) and not any(
        wishes.is_wish(part.clause) or part.action for part in others
    )


def _places(part: Part) -> bool:
    """Whether it tells what to do with a particular thing, "add my logo", and not only to take the files."""
    names = {name for unit in part.clause.units for name in unit.classes}
    return {"create", "media"} <= names and names.isdisjoint(("footage", "url", "path"))


def _request_starts(clause: Clause) -> Iterator[int]:
    """Where a request may begin behind content: "make it brighter | export it", カットして | 書き出して."""
    units = clause.units
    head = next((unit for unit in units if "filler" not in unit.classes), units[0])
    finished = {"create", "then"} <= units[0].classes
    spoken = "create" in head.classes or clause.relation in ("after", "before", "then")
    for index in range(1, len(units)):
        verb = index > 1 and index + 1 < len(units) and bool(units[index].classes & _REQUESTS)
        pointing = verb and bool(units[index + 1].classes & {"it", "self", "the"})
        free = units[index - 1].classes.isdisjoint(_NOT_BEFORE)
        asked = finished and bool(units[index].classes & ({"show"} if index == 1 else _REQUESTS))
        closing = clause.relation == "after" and clause.language != "en" and bool(units[index].classes & _REQUESTS)
        asked = asked or (closing and index > 1 and index == len(units) - 1 and free)
        taken = "ba" in units[index].classes and "filler" in units[index - 1].classes
        told = clause.relation == "before" and index > 1 and index + 1 < len(units) and _asks_for_oneself(units, index)
        if "chained" in units[index - 1].marks or (spoken and pointing and free) or asked or taken or told:
            yield index


def _behind_condition(clause: Clause) -> int:
    """Where a request begins behind what it waits for: "cuando pongas el logo | mándame el vídeo"; 0 if nowhere."""
    units = clause.units
    index = next((at for at, unit in enumerate(units) if unit.classes & _REQUESTS), 0)
    if clause.language == "en":
        # "the fix | export the whole thing"
        behind = units[index + 1 : index + 2]
        pointing = bool(behind) and bool(behind[0].classes & {"it", "the"})
        if not (index and pointing and "the" in units[0].classes and units[index - 1].classes == {"create"}):
            return 0
    waits = any(not unit.classes or unit.classes & {"create", "media", "film", "says"} for unit in units[:index])
    return index if waits else 0


def _is_gerund(unit: Unit) -> bool:
    return unit.text.endswith("ing")


def _asks_for_oneself(units: Sequence[Unit], index: int) -> bool:
    """Whether a sentence of the user's own begins: "before I plan the next scene | I want to see my credits"."""
    if not units[index - 1].classes.isdisjoint(_NOT_BEFORE):
        return False
    here, following = units[index].classes, units[index + 1].classes
    return ("want" in here and "prep" not in here) or bool(
        ("self" in here and following & {"want", "aux"}) or ("show" in here and following & {"self", "many", "ask"})
    )


def _content_starts(clause: Clause) -> Iterator[int]:
    """Where content may begin behind a request: "before exporting | please remove the watermark"."""
    if clause.relation in ("before", "after"):
        for index in range(1, len(clause.units)):
            if clause.units[index].classes & {"create", "joint"}:
                yield index


def _asks_on(clause: Clause) -> bool:
    """Whether it only goes on asking: "can I buy credits, and where?"."""
    return clause.relation == "and" and clause.question and all("ask" in unit.classes for unit in clause.units)


def _negates(clause: Clause, index: int) -> bool:
    """Whether it takes the request back.

    A single Chinese character negates only what stands right behind it (不导出, but not 差不多), and so does "without".
    """
    unit = clause.units[index]
    if "neg" not in unit.classes:
        return False
    behind = clause.units[index + 1 : index + 3]
    if index and unit.text == "without":
        return any(following.classes & _NEGATABLE for following in behind)
    if len(unit.text) > 1 or unit.text < "\u2e80":
        return True
    if "forbid" in unit.marks and behind and behind[0].classes & {"trivial", "create"}:
        return True
    return any(following.classes & _NEGATABLE for following in behind) and bool(behind[0].classes)


def _asks_anyway(action: str, clause: Clause, names: frozenset[str]) -> bool:
    """A negated question about the account or the project still asks: "isn't it done yet?"."""
    if action == "state":
        return clause.question or bool(names & {"done", "ask"})
    return action == "credits" and (clause.question or bool(names & {"left", "buy"})) and "stop" not in names


def _is_source(clause: Clause, index: int) -> bool:
    """Whether a unit is footage to bring in, and not where the result goes ("export to ./out/x.mp4")."""
    unit = clause.units[index]
    if "url" in unit.classes:
        return unit.text.partition("?")[0].partition("#")[0].endswith(_MEDIA_URL)
    if "path" not in unit.classes:
        return False
    before = clause.units[:index]
    if before and "naming" in before[-1].marks:
        return False
    asked = any(earlier.classes & {"export", "save", "render", "give"} for earlier in before)
    return not (asked and before[-1].classes & {"prep", "a"})


def _only_source(clause: Clause) -> bool:
    """Whether the clause is just the address of footage: "here is ./a.mp4"."""
    source = False
    for index, unit in enumerate(clause.units):
        if _is_source(clause, index) or ("name" in unit.classes and len(clause.units) == 1):
            source = True
        elif not unit.classes & _AROUND_A_SOURCE and not ("utilize" in unit.classes and len(clause.units) == _TAKEN):
            return False
    return source
