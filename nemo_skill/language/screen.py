"""One sentence of the backend: which clauses tell the user to operate a screen, what they ask for, and what remains.

The words are read with the lists of `translation.words`. A screen verb counts where an instruction has it (at the head
of a clause, after "please", "you can", 请 ...), not where somebody in the picture does it ("the fox clicks its tongue").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nemo_skill.language import repair
from nemo_skill.language.lexicon import Lexicon, Unit
from nemo_skill.language.scan import Token, fold, scan

_VERBS = frozenset(("click", "touch", "use", "open", "look", "drag", "drop", "glide", "preview", "signup", "login"))
_SKIPPED = frozenset(("lead", "cond", "neg", "place", "timeline", "gear", "fetch", "other"))
_NAMES = frozenset(("export", "upload", "edit", "billing", "signup"))
_OBJECTS = frozenset(("screen", "gear", "export", "upload", "edit", "billing", "signup"))
_DETERMINERS = frozenset(
    ("the", "your", "a", "an", "any", "each", "on", "it", "this", "that", "here", "them", "its", "one", "at", "twice",
     "anywhere", "down", "up", "over", "around", "to", "through", "along", "left", "right", "both", "either", "all",
     "again", "play", "anything", "everything", "something", "when", "once", "if", "whenever", "these", "those", "onto", "into")
)
_FINITE = frozenset(("is", "are", "has", "have", "was", "were", "了", "已", "est", "ist", "es", "esta"))
_STRONG = frozenset((";", "；", ":", "：", "-", "–", "—", "--", ".", "!", "?", "。", "！", "？"))
_CJK_FINAL = ("ja", "ko")


class Asked(NamedTuple):
    """What a screen instruction asks for; `text` is the object of a suggestion ("" when there is none to name)."""

    action: str
    text: str


class Verdict(NamedTuple):
    """`text`: what remains of the sentence; `changed`: whether something was taken out of it."""

    text: str
    asked: tuple[Asked, ...]
    changed: bool


class _Clause(NamedTuple):
    """`start`/`end`: offsets without the separator; `separator`: the mark before it; `depth`: brackets around it."""

    units: list[Unit]
    separator: str
    start: int
    end: int
    depth: int


class Screen:
    """Reviews sentences by the `translation` section of skill.yaml."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._lexicon = Lexicon(tables)
        self._suggest: Mapping[str, Mapping[str, str]] = tables["suggest"]
        self._tail = {name: tuple(fold(words).split(", ")) for name, words in tables["tail"].items()}

    def is_tail(self, sentence: str, part: str) -> bool:
        """Whether the sentence is the `first` or a `next` one of the backend's closing excuse."""
        return fold(sentence).lstrip("*_> ⚠️").startswith(self._tail[part])

    def review(self, sentence: str, *, after_instruction: bool = False) -> Verdict:
        """Take the screen out of one sentence (without its line's list marker)."""
        tokens = scan(sentence).tokens
        language = self._lexicon.language(tokens)
        units = self._lexicon.units(tokens, language)
        if all(unit.classes.isdisjoint(_VERBS | _OBJECTS | {"follow"}) for unit in units):
            return Verdict(sentence, (), False)
        clauses = _clauses(units, tokens, sentence)
        asked: list[Asked] = []
        kinds = []
        for clause in clauses:
            reader = _Reader(self._lexicon, sentence, clause, language)
            kind = reader.kind()
            kinds.append(kind)
            if kind in ("screen", "mute") and kinds[-2:-1] == ["content"] and _is_label(clauses[len(kinds) - 2], clause):
                kinds[-2] = "lead"
            if kind == "screen" and kinds[-2:-1] == ["mute"] and clause.separator not in _STRONG:
                kinds[-1] = "mute"
            elif kind == "screen":
                found = self._asked(reader)
                if found and found not in asked:
                    asked.append(found)
        if "screen" not in kinds and "mute" not in kinds:
            went = after_instruction and _follows(clauses[0])
            return Verdict("" if went else sentence, (), went)
        if sentence.rstrip().endswith(("?", "？")) and kinds.count("screen") + kinds.count("mute") == len(kinds):
            asked = [] if _questions(clauses) else asked
        return Verdict(_remaining(sentence, clauses, kinds), tuple(asked), True)

    def _asked(self, reader: _Reader) -> Asked | None:
        action, thing = reader.action()
        if not action:
            return None
        if action == "edit" and reader.verb == "drag":
            template = self._suggest["move"].get(reader.language, self._suggest["move"]["en"])
            return Asked("edit", template.format(thing) if thing else template.format("").strip())
        if action in ("upload", "account"):
            template = self._suggest[action].get(reader.language, self._suggest[action]["en"])
            return Asked(action, template)
        return Asked(action, thing)


