"""The verb of a clause: where an instruction has it, with something of the screen, or in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Unit
from nemo_skill.language.screenwords import (
    FUNCTION,
    NAMES,
    NO_SPACES,
    OBJECTS,
    PLACES,
    QUOTED_NAMES,
    SKIPPED,
    VERB_LAST,
    VERBS,
    Clause,
    only_places,
)

_MAY_BE_VERBS = VERBS | {"upload", "export"}
BY_RANK = (
    "renew",
    "fill",
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
    "tune",
    "use",
    "hold",
    "upload",
    "export",
)
# How Japanese and Korean verbs end when something follows from them.
_ON_DOING = ("すると", "すれば", "押すと", "押せば", "하면", "누르면", "끌면", "열면")
_NAMED = frozenset(("quote", "suffix", "panelname"))
_AFTER_SIGNUP = frozenset(("lead", "cond", "place", "within", "aim", "article", "join", "indefinite", "through"))


class Verbs(Clause):
    """Finds the verbs that tell somebody to operate a screen."""

    def _rank(self, index: int) -> int:
        classes = self._units[index].classes
        if "renew" in classes and not self._renews(index):
            classes = classes - {"renew"}
        if "fill" in classes and not self._fills(index):
            classes = classes - {"fill"}
        return next(rank for rank, verb in enumerate(BY_RANK) if verb in classes)

    def _is_verb(self, index: int) -> bool:
        """Whether a unit is a screen verb with an object of the screen."""
        classes = self._units[index].classes
        if self.language == "zh" and self._is_modifier(index):
            return False
        if "content" in classes or not classes & _MAY_BE_VERBS:
            return False
        rest = [unit for at, unit in enumerate(self._units) if at != index]
        if self.language not in NO_SPACES and self.language != "de":
            rest = list(self._units[index + 1 :])
        if "within" in self._units[0].classes and any("lead" in unit.classes for unit in self._units[1:index]):
            rest = [*self._units[:index], *rest]
        there = {name for unit in rest for name in unit.classes}
        if "renew" in classes and self._renews(index):
            return True
        if "fill" in classes and self._fills(index):
            return True
        if not classes - {"renew", "fill", "follow", "chat"}:
            return False
        if classes & {"click", "drag", "glide"}:
            marked = bool(rest) and self._sentence[rest[0].start - 1 : rest[0].start] in ("*", "_", "[", "【")
            meant = len(rest) > 1 and "article" in rest[0].classes and "piece" in rest[1].classes
            if self.language == "zh":
                meant = bool(rest) and "piece" in rest[0].classes and "footage" not in rest[0].classes
            meant = meant or self._units[index].text.endswith(("-click", "scroll down", "scroll up"))
            if self._strict and not self._places_anything(rest) and not marked and not meant:
                return False
            led = self.language != "en" or not rest or index > 0 or self._units[index].text.endswith(" on")
            moved = "drag" in classes and ("piece" in rest[0].classes or "timeline" in there) if rest else False
            return led or moved or self._points(rest[0])
        if classes & {"signup", "login"}:
            return not self._strict and self._is_signup(index)
        if "look" in classes and rest and only_places(rest) and any("shell" in unit.classes for unit in rest):
            return True
        named = "button" in self._units[index].text
        if "preview" in classes and self._strict and not named and not self._places_anything(rest):
            return False
        if "preview" in classes and self.language == "zh" and rest and rest[0].classes & {"finite", "past"}:
            return False
        if "preview" in classes:
            ended = not rest or "join" in rest[0].classes
            return self.language != "en" or ended or self._points(rest[0]) or "timeline" in there
        if classes & VERBS and (there & {"screen", "gear", "bin", "soft"} or self._path(rest) >= 0):
            return not self._strict or "touch" not in classes or self.language != "en" or self._is_pointed(rest)
        if classes & VERBS and self._has_named_part(rest):
            return True
        if self.language == "zh" and classes & {"open", "look"} and any(_is_settings(unit) for unit in rest):
            return True
        if self.language == "en" and classes & {"open", "look"} and self._opens_a_list(index):
            return True
        if self.language not in ("en", "zh") and "open" in classes and self._opens_settings(index):
            return True
        if classes & {"tune", "touch", "look"} and self._in_settings([*self._units[:index], *rest]):
            return True
        if "tune" in classes:
            return "timeline" in there
        if "drop" in classes:
            moved = bool(rest) and "vague" in rest[0].classes and bool(there & {"piece", "panelname"})
            return moved or bool(there & {"timeline", "file"}) or self._brings(rest)
        if self._presses_key(index) or ("press" in classes and rest and rest[0].classes & NAMES):
            return True
        if "touch" in classes and ("disk" in there or self._is_here(index + 1)):
            return True
        if "look" in classes and there & {"billing", "timeline", "preview", "signup"}:
            return True
        if "open" in classes and there & {"billing", "timeline", "place", "signup"}:
            return True
        if self.language == "zh" and classes & {"use", "touch"} and self._is_aimed(index):
            return True
        if "use" in classes:
            if rest and rest[0].classes & NAMES and self._is_name(rest[0]):
                return True
            if len(rest) > 1 and "panelname" in rest[0].classes and self._is_name(rest[0]):
                if "place" in rest[1].classes:
                    return True
                rest = rest[1:]
            return bool(rest) and bool(rest[0].classes & NAMES) and self._is_name(rest[0])
        if "touch" in classes and rest and ("anything" in rest[0].classes or "timeline" in there):
            return True
        if classes & {"open", "touch"} and rest:
            behind = self._units[index + 1 :]
            if behind and "article" in behind[0].classes:
                behind = behind[1:]
            return bool(behind) and self._is_name(behind[0])
        pointing = bool(rest) and (self.language != "en" or "pointer" in rest[0].classes)
        if "upload" in classes and pointing:
            drawn = any("drawn" in unit.classes for unit in self._units[index + 1 : index + 2])
            return not drawn and (self.language == "en" or bool(there & {"screen", "gear"}))
        return "export" in classes and pointing and bool(there & {"screen", "gear", "place"})

    def _introduced(self, index: int) -> bool:
        """Whether a verb stands where an instruction has it, and nobody in the picture does it."""
        before = self._units[:index]
        behind = self._units[index + 1 :]
        taken = next((at for at, unit in enumerate(before) if "taking" in unit.classes), len(before))
        if any("subject" in unit.classes for unit in before[:taken]):
            return False
        if self.language in VERB_LAST:
            led = self._units[index].text.endswith(_ON_DOING) or any(unit.classes & {"lead", "neg"} for unit in behind)
            return not behind or led
        if self.language in ("zh", "de"):
            if any(unit.classes & {"past", "teller"} for unit in before):
                return False
            moved = "glide" in self._units[index].classes and any("way" in unit.classes for unit in before)
            if moved and not before[0].classes & SKIPPED:
                return False
            taking = next((at for at, unit in enumerate(before) if "taking" in unit.classes), None)
            if taking is not None:
                return all(unit.classes & SKIPPED for unit in before[:taking])
            where = next((at for at, unit in enumerate(before) if unit.classes & {"where", "disk"}), None)
            if where is not None:
                led = not behind or before[where].text == "通过"
                if where and "may" in before[where - 1].classes and led:
                    before = before[where:]
                inside = self.language == "zh" and bool(before) and before[-1].text in ("中", "里", "内")
                if inside and any("pane" in unit.classes for unit in before[-2:]) and len(before) - where <= 7:
                    return True
                return all(unit.classes & (PLACES | SKIPPED | VERBS | _NAMED | {"article"}) for unit in before)
        if all(unit.classes & (SKIPPED | VERBS) for unit in before):
            return True
        if self.language == "de" and not behind and "lead" in before[0].classes and " " in before[0].text:
            return True
        last = before[-1]
        if "gerund" in self._units[index].classes and any(unit.classes & (OBJECTS | {"timeline"}) for unit in behind):
            return True
        if self._aims_at(before, self._units[index], behind) or (self.language != "en" and "may" in last.classes):
            return True
        if "modal" in last.classes and any("teller" in unit.classes for unit in before[-2:-1]):
            return False
        if "lead" in last.classes and (" " in last.text or "modal" in last.classes):
            aimed = any(unit.classes & OBJECTS for unit in behind)
            return "aim" not in last.classes or (aimed and before[-2].text != "how")
        return self.language == "zh" and (
            bool(last.classes & (SKIPPED - {"way"}))
            or any("lead" in unit.classes and unit.classes & {"then", "objend"} for unit in behind)
        )

    def _aims_at(self, before: Sequence[Unit], verb: Unit, behind: Sequence[Unit]) -> bool:
        """Whether a clause begins with a purpose or a condition that no comma ends: "To download it click Export"."""
        first = before[0].classes
        aimed = len(before) > 1 and bool(first & {"aim", "cond"}) and "reason" not in first
        return aimed and "click" in verb.classes and self._names_a_button(behind)

    def _is_modifier(self, index: int) -> bool:
        """Whether a Chinese verb only describes a noun or is one: 滚动的字幕, 滚动速度, 清脆的点击, 按“甲乙”排列."""
        before, behind = self._units[index - 1 : index] if index else (), self._units[index + 1 :]
        classes = self._units[index].classes
        if self._describes(index):
            return True
        noun = not behind and "click" in classes
        if noun and index == 1 and "mouse" in before[0].classes:
            return True
        if any("modifies" in unit.classes for unit in (before if noun else behind[:1])):
            return True
        if classes & {"glide", "drag"} and any("measure" in unit.classes for unit in behind[:1]):
            return True
        lasts = bool(behind) and "num" in behind[0].classes and self._units[index].text[0] in "滚滑悬"
        if "glide" in classes and lasts:
            return True
        return "touch" in classes and any("sorted" in unit.classes for unit in behind[1:3])

    def _describes(self, index: int) -> bool:
        """Whether a clause begins with what somebody does who is named behind it: 悬停在花前的蜂鸟."""
        behind = self._units[index + 1 :]
        of = next((at for at, unit in enumerate(behind) if unit.text == "的"), -1)
        if index or of < 1 or of == len(behind) - 1 or behind[of - 1].classes & {"you", "tune"}:
            return False
        parts = OBJECTS | {"piece", "footage", "timeline", "you", "bin", "soft", "quote"}
        return not any(unit.classes & parts for unit in behind) and not behind[of + 1].classes

    def _fills(self, index: int) -> bool:
        """Whether something is to be typed into a part of the screen: "Type your prompt in the box"."""
        behind = self._units if self.language == "zh" else self._units[index + 1 :]
        parts = {"gear", "screen"} if self.language in NO_SPACES else {"holder", "gear", "screen"}
        into = next((at for at, unit in enumerate(behind) if "within" in unit.classes), len(behind))
        return any(unit.classes & parts for unit in behind[into : into + 4])

    def _presses_key(self, index: int) -> bool:
        behind = self._units[index + 1 : index + 2]
        pressed = "press" in self._units[index].classes or self._units[index].text in ("按", "按下", "敲", "敲击")
        return pressed and self.language == "zh" and any("keyname" in unit.classes for unit in behind)

    def _is_aimed(self, index: int) -> bool:
        """Whether a Chinese verb has a marked name behind it, perhaps with its place: 使用左侧的“应用”."""
        placed = False
        for unit in self._units[index + 1 : index + 6]:
            if unit.classes & {"place", "suffix", "preview", "gear", "screen", "bin"} or unit.text == "的":
                placed = True
                continue
            named = bool(unit.classes & QUOTED_NAMES)
            return ("quote" in unit.classes and (named or placed)) or (named and self._is_marked(unit))
        return False

    def _opens_a_list(self, index: int) -> bool:
        """Whether a list of the editor is opened: "go to the project settings", "check the layers list"."""
        behind = self._units[index + 1 : index + 7]
        start = next((at for at, unit in enumerate(behind) if "article" in unit.classes), None)
        if start is None or any(not unit.classes & FUNCTION for unit in behind[:start]):
            return False
        named = behind[start + 1 : start + 3]
        if named and "setting" in named[0].classes:
            return True
        return len(named) == 2 and "panelname" in named[0].classes and bool(named[1].classes & {"setting", "part"})

    def _opens_settings(self, index: int) -> bool:
        """Whether the settings are opened, in a language with articles or with the verb at the end."""
        if self.language in VERB_LAST:
            return any("setting" in unit.classes for unit in self._units[:index])
        behind = self._units[index + 1 : index + 4]
        at = next((at for at, unit in enumerate(behind) if "setting" in unit.classes), None)
        return at is not None and all(unit.classes & FUNCTION for unit in behind[:at])

    def _is_here(self, index: int) -> bool:
        return any(unit.text in ("这里", "此处", "here") for unit in self._units[index : index + 1])

    def _renews(self, index: int) -> bool:
        """Whether the window itself is opened anew or closed: "reload the page", 关闭浏览器."""
        behind = self._units[index + 1 : index + 4]
        at = next((at for at, unit in enumerate(behind) if "shell" in unit.classes), None)
        return at is not None and all(unit.classes & FUNCTION for unit in behind[:at])

    def _has_named_part(self, units: Sequence[Unit]) -> bool:
        """Whether a name stands before a word like "handles": "the Trim handles", "the Effects browser"."""
        tools = (at for at, unit in enumerate(units[2:]) if "sign" in unit.classes and "edit" in units[at + 1].classes)
        if any("article" in units[at].classes for at in tools):
            return True
        named = (one for one, other in pairwise(units) if other.classes & {"part", "piece", "holder"})
        return any(
            self.language == "en" and one.classes & (NAMES | {"panelname"}) and self._is_name(one) for one in named
        )

    def _in_settings(self, units: Sequence[Unit]) -> bool:
        """Whether something is done in a list of settings: "in the Audio settings"."""
        at = next((at for at, unit in enumerate(units) if "setting" in unit.classes), 0)
        return any("within" in unit.classes for unit in units[max(0, at - 4) : at])

    def _is_signup(self, index: int) -> bool:
        rest = self._units[index + 1 :]
        if self.language == "zh" and rest and rest[0].classes & {"finite", "past", "measure", "screen"}:
            return False
        if not rest or self.language != "en" or self._units[index].text.endswith(" to"):
            return True
        return bool(rest[0].classes & (_AFTER_SIGNUP | {"billing"}))


def _is_settings(unit: Unit) -> bool:
    """Whether a Chinese word is the name of a list of settings: 画布设置, unlike 设置."""
    return "setting" in unit.classes and len(unit.text) > 2
