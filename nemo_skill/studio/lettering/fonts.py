"""The packaged fonts: which of them has a character, and HarfBuzz's handle on it. The system's fonts are never asked.

HarfBuzz shapes by itself here. Pillow's own shaping wants libfribidi from the system, which bare machines, macOS and
Windows don't have.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class GlyphsMissing(ValueError):
    """No packaged font has these characters."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no packaged font can draw: {' '.join(characters)}")
        self.characters = characters


@dataclass(frozen=True)
class Face:
    """One font of a package; ``index`` counts within a collection, ``italic`` is its slanted twin's file."""

    package: str
    file: str
    index: int = 0
    italic: str = ""


LATIN = Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", italic="files/Inter-Italic[opsz,wght].ttf")
_JAPANESE, _KOREAN, _CHINESE, _TAIWANESE = (
    Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", index) for index in range(4)
)
_SCRIPTS = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Tamil",
    "Telugu", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Georgian", "Armenian", "Ethiopic",
)  # fmt: skip
_OTHERS = tuple(
    Face("manimgx_fonts", f"{name}[wght].ttf")
    for name in (*(f"NotoSans{script}" for script in _SCRIPTS), "NotoSans", "NotoSansSymbols", "NotoEmoji")
)
#: Characters that only traditional Chinese has, enough to tell it by.
_TRADITIONAL = frozenset("這個們來時會為國說學點見電風馬鳥魚門開關長東車書買賣萬與後發頭實體對麗樂歡迎華語灣體")


def _path(face: Face, italic: bool) -> Path:
    spec = find_spec(face.package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"the font package {face.package} is missing; install the skill's studio extra", name=face.package
        )
    return Path(spec.origin).parent / (face.italic if italic and face.italic else face.file)


@cache
def _face(face: Face, italic: bool) -> Any:
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(_path(face, italic))), face.index)


@lru_cache(maxsize=64)
def font(face: Face, weight: int, italic: bool = False) -> Any:
    """A ``uharfbuzz.Font`` in the units of its face. ``weight`` 100-900; what has no slanted twin is slanted."""
    import uharfbuzz as hb

    made = hb.Font(_face(face, italic))
    axes = {axis.tag: axis for axis in _face(face, italic).axis_infos}
    wanted = {"wght": float(weight), "opsz": 32.0}
    made.set_variations(
        {tag: min(max(value, axes[tag].min_value), axes[tag].max_value) for tag, value in wanted.items() if tag in axes}
    )
    if italic and not face.italic:
        made.synthetic_slant = 0.2
    return made


@cache
def has_glyph(face: Face, char: str) -> bool:
    return bool(_nominal(face).get_nominal_glyph(ord(char)))


@cache
def _nominal(face: Face) -> Any:
    import uharfbuzz as hb

    return hb.Font(_face(face, False))


def faces_for(text: str) -> tuple[Face, ...]:
    """Every face in the order in which it is asked; the language of Han characters is told by the text around them."""
    if any("\u3040" <= char <= "\u30ff" for char in text):
        han = _JAPANESE
    elif any("\uac00" <= char <= "\ud7a3" for char in text):
        han = _KOREAN
    else:
        han = _TAIWANESE if _TRADITIONAL.intersection(text) else _CHINESE
    return (LATIN, han, *_OTHERS)


def face_of(char: str, faces: Sequence[Face]) -> Face | None:
    return next((face for face in faces if has_glyph(face, char)), None)


def invisible(char: str) -> bool:
    """Spaces, joiners, direction marks, variation selectors: nothing to draw."""
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf") or char in "\ufe0e\ufe0f"


def missing_glyphs(text: str) -> str:
    """The characters of a text that can't be drawn, each once; empty when all can."""
    faces = faces_for(text)
    return "".join(dict.fromkeys(char for char in text if not invisible(char) and face_of(char, faces) is None))
