"""Kept and dropped pieces -> visible text: white space, headings that lost their section, leads that lead nowhere.

Pieces come in order and leave as soon as nothing later can change them. Only a heading or a lead ("To download it:")
waits for what follows it: it is shown with the first kept piece of its section, and goes when everything there went.
"""

from __future__ import annotations

SECTION, TITLE, LEAD, QUESTION = 1, 7, 8, 9
"""Ranks of held pieces: headings by level (1-6), a line in bold, a line that ends with a colon, a short question."""


class _Held:
    def __init__(self, text: str, gap: str, rank: int) -> None:
        self.text = text
        self.gap = gap
        self.rank = rank
        self.lost = False


class Assembly:
    """The visible text as it grows in `shown`."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self._gap = ""
        self._held: list[_Held] = []
        self._dropped = False

    def keep(self, text: str, space: str, *, item: bool = False) -> None:
        """A piece of content and the white space behind it; `item` when it is a list item."""
        while (
            self._held
            and self._held[-1].lost
            and (self._held[-1].rank == QUESTION or (self._held[-1].rank == LEAD and not item))
        ):
            self._forget()
        for held in self._held:
            self._emit(held.gap, held.text)
        self._held = []
        self._emit(self._gap, text)
        self._gap = space
        self._dropped = False

    def hold(self, text: str, space: str, rank: int) -> None:
        """A piece that is shown only with something after it."""
        while self._held and self._held[-1].lost and self._held[-1].rank >= rank:
            self._forget()
        if self._held and self._held[-1].rank >= rank:
            for held in self._held:
                self._emit(held.gap, held.text)
            self._held = []
        self._held.append(_Held(text, self._gap, rank))
        self._gap = space
        self._dropped = False

    def drop(self, space: str) -> None:
        """A piece that went, and the white space behind it."""
        self._gap = _longer(self._gap, space)
        self._dropped = True
        for held in self._held:
            held.lost = True

    def blank(self, space: str) -> None:
        """An empty line."""
        self._gap = _longer(self._gap, space) if self._dropped else self._gap + space

    def finish(self) -> None:
        """No more pieces: show what is still held unless it lost everything it led to."""
        while self._held and self._held[-1].lost:
            self._forget()
        for held in self._held:
            self._emit(held.gap, held.text)
        self._held = []
        if not self._dropped and self.shown:
            self.shown.append(self._gap)
        self._gap = ""

    def _forget(self) -> None:
        held = self._held.pop()
        self._gap = _longer(held.gap, self._gap)
        self._dropped = True

    def _emit(self, gap: str, text: str) -> None:
        self.shown.append((gap if self.shown else "") + text)


def _longer(one: str, other: str) -> str:
    return one if one.count("\n") > other.count("\n") or (one.count("\n") == other.count("\n") and one) else other