def _questions(clauses: Sequence[_Clause]) -> bool:
    return any(unit.text in ("do", "shall", "should", "would", "did", "want") for unit in clauses[0].units[:1])


class _Reader:
    """Reads one clause."""

    def __init__(self, lexicon: Lexicon, sentence: str, clause: _Clause, language: str) -> None:
        self.lexicon = lexicon
        self.sentence = sentence
        self.clause = clause
        self.units = clause.units
        self.language = language
        self.verb = ""
        self.at = -1

    def kind(self) -> str:
        """`screen` (an instruction), `mute` (screen words without a wish), `lead` (goes with either side), `content`."""
        found = self._instruction()
        if found is not None:
            self.at = found
            classes = self.units[found].classes
            self.verb = next(
                v
                for v in ("glide", "drag", "drop", "preview", "signup", "login", "click", "open", "look", "touch", "use")
                if v in classes
            )
            return "mute" if self._denied(found) else "screen"
        reference = self._reference()
        if reference is not None:
            past = any("past" in unit.classes for unit in self.units)
            return "mute" if past or self._denied(reference) else "screen"
        if all(not unit.classes.isdisjoint(_SKIPPED) for unit in self.units):
            return "lead"
        first = self.units[0].classes
        return "lead" if "cond" in first and "past" not in first else "content"

    def _denied(self, at: int) -> bool:
        if self.language in _CJK_FINAL:
            return any("neg" in unit.classes for unit in self.units)
        return any("neg" in unit.classes for unit in self.units[: at + 1])

    def _instruction(self) -> int | None:
        for index, unit in enumerate(self.units):
            if unit.classes.isdisjoint(_VERBS) or "content" in unit.classes:
                continue
            if self._introduced(index) and self._has_object(index):
                return index
        return None

    def _introduced(self, index: int) -> bool:
        before = self.units[:index]
        if any("subject" in unit.classes for unit in before):
            return False
        if self.language in _CJK_FINAL:
            return index + 1 == len(self.units) or any("lead" in unit.classes for unit in self.units[index + 1 :])
        if all(not unit.classes.isdisjoint(_SKIPPED) or not unit.classes.isdisjoint(_VERBS) for unit in before):
            return True
        if any(unit.text in ("把", "将") for unit in before):
            return True
        last = before[-1]
        if "lead" in last.classes and (
            " " in last.text or last.text in ("please", "by", "to", "can", "could", "just", "simply")
        ):
            return True
        if self.language == "zh":
            return not last.classes.isdisjoint(_SKIPPED) or any(
                "lead" in unit.classes or not unit.classes.isdisjoint(("screen", "gear"))
                for unit in self.units[index + 1 :]
            )
        return False

    def _has_object(self, index: int) -> bool:
        unit = self.units[index]
        rest = self.units[index + 1 :]
        if self.language in _CJK_FINAL:
            rest = [u for i, u in enumerate(self.units) if i != index]
        if unit.classes & {"click", "drag", "glide"}:
            return (
                self.language != "en" or not rest or self._points(rest[0]) or bool(unit.text.endswith(" on"))
            )
        if unit.classes & {"signup", "login"} and unit.classes.isdisjoint(("click",)):
            return self._is_verb(index)
        if "preview" in unit.classes:
            return (
                not rest
                or self._points(rest[0])
                or self.language in ("zh", "ja", "ko")
                or any("timeline" in u.classes for u in rest)
            )
        if any(u.classes & {"screen", "gear", "bin"} for u in rest):
            return True
        if "drop" in unit.classes:
            return any(u.classes & {"timeline", "file"} for u in rest)
        if "look" in unit.classes:
            return any("billing" in u.classes for u in rest)
        if "open" in unit.classes and any(u.classes & {"billing", "timeline", "place"} for u in rest):
            return True
        if "use" in unit.classes:
            return bool(rest) and not rest[0].classes.isdisjoint(_NAMES) and self._is_name(rest[0])
        if "open" in unit.classes or "touch" in unit.classes:
            return bool(rest) and self._is_name(
                rest[1] if rest[0].text in ("the", "your", "on") and len(rest) > 1 else rest[0]
            )
        return False

    def _points(self, unit: Unit) -> bool:
        return (
            unit.text in _DETERMINERS
            or bool(unit.classes & (_OBJECTS | {"fetch", "quote", "place", "timeline"}))
            or self._is_name(unit)
        )

    def _is_name(self, unit: Unit) -> bool:
        """Whether a unit is written like the name of a button: a capital, a quotation, or emphasis around it."""
        if "quote" in unit.classes:
            return unit.text[0] != "`"
        first = self.sentence[unit.start]
        marked = unit.start and self.sentence[unit.start - 1] in "*_[【"
        if self.language in ("zh", "ja", "ko"):
            return bool(marked or unit.classes & _NAMES or "panelname" in unit.classes)
        return bool(marked or (first.isupper() and unit.start > 0))

    def _is_verb(self, index: int) -> bool:
        rest = self.units[index + 1 :]
        return (
            not rest
            or self.units[index].text.endswith(" to")
            or rest[0].text
            in ("to", "for", "at", "on", "your", "the", "with", "here", "now", "or", "and", "from", "a", "first", "in")
            or (self.language != "en" or bool(rest[0].classes & {"lead", "cond", "place"}))
        )

    def _reference(self) -> int | None:
        """A screen noun with the name of a part of the editor ("the Export button", 导出按钮), or one that is never content."""
        for index, unit in enumerate(self.units):
            if "content" in unit.classes:
                continue
            if "gear" in unit.classes and self.language not in _CJK_FINAL:
                return index
            if "screen" in unit.classes and index:
                before = self.units[max(0, index - 3) : index]
                last = before[-1]
                if last.classes & (_NAMES | {"panelname"}) and (
                    self._is_name(last) or last.classes & {"export", "upload", "billing"}
                ):
                    if not any(u.text in ("a", "an", "一个", "一颗") for u in before):
                        return index
                if "quote" in last.classes and any(u.text == "the" for u in before):
                    return index
        return None

    def action(self) -> tuple[str, str]:
        """The action of an instruction and the text of a suggestion; ("", "") when it leaves none."""
        classes = {name for unit in self.units for name in unit.classes} | self._quoted_names()
        if self.verb == "drag" or (self.verb == "drop" and "file" in classes):
            into = classes & {"upload", "file", "bin"}
            return ("upload", "") if into else ("edit", self._object())
        if self.verb == "glide":
            return "", ""
        if "upload" in classes:
            return "upload", ""
        if "signup" in classes:
            return "account", ""
        if "billing" in classes:
            return "credits", ""
        if "export" in classes:
            return "export", ""
        if self.verb == "login":
            return "account", ""
        if self.verb in ("click", "touch", "use"):
            name = self._button()
            if "edit" in classes:
                return "edit", name
            if "preview" in classes:
                return "state", ""
            if classes & {"screen"} and self.verb == "touch" and not name:
                return "", ""
            if classes & {"timeline", "gear"} or not name:
                return "", ""
            return "unknown", name
        known = {"screen", "gear", "bin", "timeline", "panelname", "preview"}
        return ("state", "") if classes & known or self._button() else ("", "")

    def _quoted_names(self) -> set[str]:
        found: set[str] = set()
        for unit in self.units[self.at + 1 :] if self.language not in _CJK_FINAL else self.units:
            if "quote" in unit.classes:
                words = scan(unit.text.strip("\"'“”‘’「」『』«»`《》 ")).tokens
                for inner in self.lexicon.units(words, self.language):
                    found |= inner.classes & (_NAMES | {"preview"})
        return found

    def _button(self) -> str:
        for unit in self.units[self.at + 1 :]:
            if "quote" in unit.classes:
                return self.sentence[unit.start + 1 : unit.end - 1]
            if self._is_name(unit) or unit.classes & {"edit", "panelname"}:
                return self.sentence[unit.start : unit.end]
            if unit.classes & {"screen", "gear"}:
                break
        return ""

    def _object(self) -> str:
        """The thing to be dragged: the words after the verb up to the first word of place."""
        taken: list[Unit] = []
        for unit in self.units[self.at + 1 :]:
            if unit.classes & {"lead", "cond", "place", "timeline"} or unit.text in (
                "around",
                "onto",
                "into",
                "over",
                "up",
                "down",
                "out",
                "即可",
                "到",
                "至",
            ):
                break
            taken.append(unit)
        return self.sentence[taken[0].start : taken[-1].end] if taken else ""


