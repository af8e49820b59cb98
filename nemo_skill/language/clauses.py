"""A message's units -> clauses: where one request ends and the next begins, and how their order is told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nemo_skill.language.lexicon import Unit
from nemo_skill.language.named import is_strange

_STOPS = ("end", "pause", "arrow")
# "the choir", "my wife".
_PAIR = 2
# How many words a statement has before a request may begin within it.
_STATED = 3
_ENDING = frozenset(("end", "pause"))
_POSTPOSED = ("zh", "ja", "ko")
_NEXT = frozenset(("export", "give", "send", "save", "upload", "credits"))
_ASKING = _NEXT | {"show", "self", "forme", "it", "aux", "polite", "joint", "filler"}
_ASKED_FOR = frozenset(("the", "it", "self", "result", "format", "deliverable", "final", "tracks", "credits", "status"))
_OPENERS = {
    ("can", "you"), ("can", "u"), ("can", "i"), ("could", "you"), ("could", "i"), ("would", "you"), ("will", "you"),
    ("are", "we"), ("how", "many"), ("how", "much"), ("what", "is"), ("lets", "see"), ("let's", "see"),
}  # fmt: skip


_NO_OPENING = frozenset(("says", "ask", "many", "show", "if", "and", "then", "first"))


class Clause(NamedTuple):
    """`units` without boundary words; `stop`: the mark before it.

    `relation`: and, but, then, before, after, if, so (what for) or "".
    """

    units: tuple[Unit, ...]
    relation: str
    stop: str
    first: bool
    question: bool
    start: int
    end: int
    language: str


class _Splitter:
    def __init__(self, language: str) -> None:
        self.language = language
        self.postposed = language in _POSTPOSED
        self.clauses: list[Clause] = []
        self.units: list[Unit] = []
        self.relation = self.stop = ""
        self.first = False

    def close(self, *, question: bool = False) -> None:
        if self.units:
            question = question or self._asks_or_not()
            self.clauses.append(
                Clause(
                    tuple(self.units), self.relation, self.stop, self.first, question,
                    self.units[0].start, self.units[-1].end, self.language,
                )
            )  # fmt: skip
            self.units, self.relation, self.stop, self.first = [], "", "", False

    def _asks_or_not(self) -> bool:
        """Make a question of a Chinese clause that ends with a negation: 导出收费不."""
        last = self.units[-1]
        if self.language != "zh" or len(self.units) < 2 or "not" not in last.marks or "neg" not in last.classes:
            return False
        self.units[-1] = last._replace(classes=(last.classes - {"neg"}) | {"ask"})
        return True

    def begin(self, relation: str) -> None:
        self.close()
        self.relation = relation

    def feed(self, unit: Unit, behind: Sequence[Unit], gap: bool) -> None:
        """Take the next unit; `behind` are the two after it, `gap` tells of a space that ends a clause."""
        following, after = (*behind, None, None)[:2]
        mark = next((stop for stop in _STOPS if stop in unit.classes), "")
        if mark == "pause" and following is not None and (self._leads_in(following) or self._is_object(following)):
            return
        if mark:
            self._stop(unit, mark)
        elif following is not None and self._is_adverb(unit, following):
            self.relation = "then"
        elif self._is_then(unit, following, after):
            self.begin("then")
            if not unit.classes.isdisjoint(("create", "export")):
                self.units.append(unit)
            if "export" in unit.classes:
                self.close()
        elif self.units and unit.text == "after" and (following is None or following.classes & _ENDING):
            self.relation = "then"
        elif "until" in unit.classes and self._holds_back():
            self._subordinate("before")
        elif not unit.classes.isdisjoint(("before", "after")) and not (
            _is_first_part(unit, following)
            or (self.units and self.units[-1].classes & {"the", "a"} and not self.units[-1].text.startswith("a "))
            or (self.units and following is not None and "somebody" in following.marks)
            or ("earlier" in unit.marks and following is not None and "it" in following.classes)
        ):
            self._subordinate("before" if "before" in unit.classes else "after")
            if "create" in unit.classes:
                self.units.append(unit)
        elif "if" in unit.classes and not self._asks():
            self.begin("if")
        elif unit.text == "so" and self.units and following is not None and self._concludes(following, after):
            self.begin("and")
        elif self.units and (
            "since" in unit.marks or self._says_why(unit) or ("so" in unit.marks and _is_purpose(following, after))
        ):
            self.begin("so")
        elif (
            "and" in unit.classes
            and following is not None
            and not ("left" in unit.classes and "many" in following.classes)
            and not self._pairs(following)
        ):
            if "then" not in self.relation or self.units:
                self.begin("but" if "but" in unit.marks else "and")
        else:
            if self.units and "first" in unit.classes and following is not None and "headfirst" in unit.marks:
                self.begin("but")
            self._take(unit, following, gap)

    def _leads_in(self, following: Unit) -> bool:
        """Whether the clause only asks to be told, and the question follows: "Zeig mir bitte, was im Projekt liegt"."""
        if following.classes.isdisjoint(("ask", "many")) or not any("show" in unit.classes for unit in self.units):
            return False
        return all(unit.classes & {"show", "aux", "polite", "forme", "filler", "self"} for unit in self.units)

    def _is_object(self, following: Unit) -> bool:
        """Whether a comma only stands before "that": "ich will nicht, dass du exportierst"."""
        wished = any(unit.classes & {"want", "neg"} for unit in self.units)
        return self.language in ("de", "ru") and wished and "that" in following.marks

    def asks_for_it(self, unit: Unit) -> bool:
        """Whether the user's own news begin behind a request: "can you preview it for me | I'm at a red light"."""
        if "news" not in unit.marks or len(self.units) <= 2 or not self.units[-1].classes & {"forme", "polite"}:
            return False
        return any(earlier.classes & (_NEXT | {"show", "preview"}) for earlier in self.units)

    def counts(self) -> bool:
        """Whether the clause asks which or how many already: "which music | are we using"."""
        asked = self.units[:1] if len(self.units) <= 4 else []
        return any("many" in unit.classes for unit in self.units) or any("ask" in unit.classes for unit in asked)

    def lets_turn(self) -> bool:
        """Whether a request may begin behind the clause: "forget the edits | just send it"."""
        if self.relation == "after" or any(unit.classes & {"neg", "stop"} for unit in self.units):
            return True
        made = any("create" in unit.classes for unit in self.units)
        return len(self.units) > _STATED and not made and not self.units[-1].classes & {"aux", "self", "ask"}

    def waits(self) -> bool:
        """Whether the clause only waits for an end: "when that's finished | send me the video"."""
        return self.relation == "after" and bool(self.units) and "done" in self.units[-1].classes

    def _holds_back(self) -> bool:
        """Whether a request is denied for now: "don't export until ..."."""
        names = {name for unit in self.units for name in unit.classes}
        return bool(names & {"neg", "stop"}) and bool(names & _NEXT)

    def _stop(self, unit: Unit, mark: str) -> None:
        self.close(question="?" in unit.text)
        if mark == "arrow":
            self.relation = "then"
        elif not self.stop:
            self.stop = ":" if unit.text.strip() == ":" else mark

    def _says_why(self, unit: Unit) -> bool:
        """Whether a Romance "that" only says more of a request that is complete: "mándamelo | que me lo piden"."""
        if "since" in unit.marks:
            return True
        if "that" not in unit.marks or self.language not in ("es", "fr", "it", "pt"):
            return False
        asked = any(earlier.classes & {"export", "give", "send"} for earlier in self.units)
        return asked and all(earlier.classes and "a" not in earlier.classes - {"prep"} for earlier in self.units)

    def _is_adverb(self, unit: Unit, following: Unit) -> bool:
        """Whether "then" stands within a request, between its verb and what is asked for: "schick mir | das Video"."""
        if "then" not in unit.classes or self.language in ("en", *_POSTPOSED) or not following.classes & _ASKED_FOR:
            return False
        asked = any(earlier.classes & (_NEXT | {"show"}) for earlier in self.units)
        return asked and all(earlier.classes & _ASKING for earlier in self.units)

    def _is_then(self, unit: Unit, following: Unit | None, after: Unit | None) -> bool:
        if self.units and "already" in unit.marks:
            return following is not None and _asks_next(following, after)
        if "atlast" in unit.marks and not self.units and not self.clauses:
            return False
        if (
            "then" not in unit.classes
            or _is_first_part(unit, following)
            or (self.units and (following is None or "neg" in self.units[-1].classes))
            or (self.units and "speaking" in self.units[-1].marks)
            or (self.units and self._is_over(unit, following))
            or (unit.text == "next" and self.units and self.units[-1].classes & {"the", "mine"})
            or (unit.text == "finally" and self._is_spoken_of(following))
            or (unit.text == "再" and self.units and self._goes_on_with(self.units[-1]))
        ):
            return False
        asked = following is not None and "done" in unit.classes and "ask" in following.classes
        return not (asked or ("done" in unit.classes and self._asks()))

    def _goes_on_with(self, before: Unit) -> bool:
        """Whether 再 is no next step: 晚上再, 还够我再做两条."""
        return "daytime" in before.marks or any(unit.classes & {"canstill", "sufficient"} for unit in self.units)

    def _is_spoken_of(self, following: Unit | None) -> bool:
        """Whether only a subject stands before an adverb: "we | finally agreed", "the dog | finally calmed down"."""
        if not 0 < len(self.units) <= _STATED or following is None or "create" in following.classes:
            return False
        head = self.units[0]
        return bool(head.classes & {"self", "the", "person", "third", "mine", "it"}) and not any(
            unit.classes & {"create", "export", "aux"} for unit in self.units
        )

    def _pairs(self, following: Unit) -> bool:
        """Whether "and" joins the user to somebody else: "the choir and I have watched it"."""
        speaker = "speaker" in following.marks and 0 < len(self.units) <= _PAIR
        return speaker and bool(self.units[0].classes & {"the", "mine", "person"})

    def _is_over(self, unit: Unit, following: Unit | None) -> bool:
        """Whether something is only told to be over: 外卖都吃完了，..."""
        told = "done" in unit.classes and following is not None and "pause" in following.classes
        return told and not any(earlier.classes & {"create", "media", "result"} for earlier in self.units)

    def _asks(self) -> bool:
        """Whether the clause asks to be told: what "if" begins then is the question itself."""
        return any("show" in unit.classes for unit in self.units)

    def _concludes(self, following: Unit, after: Unit | None) -> bool:
        """Whether "so" leads to the request: "the deadline is in an hour so please export"."""
        return any("credits" in unit.classes for unit in self.units) or (
            not any("create" in unit.classes for unit in self.units) and _asks_next(following, after)
        )

    def _subordinate(self, relation: str) -> None:
        if not self.postposed:
            self.begin(relation)
        elif self.units and "then" not in self.units[-1].classes:
            self.relation = relation
            self.close()

    def _take(self, unit: Unit, following: Unit | None, gap: bool) -> None:
        self.first = self.first or ("first" in unit.classes and self._orders(following))
        if self._lone_address(unit):
            self.units.append(unit)
            self.close()
            return
        if gap and self.units:
            self.close()
            self.stop = "pause"
        self.units.append(unit)

    def _orders(self, following: Unit | None) -> bool:
        """Whether "first" says when, and not which: "the first 6 seconds"."""
        counts = following is not None and bool(following.classes & {"num", "footage", "piece"})
        return not counts and not (self.units and self.units[-1].classes & {"the", "self", "third"})

    def _lone_address(self, unit: Unit) -> bool:
        return not unit.classes.isdisjoint(("path", "url")) and all(
            not u.classes.isdisjoint(("filler", "aux", "self", "it", "the", "upload", "export", "give", "show"))
            for u in self.units
        )


