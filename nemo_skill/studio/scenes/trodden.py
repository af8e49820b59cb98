"""What herds stir up and leap over: clouds of dust, fences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nemo_skill.studio.scenes.ink import Ink, rect
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.herd import Member


def dust(world: World, ink: Ink, light: Light, t: float, *, near: bool) -> None:
    """Clouds that hooves stir up: they trail behind, rise and thin out."""
    tone = mix(light.shade("#d9b48a", 0.9), light.rim, 0.25)
    for k in range(9):
        p = (t * 0.4 + k / 9 + 0.4 * near) % 1.0
        x = world.w * (1.02 - ((k * 0.37 + 0.2 * near) % 1.0)) - world.w * 0.2 * p
        r = world.h * (0.10 + 0.2 * p)
        y = world.ground_row + (0.04 if near else -0.02) * world.h - r * 0.3
        fade = (0.75 if near else 1.0) * math.sin(math.pi * p) ** 0.7
        ink.glow(x, y, r, tone, fade, squash=0.55, blend=0, core=0.12)


def hurdle(world: World, ink: Ink, light: Light, t: float, lead: Member, speed: float) -> None:
    """A fence that comes by at every second leap, below the animal when it is up."""
    stride = speed / lead.animal.strides
    u = (t * lead.animal.strides - 0.85) % 2
    x = lead.x + (-u if u < 1 else 2 - u) * stride
    high = 0.62 * lead.animal.form["leg"][0] * lead.animal.size * lead.scale
    wood, dark = light.shade("#b98a5c", 0.9), light.shade("#6d4c30", 0.3)
    for dx, dy, tone in ((0.5, -0.03, dark), (0.0, 0.0, wood)):
        at, row = x + dx * high, lead.row + 0.06 * world.h + dy * world.h
        for side in (-0.75, 0.75):
            ink.fill(rect(at + side * high - high * 0.07, row - high * 1.12, high * 0.14, high * 1.12), tone)
        for rail in (0.95, 0.62, 0.29):
            ink.fill(rect(at - high * 0.85, row - high * rail, high * 1.7, high * 0.11), tone)