def _clauses(units: Sequence[Unit], tokens: Sequence[Token], sentence: str) -> list[_Clause]:
    """Cut at punctuation, and before joining words that an instruction follows."""
    out: list[_Clause] = []
    current: list[Unit] = []
    separator = ""
    depth = 0

    def close(mark: str) -> None:
        nonlocal current, separator
        if current:
            out.append(_Clause(current, separator, current[0].start, current[-1].end, depth))
            current = []
            separator = mark
        elif mark in _STRONG or not separator:
            separator = mark

    for index, unit in enumerate(units):
        if unit.classes & {"end", "pause", "arrow"}:
            mark = unit.text.strip()
            if mark[:1] in "/&+~|[]" and mark:
                continue
            close(mark[:1])
            if mark in "(（":
                depth += 1
            elif mark in ")）":
                depth = max(0, depth - 1)
            continue
        if (
            unit.text
            in (
                "and",
                "then",
                "or",
                "so",
                "but",
                "并",
                "然后",
                "请",
                "再",
                "which you can",
                "可以",
                "您可以",
                "你可以",
                "y",
                "et",
                "und",
                "e",
                "и",
            )
            and current
        ):
            following = units[index + 1 : index + 4]
            if any(u.classes & _VERBS for u in following) or unit.text in ("请",):
                close("and")
        current.append(unit)
    close("")
    return out


