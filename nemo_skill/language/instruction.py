"""One clause of the backend: does it tell the user to operate a screen, and what does it ask for?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Lexicon, Unit
from nemo_skill.language.scan import scan
from nemo_skill.language.spans import is_way

VERBS = frozenset(
    ("click", "touch", "tune", "use", "hold", "open", "look", "drag", "drop", "glide", "preview", "signup", "login",
     "renew", "fill")
)  # fmt: skip
_MAY_BE_VERBS = VERBS | {"upload", "export"}
NAMES = frozenset(("export", "upload", "edit", "billing", "signup"))
QUOTED_NAMES = NAMES | {"panelname", "preview"}
OBJECTS = NAMES | {"screen", "gear"}
SKIPPED = frozenset(("lead", "cond", "neg", "place", "timeline", "gear", "soft", "fetch", "way", "step"))
_BY_RANK = (
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
_NO_SPACES = ("zh", "ja", "ko")
_VERB_LAST = ("ja", "ko")
_AFTER_SIGNUP = frozenset(("lead", "cond", "place", "within", "aim", "article", "join", "indefinite", "through"))
_OBJECT_ENDS = frozenset(("lead", "cond", "place", "timeline", "within", "aim", "join", "objend"))
_FUNCTION = frozenset(("finite", "article", "pointer", "within", "vague", "suffix"))
_WILL = frozenset(("会", "将", "系统", "页面", "会弹出", "会出现", "将弹出"))
_IN_HERE = frozenset(("back", "in", "here", "again", "over", "right", "and"))
_DETAILS = frozenset(("lead", "within", "article", "billing", "finite", "place", "screen", "gear"))
_NAMED = frozenset(("quote", "suffix", "panelname"))
_PLACES = OBJECTS | {"part", "place", "timeline", "bin", "soft", "file", "setting", "disk"}


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
        if is_way(self._units, self._sentence):
            return "screen"
        by_hand = self._by_hand()
        if by_hand >= 0:
            self._at, self.verb = by_hand, "drag" if "drag" in self._units[by_hand].classes else "hold"
            return "screen"
        if self._told():
            return "mute"
        if any("chat" in unit.classes for unit in self._units[:3]):
            return "content"
        reference = self._reference()
        if reference >= 0:
            self.cut = self._adjunct(reference)
            if self.cut >= 0:
                return "content"
            past = any("past" in unit.classes for unit in self._units) and not self._is_passive_offer()
            if self._units[reference].classes & {"key", "soft"}:
                self.verb = "hold"
            behind = self._units[reference:] if self.language == "en" else ()
            denied = self._denied(reference) or any("neg" in unit.classes for unit in behind)
            return "mute" if past or denied else "screen"
        if all(unit.classes & SKIPPED for unit in self._units):
            return "lead"
        first = self._units[0].classes
        if "reason" in first and any("teller" in unit.classes for unit in self._units):
            return "content"
        if "cond" in first and any("chat" in unit.classes for unit in self._units):
            return "content"
        if "join" in first and any("teller" in unit.classes for unit in self._units[1:2]):
            return "content"
        if "cond" in first and ("past" not in first or "around" in first):
            return "content" if self._tells(first) else "lead"
        if self.language in _VERB_LAST and any("cond" in unit.classes for unit in self._units[-2:]):
            return "lead"
        if only_places(self._units):
            return "lead"
        head = next(unit for unit in self._units if not unit.classes & SKIPPED).classes
        return "lead" if head & {"touch", "open", "follow"} and "content" not in head else "content"

    def is_done_by(self, following: Sequence[Unit], mark: str) -> bool:
        """Whether it is done in the picture, or is a sound: "Dragging its tail, the lizard ...", "Click, clack"."""
        if self.language != "en" or mark != "," or self._at:
            return False
        rest = self._units[1:]
        if any(unit.classes & (OBJECTS | {"piece", "footage", "timeline", "quote", "you", "choice"}) for unit in rest):
            return False
        if not rest:
            return not following[0].classes
        first = following[0].classes
        named = "person" in first or bool(
            first & {"article", "indefinite"} and following[1:] and not following[1].classes
        )
        return self._units[0].text.split()[0].endswith("ing") and named

    def _by_hand(self) -> int:
        """What the user could do by hand: "you can reorder them via drag-and-drop", "with the tool on the left toolbar
        you could ..."; the place of the hand or the tool in the clause, or -1."""
        units = self._units
        if self.language != "en" or not any(
            unit.text in ("you can", "you could", "you may", "you might") for unit in units
        ):
            return -1
        for index in range(1, len(units)):
            if "drag" in units[index].classes and units[index - 1].classes & {"via", "through"}:
                return index
        through = bool(units[0].classes & {"through", "via"})
        return next((at for at, unit in enumerate(units) if through and "gear" in unit.classes), -1)

    def _is_passive_offer(self) -> bool:
        """Whether a participle tells what can be done: "can be downloaded via the Download button"."""
        return any("can" in one.classes and "past" in other.classes for one, other in pairwise(self._units))

    def explains(self) -> bool:
        """Whether a clause gives a reason that stands by itself: "because the voice-over is still rendering"."""
        classes = {name for unit in self._units for name in unit.classes}
        return "reason" in self._units[0].classes and bool(classes & {"finite", "past"}) and "you" not in classes

    def _tells(self, first: frozenset[str]) -> bool:
        """Whether a clause that begins like a condition tells of the video: "In clip 2 the fox jumps"."""
        classes = {name for unit in self._units[1:] for name in unit.classes}
        if classes & {"you", "ifmark", "then", "soft", "key", "gear", "screen", "timeline"} or not first & {
            "within",
            "aim",
            "besides",
            "around",
            "orelse",
        }:
            return False
        if self._units[0].text == "to" and not self._units[1].classes & {"article", "place"}:
            return "teller" in classes
        if first & {"aim", "around"}:
            stated = "finite" in classes and ("around" not in first or bool(classes & {"num", "quote"}))
            return stated or "teller" in classes
        if "orelse" in first:
            return bool(classes & {"finite", "teller"})
        long = len(self._units) > (7 if self.language in _NO_SPACES else 5)
        return long or bool(classes & {"teller", "finite", "num", "quote"})

    def _rank(self, index: int) -> int:
        classes = self._units[index].classes
        if "renew" in classes and not self._renews(index):
            classes = classes - {"renew"}
        if "fill" in classes and not self._fills(index):
            classes = classes - {"fill"}
        return next(rank for rank, verb in enumerate(_BY_RANK) if verb in classes)

    def _told(self) -> bool:
        """Whether the clause tells of a click: "earlier you clicked Undo", "I can't click buttons"."""
        pressing = next((at for at, unit in enumerate(self._units) if "click" in unit.classes), None)
        if pressing and "teller" in self._units[0].classes and self.language == "zh":
            return True
        denied = any("neg" in unit.classes for unit in self._units[1:3])
        if denied and "teller" in self._units[0].classes and self.language in ("en", "zh"):
            pressing = next((at for at, unit in enumerate(self._units) if unit.classes & VERBS), None)
            if pressing and any(unit.classes & {"screen", "gear"} for unit in self._units[pressing:]):
                return True
        if pressing and "teller" in self._units[0].classes and self.language == "en":
            return any(unit.classes & {"screen", "gear"} for unit in self._units[pressing:])
        for before, unit in pairwise(self._units):
            if "clicked" in unit.classes and before.classes & {"past", "person_told"}:
                return True
        return False

    def _adjunct(self, reference: int) -> int:
        """Where "in the Effects panel" begins in a clause that tells what I did, or -1."""
        units = self._units
        if "teller" not in units[0].classes or len(units) < 4:
            return -1
        for index in range(reference - 1, max(1, reference - 4), -1):
            if units[index].classes & {"within", "through"}:
                return units[index - 1].end
        return -1

    def _denied(self, at: int) -> bool:
        """Whether the clause says what is not to be done."""
        verb = self._units[at]
        if self.language in _VERB_LAST:
            return any("neg" in unit.classes for unit in self._units[at:])
        # A gerund is denied by what follows: "clicking Export is not necessary".
        whole = "ing" in verb.text and not any("modal" in unit.classes for unit in self._units[max(0, at - 1) : at])
        return any("neg" in unit.classes for unit in (self._units if whole else self._units[: at + 1]))

    def _introduced(self, index: int) -> bool:
        """Whether a verb stands where an instruction has it, and nobody in the picture does it."""
        before = self._units[:index]
        behind = self._units[index + 1 :]
        taken = next((at for at, unit in enumerate(before) if "taking" in unit.classes), len(before))
        if any("subject" in unit.classes for unit in before[:taken]):
            return False
        if self.language in _VERB_LAST:
            return not behind or any(unit.classes & {"lead", "neg"} for unit in behind)
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
                if where and "may" in before[where - 1].classes and not behind:
                    before = before[where:]
                return all(unit.classes & (_PLACES | SKIPPED | VERBS | _NAMED | {"article"}) for unit in before)
        if all(unit.classes & (SKIPPED | VERBS) for unit in before):
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

    def _places_anything(self, units: Sequence[Unit]) -> bool:
        """Whether a part of the screen is named: by its kind, or by a name that is written like one."""
        return any(unit.classes & _PLACES or ("panelname" in unit.classes and self._is_name(unit)) for unit in units)

    def _aims_at(self, before: Sequence[Unit], verb: Unit, behind: Sequence[Unit]) -> bool:
        """Whether a clause begins with a purpose or a condition that no comma ends: "To download it click Export"."""
        first = before[0].classes
        aimed = len(before) > 1 and bool(first & {"aim", "cond"}) and "reason" not in first
        return aimed and "click" in verb.classes and self._names_a_button(behind)

    def _names_a_button(self, units: Sequence[Unit]) -> bool:
        return any(unit.classes & OBJECTS or "quote" in unit.classes for unit in units) or (
            bool(units) and self._is_name(units[0])
        )

    def _is_pointed(self, units: Sequence[Unit]) -> bool:
        """Whether something certain is meant: "press the button", unlike "dials and push buttons"."""
        pointers = {"article", "pointer", "quote", "yours"}
        return any(unit.classes & pointers or self._is_name(unit) for unit in units)

    def _is_modifier(self, index: int) -> bool:
        """Whether a Chinese verb only describes a noun or is one: 滚动的字幕, 滚动速度, 清脆的点击, 按“甲乙”排列."""
        before, behind = self._units[index - 1 : index] if index else (), self._units[index + 1 :]
        classes = self._units[index].classes
        if self._describes(index):
            return True
        noun = not behind and "click" in classes
        if any("modifies" in unit.classes for unit in (before if noun else behind[:1])):
            return True
        if classes & {"glide", "drag"} and any("measure" in unit.classes for unit in behind[:1]):
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

    def _is_verb(self, index: int) -> bool:
        """Whether a unit is a screen verb with an object of the screen."""
        classes = self._units[index].classes
        if self.language == "zh" and self._is_modifier(index):
            return False
        if "content" in classes or not classes & _MAY_BE_VERBS:
            return False
        rest = [unit for at, unit in enumerate(self._units) if at != index]
        if self.language not in _NO_SPACES and self.language != "de":
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
            if self._strict and not self._places_anything(rest) and not marked:
                return False
            led = self.language != "en" or not rest or index > 0 or self._units[index].text.endswith(" on")
            return led or self._points(rest[0]) or ("drag" in classes and "piece" in rest[0].classes)
        if classes & {"signup", "login"}:
            return not self._strict and self._is_signup(index)
        if "look" in classes and rest and only_places(rest) and any("shell" in unit.classes for unit in rest):
            return True
        if "preview" in classes and self._strict and not self._places_anything(rest):
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
        if "use" in classes:
            if len(rest) > 1 and "panelname" in rest[0].classes and self._is_name(rest[0]):
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

    def _fills(self, index: int) -> bool:
        """Whether something is to be typed into a part of the screen: "Type your prompt in the box"."""
        behind = self._units if self.language == "zh" else self._units[index + 1 :]
        parts = {"holder", "gear", "screen"} if self.language == "en" else {"gear", "screen"}
        into = next((at for at, unit in enumerate(behind) if "within" in unit.classes), len(behind))
        return any(unit.classes & parts for unit in behind[into : into + 4])

    def _presses_key(self, index: int) -> bool:
        behind = self._units[index + 1 : index + 2]
        pressed = "press" in self._units[index].classes or self._units[index].text in ("按", "按下", "敲", "敲击")
        return pressed and self.language == "zh" and any("keyname" in unit.classes for unit in behind)

    def _is_here(self, index: int) -> bool:
        return any(unit.text in ("这里", "此处", "here") for unit in self._units[index : index + 1])

    def _renews(self, index: int) -> bool:
        """Whether the window itself is opened anew or closed: "reload the page", 关闭浏览器."""
        behind = self._units[index + 1 : index + 4]
        at = next((at for at, unit in enumerate(behind) if "shell" in unit.classes), None)
        return at is not None and all(unit.classes & _FUNCTION for unit in behind[:at])

    def _points(self, unit: Unit) -> bool:
        return bool(
            unit.classes & (OBJECTS | VERBS | {"fetch", "quote", "place", "timeline", "bin", "soft", "pointer"})
        ) or self._is_name(unit)

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

    def _path(self, units: Sequence[Unit]) -> int:
        """Where a way through menus begins ("Account > Plans", "File → Export"), or -1."""
        for at, (one, other) in enumerate(pairwise(units)):
            between = self._sentence[one.end : other.start].strip('*_ "“”「」')
            if between in ("→", ">", "›", "->", "➜", "➔", "»", "＞") and self._is_name(one) and self._is_name(other):
                return at
        return -1

    def _is_signup(self, index: int) -> bool:
        rest = self._units[index + 1 :]
        if self.language == "zh" and rest and rest[0].classes & {"finite", "past", "measure", "screen"}:
            return False
        if not rest or self.language != "en" or self._units[index].text.endswith(" to"):
            return True
        return bool(rest[0].classes & _AFTER_SIGNUP)

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
            if "content" in unit.classes or ("drawn" in unit.classes and self._draws()):
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
            if self._is_switched(index) or self._pops_up(index):
                return index
            if "screen" in unit.classes and self._is_named_behind(index):
                return index
            if "quote" in unit.classes and self._is_shelf(index):
                return index
        return -1

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
        if index > 1 or not marked or not unit.classes & NAMES:
            return False
        for later in self._units[index + 1 : index + 5]:
            if "enabled" in later.classes:
                return True
            if not later.classes & {"screen", "finite", "past", "lies", "lead", "neg", "now"}:
                return False
        return False

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
        return "lead" in self._units[0].classes and "article" not in self._units[0].classes

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
        if "pane" in noun.classes and any("place" in unit.classes for unit in self._units[:-1]):
            return True
        if self.language == "en" and before[-2:-1] and "article" in before[-2].classes:
            placed = bool(last.classes & NAMES) and any("place" in unit.classes for unit in self._units)
            return placed or self._is_name(last)
        named = self._is_name(last) or bool(last.classes & {"export", "upload", "billing"})
        return named and bool(last.classes & (NAMES | {"panelname"}))

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
        if self.language == "en" or self.language in _NO_SPACES or not behind:
            return False
        led = any(unit.classes & {"within", "article", "lead"} for unit in self._units[max(0, index - 2) : index])
        named = bool(behind[0].classes & ({"quote", "panelname"} | NAMES)) and self._is_name(behind[0])
        return led and named

    def action(self, label: Sequence[Unit] = ()) -> tuple[str, str]:
        """The action asked for and the text of a suggestion; ("", "") when there is none.

        `label`: what stands before the colon of the clause ("Export: click the button").
        """
        classes = {name for unit in (*label, *self._units) for name in unit.classes} | self._quoted_names()
        self._drags_on()
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
        if "slider" in classes:
            return "", ""
        button = self._button()
        if self.verb in ("click", "touch", "tune", "use"):
            if "edit" in classes:
                return "edit", button
            if classes & {"preview", "pane"}:
                return "state", ""
            if any(unit.classes & {"screen", "gear"} for unit in self._units[: self._at]):
                return "state", ""
            silent = classes & {"timeline", "soft"} or (self.verb != "click" and classes & {"screen", "gear"})
            return ("unknown", button) if button and not silent else ("", "")
        if self._points_at_the_window(classes):
            return "", ""
        if "button" in classes and button and classes.isdisjoint({"preview", "pane", "timeline"}):
            return "unknown", button
        known = classes & {"screen", "gear", "bin", "timeline", "panelname", "preview"}
        return ("state", "") if known or button else ("", "")

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
        whole = "mouse" in classes or ("place" in classes and "timeline" not in classes)
        return whole and all(part & {"shell", "mouse"} for part in parts)

    def sets_a_value(self) -> bool:
        """Whether a slider is dragged: nothing that could be offered in words."""
        return any("slider" in unit.classes for unit in self._units)

    def _brings_in(self) -> bool:
        """Whether footage is dragged in from outside: "a photo into the window", 把照片拖进窗口."""
        return self._brings(self._units if self.language in _NO_SPACES else self._units[self._at + 1 :])

    def _brings(self, units: Sequence[Unit]) -> bool:
        if not units or any("timeline" in unit.classes for unit in units):
            return False
        if len(units) > 1 and "vague" in units[0].classes and {unit.text for unit in units[1:]} <= _IN_HERE:
            return True
        owned = self.language in _NO_SPACES or bool(units[0].classes & {"indefinite", "yours"})
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
        units = self._units[self._at + 1 :]
        if self.language in _VERB_LAST:
            units = [unit for unit in self._units[: self._at] if unit.classes & {"quote", "edit"}][-1:]
        for at, unit in enumerate(units):
            if "quote" in unit.classes:
                return self._sentence[unit.start + 1 : unit.end - 1].strip()
            if unit.classes & {"num", "format"}:
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
        return "edit" in unit.classes or self.language in _NO_SPACES

    def _object(self) -> str:
        """The thing to be dragged: the words behind the verb up to the first word of place, "" if it isn't named."""
        taken: list[Unit] = []
        units = self._units[self._at + 1 :]
        taking = next((at for at, unit in enumerate(self._units[: self._at]) if "taking" in unit.classes), None)
        if taking is not None:
            units = self._units[taking + 1 : self._at]
        elif self.language in _VERB_LAST:
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


def only_places(units: Sequence[Unit]) -> bool:
    """Whether words only say where something of the screen is: "it's in the top right corner"."""
    return any("place" in unit.classes for unit in units) and all(
        unit.classes & (SKIPPED | _FUNCTION | {"part", "shell"}) for unit in units
    )
