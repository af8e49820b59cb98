"""Named styles: their words, their steps, and that these keep to what a picture may hold."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot
from nemo_skill.studio.scenes.finish import Finish
from nemo_skill.studio.scenes.stage import Stage
from nemo_skill.studio.scenes.styles import moment

STYLES = table("styles")["styles"]
SIZE = (96, 64)


class Painted(Stage):
    """A stage of black, white, red and blue, which nothing has to be baked for."""

    def __init__(self, style: str) -> None:
        request = ClipRequest(f"a cat, {STYLES[style]['en'][0]}", 3000, *SIZE)
        self.plan, (self.width, self.height) = plan_shot(request), SIZE

    def crop(self, t: float) -> tuple[int, int, int, int]:
        return (0, 0, *SIZE)

    @property
    def bloom(self) -> float:
        return 0.4


def picture() -> np.ndarray:
    tones = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)]
    return np.ascontiguousarray(np.array([[(*tone, 255) for tone in tones]], np.uint8).repeat(24, 1).repeat(64, 0))


@pytest.mark.parametrize("style", STYLES)
def test_a_style_changes_the_picture_and_keeps_its_range(style: str) -> None:
    """Sums of bytes wrap around: black paper must not become white, nor white ink black."""
    stage = Painted(style)
    assert stage.plan.style == style
    frame = Finish(stage).planes(picture(), 1.0, 30)
    plain = Painted(style)
    plain.plan = plan_shot(ClipRequest("a cat", 3000, *SIZE))
    assert np.abs(frame.astype(int) - Finish(plain).planes(picture(), 1.0, 30)).mean() > 1
    luma = frame[16:48].astype(int)
    assert luma[:, 28:44].mean() > luma[:, 4:20].mean() + 40


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("a watercolour painting of a village", "watercolour"),
        ("水墨画风格的山水", "inkwash"),
        ("cinematic anime style girl", "anime"),
        ("cinematic shot of a lake", "cinematic"),
        ("8-bit knight", "pixel"),
        ("a clay pot on a table", ""),
        ("a child with a pencil", ""),
    ],
)
def test_words_name_styles(prompt: str, style: str) -> None:
    assert plan_shot(ClipRequest(prompt, 3000, *SIZE)).style == style


def test_some_styles_hold_their_pictures() -> None:
    assert moment("clay", 0.19) == moment("clay", 0.11) == 0.1
    assert moment("", 0.19) == 0.19
