"""Music styles by the words that ask for them."""

from __future__ import annotations

from ..music import MUSIC_STYLES, music_style

DEFAULT = "ambient"
_LABELS = {
    "lofi": "Lo-fi",
    "lo-fi": "Lo-fi",
    "edm": "EDM",
    "rnb": "R&B",
    "hiphop": "Hip-hop",
    "hip-hop": "Hip-hop",
    "8bit": "8-bit",
}


def style_for(words: str) -> tuple[str, bool]:
    """A style of the synthesiser, and whether the words named one (or named none in particular)."""
    found = music_style(words)
    if found is not None:
        return found, True
    default = DEFAULT if DEFAULT in MUSIC_STYLES else next(iter(MUSIC_STYLES))
    return default, True


def style_label(style: str) -> str:
    """As shown on the timeline: ``Lo-fi``."""
    return _LABELS.get(style, style.replace("_", " ").capitalize())
