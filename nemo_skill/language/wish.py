"""What an instruction asks for: the action, and the thing that a suggestion names."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language.lexicon import Unit
from nemo_skill.language.scan import scan
from nemo_skill.language.screenwords import NAMES, NO_SPACES, VERB_LAST, Clause

_OBJECT_ENDS = frozenset(("lead", "cond", "place", "timeline", "within", "aim", "join", "objend"))


class Wish(Clause):
    """Reads what an instruction asks for, once its verb is known."""

    def action(self, label: Sequence[Unit] = ()) -> tuple[str, str]:
        """The action asked for and the text of a suggestion; ("", "") when there is none.

        `label`: what stands before the colon of the clause ("Export: click the button").
        """
        classes = {name for unit in (*label, *self._units) for name in unit.classes} | self._quoted_names()
        self._drags_on()
        if self.verb == "click" and "open" in self._units[self._at].classes and "button" not in classes:
            self.verb = "open"
        if self.verb in ("drag", "drop"):
            brought = classes & {"upload", "file", "bin"} or self._brings_in()
            return ("upload", "") if brought else ("edit", self._object())
        if self.verb in ("glide", "hold", "renew", "fill"):
            return "", ""
        if self.verb == "touch" and "disk" in classes:
            return "upload", ""
        for name, action in self._named:
            if name in classes:
                return action, ""
        if self.verb == "login":
            return "account", ""
        if "bin" in classes and "adding" in classes:
            return "upload", ""
        if "slider" in classes:
            return "", ""
        button = self._button()
        if self.verb in ("click", "touch", "tune", "use"):
            if "edit" in classes:
                return "edit", button
            if classes & {"preview", "pane"}:
                return "state", ""
            before = [unit.classes for unit in self._units[: self._at] if unit.classes & {"screen", "gear"}]
            if any("widget" not in part for part in before):
                return "state", ""
            silent = classes & {"timeline", "soft"} or (self.verb != "click" and classes & {"screen", "gear"})
            return ("unknown", button) if button and not silent else ("", "")
        if "edit" in classes and self._names_the_button():
            return "edit", button
        if self._points_at_the_window(classes):
            return "", ""
        if "button" in classes and button and classes.isdisjoint({"preview", "pane", "timeline"}):
            return "unknown", button
        known = classes & {"screen", "gear", "bin", "timeline", "panelname", "preview", "setting"}
        return ("state", "") if known or button else ("", "")

    def _names_the_button(self) -> bool:
        """Whether a name of an edit is on a button that is to be found: "Look for **Undo**", "the Split option"."""
        for index, unit in enumerate(self._units):
            behind = self._units[index + 1 : index + 2]
            marked = self.language not in NO_SPACES or "quote" in unit.classes or self._is_marked(unit)
            marked = marked or self._is_foreign(unit) or any("button" in later.classes for later in behind)
            if "edit" in unit.classes and self._is_name(unit) and marked:
                return not any(later.classes & {"pane", "bin"} for later in behind)
        return False

    def _drags_on(self) -> None:
        """A gesture that goes on with a drag is one: "hold Shift and drag a corner", 按住鼠标拖动标题."""
        if self.verb in ("glide", "hold"):
            behind = range(self._at + 1, len(self._units))
            at = next((at for at in behind if "drag" in self._units[at].classes), None)
            if at is not None:
                self._at, self.verb = at, "drag"

    def _points_at_the_window(self, classes: set[str]) -> bool:
        """Whether the mouse or a corner of the window is all that is named: "go to the top right of the editor"."""
        parts = [unit.classes for unit in self._units if unit.classes & {"screen", "gear", "bin", "panelname"}]
        whole = classes & {"mouse", "widget"} or ("place" in classes and "timeline" not in classes)
        return bool(whole) and "preview" not in classes and all(part & {"shell", "mouse", "widget"} for part in parts)

    def sets_a_value(self) -> bool:
        """Whether a slider is dragged: nothing that could be offered in words."""
        return any("slider" in unit.classes for unit in self._units)

    def _brings_in(self) -> bool:
        """Whether footage is dragged in from outside: "a photo into the window", 把照片拖进窗口."""
        return self._brings(self._units if self.language in NO_SPACES else self._units[self._at + 1 :])

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
        units = self._units[self._at + 1 :]
        if self.language in VERB_LAST:
            units = [unit for unit in self._units[: self._at] if unit.classes & {"quote", "edit"}][-1:]
        for at, unit in enumerate(units):
            if "quote" in unit.classes:
                return self._sentence[unit.start + 1 : unit.end - 1].strip()
            if unit.classes & {"num", "format", "place"}:
                continue
            if self._is_name(unit) or (unit.classes & {"edit", "panelname"} and self._stands_alone(unit)):
                last = unit
                for other in units[at + 1 :]:
                    if self._sentence[last.end : other.start] != "+":
                        break
                    last = other
                return self._sentence[unit.start : last.end]
            if unit.classes & {"screen", "gear"}:
                break
        return ""

    def _stands_alone(self, unit: Unit) -> bool:
        """Whether a name in small letters may be a button's, and not the look of one ("the gear icon")."""
        return "edit" in unit.classes or self.language in NO_SPACES

    def _object(self) -> str:
        """The thing to be dragged: the words behind the verb up to the first word of place, "" if it isn't named."""
        taken: list[Unit] = []
        units = self._units[self._at + 1 :]
        taking = next((at for at, unit in enumerate(self._units[: self._at]) if "taking" in unit.classes), None)
        if taking is not None:
            units = self._units[taking + 1 : self._at]
        elif self.language in VERB_LAST:
            return ""
        for unit in units:
            article = bool(taken) and bool(taken[-1].classes & {"article", "finite"})
            if unit.classes & _OBJECT_ENDS and not article:
                break
            taken.append(unit)
        vague = not taken or "vague" in taken[0].classes
        if vague or any(unit.classes & {"screen", "gear", "slider"} for unit in taken):
            return ""
        return self._sentence[taken[0].start : taken[-1].end]
