"""Parts of the editor that a clause names: "the Export button", 导出按钮, unlike those inside the picture."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language.lexicon import Unit
from nemo_skill.language.screenwords import NAMES, NO_SPACES, VERB_LAST, Clause

_DETAILS = frozenset(("lead", "within", "article", "billing", "finite", "place", "screen", "gear"))
_ADMONISH = frozenset(("please", "ensure", "remember", "记得", "务必", "确保", "别忘了"))
# The last characters of Chinese adjectives for the looks of a part: 蓝色的, 小小的.
_LOOKS = frozenset("色小大新圆方亮形")
_WILL = frozenset(("会", "将", "系统", "页面", "会弹出", "会出现", "将弹出"))


class References(Clause):
    """Finds what is named of the editor where no verb of the screen is."""

    def _reference(self) -> int:
        """Where a part of the editor is named ("the Export button", 导出按钮), or -1."""
        if any(unit.classes & {"depicted", "person"} for unit in self._units):
            return -1
        path = self._path(self._units)
        if path >= 0 and any("within" in unit.classes for unit in self._units[:path]):
            return path
        if "lead" in self._units[0].classes and all(unit.classes & _DETAILS for unit in self._units):
            return next((at for at, unit in enumerate(self._units) if "billing" in unit.classes), -1)
        for index, unit in enumerate(self._units):
            if "content" in unit.classes or ("drawn" in unit.classes and self._draws()) or self._belongs(index):
                continue
            before = self._units[max(0, index - 3) : index]
            if self.language in VERB_LAST:
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
            if "screen" in unit.classes and any("without" in earlier.classes for earlier in before):
                return index
            if unit.classes & {"gear", "bin"} and self._is_definite(unit, before):
                return -1 if "bin" in unit.classes and self._tells_of_stock() else index
            if unit.classes & {"key"} or ("soft" in unit.classes and self._admonishes()):
                return index
            if unit.classes & {"export", "upload"} and self._is_held(index, before):
                return index
            button = unit.classes & {"export", "upload"} or ("edit" in unit.classes and self._is_name(unit))
            if button and self._is_placed(index):
                return index
            if "screen" in unit.classes and before and self._names_a_part(unit, before):
                return index
            if (
                "screen" in unit.classes
                and ("pane" in unit.classes or self._is_foreign(unit))
                and self._is_inside(index)
            ):
                return index
            if unit.classes & {"billing", "signup"} and self._is_shown_there(index):
                return index
            if self._is_switched(index) or self._pops_up(index):
                return index
            if "screen" in unit.classes and self._is_named_behind(index):
                return index
            if "quote" in unit.classes and self._is_shelf(index):
                return index
        return -1

    def _is_inside(self, index: int) -> bool:
        """Whether a Chinese clause says what can be done in a part of the screen: 在 Inspector 里可以改字号."""
        around = self._units[index - 1 : index + 3] if index else ()
        return (
            self.language == "zh"
            and len(around) == 4
            and "where" in around[0].classes
            and "suffix" in around[2].classes
            and "may" in around[3].classes
        )

    def _pops_up(self, index: int) -> bool:
        """Whether a window of the editor comes up: "A dialog will appear", 弹窗会询问."""
        if self.language == "zh" and "popup" in self._units[index].classes:
            before = self._units[:index]
            shown = any("appears" in unit.classes for unit in before)
            return shown and any("place" in unit.classes or unit.text in _WILL for unit in before)
        if "popup" not in self._units[index].classes or index > 2:
            return False
        behind = self._units[index + 1 : index + 3]
        named = index > 0 and bool(self._units[index - 1].classes & {"indefinite", "article"})
        return named and any("finite" in unit.classes for unit in behind)

    def _is_switched(self, index: int) -> bool:
        """Whether the state of a button is told: "[Export] is enabled now", “下载”按钮已经可用."""
        unit = self._units[index]
        marked = "quote" in unit.classes or self._sentence[unit.start - 1 : unit.start] in ("*", "[", "【")
        marked = marked or self._is_foreign(unit)
        if index > 1 or not marked or not unit.classes & NAMES:
            return False
        for later in self._units[index + 1 : index + 5]:
            if "enabled" in later.classes:
                return True
            if not later.classes & {"screen", "finite", "past", "lies", "lead", "neg", "now"}:
                return False
        return False

    def _is_shown_there(self, index: int) -> bool:
        """Whether something is shown or sold on a page of the account: "is shown in your account dashboard"."""
        behind = self._units[index + 1 :]
        before = self._units[:index]
        at = len(before) - 1 - (bool(before) and "article" in before[-1].classes)
        placed = at > 0 and bool(before[at].classes & {"within", "where"} or before[at].text.endswith("在"))
        listed = any("listed" in unit.classes for unit in before)
        return placed and listed and all(unit.classes & {"screen", "part", "suffix", "billing"} for unit in behind)

    def _belongs(self, index: int) -> bool:
        """Whether a part is one of a thing in the picture: "the panel of the fuse box", 磁带机的播放键."""
        if self.language == "zh":
            before = self._units[max(0, index - 2) : index]
            return (
                len(before) == 2 and before[1].text == "的" and not before[0].classes and before[0].text not in _LOOKS
            )
        of, article, thing = (*self._units[index + 1 : index + 4], None, None, None)[:3]
        if of is None or article is None or thing is None or of.text != "of":
            return False
        return bool(article.classes & {"article", "indefinite"}) and not thing.classes

    def _draws(self) -> bool:
        """Whether a bar or slider is one of the video: "I made the progress bar purple", 上传进度条卡在99%."""
        classes = {name for unit in self._units[1:] for name in unit.classes}
        if "teller" in self._units[0].classes:
            return classes.isdisjoint({"through", "via", "within", "past"} if self.language == "en" else {"within"})
        led = {"lead", "place", "cond", "look", "you", "timeline"}
        told = (unit.classes for unit in self._units if "where" not in unit.classes)
        return self.language == "zh" and all(map(led.isdisjoint, told))

    def _admonishes(self) -> bool:
        """Whether a clause sees to the state of the screen: "Make sure the playhead is at 0:10"."""
        first = self._units[0]
        led = "lead" in first.classes and "article" not in first.classes
        return led and ("begs" in first.classes or " " in first.text or first.text in _ADMONISH)

    def _is_held(self, index: int, before: Sequence[Unit]) -> bool:
        """Whether a name belongs to a thing of the screen: "the upload bar", "the Export step"."""
        behind = self._units[index + 1 : index + 2]
        return bool(behind) and "holder" in behind[0].classes and any("article" in unit.classes for unit in before)

    def _tells_of_stock(self) -> bool:
        """Whether the clause says what the media library holds: "the clip isn't in your library", 素材库是空的."""
        told = any(unit.classes & {"neg", "finite"} for unit in self._units)
        told = told and any("stock" in unit.classes for unit in self._units)
        return told and not any("place" in unit.classes for unit in self._units)

    def _is_shelf(self, index: int) -> bool:
        """Whether a quotation names a list at a side of the screen: 左侧“模板”里有几十种."""
        around = self._units[max(0, index - 1) : index + 2]
        return len(around) == 3 and "place" in around[0].classes and "suffix" in around[2].classes

    def _is_picture(self, index: int) -> bool:
        """Whether a pane of the picture is spoken of: 左侧面板是城市."""
        behind = self._units[index + 1 : index + 3]
        shown = self.language == "zh" and "pane" in self._units[index].classes and len(behind) == 2
        return shown and "finite" in behind[0].classes and not behind[1].classes

    def _is_placed(self, index: int) -> bool:
        """Whether a button's name stands with its place, without a noun: "Export is at the top", 可在右上角导出."""
        if self.language == "zh":
            before = self._units[:index]
            led = any("lead" in unit.classes for unit in before)
            if before and "reach" in before[-1].classes:
                before = before[:-1]
            return led and bool(before) and "place" in before[-1].classes
        behind = self._units[index + 1 :]
        if behind and "part" in behind[0].classes:
            behind = behind[1:]
        begins = index == 0 or (index == 1 and "article" in self._units[0].classes)
        named = begins and len(behind) > 1 and "lies" in behind[0].classes
        return named and any("place" in unit.classes for unit in behind[:4])

    def _is_definite(self, unit: Unit, before: Sequence[Unit]) -> bool:
        """Whether a word like "slider" is the one on the screen: "the volume slider", not "slider recipe"."""
        if any("indefinite" in earlier.classes for earlier in before):
            return " " in unit.text and "presents" in self._units[0].classes
        if self.language != "en" or unit.text.startswith(("the ", "in the ")):
            return True
        return any(bool(earlier.classes & {"article", "lead"}) for earlier in before)

    def _presents(self) -> bool:
        """Whether the clause shows the user where something is: "there's an Upload button on the left"."""
        there = any("presents" in unit.classes for unit in self._units)
        return there and any("place" in unit.classes for unit in self._units)

    def _names_a_part(self, noun: Unit, before: Sequence[Unit]) -> bool:
        last = before[-1]
        if "place" in last.classes or self._is_means(noun, before):
            return True
        if any("indefinite" in unit.classes for unit in before) and not (self._presents() and self._is_name(last)):
            return False
        if "quote" in last.classes and self.language == "zh":
            told = any(unit.classes & {"past", "teller"} for unit in self._units)
            return "pane" in noun.classes or (self._is_led() and not told)
        if "quote" in last.classes:
            return any("article" in unit.classes for unit in before) and self._is_name(last)
        if self.language == "zh" and not last.classes:
            return False
        if "pane" in noun.classes and any("place" in unit.classes for unit in self._units[:-1]):
            return True
        if self.language == "en" and before[-2:-1] and "article" in before[-2].classes:
            placed = bool(last.classes & NAMES) and any("place" in unit.classes for unit in self._units)
            return placed or self._is_name(last)
        named = self._is_name(last) or bool(last.classes & {"export", "upload", "billing"})
        return named and (bool(last.classes & (NAMES | {"panelname"})) or self._is_foreign(last))

    def _is_means(self, noun: Unit, before: Sequence[Unit]) -> bool:
        """Whether something is done by a part of the screen: "via the play button", "with the padlock icon"."""
        by = next((at for at, unit in enumerate(before) if unit.classes & {"through", "via"}), None)
        if by is None or self.language != "en":
            return False
        definite = any("article" in unit.classes for unit in before[by:])
        return definite and ("via" in before[by].classes or "sign" in noun.classes)

    def _is_led(self) -> bool:
        return any(unit.classes & {"lead", "place"} for unit in self._units)

    def _is_named_behind(self, index: int) -> bool:
        """Whether a name stands behind the word for the part: "im Panel „Effekte“", "el panel Efectos"."""
        behind = self._units[index + 1 : index + 2]
        if self.language == "en" or self.language in NO_SPACES or not behind:
            return False
        led = any(unit.classes & {"within", "article", "lead"} for unit in self._units[max(0, index - 2) : index])
        named = bool(behind[0].classes & ({"quote", "panelname"} | NAMES)) and self._is_name(behind[0])
        return led and named
