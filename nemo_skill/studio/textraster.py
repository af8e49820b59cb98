"""Words as pictures, with packaged fonts only: Inter for Latin, Noto Sans CJK for the rest, never a box for a glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image, ImageFont

#: Faces of the Noto Sans CJK collection.
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2
_WEIGHT = 700
#: A code point that will never be a character.
_NO_CHARACTER = "\U0010ffff"
_PROBE_SIZE = 24
_LINE_HEIGHT = 1.25


class GlyphsMissing(ValueError):
    """No packaged font has these characters."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no packaged font can draw: {' '.join(characters)}")
        self.characters = characters


def _package_file(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"the font package {package} is missing; install the skill's studio extra", name=package
        )
    return Path(spec.origin).parent / name


def _latin_file() -> Path:
    return _package_file("fontpkg_inter", "files/Inter[opsz,wght].ttf")


def _cjk_file() -> Path:
    return _package_file("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")


@cache
def _font(face: int | None, size: int, *, plain: bool = False) -> ImageFont.FreeTypeFont:
    """``face`` None is Inter, else a face of the CJK collection; ``plain``: one glyph a character, no shaping."""
    from PIL import ImageFont

    engine = ImageFont.Layout.BASIC if plain else None
    if face is None:
        font = ImageFont.truetype(str(_latin_file()), size, layout_engine=engine)
        axes = [axis["name"] for axis in font.get_variation_axes()]
        font.set_variation_by_axes([_WEIGHT if b"eight" in name else min(32, size) for name in axes])
    else:
        font = ImageFont.truetype(str(_cjk_file()), size, index=face, layout_engine=engine)
        font.set_variation_by_axes([_WEIGHT])
    return font


def _invisible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf") or char in "\ufe0e\ufe0f"


def missing_glyphs(text: str) -> str:
    """The characters of a text that can't be drawn, each once; empty when all can."""
    return "".join(dict.fromkeys(char for char in text if not _invisible(char) and not _drawable(char)))


def _drawable(char: str) -> bool:
    return _has_glyph(None, char) or _has_glyph(_CHINESE, char)


@cache
def _has_glyph(face: int | None, char: str) -> bool:
    """Whether a font draws something of its own: a missing character looks like one that no font can have."""
    return _ink(face, char) != _ink(face, _NO_CHARACTER)


def _ink(face: int | None, char: str) -> tuple[float, tuple[int, int], bytes]:
    font = _font(face, _PROBE_SIZE, plain=True)
    mask = font.getmask(char)
    return font.getlength(char), mask.size, bytes(mask)


def _face_for(text: str) -> int:
    if any("\u3040" <= char <= "\u30ff" for char in text):
        return _JAPANESE
    return _KOREAN if any("\uac00" <= char <= "\ud7a3" for char in text) else _CHINESE


def _runs(text: str, face: int) -> Iterator[tuple[int | None, str]]:
    """Pieces of one font each. A piece of CJK takes punctuation and digits along, so that they fit together."""
    current: int | None = None
    piece = ""
    for char in text:
        wanted = None if _has_glyph(None, char) else face
        if char.isspace() or _invisible(char):
            wanted = current
        if piece and wanted != current:
            yield current, piece
            piece = ""
        current, piece = wanted, piece + char
    if piece:
        yield current, piece


def _width(text: str, face: int, size: int) -> float:
    return sum(_font(kind, size).getlength(run) for kind, run in _runs(text, face))


