"""How words look and where they stand: plain data."""

from __future__ import annotations

from dataclasses import dataclass

POSITIONS = (
    "center", "top", "bottom", "left", "right", "lower-third",
    "top-left", "top-right", "bottom-left", "bottom-right",
)  # fmt: skip


@dataclass(frozen=True)
class TextStyle:
    """How words look.

    ``size`` 1 is a title (9 % of the canvas' shorter side high), ``weight`` is 100-900, ``outline`` and ``box`` are
    colours of a stroke around the letters and of a panel behind them, empty for none. ``position`` is one of
    ``POSITIONS``.
    """

    color: str = "#FFFFFF"
    size: float = 1.0
    position: str = "center"
    weight: int = 700
    italic: bool = False
    outline: str = ""
    box: str = ""
    box_opacity: float = 0.6
