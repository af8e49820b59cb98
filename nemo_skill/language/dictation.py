"""Marks that somebody speaks: "make it brighter comma then export it full stop"."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_skill.language.lexicon import Unit

_SPOKEN = {"spokenpause": ("pause", ","), "spokenend": ("end", "."), "spokenask": ("end", "?")}
_WRITTEN = frozenset(("pause", "end"))
# Behind them the word is a thing: "add a comma", "the full stop", "two question marks".
_NAMING = frozenset(("a", "the", "num", "quote", "prep", "says", "self", "create"))


def marked(units: Sequence[Unit]) -> Sequence[Unit]:
    """The units, with spoken marks as what they stand for; the same ones where a message has more written marks."""
    spoken = [at for at, unit in enumerate(units) if at and _mark(unit) and not units[at - 1].classes & _NAMING]
    if not spoken or sum(bool(unit.classes & _WRITTEN) for unit in units[:-1]) >= len(spoken):
        return units
    out = list(units)
    for at in spoken:
        kind, mark = _SPOKEN[_mark(units[at])]
        # One "period" within a message is a time more often than a mark.
        if mark != "." or len(spoken) > 1 or at == len(units) - 1 or " " in units[at].text:
            out[at] = units[at]._replace(classes=frozenset((kind,)), text=mark)
    return out


def _mark(unit: Unit) -> str:
    return next((name for name in _SPOKEN if name in unit.classes), "")
