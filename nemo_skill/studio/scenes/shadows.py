"""What things do to the ground they stand on: a shadow away from the sun, and a pool of their light in the dark."""

from __future__ import annotations

import numpy as np

from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.shapes import shape

_WARM = (255, 176, 96)


def shadow_under(ink: Ink, light: Light, x: float, y: float, half: float, depth: float) -> None:
    """A soft shadow of a thing ``half`` units wide to each side: the lower the sun, the longer."""
    away = -1.0 if light.sun[0] > 0.5 else 1.0
    low = float(np.clip((light.sun[1] - 0.4) / 0.5, 0, 1)) * (1 - light.moon)
    dark = mix(light.ambient * 36, light.haze, min(0.9, depth))
    strength = (0.72 - 0.30 * light.cover) * (1 - depth)
    wide, flat = half * (1.25 + 0.8 * low), 0.11 + 0.07 * low
    # The sun that is seen stands behind the thing: its shadow comes towards the lens.
    ink.glow(x + away * half * 0.9 * low, y + 0.12 * half * low, wide, dark, strength, squash=flat, blend=0, core=0.3)


def ground_under(ink: Ink, light: Light, name: str, half: float, depth: float) -> None:
    """The ground at the foot of a shape at the origin: its shadow, and by night the light of its windows."""
    shadow_under(ink, light, 0, 2, half, depth)
    shining = [part for part in shape(name).parts if part.op in "gwa"]
    if shining and light.lamps > 0.2:
        alpha = 0.62 * light.lamps * (1 - depth)
        tone = shining[0].colour if all(part.op == "g" for part in shining) else _WARM
        ink.glow(0, 0.10 * half, half * 1.5, tone, alpha, squash=0.22, blend=0)
