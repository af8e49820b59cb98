"""All things that can stand on a table, by the name the word table gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nemo_skill.studio.scenes import tableware
from nemo_skill.studio.scenes.eye import eye
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.sprout import sprout
from nemo_skill.studio.scenes.typing import typing_hands

Thing = Callable[[Ink, Light, float, Any], None]

THINGS: dict[str, Thing] = {
    "candle": tableware.candle,
    "vase": tableware.vase,
    "typing": typing_hands,
    "sprout": sprout,
    "macroeye": eye,
}
