"""Text on a picture, in packaged fonts alone: no system font is asked, and a missing glyph is never a box."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

from nemo_skill.timeline.wording import clean

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Colour = tuple[int, int, int] | tuple[int, int, int, int]

# A code point that is no character (Unicode 23.7): every font draws its "missing" glyph for it.
_NO_CHARACTER = "\U0010fffe"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\U000e0000-\U000e01ef]")


class _Face(NamedTuple):
    package: str
    file: str
    face: int
    axes: int
    """How many variation axes: (optical size, weight) or (weight,)."""


# Inter for Latin, Greek and Cyrillic; Noto Sans CJK for the rest. Both are under the SIL Open Font License.
# Face 2 of the CJK collection has the simplified Chinese forms.
_FACES = (
    _Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", 0, 2),
    _Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 2, 1),
)


@lru_cache(maxsize=64)
def _fonts(size: int, weight: int) -> tuple[Font, ...]:
    """The installed faces at a size in px, the first choice first; Pillow's own face where there is none."""
    found: list[Font] = []
    for face in _FACES:
        spec = find_spec(face.package)
        path = Path(spec.origin).parent / face.file if spec and spec.origin else None
        if path and path.is_file():
            font = ImageFont.truetype(str(path), size, index=face.face)
            font.set_variation_by_axes([float(min(max(size, 14), 32)), float(weight)][2 - face.axes :])
            found.append(font)
    return tuple(found) or (ImageFont.load_default(size),)


@lru_cache(maxsize=8192)
def _face_for(character: str) -> int | None:
    """The number of the first face that has a glyph for a character; None when no face has one."""
    for number, font in enumerate(_fonts(24, 400)):
        if character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER)):
            return number
    return None


def drawable(text: str) -> str:
    """Text with only what the fonts can draw: emoji are left out, other missing characters become one "…"."""
    kept: list[str] = []
    for character in _INVISIBLE.sub("", unicodedata.normalize("NFC", clean(text))):
        if _face_for(character) is not None:
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
        return sum(font.getlength(run) for font, run in self._runs(text))

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

    def write(self, draw: ImageDraw.ImageDraw, x: float, baseline: float, text: str) -> float:
        """Draw text from x on a baseline and return where it ends."""
        for font, run in self._runs(text):
            draw.text((x, baseline), run, font=font, fill=self.colour, anchor="ls")
            x += font.getlength(run)
        return x

    def _runs(self, text: str) -> list[tuple[Font, str]]:
        fonts = _fonts(self.size, self.weight)
        runs = groupby(text, key=lambda character: _face_for(character) or 0)
        return [(fonts[number], "".join(run)) for number, run in runs]
