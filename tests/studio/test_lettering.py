"""Words as pictures."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.lettering.draw import draw_text
from nemo_skill.studio.lettering.fonts import GlyphsMissing, missing_glyphs
from nemo_skill.studio.lettering.shaping import levels_of
from nemo_skill.studio.lettering.style import POSITIONS, TextStyle

CANVAS = (640, 360)


@pytest.mark.parametrize(
    "text",
    [
        "Golden Hour",
        "黄金时刻",
        "ありがとう",
        "감사합니다",
        "Привет, Ελλάδα",
        "naïve café – 50 % “ok”",
        "日本 2024: Go!",
        "مرحبا بالعالم",
        "שלום עולם",
        "नमस्ते दुनिया",
        "สวัสดีชาวโลก",
        "Tiếng Việt 🎉 ❤️",
    ],
)
def test_common_scripts_can_be_drawn(text: str) -> None:
    """Latin, Greek, Cyrillic, Chinese, Japanese, Korean, Arabic, Hebrew, Hindi, Thai, emoji in one colour."""
    assert missing_glyphs(text) == ""
    image = draw_text(text, canvas=CANVAS).image
    assert np.asarray(image)[..., 3].max() == 255


def test_missing_characters_are_named_not_boxed() -> None:
    """Each once, in order."""
    assert missing_glyphs("a𒀀b𓀀𒀀") == "𒀀𓀀"
    with pytest.raises(GlyphsMissing, match="𒀀"):
        draw_text("hi 𒀀", canvas=CANVAS)


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("abc", 0, "000"),
        ("אבג", 1, "111"),
        ("a אב b", 0, "001100"),
        ("אב 12:30", 1, "11122222"),
        ("אב (ab) ג", 1, "111122111"),
        ("אב", 0, "11"),
    ],
)
def test_directions(text: str, base: int, levels: str) -> None:
    """Numbers and Latin words run left to right inside a text that runs the other way."""
    assert "".join(map(str, levels_of(text, base))) == levels


def _ink_width(text: str) -> int:
    ink = np.argwhere(np.asarray(draw_text(text, canvas=(1920, 1080)).image)[..., 3] > 200)
    return int(np.ptp(ink[:, 1]))


def _parts(text: str) -> int:
    """Pieces of ink with nothing above each other."""
    columns = (np.asarray(draw_text(text, canvas=(1920, 1080)).image)[..., 3] > 250).any(axis=0).astype(int)
    return int((np.diff(columns) == 1).sum())


def test_letters_join_and_stack() -> None:
    """Arabic letters join, Hindi vowels and Thai tones sit on their consonants."""
    assert _parts("ببب") == 1 and _parts("ب\u200cب\u200cب") == 3
    assert _ink_width("น้ำ") < 1.2 * _ink_width("นำ")
    assert _ink_width("क्ष") < 0.9 * _ink_width("क\u200cष") + _ink_width("क") / 2


def test_styles() -> None:
    """Each of them changes the picture; a panel has its colour where no letter is."""
    plain = np.asarray(draw_text("Wild", canvas=CANVAS).image)
    for style in (TextStyle(weight=300), TextStyle(italic=True), TextStyle(outline="#FF0000"), TextStyle(size=1.4)):
        styled = np.asarray(draw_text("Wild", canvas=CANVAS, style=style).image)
        assert styled.shape != plain.shape or not np.array_equal(styled, plain)
    boxed = np.asarray(draw_text("Wild", canvas=CANVAS, style=TextStyle(box="#1E88E5", box_opacity=1.0)).image)
    assert tuple(boxed[4, boxed.shape[1] // 2]) == (0x1E, 0x88, 0xE5, 255)


@pytest.mark.parametrize("position", POSITIONS)
def test_positions(position: str) -> None:
    """The ink lies where it should, inside the frame, on even coordinates."""
    patch = draw_text("Wild", canvas=CANVAS, style=TextStyle(position=position))
    ink = np.argwhere(np.asarray(patch.image)[..., 3] > 200)
    corner = np.array([patch.y, patch.x])
    (top, left), (bottom, right) = ink.min(axis=0) + corner, ink.max(axis=0) + corner
    assert 0 <= left < right < 640 and 0 <= top < bottom < 360
    middle = ((left + right) / 2 / 640, (top + bottom) / 2 / 360)
    assert position.endswith(("left", "third")) == (middle[0] < 0.4) and ("right" in position) == (middle[0] > 0.6)
    assert ("top" in position) == (middle[1] < 0.4)
    assert position.startswith(("bottom", "lower")) == (middle[1] > 0.6)
    assert patch.x % 2 == patch.y % 2 == patch.image.width % 2 == patch.image.height % 2 == 0


@pytest.mark.parametrize(
    "text", ["the quick brown fox jumps over the lazy dog " * 6, "一二三四五六七八九十" * 12, "x" * 200, "a\nb\nc"]
)
def test_long_texts_are_wrapped_and_shrunk(text: str) -> None:
    """They stay on the canvas."""
    patch = draw_text(text, canvas=CANVAS)
    assert patch.image.width <= 640 and patch.image.height <= 360
    ink = np.argwhere(np.asarray(patch.image)[..., 3] > 200)
    assert ink[:, 0].max() - ink[:, 0].min() > 30


def test_colours() -> None:
    """The letters have the colour, with a shadow that contrasts; nonsense is white."""
    red = np.asarray(draw_text("■■■", canvas=CANVAS, style=TextStyle(color="#E53935")).image)
    assert tuple(red[red.shape[0] // 2, red.shape[1] // 2][:3]) == (0xE5, 0x39, 0x35)
    odd = np.asarray(draw_text("■■■", canvas=CANVAS, style=TextStyle(color="no colour")).image)
    assert tuple(odd[odd.shape[0] // 2, odd.shape[1] // 2][:3]) == (255, 255, 255)