def _wrapped(text: str, face: int, size: int, limit: float) -> list[str]:
    """Lines no wider than ``limit``: broken at spaces, else between characters."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for token in _tokens(paragraph):
            if _width(line + token, face, size) <= limit or not line.strip():
                line += token
            else:
                lines.append(line.strip())
                line = token.lstrip()
            while _width(line, face, size) > limit and len(line) > 1:
                fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or _width(line[:n], face, size) <= limit)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line.strip())
    return [line for line in lines if line] or [""]


def _tokens(text: str) -> Iterator[str]:
    """Words with the space before them; CJK characters one by one, closing punctuation with its character."""
    token = ""
    for char in text:
        wide = unicodedata.east_asian_width(char) in ("W", "F")
        closing = unicodedata.category(char) in ("Po", "Pe", "Pf")
        if token and (
            (wide and not closing)
            or char.isspace()
            or (unicodedata.east_asian_width(token[-1]) in ("W", "F") and not closing)
        ):
            yield token
            token = ""
        token += char
    if token:
        yield token


@dataclass(frozen=True)
class TextPatch:
    """A picture with alpha and where its top left corner goes; all numbers even, as 4:2:0 colour needs."""

    image: Image.Image
    x: int
    y: int


def draw_text(
    text: str, *, canvas: tuple[int, int], size: float = 1.0, color: str = "#FFFFFF", position: str = "center"
) -> TextPatch:
    """Draw words for a canvas: wrapped to its width, made smaller when too tall, with a soft shadow.

    Args:
        size: 1 is a title (9 % of the canvas' shorter side high).
        position: ``center``, ``top``, ``bottom`` or one of the four corners (``top-left``, ...).

    Raises:
        GlyphsMissing: some characters are in no packaged font.
    """
    from PIL import Image, ImageDraw, ImageFilter

    text = "".join(char for char in text if char == "\n" or not (_invisible(char) and not char.isspace()))
    if missing := missing_glyphs(text):
        raise GlyphsMissing(missing)
    width, height = canvas
    face = _face_for(text)
    limit = width * (0.86 if "-" not in position else 0.5)
    pixels = max(8, round(min(width, height) * 0.09 * min(max(size, 0.1), 6.0)))
    lines = _wrapped(text, face, pixels, limit)
    while len(lines) * pixels * _LINE_HEIGHT > height * 0.8 and pixels > 10:
        pixels = round(pixels * 0.85)
        lines = _wrapped(text, face, pixels, limit)
    widths = [_width(line, face, pixels) for line in lines]
    blur = max(1, pixels // 14)
    margin = blur * 4
    box_width = _even(int(max(widths)) + 1 + 2 * margin)
    box_height = _even(int(len(lines) * pixels * _LINE_HEIGHT) + 1 + 2 * margin)
    mask = Image.new("L", (box_width, box_height), 0)
    pen = ImageDraw.Draw(mask)
    for row, (line, line_width) in enumerate(zip(lines, widths)):  # noqa: B905 - same length by construction
        x = margin + _shift(position, box_width - 2 * margin - line_width)
        baseline = margin + row * pixels * _LINE_HEIGHT + pixels * 0.98
        for kind, run in _runs(line, face):
            font = _font(kind, pixels)
            pen.text((x, baseline), run, fill=255, font=font, anchor="ls")
            x += font.getlength(run)
    shadow = mask.filter(ImageFilter.GaussianBlur(blur)).point([min(255, round(v * 0.85)) for v in range(256)])
    image = Image.new("RGBA", (box_width, box_height), _shadow_color(color))
    image.putalpha(shadow)
    image.alpha_composite(_filled(mask, color))
    x, y = _place(position, canvas, (box_width, box_height), margin)
    return TextPatch(image, x, y)


def _filled(mask: Image.Image, color: str) -> Image.Image:
    from PIL import Image

    image = Image.new("RGBA", mask.size, _rgb(color))
    image.putalpha(mask)
    return image


def _rgb(color: str) -> Any:
    from PIL import ImageColor

    try:
        return ImageColor.getrgb(color)[:3]
    except ValueError:
        return (255, 255, 255)


def _shadow_color(color: str) -> tuple[int, int, int]:
    red, green, blue = _rgb(color)
    return (0, 0, 0) if red * 3 + green * 6 + blue > 900 else (255, 255, 255)


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)


def _shift(position: str, room: float) -> float:
    return 0.0 if position.endswith("left") else room if position.endswith("right") else room / 2


def _place(position: str, canvas: tuple[int, int], box: tuple[int, int], margin: int) -> tuple[int, int]:
    width, height = canvas
    edge_x, edge_y = round(width * 0.05) - margin, round(height * 0.07) - margin
    x = (
        edge_x
        if position.endswith("left")
        else width - box[0] - edge_x
        if position.endswith("right")
        else (width - box[0]) // 2
    )
    y = (
        edge_y
        if position.startswith("top")
        else height - box[1] - edge_y
        if position.startswith("bottom")
        else (height - box[1]) // 2
    )
    return x // 2 * 2, y // 2 * 2
