"""Which styles there are and what people call them."""

from __future__ import annotations

import re

from nemo_skill.studio.data import table

MUSIC_STYLES: tuple[str, ...] = tuple(table("music")["styles"])


def music_style(words: str) -> str | None:
    """The style that words such as "lo-fi", "sad piano" or "欢快的音乐" ask for, or None.

    A style's own name wins, then the longest word found; of equals the one said first.
    """
    text = words.lower()
    best: tuple[int, int, str] | None = None
    for style, entry in table("music")["styles"].items():
        for word in (style, *entry["en"], *entry["zh"]):
            pattern = re.escape(word) if re.search(r"[\u3400-\u9fff]", word) else rf"\b{re.escape(word)}\b"
            found = re.search(pattern, text)
            if found:
                rank = (len(word) + (40 if word == style else 0), -found.start(), style)
                best = rank if best is None or rank[:2] > best[:2] else best
    return best[2] if best else None
