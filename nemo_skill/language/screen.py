"""One sentence of the backend: which clauses tell the user to operate a screen, what they ask for, and what remains.

The words are read with the lists of `translation.words`. A screen verb counts where an instruction has it (at the head
of a clause, after "please", "you can", 请 ...), not where somebody in the picture does it ("the fox clicks its
tongue").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nemo_skill.language import spans
from nemo_skill.language.instruction import Instruction
from nemo_skill.language.lexicon import Lexicon, Unit
from nemo_skill.language.scan import fold, scan
from nemo_skill.language.screenwords import NAMES, NO_SPACES, OBJECTS, QUOTED_NAMES, SKIPPED, VERBS, only_places

_SCREEN_WORDS = VERBS | OBJECTS | {"bin", "key", "popup"}
# What is said besides begins with it, and it goes with that.
_ASIDES = ("P.S. ", "PS: ", "PS. ", "P.S.: ", "PPS: ", "P.P.S. ", "N.B. ", "NB: ", "NB. ", "P.S.：", "PS：")
_LONGEST_NAME = 40
_OPENINGS = ("steps", "answerable")
_DECIDING = frozenset(("upload", "signup", "billing", "export"))


# What may be said of something that is to be selected.
_SELECTED = frozenset(("piece", "footage", "num", "article", "quote", "place", "panelname", "timeline", "within"))


class Asked(NamedTuple):
    """What a screen instruction asks for; `text` names the thing for a suggestion ("" when there is none)."""

    action: str
    text: str


class Verdict(NamedTuple):
    """`text`: what remains of the sentence; `asked`: in order of appearance."""

    text: str
    asked: tuple[Asked, ...]


class Screen:
    """Reviews sentences by the `translation` section of skill.yaml."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._lexicon = Lexicon(tables)
        self._named = [(row["words"], row["action"]) for row in tables["actions"] if row["words"] in _DECIDING]
        self._suggest: Mapping[str, Mapping[str, str]] = tables["suggest"]
        self._openings = {name: tuple(", ".join(tables[name].values()).split(", ")) for name in _OPENINGS}
        self._tail = {name: tuple(fold(words).split(", ")) for name, words in tables["tail"].items()}

    def is_tail(self, sentence: str, part: str) -> bool:
        """Whether the sentence is the `first` or a `next` one of the backend's closing excuse."""
        return fold(sentence).lstrip("*_>#-–—+•. 0123456789⚠\ufe0f").startswith(self._tail[part])

    def announces(self, heading: str) -> bool:
        """Whether a heading only leads to steps on the screen ("Next steps", 如何导出)."""
        return self._opens(heading, "steps")

    def asks_back(self, question: str) -> bool:
        """Whether a question can be answered in the chat ("Would you like ...?")."""
        tokens = scan(question).tokens
        units = self._lexicon.units(tokens, self._lexicon.language(tokens))
        return self._opens(question, "answerable") and all(unit.classes.isdisjoint(_DECIDING) for unit in units)

    def selects(self, sentence: str) -> bool:
        """Whether it only says what to select, which leads to a step on the screen: "Select clip 3", 选择片段3."""
        if len(sentence) > _LONGEST_NAME:
            return False
        tokens = scan(sentence).tokens
        units = self._lexicon.units(tokens, self._lexicon.language(tokens))
        verb = next((at for at, unit in enumerate(units) if unit.classes.isdisjoint(SKIPPED)), len(units))
        behind = [unit for unit in units[verb + 1 :] if "end" not in unit.classes]
        return (
            verb < len(units)
            and "touch" in units[verb].classes
            and any(unit.classes & {"piece", "footage"} for unit in behind)
            and all(unit.classes & _SELECTED for unit in behind)
        )

    def is_step(self, cell: str) -> bool:
        """Whether a cell of a table only numbers a step ("Step 2", 第2步)."""
        tokens = scan(cell).tokens
        units = self._lexicon.units(tokens, self._lexicon.language(tokens)) if len(cell) < _LONGEST_NAME else []
        return any("step" in unit.classes for unit in units) and all(unit.classes & {"step", "num"} for unit in units)

    def is_part(self, cell: str) -> bool:
        """Whether a cell of a table only names a part of the screen: "Text panel", "Export button"."""
        tokens = scan(cell).tokens
        units = self._lexicon.units(tokens, self._lexicon.language(tokens)) if len(cell) < _LONGEST_NAME else []
        named = any(unit.classes & QUOTED_NAMES for unit in units[:-1])
        parts = OBJECTS | QUOTED_NAMES | {"place", "bin", "article", "within"}
        return named and bool(units[-1].classes & OBJECTS) and all(unit.classes & parts for unit in units)

    def _opens(self, text: str, table: str) -> bool:
        folded = self._lexicon.simplified(fold(text))
        begin = next((at for at, char in enumerate(folded) if char.isalpha()), len(folded))
        found = (words for words in self._openings[table] if folded.startswith(words, begin))
        return any(words[-1] > "\u0500" or not folded[begin + len(words) :][:1].isalpha() for words in found)

    def review(self, sentence: str, *, after_instruction: bool = False, script: bool = False) -> Verdict:
        """Take the screen out of one sentence (without its line's list marker).

        `after_instruction`: the sentence before was one, and this may go on with it ("Choose 1080p."). `script`: the
        line is quoted, as scripts and lyrics are, and only words about the screen itself count.
        """
        aside = next((aside for aside in _ASIDES if sentence.startswith(aside)), "")
        if aside:
            rest = self.review(sentence[len(aside) :], after_instruction=after_instruction, script=script)
            return rest._replace(text=aside + rest.text if rest.text.strip() else "")
        tokens = scan(sentence).tokens
        language = self._lexicon.language(tokens)
        units = [self._named_in_quotes(unit, language, sentence) for unit in self._lexicon.units(tokens, language)]
        units = [unit for unit in units if unit.text[0] != "<"]
        if all(unit.classes.isdisjoint(_SCREEN_WORDS | {"follow", "closing"}) for unit in units):
            return Verdict(sentence, ())
        within = spans.place_within(units) if language in ("en", "zh") else None
        if within:
            behind = sentence[within[1] :]
            behind = behind if within[0] else behind[:1].upper() + behind[1:]
            return self.review(sentence[: within[0]] + behind, script=script)
        if spans.is_way(units, sentence):
            found = self._asked(Instruction(self._lexicon, self._named, sentence, units, language), ())
            return Verdict("", (found,) if found else ())
        clauses = spans.split(units, sentence, VERBS | {"chat"})
        if not clauses:
            return Verdict(sentence, ())
        if language == "zh":
            clauses = [spans.conditioned(clause) for clause in clauses]
        kinds, asked = self._kinds(sentence, clauses, language, script)
        if "screen" not in kinds and "mute" not in kinds and all(clause.end == clause.stop for clause in clauses):
            first = next((clause for clause in clauses if not _announces_a_step(clause)), clauses[0])
            return Verdict("" if after_instruction and _follows(first) else sentence, ())
        if sentence.rstrip().endswith(("?", "？")) and "asking" in clauses[0].units[0].classes:
            asked = []
        return Verdict(spans.remaining(sentence, clauses, kinds), tuple(asked))

    def _named_in_quotes(self, unit: Unit, language: str, sentence: str) -> Unit:
        """A quotation that is nothing but a name of the screen (“账单”, "Effects"), with the classes of the name."""
        if "quote" not in unit.classes or len(unit.text) > _LONGEST_NAME:
            return unit
        if unit.text[0] == "`" and not (language in NO_SPACES or sentence[unit.start + 1].isupper()):
            return unit
        inner = self._lexicon.units(scan(unit.text[1:-1].strip(" *_")).tokens, language)
        named = inner[0].classes & QUOTED_NAMES if len(inner) == 1 else frozenset()
        return unit._replace(classes=unit.classes | named) if named else unit

    def _kinds(
        self, sentence: str, clauses: list[spans.Span], language: str, script: bool
    ) -> tuple[list[str], list[Asked]]:
        asked: list[Asked] = []
        kinds: list[str] = []
        for index, clause in enumerate(clauses):
            before = kinds[-1] if kinds else ""
            label: tuple[Unit, ...] = ()
            topic = before == "content" and spans.is_topic(clauses[index - 1], clause)
            moved = topic and any("moving" in unit.classes for unit in clause.units)
            begs = "begs" in clause.units[0].classes
            joined = before == "content" and clause.mark == "and" and not moved and not begs
            asked_before = joined and spans.is_imperative(clauses[index - 1])
            strict = script or (joined and not asked_before) or _is_said(clauses, index)
            reader = Instruction(self._lexicon, self._named, sentence, clause.units, language, strict=strict)
            kind = reader.kind()
            following = clauses[index + 1 : index + 2]
            if kind == "screen" and following and reader.is_done_by(following[0].units, following[0].mark):
                kind = "content"
            if kind in ("screen", "mute") and script and _is_spoken(clauses, index):
                kind = "content"
            if kind == "screen" and language == "zh" and before == "content" and _is_told_on(clauses, index):
                kind = "content"
            if kind == "screen" and not reader.verb and before in ("content", "lead") and _is_depicted(clauses[:index]):
                kind = "content"
            if kind == "content" and before == "screen" and _is_pointed_at(clause):
                kind = "screen"
            stepped = kind in ("content", "lead") and (
                _is_step(clauses, index) or (before == "screen" and _uses_it(clause))
            )
            kind = "screen" if stepped else kind
            if reader.cut >= 0:
                clauses[index] = clause._replace(end=reader.cut)
            behind = kind in ("screen", "mute") and before == "content"
            if behind and spans.is_label(clauses[index - 1], clause, sentence):
                kinds[-1] = "lead"
                label = clauses[index - 1].units
            if kind == "screen" and topic:
                kinds[-1] = "lead"
                label = clauses[index - 1].units
            if kind == "screen" and before == "content" and spans.is_wish(clauses[index - 1], clause):
                kinds[-1] = "lead"
                label = clauses[index - 1].units
            if kind == "screen" and not reader.verb and before == "content" and spans.is_listed(clauses, index):
                kinds[-1] = "lead"
            if kind == "screen" and before == "lead" and any("fetch" in unit.classes for unit in clause.units):
                label = label or clauses[index - 1].units
            if kind == "lead" and before == "mute" and reader.explains():
                kind = "content"
            if kind == "screen" and before == "mute" and clause.mark not in spans.STRONG:
                kind = "mute"
            kinds.append(kind)
            if kind == "screen" and not stepped and not (following and reader.is_where()):
                found = self._asked(reader, label)
                if found and found not in asked:
                    asked.append(found)
        spans.around_brackets(clauses, kinds, sentence)
        return kinds, asked

    def _asked(self, reader: Instruction, label: tuple[Unit, ...]) -> Asked | None:
        action, thing = reader.action(label)
        if action == "edit" and reader.verb == "drag":
            if reader.sets_a_value():
                return Asked(action, "")
            row = "move" if thing else "move_bare"
            return Asked(action, self._phrase(row, reader.language).format(thing).strip())
        if action in ("upload", "account"):
            return Asked(action, self._phrase(action, reader.language))
        return Asked(action, thing) if action else None

    def _phrase(self, name: str, language: str) -> str:
        rows = self._suggest[name]
        return rows.get(language, rows["en"])


