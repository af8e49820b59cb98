"""What a prompt says of any place: abandoned, dusty, flooded, overgrown, crowded, candlelit, dark, with white walls.

A row of ``qualities`` in places.yaml: ``re`` finds it, ``layers`` are added to the place (see `place`), ``stain`` (a
colour and a share) lies over walls and floors, ``dim`` takes light away, ``key`` is the colour of what light is left.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import Ink, ellipses, join, rect
from nemo_skill.studio.scenes.light import Light, mix, rgb

_STUFFS = {"wooden": "#9a6c42", "wood": "#9a6c42", "brick": "#9a5a44", "stone": "#8a857c", "concrete": "#9a9894", "dark": "#34343a", "marble": "#ece8e2"}  # fmt: skip  # noqa: E501
_LIT = re.compile(
    r"(?<!traffic )\b(red|blue|purple|violet|pink|green)(?: (?:alarm|emergency|neon|ambient|stage|moody))* "
    r"(?:light|lighting|glow)\b|(红|蓝|紫|粉|绿)色?的?(?:灯光|霓虹光|光芒|警报灯)",
    re.IGNORECASE,
)
_PARTS = r"walls?|kitchen|bathroom|bedroom|living room|room|office|cabinets?|cupboards?|tiles?|tiled"


@dataclass(frozen=True)
class Qualities:
    """All that a prompt says: layers, what lies over walls (colour and share), what light is left of each colour."""

    layers: tuple[str, ...] = ()
    stain: tuple[Any, float] | None = None
    paint: Any = None
    dim: float = 1.0
    key: Any = None

    def on(self, colour: Any) -> Any:
        """The colour of a wall or a floor."""
        painted = mix(colour, self.paint, 0.8) if self.paint is not None else colour
        return mix(painted, *self.stain) if self.stain else painted

    @property
    def tone(self) -> Any:
        """What a white wall looks like in the light that is left, 0 to 1."""
        return self.dim * (np.ones(3, np.float32) if self.key is None else rgb(self.key) / 255)

    def over(self, light: Light) -> Light:
        """The light that is left."""
        if self.dim == 1.0 and self.key is None:
            return light
        tone = self.tone
        lamps = max(light.lamps, 0.75) if self.key is not None else light.lamps
        return replace(light, key=light.key * tone, ambient=light.ambient * tone, lamps=lamps)


@lru_cache(maxsize=64)
def qualities_of(prompt: str) -> Qualities:
    """What a prompt says of its place."""
    rows = [row for row in table("places")["qualities"].values() if re.search(row["re"], prompt, re.IGNORECASE)]
    stain = next((row["stain"] for row in rows if "stain" in row), None)
    return Qualities(
        layers=tuple(line for row in rows for line in row.get("layers", ())),
        stain=(rgb(stain[0]), float(stain[1])) if stain else None,
        paint=_paint(prompt),
        dim=min([float(row.get("dim", 1.0)) for row in rows], default=1.0),
        key=next((row["key"] for row in rows if "key" in row), None) or _coloured(prompt),
    )


def _coloured(prompt: str) -> Any:
    """The colour of lamps that light a whole place: "red alarm light", "紫色的灯光"."""
    rows = table("words")["colours"]
    found = _LIT.search(prompt)
    if not found:
        return None
    word = (found[1] or found[2]).lower()
    name = next(n for n, row in rows.items() if word in row["en"] or word in row["zh"])
    return mix("#ffffff", rows[name]["hex"], 0.55)


def _paint(prompt: str) -> Any:
    """The colour of walls and cupboards that a prompt names."""
    rows = table("words")["colours"].values()
    named = {word: row["hex"] for row in rows for word in row["en"]} | _STUFFS
    found = re.search(rf"\b({'|'.join(named)})[ -](?:\w+ )?(?:{_PARTS})\b", prompt, re.IGNORECASE)
    if found:
        return rgb(named[found[1].lower()])
    signs = {word[0]: row["hex"] for row in rows for word in row["zh"]} | {"木": _STUFFS["wood"]}
    found = re.search(rf"({'|'.join(signs)})[色质]?的?(?:墙|橱柜|厨房|房间|瓷砖)", prompt)
    return rgb(signs[found[1]]) if found else None


class CandleRow:
    """tapers count: candles of several heights at both sides of the frame, their flames alive."""

    def __init__(self, world: Any, words: list[str], salt: int) -> None:
        self._world, self._seed = world, world.rng(salt).random((int(words[0]), 3))

    def draw(self, ink: Ink, t: float) -> None:
        """Wax, glow, flame."""
        world, wax = self._world, []
        foot = world.ground_row - 0.02 * world.h
        k = world.h / 1080
        flames = []
        for i, (a, b, c) in enumerate(self._seed.tolist()):
            side = -1 if i % 2 else 1
            x, y = world.w * (0.5 + side * (0.30 + 0.19 * a)), foot + (b - 0.7) * 90 * k
            tall = (30 + 60 * c) * k
            wax.append(rect(x - 9 * k, y - tall, 18 * k, tall, 3))
            flames.append((x + 1.5 * math.sin(t * 7 + 9 * a), y - tall - 9 * k, 4.5 * k))
        for (x, y, r), (a, _, _) in zip(flames, self._seed.tolist(), strict=True):
            ink.glow(x, y, r * (26 + 3 * math.sin(t * 9 + 20 * a)), (255, 170, 80), 0.42, blend=0)
        ink.fill(join(wax), (236, 214, 176))
        ink.fill(ellipses([(x, y) for x, y, _ in flames], [(r, 2.2 * r) for *_, r in flames]), (255, 226, 150))