def _remaining(sentence: str, clauses: Sequence[_Clause], kinds: Sequence[str]) -> str:
    """The content clauses with their own marks between them, and one mark at the end."""
    kept: list[int] = []
    dropping = False
    for index, (clause, kind) in enumerate(zip(clauses, kinds, strict=True)):
        nested = clause.depth > 0
        if kind in ("screen", "mute"):
            dropping = (dropping or not nested) and kind == "screen"
            continue
        if kind == "lead":
            follows = next((k for k in kinds[index + 1 :] if k != "lead"), "")
            if dropping or follows in ("screen", "mute"):
                continue
        elif dropping and not nested and clause.separator not in _STRONG and not _reports(clause):
            continue
        dropping = dropping and nested
        kept.append(index)
    if not kept:
        return repair.white(sentence)
    pieces = []
    for position, index in enumerate(kept):
        clause = clauses[index]
        start = clause.start
        if position == 0:
            start = 0 if index == 0 else _wider(sentence, clauses[index - 1].end, clause.start)
            pieces.append(sentence[start : clause.end])
        elif kept[position - 1] == index - 1:
            pieces.append(sentence[clauses[index - 1].end : clause.end])
        else:
            pieces.append(
                repair.joint(sentence[clauses[index - 1].end : clause.start]) + sentence[clause.start : clause.end]
            )
    last = clauses[kept[-1]]
    tail = (
        sentence[last.end :]
        if kept[-1] == len(clauses) - 1
        else repair.ending(sentence[last.end : _next_start(clauses, kept[-1])], sentence)
    )
    return repair.mended("".join(pieces) + tail, capital=kept[0] > 0)


def _next_start(clauses: Sequence[_Clause], index: int) -> int:
    return clauses[index + 1].start


def _wider(sentence: str, low: int, start: int) -> int:
    """`start`, moved before opening marks that belong to the clause."""
    while start > low and sentence[start - 1] in "*_\"'“‘「『《(（[":
        start -= 1
    return start


def _is_label(clause: _Clause, following: _Clause) -> bool:
    """Whether a clause only announces the instruction behind its colon: "How to get it: click ..."."""
    return (
        following.separator in (":", "：")
        and len(clause.units) <= 6
        and not any(unit.classes & {"num", "quote", "past", "name"} or unit.text in _FINITE for unit in clause.units)
    )


def _follows(clause: _Clause) -> bool:
    """Whether a sentence goes on with the instruction before it: "Choose 1080p.", "Wait for the download." """
    for unit in clause.units:
        if unit.classes & {"touch", "follow", "open", "click"}:
            return True
        if unit.classes.isdisjoint(_SKIPPED):
            return False
    return False


def _reports(clause: _Clause) -> bool:
    """Whether a clause behind an instruction tells of the video again: "..., and I've added a title"."""
    if _follows(clause):
        return False
    if clause.units[0].classes & {"lead"} and len(clause.units) > 1 and clause.units[1].classes & _VERBS:
        return False
    return any(unit.text in _FINITE or unit.text in ("i've", "i", "we've", "我", "我已") for unit in clause.units[:5]) or (
        any("num" in unit.classes for unit in clause.units) and any("cjk" in unit.classes or unit.text > "\u2e80" for unit in clause.units)
    )