def _is_said(clauses: Sequence[spans.Span], index: int) -> bool:
    """Whether a clause is text of the video: "Caption: Sign up today"."""
    if not index or clauses[index].mark not in (":", "："):
        return False
    label = clauses[index - 1].units
    return "said" in label[-1].classes or (len(label) <= 4 and any("said" in unit.classes for unit in label))


def _is_pointed_at(clause: spans.Span) -> bool:
    """Whether a clause is only the name at which an instruction pointed: "Click here 👉 Export"."""
    pointed = clause.mark[:1] in spans.POINTERS
    return pointed and all(unit.classes & (NAMES | {"panelname", "screen", "place"}) for unit in clause.units)


def _is_depicted(clauses: Sequence[spans.Span]) -> bool:
    """Whether a sentence began with a screen inside the picture: "On her phone, a menu slides up"."""
    return any("depicted" in unit.classes for clause in clauses for unit in clause.units)


def _is_told_on(clauses: Sequence[spans.Span], index: int) -> bool:
    """Whether a Chinese clause goes on with what somebody in the picture does: 机器人走到台前，按下按钮."""
    for earlier in reversed(clauses[:index]):
        if any(unit.classes & {"subject", "person"} and "impersonal" not in unit.classes for unit in earlier.units):
            break
        if earlier.mark != "，":
            return False
    else:
        return False
    told = clauses[index]
    first = told.units[0].classes
    return (
        told.mark == ","
        and bool(first & VERBS)
        and all(
            unit.classes.isdisjoint(NAMES | {"place", "timeline", "you", "lead", "quote", "look", "presents"})
            for unit in told.units
        )
    )


