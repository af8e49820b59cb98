"""Words on a canvas: wrapped, styled and placed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..scenes.ink import Ink, Path, rect
from .fonts import Face, GlyphsMissing, faces_for, invisible, missing_glyphs
from .shaping import Line, right_to_left, shaped
from .style import TextStyle

if TYPE_CHECKING:
    from PIL import Image

_LINE_HEIGHT = 1.25
#: Where the baseline lies in a line's height, and how much of it letters take.
_BASELINE, _INK = 0.98, 0.78
_PLAIN = TextStyle()
_Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class TextPatch:
    """A picture with alpha and where its top left corner goes; all numbers even, as 4:2:0 colour needs."""

    image: Image.Image
    x: int
    y: int


def draw_text(text: str, *, canvas: tuple[int, int], style: TextStyle = _PLAIN) -> TextPatch:
    """Draw words for a canvas: wrapped to its width, made smaller when too tall; readable on any ground.

    Raises:
        GlyphsMissing: some characters are in no packaged font.
    """
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc").strip()
    if missing := missing_glyphs(text):
        raise GlyphsMissing(missing)
    block = _block(text, canvas, style)
    margin = round(block.pixels * (0.5 if style.box else 0.3))
    size = _even(block.width + 2 * margin), _even(block.height + 2 * margin)
    image = _painted(block, style, size, margin)
    x, y = _place(style.position, canvas, size, 0 if style.box else margin)
    return TextPatch(image, x, y)


@dataclass(frozen=True)
class _Block:
    """Lines for letters of ``pixels``; ``align`` 0 is left, 1 is right."""

    lines: tuple[Line, ...]
    pixels: int
    align: float

    @property
    def width(self) -> float:
        return max(line.width for line in self.lines) * self.pixels

    @property
    def height(self) -> float:
        return len(self.lines) * self.pixels * _LINE_HEIGHT

    def path(self, left: float, top: float) -> Path:
        paths = []
        for row, line in enumerate(self.lines):
            x = left + (self.width - line.width * self.pixels) * self.align
            y = top + (row * _LINE_HEIGHT + _BASELINE) * self.pixels
            paths.append(Path(line.path.commands, (line.path.points * self.pixels + (x, y)).astype(np.float32)))
        return Path(np.concatenate([p.commands for p in paths]), np.concatenate([p.points for p in paths]))


def _block(text: str, canvas: tuple[int, int], style: TextStyle) -> _Block:
    width, height = canvas
    share = 0.5 if "-" in style.position and style.position != "lower-third" else 0.86
    pixels = max(8, round(min(width, height) * 0.09 * min(max(style.size, 0.1), 6.0)))
    setting = _Setting(faces_for(text), min(max(style.weight, 100), 900), style.italic)
    while True:
        lines = setting.wrapped(text, width * share / pixels)
        if len(lines) * pixels * _LINE_HEIGHT <= height * 0.8 or pixels <= 10:
            break
        pixels = max(10, round(pixels * 0.85))
    align = 0.0 if style.position.endswith(("left", "third")) else 1.0 if style.position.endswith("right") else 0.5
    return _Block(tuple(setting.line(line) for line in lines), pixels, align)


@dataclass(frozen=True)
class _Setting:
    faces: tuple[Face, ...]
    weight: int
    italic: bool

    def line(self, text: str) -> Line:
        return shaped(text, self.faces, self.weight, self.italic, not right_to_left(text))

    def wrapped(self, text: str, limit: float) -> list[str]:
        """Lines no wider than ``limit`` letter sizes: broken at spaces, else between characters; evenly long."""
        lines: list[str] = []
        for paragraph in text.splitlines():
            tokens = [(token, self.line(token).width) for token in _tokens(paragraph)]
            found = _filled(tokens, limit)
            if len(found) > 1:
                narrow = max(limit * 0.5, max(width for _, width in tokens))
                for share in (0.6, 0.7, 0.8, 0.9):
                    tried = _filled(tokens, limit * share) if limit * share >= narrow else found
                    if len(tried) == len(found):
                        found = tried
                        break
            lines += [piece for line in found for piece in self._broken(line, limit)]
        return [line for line in lines if line] or [""]

    def _broken(self, line: str, limit: float) -> Iterator[str]:
        """A line without a place to break it, cut between characters (never before a mark)."""
        while len(line) > 1 and self.line(line).width > limit:
            fits = len(line) - 1
            while fits > 1 and (self.line(line[:fits]).width > limit or unicodedata.category(line[fits])[0] == "M"):
                fits = min(fits - 1, max(1, round(fits * limit / self.line(line[:fits]).width)))
            yield line[:fits]
            line = line[fits:]
        yield line


def _filled(tokens: list[tuple[str, float]], limit: float) -> list[str]:
    lines, line, width = [], "", 0.0
    for token, its_width in tokens:
        if line.strip() and width + its_width > limit:
            lines.append(line.strip())
            line, width = "", 0.0
            token = token.lstrip()
        line, width = line + token, width + its_width
    return [*lines, line.strip()]


def _tokens(text: str) -> Iterator[str]:
    """Words with the space before them; CJK characters one by one, closing punctuation with its character."""
    token = ""
    for char in text:
        wide = unicodedata.east_asian_width(char) in ("W", "F")
        closing = unicodedata.category(char) in ("Po", "Pe", "Pf") or char in "ーっゃゅょッャュョ々"
        glued = closing or (invisible(char) and not char.isspace()) or unicodedata.category(char) in ("Mn", "Mc")
        after_wide = bool(token) and unicodedata.east_asian_width(token[-1]) in ("W", "F")
        opened = bool(token) and (unicodedata.category(token[-1]) in ("Ps", "Pi") or token[-1] == "\u200d")
        if token and not glued and not opened and (wide or char.isspace() or after_wide):
            yield token
            token = ""
        token += char
    if token:
        yield token


def _painted(block: _Block, style: TextStyle, size: tuple[int, int], margin: int) -> Image.Image:
    """Panel, shadow, outline and letters, from the back to the front."""
    from PIL import Image, ImageFilter

    path = block.path(margin, margin)
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if style.box:
        panel = _layer(size, lambda ink: ink.fill(rect(0, 0, *size, block.pixels * 0.18), "#FFFFFF"))
        image.alpha_composite(_tinted(panel, style.box, style.box_opacity))
    else:
        blur = max(1, block.pixels // 14)
        width = block.pixels * 0.14 if style.outline else 0.0
        cast = _layer(size, lambda ink: _letters(ink, path, width))
        shadow = cast.filter(ImageFilter.GaussianBlur(blur))
        # Around an outline a light shadow would look like a second one.
        color = (0, 0, 0) if style.outline else _shadow_color(style.color)
        image.alpha_composite(_tinted(shadow, color, 0.5 if style.outline else 0.85))
    if style.outline:
        around = _layer(size, lambda ink: _letters(ink, path, block.pixels * 0.14))
        image.alpha_composite(_tinted(around, style.outline))
    image.alpha_composite(_tinted(_layer(size, lambda ink: _letters(ink, path)), style.color))
    return image


def _letters(ink: Ink, path: Path, width: float = 0.0) -> None:
    ink.fill(path, "#FFFFFF")
    if width:
        ink.stroke(path, width, "#FFFFFF")


def _layer(size: tuple[int, int], paint: Any) -> Image.Image:
    """What ``paint`` leaves on an empty sheet, as a mask."""
    from PIL import Image

    pixels: _Pixels = np.zeros((size[1], size[0], 4), np.uint8)
    with Ink(pixels) as ink:
        paint(ink)
    return Image.fromarray(np.ascontiguousarray(pixels[..., 3]))


def _tinted(mask: Image.Image, color: str | tuple[int, int, int], opacity: float = 1.0) -> Image.Image:
    from PIL import Image

    image = Image.new("RGBA", mask.size, _rgb(color))
    image.putalpha(mask if opacity >= 1 else mask.point([round(v * opacity) for v in range(256)]))
    return image


def _rgb(color: str | tuple[int, int, int]) -> Any:
    from PIL import ImageColor

    if not isinstance(color, str):
        return color
    try:
        return ImageColor.getrgb(color)[:3]
    except ValueError:
        return (255, 255, 255)


def _shadow_color(color: str) -> tuple[int, int, int]:
    red, green, blue = _rgb(color)
    return (0, 0, 0) if red * 3 + green * 6 + blue > 900 else (255, 255, 255)


def _even(value: float) -> int:
    return max(2, -int(-value // 2) * 2)


def _place(position: str, canvas: tuple[int, int], box: tuple[int, int], margin: int) -> tuple[int, int]:
    """The corner of a picture of size ``box`` whose ink begins ``margin`` inside it; within the safe area.

    Phones cover the lower part of an upright video with their own words: there, the bottom is higher up.
    """
    width, height = canvas
    upright = height > width * 1.2
    left, top = round(width * 0.05) - margin, round(height * 0.07) - margin
    bottom = height - box[1] - (round(height * (0.16 if upright else 0.07)) - margin)
    if position == "lower-third":
        bottom = min(bottom, round(height * 0.75 - box[1] / 2))
    x = left if position.endswith(("left", "third")) else (width - box[0]) // 2
    y = top if position.startswith("top") else (height - box[1]) // 2
    if position.endswith("right"):
        x = width - box[0] - left
    if position.startswith(("bottom", "lower")):
        y = bottom
    return max(0, x) // 2 * 2, max(0, y) // 2 * 2
