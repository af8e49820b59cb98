"""Music styles by the words that ask for them."""

from __future__ import annotations

from ..music import MUSIC_STYLES, music_style
from .tables import pattern

DEFAULT = "ambient" if "ambient" in MUSIC_STYLES else MUSIC_STYLES[0]
_LABELS = {"lofi": "Lo-fi"}


def style_for(words: str) -> tuple[str, bool]:
    """A style of the synthesiser, and False when the words name a style that it doesn't have."""
    found = music_style(words)
    if found is not None:
        return found, True
    return DEFAULT, not pattern("plain_music").sub("", words)


def style_label(style: str) -> str:
    """As shown on the timeline: ``Lo-fi``."""
    return _LABELS.get(style, style.replace("_", " ").capitalize())
