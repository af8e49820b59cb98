"""Text on a picture, in any script that the packaged fonts reach: no system font is asked, no glyph is ever a box."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np
from PIL import Image

from nemo_skill.studio.lettering.fonts import faces_for, missing_glyphs
from nemo_skill.studio.lettering.shaping import Line, right_to_left, shaped
from nemo_skill.studio.scenes.ink import Ink, Path
from nemo_skill.timeline.wording import clean

Colour = tuple[int, int, int] | tuple[int, int, int, int]

# What stands above and below the baseline at the most, in letter sizes: scripts with marks on both sides need it.
_ABOVE, _BELOW = 1.5, 0.8


def drawable(text: str) -> str:
    """Text with only what the fonts can draw: symbols they lack are left out, other characters become one "…"."""
    line = unicodedata.normalize("NFC", clean(text))
    missing = missing_glyphs(line)
    kept: list[str] = []
    for character in line:
        if character not in missing:
            kept.append(character)
        elif unicodedata.category(character) not in ("So", "Sk", "Mn", "Cn", "Co") and kept[-1:] != ["…"]:
            kept.append("…")
    return re.sub(" +", " ", "".join(kept)).strip()


class Lettering(NamedTuple):
    """One way to write: size in px, weight 100-900, colour."""

    size: int
    weight: int
    colour: Colour

    def width(self, text: str) -> float:
        """The advance of drawable text in px."""
        return self._line(text).width * self.size

    def fitted(self, text: str, width: float) -> str:
        """Text cut with an ellipsis so that it fits in a width; "" when not even two characters would."""
        if self.width(text) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…" if low >= 2 else ""

    def write(self, image: Image.Image, x: float, baseline: float, text: str) -> float:
        """Write text from x on a baseline and return where it ends."""
        line = self._line(text)
        if len(line.path.commands):
            left, top = int(x) - self.size, int(baseline - _ABOVE * self.size)
            box = int(line.width * self.size) + 2 * self.size, int((_ABOVE + _BELOW) * self.size)
            points = line.path.points * self.size + (x - left, baseline - top)
            pixels = np.zeros((box[1], box[0], 4), np.uint8)
            with Ink(pixels) as ink:
                ink.fill(Path(line.path.commands, points.astype(np.float32)), "#FFFFFF")
            alpha = self.colour[3] if len(self.colour) == 4 else 255
            mask = Image.fromarray((pixels[..., 3].astype(np.uint16) * alpha // 255).astype(np.uint8))
            image.paste(self.colour[:3], (left, top), mask)
        return x + line.width * self.size

    def _line(self, text: str) -> Line:
        return shaped(text, faces_for(text), self.weight, False, not right_to_left(text))
