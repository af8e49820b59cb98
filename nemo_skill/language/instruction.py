"""One clause of the backend: does it tell the user to operate a screen, and what does it ask for?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_skill.language.lexicon import Unit
from nemo_skill.language.references import References
from nemo_skill.language.screenwords import FUNCTION, NO_SPACES, OBJECTS, SKIPPED, VERB_LAST, VERBS, only_places
from nemo_skill.language.spans import is_way
from nemo_skill.language.verbs import BY_RANK, Verbs
from nemo_skill.language.wish import Wish


class Instruction(Verbs, References, Wish):
    """Reads the units of one clause of `sentence`."""

    def kind(self) -> str:
        """`screen`: an instruction; `mute`: screen words without a wish; `lead`: goes with its neighbour; `content`."""
        verbs = [index for index in range(len(self._units)) if self._is_verb(index) and self._introduced(index)]
        # The preview window is a place beside another verb: "click Retry next to the preview window".
        verbs = [index for index in verbs if not {"preview", "gear"} <= self._units[index].classes] or verbs
        if verbs:
            self._at = min(verbs, key=self._rank)
            self.verb = BY_RANK[self._rank(self._at)]
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
        if self._is_once():
            return "lead"
        if "join" in first and any("teller" in unit.classes for unit in self._units[1:2]):
            return "content"
        if "cond" in first and ("past" not in first or "around" in first):
            return "content" if self._tells(first) else "lead"
        if self.language in VERB_LAST and any("cond" in unit.classes for unit in self._units[-2:]):
            return "lead"
        if only_places(self._units):
            return "lead"
        head = next(unit for unit in self._units if not unit.classes & SKIPPED).classes
        return "lead" if head & {"touch", "open", "follow"} and "content" not in head else "content"

    def is_where(self) -> bool:
        """Whether a clause only says where on the screen the next one is done: "In the toolbar at the top, ..."."""
        if "within" not in self._units[0].classes or self.language in NO_SPACES:
            return False
        parts = OBJECTS | FUNCTION | {"part", "place", "holder", "panelname", "setting", "lead"}
        named = any(unit.classes & {"gear", "screen"} for unit in self._units)
        return named and all(unit.classes & parts for unit in self._units)

    def _is_once(self) -> bool:
        """Whether a Chinese clause only says when: 审核完成后."""
        last = self._units[-1].classes
        told = any(unit.classes & {"num", "quote", "name", "teller"} for unit in self._units)
        return self.language == "zh" and "after" in last and len(self._units) <= 8 and not told

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
        long = len(self._units) > (7 if self.language in NO_SPACES else 5)
        return long or bool(classes & {"teller", "finite", "num", "quote"})

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
        if self.language in VERB_LAST:
            return any("neg" in unit.classes for unit in self._units[at:])
        # A gerund is denied by what follows: "clicking Export is not necessary".
        whole = "ing" in verb.text and not any("modal" in unit.classes for unit in self._units[max(0, at - 1) : at])
        return any("neg" in unit.classes for unit in (self._units if whole else self._units[: at + 1]))
