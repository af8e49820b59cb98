"""A human eye that fills the frame: it opens, looks about and blinks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Radial, ellipse, join, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

_X = np.linspace(-1, 1, 17)


def _lid(open_: float, upper: bool) -> np.ndarray:
    """The edge of a lid over the width of the eye; closed ones meet a little below the middle."""
    high = -205.0 if upper else 120.0
    y = 34 + (high - 34) * open_ * (1 - _X**2) ** 0.72 if upper else 34 + (high - 34) * (1 - _X**2) ** 0.8
    return np.stack([_X * 400, y - 18 * _X], 1)


def eye(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Skin, white, iris with its fibres, the light of a window in it, lids and lashes."""
    skin, dark = light.shade("#d9a383", 0.8), light.shade("#8a5540", 0.4)
    with ink.moved(0, -270, scale=0.82):
        ink.fill(rect(-1400, -900, 2800, 2000), Linear(0, -700, 0, 600, [(0, mix(skin, dark, 0.25), 1), (0.45, skin, 1), (1, mix(skin, dark, 0.35), 1)]))  # fmt: skip  # noqa: E501
        ink.glow(0, 10, 560, dark, 0.42, squash=0.6, blend=0)
        blink = max(0.0, 1 - abs((t - 3.1) % 4.0 - 0.12) / 0.12) if t > 1.5 else 0.0
        open_ = min(1.0, 0.05 + 1.25 * max(0.0, t - 0.25) ** 0.7) * (1 - blink)
        upper, lower = _lid(open_, True), _lid(open_, False)
        white = smooth(np.concatenate([upper, lower[::-1][1:-1]]))
        x, y = 26 * math.sin(0.9 * t + 0.4), -30 + 10 * math.sin(1.3 * t)
        tone = light.shade(colour if colour is not None else "#4a86a8", 0.8)
        ink.fill(white, Radial(0, -30, 430, [(0, light.shade("#fbf6f2", 0.95), 1), (0.6, light.shade("#efe2da", 0.9), 1), (1, light.shade("#b98f80", 0.7), 1)]))  # fmt: skip  # noqa: E501
        with ink.clipped(white):
            ink.fill(ellipse(x, y, 150, 150), mix(tone, (8, 14, 24), 0.75))
            ink.fill(ellipse(x, y, 140, 140), Radial(x, y, 140, [(0, mix(tone, (240, 200, 120), 0.6), 1), (0.5, tone, 1), (1, mix(tone, (10, 20, 40), 0.6), 1)]))  # fmt: skip  # noqa: E501
            a = np.linspace(0, 2 * math.pi, 73)[:-1]
            long = 96 + 34 * np.sin(a * 17) * np.sin(a * 5 + 1)
            rays = [
                [
                    (x + 58 * math.cos(b), y + 58 * math.sin(b)),
                    (x + n * math.cos(b + 0.02), y + n * math.sin(b + 0.02)),
                    (x + n * math.cos(b - 0.02), y + n * math.sin(b - 0.02)),
                ]
                for b, n in zip(a.tolist(), long.tolist(), strict=True)
            ]
            ink.fill(polygons(rays), mix(tone, (255, 250, 230), 0.55), 0.5)
            pupil = 62 + 9 * math.cos(t * 1.1) - 14 * open_
            ink.fill(ellipse(x, y, pupil, pupil), (8, 8, 12))
            glint = join([rect(x - 78, y - 92, 34, 46, 5), rect(x - 38, y - 92, 34, 46, 5)])
            ink.fill(glint, (255, 255, 255), 0.85)
            ink.fill(ellipse(x + 54, y + 58, 20, 12), (255, 255, 255), 0.4)
            shade = ribbon(upper + np.array([0, 16]), np.full(17, 30.0), cap=False)
            ink.fill(shade, (30, 14, 12), 0.38)
        ink.fill(ribbon(upper, 5 + 7 * (1 - _X**2)), (38, 22, 20))
        ink.fill(ribbon(lower, 2 + 2.5 * (1 - _X**2)), mix(dark, (150, 70, 60), 0.4))
        crease = upper * (1.03, 1.0) - np.stack([0 * _X, (62 - 18 * open_) * (1 - _X**2) ** 0.5], 1)
        ink.fill(ribbon(crease, 3 + 4 * (1 - _X**2)), dark, 0.7)
        ink.fill(join([_lash(upper, i, -1, 92 - 40 * (1 - open_)) for i in range(1, 16)]), (24, 16, 16))
        ink.fill(join([_lash(lower, i, 1, 38) for i in range(2, 15)]), (44, 28, 26), 0.8)
        brow = np.stack([_X * 470 + 10, -395 - 55 * np.cos(_X * 1.5) + 20 * _X], 1)
        ink.fill(ribbon(brow, 9 + 30 * (1 - _X) ** 0.5 * 0.7), (62, 40, 32), 0.9)


def _lash(edge: np.ndarray, i: int, way: int, long: float) -> Any:
    """One bent hair of a lid, outwards."""
    (x, y), lean = edge[i], _X[i]
    reach = long * (0.7 + 0.3 * abs(math.sin(i * 1.9)))
    tip = (x + 70 * lean + 10, y + way * reach)
    middle = (x + 22 * lean, y + way * reach * 0.62)
    return ribbon([(x, y), middle, tip], [4.2, 3.0, 0.7] if way < 0 else [2.4, 1.8, 0.5])
