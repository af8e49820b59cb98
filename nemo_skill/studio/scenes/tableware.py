"""Things to eat, drink and put on a table. Each stands with its foot at the origin, 300-420 units tall."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.gloss import contact, flame, round_fill, side_of
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    ellipse,
    join,
    rect,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix


def candle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Three candles whose flames lean and flicker together with their light."""
    wax = colour if colour is not None else "#efe2c8"
    for x, tall, w, k in ((-120, 170, 50, 0), (112, 130, 58, 1), (0, 268, 54, 2)):
        with ink.moved(x, 0 if k == 2 else 6):
            contact(ink, light, w * 1.1)
            ink.fill(rect(-w, -tall, 2 * w, tall, 12), round_fill(light, -w, w, wax))
            ink.fill(ellipse(0, -tall + 4, w, 12), light.shade("#fff3d8", 0.9))
            warm = Linear(0, -tall, 0, -tall + 110, [(0, (255, 196, 110), 0.75), (1, (255, 170, 80), 0)])
            ink.fill(rect(-w, -tall, 2 * w, 120, 10), warm)
            flame(ink, t + k * 1.7, 0, -tall - 12, 76)


def vase(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A vase of flowers that breathe in the draught."""
    bloom = colour if colour is not None else "#d9536a"
    contact(ink, light, 110)
    stems = [(-110, -430), (-52, -500), (10, -520), (70, -470), (124, -410), (-10, -420), (50, -400)]
    heads = []
    for i, (x, y) in enumerate(stems):
        sway = 7 * math.sin(t * 0.9 + i * 1.3)
        ink.stroke(
            smooth([(x * 0.14, -170), (x * 0.5, (y - 170) / 2), (x + sway, y)], closed=False),
            6,
            light.shade("#4c7a3a", 0.6),
        )
        leaf = smooth(
            [
                (x * 0.4, -250),
                (x * 0.4 + (50 if x > 0 else -50), -300),
                (x * 0.5 + (86 if x > 0 else -86), -330),
                (x * 0.4 + (36 if x > 0 else -36), -270),
            ]
        )
        ink.fill(leaf, light.shade("#5d8f45", 0.4 + 0.5 * (x * side_of(light) > 0)))
        heads.append((x + sway, y))
    for i, (cx, cy) in enumerate(heads):
        tone = mix(bloom, ("#ffffff", "#f4b04a", "#7a2f6b")[i % 3], (0.0, 0.35, 0.2)[i % 3])
        for ring, (count, r) in enumerate(((8, 50), (7, 36), (5, 22))):
            a = np.linspace(0, 2 * math.pi, count, endpoint=False) + ring * 0.4 + i
            petals = [
                ellipse(cx + math.cos(v) * r * 0.62, cy + math.sin(v) * r * 0.55, r * 0.62, r * 0.44, v) for v in a
            ]
            ink.fill(join(petals), light.shade(tone, 0.25 + 0.33 * ring))
        ink.fill(ellipse(cx, cy, 10, 9), light.shade("#f2c95a", 0.95))
    body = smooth(
        [
            (-56, -210),
            (-44, -180),
            (-92, -110),
            (-84, -36),
            (-50, -6),
            (0, 0),
            (50, -6),
            (84, -36),
            (92, -110),
            (44, -180),
            (56, -210),
            (0, -204),
        ]
    )
    ink.fill(body, round_fill(light, -94, 94, "#dfe6ea", gloss=0.5))
