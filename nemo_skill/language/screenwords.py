"""What a clause of the backend is read with: its units, and the classes of words that name parts of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Lexicon, Unit

VERBS = frozenset(
    ("click", "touch", "tune", "use", "hold", "open", "look", "drag", "drop", "glide", "preview", "signup", "login",
     "renew", "fill")
)  # fmt: skip
NAMES = frozenset(("export", "upload", "edit", "billing", "signup"))
QUOTED_NAMES = NAMES | {"panelname", "preview"}
OBJECTS = NAMES | {"screen", "gear"}
SKIPPED = frozenset(("lead", "cond", "neg", "place", "timeline", "gear", "soft", "fetch", "way", "step", "turn"))
NO_SPACES = ("zh", "ja", "ko")
VERB_LAST = ("ja", "ko")
FUNCTION = frozenset(("finite", "article", "pointer", "within", "vague", "suffix"))
PLACES = OBJECTS | {"part", "place", "timeline", "bin", "soft", "file", "setting", "disk"}
_OUTSIDE = frozenset(("chat", "window", "browser", "app", "upload area", "drop zone", "chat window", "chat box"))
_IN_HERE = frozenset(("back", "in", "here", "again", "over", "right", "and"))


class Clause:
    """The units of one clause of `sentence`, and what its words may name."""

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

    def _is_name(self, unit: Unit) -> bool:
        """Whether a unit is written like the name of a button: a capital, a quotation, or emphasis around it."""
        if "quote" in unit.classes:
            capital = self.language in NO_SPACES or self._sentence[unit.start + 1].isupper()
            bare = capital and unit.text.strip("`").replace(" ", "").isalpha()
            return unit.text[0] != "`" or bare
        if self._is_marked(unit):
            return True
        if self.language in NO_SPACES:
            return bool(unit.classes & (NAMES | {"panelname"})) or self._is_foreign(unit)
        return self._sentence[unit.start].isupper() and unit.start > 0

    def _is_marked(self, unit: Unit) -> bool:
        """Whether emphasis or a bracket begins right before a unit."""
        return unit.start > 0 and self._sentence[unit.start - 1] in "*_[【>"

    def _is_foreign(self, unit: Unit) -> bool:
        """Whether a word with a capital stands in Chinese, Japanese or Korean: 打开 Keyframes 面板."""
        return (
            self.language in NO_SPACES and self._sentence[unit.start].isascii() and self._sentence[unit.start].isupper()
        )

    def _path(self, units: Sequence[Unit]) -> int:
        """Where a way through menus begins ("Account > Plans", "File → Export"), or -1."""
        for at, (one, other) in enumerate(pairwise(units)):
            between = self._sentence[one.end : other.start].strip('*_ "“”「」')
            if between in ("→", ">", "›", "->", "➜", "➔", "»", "＞") and self._is_name(one) and self._is_name(other):
                return at
        return -1

    def _points(self, unit: Unit) -> bool:
        return bool(
            unit.classes & (OBJECTS | VERBS | {"fetch", "quote", "place", "timeline", "bin", "soft", "pointer"})
        ) or self._is_name(unit)

    def _places_anything(self, units: Sequence[Unit]) -> bool:
        """Whether a part of the screen is named: by its kind, or by a name that is written like one."""
        return any(unit.classes & PLACES or ("panelname" in unit.classes and self._is_name(unit)) for unit in units)

    def _names_a_button(self, units: Sequence[Unit]) -> bool:
        return any(unit.classes & OBJECTS or "quote" in unit.classes for unit in units) or (
            bool(units) and self._is_name(units[0])
        )

    def _is_pointed(self, units: Sequence[Unit]) -> bool:
        """Whether something certain is meant: "press the button", unlike "dials and push buttons"."""
        pointers = {"article", "pointer", "quote", "yours"}
        return any(unit.classes & pointers or self._is_name(unit) for unit in units)

    def _brings(self, units: Sequence[Unit]) -> bool:
        if not units or any("timeline" in unit.classes for unit in units):
            return False
        if len(units) > 1 and "vague" in units[0].classes and {unit.text for unit in units[1:]} <= _IN_HERE:
            return True
        if "vague" in units[0].classes and any(unit.text in _OUTSIDE for unit in units):
            return True
        owned = self.language in NO_SPACES or bool(units[0].classes & {"indefinite", "yours"})
        footage = next((at for at, unit in enumerate(units) if "footage" in unit.classes), None)
        return owned and footage is not None and any("target" in unit.classes for unit in units)


def only_places(units: Sequence[Unit]) -> bool:
    """Whether words only say where something of the screen is: "it's in the top right corner"."""
    return any("place" in unit.classes for unit in units) and all(
        unit.classes & (SKIPPED | FUNCTION | {"part", "shell"}) for unit in units
    )
