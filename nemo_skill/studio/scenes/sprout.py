"""A plant that comes up from the soil, as in weeks of a time-lapse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipses, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

_CLODS = np.random.default_rng(17).random((46, 3))


def sprout(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Dark soil over the whole foot of the frame; a stem that rises and turns to the light, leaf after leaf."""
    earth, crumb = light.shade("#3a2618", 0.35), light.shade("#6a4a30", 0.6)
    ink.fill(smooth([(-1500, -30), (-500, -52), (-120, -78), (120, -80), (520, -50), (1500, -30), (1500, 420), (-1500, 420)]), Linear(0, -80, 0, 300, [(0, light.shade("#54381f", 0.6), 1), (1, earth, 1)]))  # fmt: skip  # noqa: E501
    x, y, size = (_CLODS[:, 0] - 0.5) * 1900, -52 + 250 * _CLODS[:, 1] ** 1.4, 5 + 15 * _CLODS[:, 2]
    ink.fill(ellipses(np.stack([x, y], 1), np.stack([size, size * 0.6], 1)), crumb, 0.55)
    grown = 1 - math.exp(-(t + 0.35) / 2.1)
    tall = 470 * grown
    sway = 0.05 * math.sin(t * 1.3)
    ink.glow(0, -76, 90 + 120 * grown, (10, 6, 4), 0.4, squash=0.16, blend=0)
    v = np.linspace(0, 1, 9)
    bend = 26 * np.sin(v * 2.6 + 0.4 * math.sin(t * 0.7)) * grown + tall * sway * v**2
    spine = np.stack([bend, -74 - tall * v], 1)
    green, lit = light.shade("#4f8f3a", 0.6), light.shade("#8fd05a", 0.9)
    ink.fill(ribbon(spine, 11 - 6.5 * v), green)
    ink.fill(ribbon(spine - (2, 0), 4.5 - 2.5 * v), lit, 0.7)
    for i, (at, side, long) in enumerate(((0.99, 1, 0.7), (0.99, -1, 0.7), (0.74, -1, 1.0), (0.60, 1, 1.05), (0.36, -1, 0.9), (0.24, 1, 0.8))):  # fmt: skip  # noqa: E501
        open_ = min(1.0, max(0.0, (grown * 1.35 - 0.16 * (5 - i)) * 1.6)) if i > 1 else min(1.0, 0.35 + grown)
        if open_ <= 0.02:
            continue
        px, py = float(np.interp(at, v, spine[:, 0])), float(np.interp(at, v, spine[:, 1]))
        size_ = 150 * long * open_ * (0.45 + 0.55 * grown)
        angle = (0.95 - 0.75 * open_ + 0.05 * math.sin(t * 1.7 + i)) * side
        with ink.moved(px, py, scale=size_ / 100, turn=-angle, flip=side < 0):
            leaf = smooth([(0, 0), (26, -28), (66, -34), (104, -4), (64, 16), (24, 14)])
            ink.fill(leaf, Linear(0, -30, 0, 18, [(0, lit, 1), (1, green, 1)]))
            ink.fill(ribbon([(2, -1), (50, -8), (98, -5)], [2.4, 1.8, 0.8]), mix(lit, (255, 255, 230), 0.4), 0.7)
    for k in range(3):  # Crumbs that the tip throws up as it comes out.
        p = min(1.0, t * 1.2 + 0.2 * k)
        ink.fill(
            rect(-18 + 26 * k + 30 * (k - 1) * p, -84 - 40 * math.sin(math.pi * p), 10, 8, 3), crumb, 0.8 * (p < 1)
        )