def _is_spoken(clauses: Sequence[spans.Span], index: int) -> bool:
    """Whether somebody of a script says it: "ANNA: Don't press that button!" """
    if not index or clauses[1].mark not in (":", "：") or len(clauses[0].units) > 2:
        return False
    speaker = all(unit.classes.isdisjoint(_SCREEN_WORDS | {"label", "step", "lead"}) for unit in clauses[0].units)
    return speaker and all(unit.classes.isdisjoint(NAMES | {"place"}) for unit in clauses[index].units)


def _uses_it(clause: spans.Span) -> bool:
    """Whether the part of the screen before is used: "(there's a gear icon); use that to change the colour"."""
    units = clause.units
    return len(units) > 1 and "use" in units[0].classes and "vague" in units[1].classes


def _announces_a_step(clause: spans.Span) -> bool:
    return all(unit.classes & {"step", "num"} for unit in clause.units)


def _is_step(clauses: Sequence[spans.Span], index: int) -> bool:
    """Whether a clause is the step that is announced: "Step 2: choose your file", 第二步 选择文件."""
    units = clauses[index].units
    stepped = "step" in units[0].classes or (index > 0 and _announces_a_step(clauses[index - 1]))
    return stepped and _follows(clauses[index]) and any(unit.classes & {"choice", "num", "format"} for unit in units)


def _follows(clause: spans.Span) -> bool:
    """Whether a sentence goes on with the instruction before it: "Choose 1080p.", "Wait for the download." """
    if only_places(clause.units):
        return True
    if _uses_it(clause) or all(unit.classes & {"closing", "join"} for unit in clause.units):
        return True
    for unit in clause.units:
        if unit.classes & {"touch", "follow", "open", "click"}:
            return True
        if unit.classes.isdisjoint(SKIPPED):
            return False
    return False
