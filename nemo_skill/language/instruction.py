"""One clause of the backend: does it tell the user to operate a screen, and what does it ask for?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Lexicon, Unit
from nemo_skill.language.scan import scan

VERBS = frozenset(
    ("click", "touch", "use", "hold", "open", "look", "drag", "drop", "glide", "preview", "signup", "login")
)  # fmt: skip
_MAY_BE_VERBS = VERBS | {"upload", "export"}
NAMES = frozenset(("export", "upload", "edit", "billing", "signup"))
OBJECTS = NAMES | {"screen", "gear"}
SKIPPED = frozenset(("lead", "cond", "neg", "place", "timeline", "gear", "soft", "fetch"))
_BY_RANK = (
    "glide",
    "drag",
    "drop",
    "preview",
    "signup",
    "login",
    "click",
    "open",
    "look",
    "touch",
    "use",
    "hold",
    "upload",
    "export",
)
_NO_SPACES = ("zh", "ja", "ko")
_VERB_LAST = ("ja", "ko")
_LEADS = frozenset(("please", "by", "to", "can", "could", "just", "simply"))
_WHERE = frozenset(("在", "到", "从", "去", "于", "前往", "通过", "auf", "im", "in"))
_MAY = frozenset(("可", "可以", "能", "请", "您可以", "你可以", "可前往"))
_PLACES = OBJECTS | {"panelname", "part", "place", "timeline", "bin", "soft", "file"}
_ARTICLES = frozenset(("the", "your", "on"))
_NEW = frozenset(("a", "an", "一个", "一颗", "一枚", "un", "una", "une", "ein", "eine", "um", "uma"))
_POINTERS = frozenset(
    ("the", "your", "a", "an", "any", "each", "on", "it", "this", "that", "here", "them", "its", "one", "at", "twice",
     "anywhere", "down", "up", "over", "around", "to", "through", "along", "left", "right", "both", "either", "all",
     "again", "play", "anything", "everything", "something", "when", "once", "if", "whenever", "these", "those", "onto",
     "yourself", "multiple", "several", "more", "another", "using", "via", "two", "three")
)  # fmt: skip
_AFTER_SIGNUP = frozenset(
    ("to", "for", "at", "on", "your", "the", "with", "here", "now", "or", "and", "from", "a", "first", "in", "through")
)
_REASONS = frozenset(("because", "since", "while", "as"))
_TELLERS = frozenset(("i", "i've", "we", "we've", "i have"))
_OBJECT_ENDS = frozenset(
    ("around", "onto", "into", "over", "up", "down", "out", "即可", "到", "至", "to", "sur", "auf")
)


class Instruction:
    """Reads the units of one clause of `sentence`."""

    def __init__(
        self,
        lexicon: Lexicon,
        named: Sequence[tuple[str, str]],
        sentence: str,
        units: Sequence[Unit],
        language: str,
        *,
        strict: bool = False,
    ) -> None:
        """`named`: classes of button names that decide whatever the verb, and their actions.

        `strict`: a verb needs a part of the screen beside it (in a script, or behind a clause of content).
        """
        self._strict = strict
        self.cut = -1
        self._named = named
        self._lexicon = lexicon
        self._sentence = sentence
        self._units = units
        self._at = -1
        self.language = language
        self.verb = ""

    def kind(self) -> str:
        """`screen`: an instruction; `mute`: screen words without a wish; `lead`: goes with its neighbour; `content`."""
        verbs = [index for index in range(len(self._units)) if self._is_verb(index) and self._introduced(index)]
        if verbs:
            self._at = min(verbs, key=self._rank)
            self.verb = _BY_RANK[self._rank(self._at)]
            return "mute" if self._denied(self._at) else "screen"
        if self._told():
            return "mute"
        if any("chat" in unit.classes for unit in self._units[:3]):
            return "content"
        reference = self._reference()
        if reference >= 0:
            self.cut = self._adjunct(reference)
            if self.cut >= 0:
                return "content"
            past = any("past" in unit.classes for unit in self._units)
            return "mute" if past or self._denied(reference) else "screen"
        if all(unit.classes & SKIPPED for unit in self._units):
            return "lead"
        first = self._units[0].classes
        if self._units[0].text in _REASONS and any(unit.text in _TELLERS for unit in self._units):
            return "content"
        if "cond" in first and "past" not in first:
            return "lead"
        head = next(unit for unit in self._units if not unit.classes & SKIPPED).classes
        return "lead" if head & {"touch", "open", "follow"} and "content" not in head else "content"

    def _rank(self, index: int) -> int:
        return next(rank for rank, verb in enumerate(_BY_RANK) if verb in self._units[index].classes)

    def _told(self) -> bool:
        """Whether the clause tells of a click: "earlier you clicked Undo"."""
        for before, unit in pairwise(self._units):
            if "clicked" in unit.classes and (before.text in ("you", "i", "we") or before.classes & {"past"}):
                return True
        return False

    def _adjunct(self, reference: int) -> int:
        """Where "in the Effects panel" begins in a clause that tells what I did, or -1."""
        units = self._units
        if units[0].text not in ("i", "i've", "i have", "we", "we've") or len(units) < 4:
            return -1
        for index in range(reference - 1, max(1, reference - 4), -1):
            if units[index].text in ("in", "from", "on", "via", "through", "using", "with", "under", "into"):
                return units[index - 1].end
        return -1

    def _denied(self, at: int) -> bool:
        """Whether the clause says what is not to be done."""
        units = self._units if self.language in _VERB_LAST else self._units[: at + 1]
        return any("neg" in unit.classes for unit in units)

    def _introduced(self, index: int) -> bool:
        """Whether a verb stands where an instruction has it, and nobody in the picture does it."""
        before = self._units[:index]
        behind = self._units[index + 1 :]
        if any("subject" in unit.classes for unit in before):
            return False
        if self.language in _VERB_LAST:
            return not behind or any(unit.classes & {"lead", "neg"} for unit in behind)
        if self.language in ("zh", "de"):
            if any("past" in unit.classes for unit in before):
                return False
            taking = next((at for at, unit in enumerate(before) if unit.text in ("把", "将")), None)
            if taking is not None:
                return all(unit.classes & SKIPPED for unit in before[:taking])
            if any(unit.text in _WHERE for unit in before):
                where = next(at for at, unit in enumerate(before) if unit.text in _WHERE)
                if where and before[where - 1].text in _MAY and not behind:
                    before = before[where:]
                return all(unit.classes & (_PLACES | SKIPPED | VERBS | {"quote"}) for unit in before)
        if all(unit.classes & (SKIPPED | VERBS) for unit in before):
            return True
        last = before[-1]
        if "lead" in last.classes and (" " in last.text or last.text in _LEADS):
            aimed = any(unit.classes & OBJECTS for unit in behind)
            return last.text != "to" or (aimed and before[-2].text != "how")
        return self.language == "zh" and (
            bool(last.classes & SKIPPED) or any("lead" in unit.classes for unit in behind)
        )

    def _is_verb(self, index: int) -> bool:
        """Whether a unit is a screen verb with an object of the screen."""
        classes = self._units[index].classes
        if "content" in classes or not classes & _MAY_BE_VERBS:
            return False
        rest = [unit for at, unit in enumerate(self._units) if at != index]
        if self.language not in _NO_SPACES and self.language != "de":
            rest = list(self._units[index + 1 :])
        there = {name for unit in rest for name in unit.classes}
        if classes & {"click", "drag", "glide"}:
            marked = bool(rest) and self._sentence[rest[0].start - 1 : rest[0].start] in ("*", "_", "[", "【")
            if self._strict and not there & _PLACES and not marked:
                return False
            led = self.language != "en" or not rest or index > 0 or self._units[index].text.endswith(" on")
            return led or self._points(rest[0]) or ("drag" in classes and "piece" in rest[0].classes)
        if classes & {"signup", "login"}:
            return not self._strict and self._is_signup(index)
        if "preview" in classes:
            return self.language != "en" or not rest or self._points(rest[0]) or "timeline" in there
        if classes & VERBS and there & {"screen", "gear", "bin", "soft"}:
            return True
        if "drop" in classes:
            return bool(there & {"timeline", "file"})
        if "look" in classes and there & {"billing", "timeline", "preview"}:
            return True
        if "open" in classes and there & {"billing", "timeline", "place"}:
            return True
        if "use" in classes:
            if len(rest) > 1 and "panelname" in rest[0].classes and self._is_name(rest[0]):
                rest = rest[1:]
            return bool(rest) and bool(rest[0].classes & NAMES) and self._is_name(rest[0])
        if "touch" in classes and rest and rest[0].text == "anything":
            return True
        if classes & {"open", "touch"} and rest:
            behind = self._units[index + 1 :]
            if behind and behind[0].text in _ARTICLES:
                behind = behind[1:]
            return bool(behind) and self._is_name(behind[0])
        pointing = bool(rest) and (self.language != "en" or rest[0].text in _POINTERS)
        if "upload" in classes and pointing:
            return self.language == "en" or bool(there & {"screen", "gear"})
        return "export" in classes and pointing and bool(there & {"screen", "gear", "place"})

    def _points(self, unit: Unit) -> bool:
        return (
            unit.text in _POINTERS
            or bool(unit.classes & (OBJECTS | VERBS | {"fetch", "quote", "place", "timeline", "bin", "soft"}))
            or self._is_name(unit)
        )

    def _is_name(self, unit: Unit) -> bool:
        """Whether a unit is written like the name of a button: a capital, a quotation, or emphasis around it."""
        if "quote" in unit.classes:
            bare = unit.text.strip("`").isalpha() and self._sentence[unit.start + 1].isupper()
            return unit.text[0] != "`" or bare
        if unit.start and self._sentence[unit.start - 1] in "*_[【>":
            return True
        if self.language in _NO_SPACES:
            return bool(unit.classes & (NAMES | {"panelname"}))
        return self._sentence[unit.start].isupper() and unit.start > 0

    def _is_signup(self, index: int) -> bool:
        rest = self._units[index + 1 :]
        if not rest or self.language != "en" or self._units[index].text.endswith(" to"):
            return True
        return rest[0].text in _AFTER_SIGNUP or bool(rest[0].classes & {"lead", "cond", "place"})

    def _reference(self) -> int:
        """Where a part of the editor is named ("the Export button", 导出按钮), or -1."""
        if any(unit.classes & {"depicted", "person"} for unit in self._units):
            return -1
        for index, unit in enumerate(self._units):
            if "content" in unit.classes:
                continue
            before = self._units[max(0, index - 3) : index]
            if self.language in _VERB_LAST:
                led = any("lead" in later.classes for later in self._units[index + 1 :])
                if (
                    led
                    and unit.classes & {"screen", "gear"}
                    and any(u.classes & {"place", "panelname"} for u in before)
                ):
                    return index
                continue
            if self._is_picture(index):
                return -1
            if "screen" in unit.classes and any(earlier.text in ("no", "没有") for earlier in before):
                return index
            if unit.classes & {"gear", "bin"} and self._is_definite(unit, before):
                return index
            if unit.classes & {"export", "upload"} and self._is_placed(index):
                return index
            if "screen" in unit.classes and before and self._names_a_part(unit, before):
                return index
        return -1

    def _is_picture(self, index: int) -> bool:
        """Whether a pane of the picture is spoken of: 左侧面板是城市."""
        behind = self._units[index + 1 : index + 3]
        shown = "pane" in self._units[index].classes and len(behind) == 2
        return shown and behind[0].text == "是" and not behind[1].classes

    def _is_placed(self, index: int) -> bool:
        """Whether a button's name stands with its place, without a noun: "Export is at the top", 可在右上角导出."""
        if self.language == "zh":
            before = self._units[:index]
            led = any("lead" in unit.classes for unit in before)
            if before and before[-1].text == "找到":
                before = before[:-1]
            return led and bool(before) and "place" in before[-1].classes
        behind = self._units[index + 1 :]
        if behind and "part" in behind[0].classes:
            behind = behind[1:]
        begins = index == 0 or (index == 1 and self._units[0].text == "the")
        named = begins and len(behind) > 1 and behind[0].text in ("is", "lives", "sits", "lies")
        return named and any("place" in unit.classes for unit in behind[:4])

    def _is_definite(self, unit: Unit, before: Sequence[Unit]) -> bool:
        """Whether a word like "slider" is the one on the screen: "the volume slider", not "slider recipe"."""
        if any(earlier.text in _NEW for earlier in before):
            return False
        if self.language != "en" or unit.text.startswith(("the ", "in the ")):
            return True
        return any(
            earlier.text in ("the", "your", "this", "that", "its") or "lead" in earlier.classes for earlier in before
        )

    def _presents(self) -> bool:
        """Whether the clause shows the user where something is: "there's an Upload button on the left"."""
        first = self._units[0].text
        return first in ("there's", "there") and any("place" in unit.classes for unit in self._units)

    def _names_a_part(self, noun: Unit, before: Sequence[Unit]) -> bool:
        last = before[-1]
        if any(unit.text in _NEW for unit in before) and not (self._presents() and self._is_name(last)):
            return False
        if "quote" in last.classes:
            return any(unit.text == "the" for unit in before) and self._is_name(last)
        if "pane" in noun.classes and any("place" in unit.classes for unit in self._units[:-1]):
            return True
        if self.language == "en" and before[-2:-1] and before[-2].text in ("the", "your"):
            placed = bool(last.classes & NAMES) and any("place" in unit.classes for unit in self._units)
            return placed or self._is_name(last)
        named = self._is_name(last) or bool(last.classes & {"export", "upload", "billing"})
        return named and bool(last.classes & (NAMES | {"panelname"}))

    def action(self, label: Sequence[Unit] = ()) -> tuple[str, str]:
        """The action asked for and the text of a suggestion; ("", "") when there is none.

        `label`: what stands before the colon of the clause ("Export: click the button").
        """
        classes = {name for unit in (*label, *self._units) for name in unit.classes} | self._quoted_names()
        if self.verb in ("drag", "drop"):
            brought = classes & {"upload", "file", "bin"} or self._brings_in()
            return ("upload", "") if brought else ("edit", self._object())
        if self.verb in ("glide", "hold"):
            return "", ""
        for name, action in self._named:
            if name in classes:
                return action, ""
        if self.verb == "login":
            return "account", ""
        if "slider" in classes:
            return "", ""
        button = self._button()
        if self.verb in ("click", "touch", "use"):
            if "edit" in classes:
                return "edit", button
            if classes & {"preview", "pane"}:
                return "state", ""
            silent = classes & {"timeline", "soft"} or (self.verb != "click" and classes & {"screen", "gear"})
            return ("unknown", button) if button and not silent else ("", "")
        known = classes & {"screen", "gear", "bin", "timeline", "panelname", "preview"}
        return ("state", "") if known or button else ("", "")

    def _brings_in(self) -> bool:
        """Whether footage is dragged in from outside: "a photo into the window", 把照片拖进窗口."""
        units = self._units if self.language in _NO_SPACES else self._units[self._at + 1 :]
        if not units or any("timeline" in unit.classes for unit in units):
            return False
        owned = self.language in _NO_SPACES or units[0].text in ("a", "an", "your", "any", "some", "another")
        footage = next((at for at, unit in enumerate(units) if "footage" in unit.classes), None)
        return owned and footage is not None and any("target" in unit.classes for unit in units)

    def _quoted_names(self) -> set[str]:
        """The classes of a button's name in quotation marks."""
        found: set[str] = set()
        for unit in self._units if self.language in ("ja", "ko", "de") else self._units[self._at + 1 :]:
            if "quote" in unit.classes:
                tokens = scan(unit.text.strip("\"'“”‘’「」『』«»《》„` ")).tokens
                if unit.text[0] == "`" and len(tokens) > 2:
                    continue
                for inner in self._lexicon.units(tokens, self.language):
                    found |= inner.classes & (NAMES | {"preview"})
        return found

    def _button(self) -> str:
        for unit in self._units[self._at + 1 :]:
            if "quote" in unit.classes:
                return self._sentence[unit.start + 1 : unit.end - 1]
            if self._is_name(unit) or unit.classes & {"edit", "panelname"}:
                return self._sentence[unit.start : unit.end]
            if unit.classes & {"screen", "gear"}:
                break
        return ""

    def _object(self) -> str:
        """The thing to be dragged: the words behind the verb up to the first word of place."""
        taken: list[Unit] = []
        for unit in self._units[self._at + 1 :]:
            if unit.classes & {"lead", "cond", "place", "timeline"} or unit.text in _OBJECT_ENDS:
                break
            taken.append(unit)
        return self._sentence[taken[0].start : taken[-1].end] if taken else ""