def split(units: Sequence[Unit], language: str, text: str) -> list[Clause]:
    """Cut at punctuation, joining words, and (in Chinese) spaces between words."""
    splitter = _Splitter(language)
    units = _without_emoji(units)
    if language == "zh":
        units = _named(units)
    for index, unit in enumerate(units):
        gap = language == "zh" and index > 0 and _gap(units[index - 1], unit, text)
        if _opens(units, index) and not splitter.counts():
            splitter.close()
        if _turns(units, index) and splitter.lets_turn():
            splitter.close()
        if index and splitter.asks_for_it(units[index]):
            splitter.close()
        if index and _is_chained(units[:index], units[index]):
            splitter.close()
        if splitter.waits() and units[index].classes & {"give", "send", "export"}:
            splitter.close()
        splitter.feed(unit, units[index + 1 : index + 3], gap)
        if {"upload", "done"} <= unit.classes and _leads_on(units[index + 1 : index + 4]):
            splitter.begin("then")
    splitter.close()
    clauses = splitter.clauses
    for at, (one, other) in enumerate(pairwise(clauses)):
        if other.relation == "if" and other.question and other.stop != "end":
            # "kostet das extra, wenn ich es nochmal mache?"
            clauses[at] = one._replace(question=True)
    return _rejoined(clauses) if language in ("zh", "de") else clauses


