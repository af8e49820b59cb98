"""Words as pictures."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.textraster import GlyphsMissing, draw_text, missing_glyphs

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
    ],
)
def test_common_scripts_can_be_drawn(text: str) -> None:
    """Latin, Greek, Cyrillic, Chinese, Japanese, Korean."""
    assert missing_glyphs(text) == ""
    image = draw_text(text, canvas=CANVAS).image
    assert np.asarray(image)[..., 3].max() == 255


def test_missing_characters_are_named_not_boxed() -> None:
    """Each once, in order."""
    assert missing_glyphs("a😀b🦊😀") == "😀🦊"
    with pytest.raises(GlyphsMissing, match="😀"):
        draw_text("hi 😀", canvas=CANVAS)


@pytest.mark.parametrize(
    "position", ["center", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"]
)
def test_positions(position: str) -> None:
    """The ink lies where it should, inside the frame, on even coordinates."""
    patch = draw_text("Wild", canvas=CANVAS, position=position)
    ink = np.argwhere(np.asarray(patch.image)[..., 3] > 200)
    corner = np.array([patch.y, patch.x])
    (top, left), (bottom, right) = ink.min(axis=0) + corner, ink.max(axis=0) + corner
    assert 0 <= left < right < 640 and 0 <= top < bottom < 360
    middle = ((left + right) / 2 / 640, (top + bottom) / 2 / 360)
    assert ("left" in position) == (middle[0] < 0.4) and ("right" in position) == (middle[0] > 0.6)
    assert ("top" in position) == (middle[1] < 0.4) and ("bottom" in position) == (middle[1] > 0.6)
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
    red = np.asarray(draw_text("■■■", canvas=CANVAS, color="#E53935").image)
    assert tuple(red[red.shape[0] // 2, red.shape[1] // 2][:3]) == (0xE5, 0x39, 0x35)
    odd = np.asarray(draw_text("■■■", canvas=CANVAS, color="no colour").image)
    assert tuple(odd[odd.shape[0] // 2, odd.shape[1] // 2][:3]) == (255, 255, 255)
