"""Kept and dropped pieces -> visible text: white space, headings that lost their section, leads that lead nowhere.

Pieces come in order and leave as soon as nothing later can change them. Only a heading or a lead ("To download it:")
waits for what follows it: it is shown with the first kept piece of its section, and goes when everything there went.
"""

from __future__ import annotations

SECTION, TITLE, LEAD, QUESTION, TABLE = 1, 7, 8, 9, 10
"""Ranks of held pieces: headings by level (1-6), a line in bold, one that ends with a colon, a short question, the head
of a table (and one more for the line under it)."""

PLAIN, ITEM, ROW = "", "item", "row"
"""What a piece is: the part of a paragraph, of a list, or the row of a table."""


class _Held:
    def __init__(self, text: str, gap: str, rank: int, indent: int, *, hollow: bool) -> None:
        self.text = text
        self.gap = gap
        self.rank = rank
        self.indent = indent
        # It announces only steps: a paragraph after the lost ones isn't what it led to, an item may be.
        self.hollow = hollow or rank >= LEAD
        self.lost = False


class Assembly:
    """The visible text as it grows in `shown`."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        # The white space in front of what was dropped last, and what has come since.
        self._before = ""
        self._gap: list[str] = []
        self._held: list[_Held] = []
        self._dropped = False

    def keep(self, text: str, space: str, kind: str = PLAIN, indent: int = -1) -> None:
        """A piece of content and the white space behind it; `indent`: how far a list item stands from the margin."""
        self._forget_hollow(kind, indent)
        self._release()
        self._emit(self._space(), text)
        self._gap = [space]

    def hold(
        self, text: str, space: str, rank: int, kind: str = PLAIN, indent: int = -1, *, hollow: bool = False
    ) -> None:
        """A piece that is shown only with something after it; `hollow` when it announces steps to take."""
        while self._held and self._held[-1].lost and self._held[-1].rank >= rank:
            self._forget()
        if rank >= LEAD:
            self._forget_hollow(kind, indent)
        if self._held and self._held[-1].rank >= rank:
            self._release()
        self._held.append(_Held(text, self._space(), rank, indent, hollow=hollow))
        self._gap = [space]

    def drop(self, space: str) -> None:
        """A piece that went, and the white space behind it."""
        self._before = _longer(self._before, "".join(self._gap))
        self._gap = [space]
        self._dropped = True
        for held in self._held:
            held.lost = True

    def blank(self, space: str) -> None:
        """An empty line."""
        self._gap.append(space)

    def finish(self) -> None:
        """No more pieces: show what is still held unless it lost everything it led to."""
        while self._held and self._held[-1].lost:
            self._forget()
        self._release()
        if not self._dropped and self.shown:
            self.shown.append("".join(self._gap))
        self._before, self._gap = "", []

    def _space(self) -> str:
        """The white space in front of the next piece."""
        space = _longer(self._before, "".join(self._gap))
        self._before = ""
        self._dropped = False
        return space

    def _release(self) -> None:
        for held in self._held:
            self._emit(held.gap, held.text)
        self._held = []

    def _forget_hollow(self, kind: str, indent: int) -> None:
        while self._held and self._held[-1].lost and self._held[-1].hollow:
            held = self._held[-1]
            led = kind == ROW or (kind == ITEM and held.rank < TABLE and indent > held.indent)
            if led and held.rank != QUESTION:
                return
            self._forget()

    def _forget(self) -> None:
        held = self._held.pop()
        self._before = _longer(held.gap, self._before)
        self._dropped = True

    def _emit(self, gap: str, text: str) -> None:
        self.shown.append((gap if self.shown else "") + text)


def _longer(one: str, other: str) -> str:
    return one if one.count("\n") > other.count("\n") or (one.count("\n") == other.count("\n") and one) else other