def _rejoined(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses, with two nouns of one request together: 上传客厅跟露台的照片, "Fotos von Oma und Opa hochladen"."""
    out: list[Clause] = []
    for index, clause in enumerate(clauses):
        run = 1
        while _is_plain(clauses[index + run : index + run + 1]):
            run += 1
        if out and clause.start < out[-1].end:
            continue
        closing = clauses[index + run : index + run + 1]
        if closing and _leaves_open(clause) and _completes(clause, closing[0]):
            parts = clauses[index : index + run + 1]
            units = tuple(unit for part in parts for unit in part.units)
            clause = clause._replace(units=units, question=parts[-1].question, end=parts[-1].end)
        out.append(clause)
    return out


_AROUND_A_NAME = frozenset(
    ("filler", "aux", "self", "ba", "upload", "export", "give", "send", "show", "want", "the", "footage", "media",
     "prep", "more")
)  # fmt: skip


def _is_plain(clauses: Sequence[Clause]) -> bool:
    """Whether a clause is nothing but the name of a thing that goes on a list."""
    return bool(clauses) and clauses[0].stop == "pause" and not any(unit.classes for unit in clauses[0].units)


def _leaves_open(clause: Clause) -> bool:
    """Whether a request has come as far as a name: 上传客厅, "ich will Fotos von Oma"."""
    units = clause.units
    if not is_strange(units, len(units) - 1) or "create" in units[0].classes:
        return False
    named = next(at for at in range(len(units)) if is_strange(units, at))
    return named > 0 and all(unit.classes & _AROUND_A_NAME for unit in clause.units[:named])


def _completes(clause: Clause, closing: Clause) -> bool:
    """Whether a second name has what both belong to behind it: 露台的照片, "Opa hochladen"."""
    units = closing.units
    if closing.relation != "and" or closing.stop or len(units) < 2:
        return False
    named = next((at for at in range(len(units)) if not is_strange(units, at)), 0)
    if clause.language == "de":
        start = 1 if "the" in units[0].classes else 0
        return named < 2 and len(units) == start + 2 and not units[start].classes and bool(units[-1].classes & _NEXT)
    behind = units[named + 1 : named + 2]
    return named > 0 and units[named].text == "的" and bool(behind) and bool(behind[0].classes & {"media", "result"})


def _without_emoji(units: Sequence[Unit]) -> list[Unit]:
    """The units without emoji; one before a request ends what was said: "everyone loves it 🐶 download!"."""
    out: list[Unit] = []
    for index, unit in enumerate(units):
        if "emoji" not in unit.classes:
            out.append(unit)
            continue
        behind = units[index + 1 : index + 2]
        if out and behind and behind[0].classes & (_NEXT | {"deliverable"}) and out[-1].classes.isdisjoint(_GOING_ON):
            out.append(unit._replace(classes=frozenset(("pause",))))
    return out


# Behind them a clause goes on, whatever picture stands between.
_GOING_ON = frozenset(
    ("the", "a", "prep", "aux", "self", "more", "polite", "create", "pause", "end", "ask", "want", "neg")
)


def _named(units: Sequence[Unit]) -> list[Unit]:
    """Units with an output name in one piece: 导出为 春节vlog.mp4, where the scanner knows only the ASCII part."""
    out: list[Unit] = []
    for unit in units:
        out.append(unit)
        if "name" not in unit.classes:
            continue
        at = len(out) - 1
        while at and "naming" not in out[at - 1].marks and not out[at - 1].classes & {"end", "pause", "arrow"}:
            at -= 1
        if at and "naming" in out[at - 1].marks and at < len(out) - 1:
            out[at:] = [Unit(unit.classes, unit.text, out[at].start, unit.end)]
    return out


def _gap(before: Unit, unit: Unit, text: str) -> bool:
    """Whether a space in Chinese ends a clause: between characters, and before a request."""
    if not text[before.end : unit.start].isspace() or "naming" in before.marks:
        return False
    if text[unit.start] > "\u3000" and text[before.end - 1] > "\u3000":
        return True
    return not before.classes and not unit.classes.isdisjoint(_NEXT)


def _is_purpose(following: Unit | None, after: Unit | None) -> bool:
    """Whether "so" tells what for: "so mum can see it", "so that I'll remember"."""
    if following is None or following.classes.isdisjoint(("self", "person", "third", "it")):
        return False
    return after is not None and "modal" in after.classes


def _is_first_part(unit: Unit, following: Unit | None) -> bool:
    """`前两秒`: the first two seconds, not "before two seconds"; 最后几个: the last few, not "finally"."""
    return "part" in unit.marks and following is not None and bool(following.classes & {"num", "many", "a"})


def _asks_next(following: Unit, after: Unit | None) -> bool:
    leading = not following.classes.isdisjoint(("aux", "filler"))
    asked = after if leading and after is not None else following
    return not following.classes.isdisjoint(_NEXT) or not asked.classes.isdisjoint(_NEXT)


def _opens(units: Sequence[Unit], index: int) -> bool:
    """Whether an inverted question begins here after content, as in dictated text without punctuation."""
    if index > 1 and "us" in units[index - 1].marks and units[index - 2].classes & {"show", "give"}:
        return False
    words = units[index].text.split(" ")
    if len(words) < 2:
        words = [units[index].text, units[index + 1].text if index + 1 < len(units) else ""]
    return tuple(words[:2]) in _OPENERS and index > 0 and units[index - 1].classes.isdisjoint(_NO_OPENING)


def _is_chained(before: Sequence[Unit], unit: Unit) -> bool:
    """Whether a Korean request for an answer or the video, or one taken back, ends here: 다운로드하지 말고 | ..."""
    if "chained" not in before[-1].marks:
        return False
    exported = len(before) > 1 and before[-1].text == "고" and "export" in before[-2].classes
    if exported and "want" not in unit.classes and all(earlier.classes for earlier in before):
        return True
    return before[-1].text.endswith("말고") or any("letknow" in earlier.marks for earlier in before[-3:])


def _turns(units: Sequence[Unit], index: int) -> bool:
    """Whether a request begins with "just" or "please" behind a clause: "forget the edits just send it"."""
    behind = units[index + 1 : index + 2]
    return (
        ("just" in units[index].marks or "polite" in units[index].classes)
        and bool(behind)
        and bool(behind[0].classes & (_NEXT | {"show"}))
    )


def _leads_on(behind: Sequence[Unit]) -> bool:
    """Whether a request follows at once: 上传完 | 马上导出."""
    told = next((unit for unit in behind if "filler" not in unit.classes and "aux" not in unit.classes), None)
    return told is not None and bool(told.classes & {"export", "give", "send"})


def cut(clause: Clause, start: int, stop: int | None) -> Clause:
    """A part of a clause, by the indices of its units."""
    units = clause.units[start:stop]
    relation, mark = (clause.relation, clause.stop) if not start else ("", "")
    first = clause.first and not start
    return Clause(units, relation, mark, first, clause.question, units[0].start, units[-1].end, clause.language)
