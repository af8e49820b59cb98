"""A rocket on its pad: tower, masts, fire that lights all of it, and smoke that rolls over the ground."""

from __future__ import annotations

import math
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.vehicles import LANDS
from nemo_skill.studio.scenes.ink import Ink, Linear, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.machines import paint
from nemo_skill.studio.scenes.world import World

_TALL = 470.0  # The rocket, in units of its drawing.
_PUFFS = 48
_FIRE = (255, 170, 84)


class Launch:
    """A rocket that lifts off its pad, or comes down on it."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#eef1f4"
        self._lands = bool(LANDS.search(world.plan.prompt))
        self._k = (0.46 if world.w > world.h else 0.34) * world.h / _TALL
        self._x = world.w * 0.5
        self._row = world.h * 0.87
        self._seed = world.rng(563).random((_PUFFS, 4)).tolist()

    def _height(self, u: float) -> float:
        """How high it is at a share of the shot."""
        if self._lands:
            return float(self._world.h) * 0.62 * math.pow(max(0.0, 1 - u / 0.82), 1.5)
        return float(self._world.h) * 0.56 * math.pow(max(0.0, (u - 0.10) / 0.90), 1.8)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far smoke, tower, plume, rocket, near smoke."""
        world, k = self._world, self._k
        u = min(1.0, t / max(3.0, world.plan.duration_s))
        high = self._height(u)
        burns = (0.0 if high < 1 else 1.0) if self._lands else min(1.0, 0.35 + u * 6)
        y = self._row - high - 30 * k
        lit = mix(light.haze, _FIRE, 0.5)
        if burns:
            ink.glow(self._x, min(y, self._row), world.h * 0.6, _FIRE, (0.30 + 0.2 * light.lamps) * burns, blend=0)
        self._smoke(ink, light, t, u, burns, range(0, _PUFFS, 2))
        fixed = table("vehicles")["beside"]
        with ink.moved(self._x, self._row, scale=k):
            paint(ink, light, fixed["pad" if not self._lands else "landingpad"], {})
            for mast in () if self._lands else (-330, 330):
                ink.glow(mast, -300, 46, (255, 240, 210), 0.9 * light.lamps)
            ink.glow(0, -10, 420, _FIRE, 0.75 * burns * max(0.2, 1 - high / world.h * 2), squash=0.3)
        with ink.moved(self._x + 1.2 * math.sin(t * 31) * burns, y, scale=k):
            if burns:
                self._plume(ink, t, burns, high / k)
            paint(ink, light, fixed["rocket"] + ("; " + fixed["legs"] if self._lands else ""), {"own": self._colour})
            if burns:
                glow = Linear(0, 0, 0, -200, [(0, _FIRE, 0.55 * burns), (1, _FIRE, 0)])
                ink.fill(smooth([(-50, 0), (-50, -180), (-26, -200), (26, -200), (50, -180), (50, 0)]), glow)
        self._smoke(ink, light, t, u, burns, range(1, _PUFFS, 2))
        if burns:
            ink.glow(self._x, self._row, world.w * 0.30, lit, 0.3 * burns, squash=0.35, blend=0)

    def _plume(self, ink: Ink, t: float, burns: float, room: float) -> None:
        """Fire under the engines, as far as the ground leaves room."""
        flick = 1 + 0.07 * math.sin(t * 37) + 0.05 * math.sin(t * 53 + 1)
        long = (min(room, 360.0) + 40) * flick * burns
        for share, w, tone, alpha in ((1.0, 62, (255, 120, 50), 0.6), (0.8, 44, (255, 190, 90), 0.85), (0.55, 26, (255, 250, 230), 1.0)):  # fmt: skip  # noqa: E501
            tip = long * share
            body = [(-w * 0.5, -6), (-w, tip * 0.4), (-w * 0.7, tip * 0.8), (0, tip), (w * 0.7, tip * 0.8), (w, tip * 0.4), (w * 0.5, -6)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(body), Linear(0, 0, 0, tip, [(0, tone, alpha), (0.6, tone, alpha * 0.7), (1, tone, 0)]))
        ink.glow(0, long * 0.3, 190, (255, 200, 120), 0.9 * burns)

    def _smoke(self, ink: Ink, light: Light, t: float, u: float, burns: float, which: range) -> None:
        """Puffs that leave the pad to both sides and pile up; those near the fire glow."""
        world, k = self._world, self._k
        age = u if not self._lands else max(0.0, u - 0.45)
        if age <= 0:
            return
        night = 0.5 * burns * light.lamps
        pale = mix(light.shade("#f4efec", 0.95), (255, 196, 140), night)
        dark = mix(light.shade("#8d8790", 0.25), (150, 84, 60), night)
        reach = world.w * 0.56 * min(1.0, 0.16 + 1.4 * age)
        for i in which:
            a, b, c, d = self._seed[i]
            side, p = (1 if i % 4 < 2 else -1), (a + t * 0.10) % 1.0
            r = (54 + 100 * p * (0.4 + b)) * k * 1.7 * min(1.0, 0.35 + 1.6 * age)
            x = self._x + side * reach * p**0.85
            lift = (210 * c * math.sin(math.pi * min(1.0, p + 0.15)) * age + 10 * math.sin(t * 1.3 + 9 * d)) * k
            y = self._row + 14 * k - r * 0.30 - lift
            alpha = min(1.0, age * 7) * (1.0 - 0.55 * p) * min(1.0, 6 * (1 - p)) * min(1.0, 8 * p + 0.25)
            warm = round(4 * burns * max(0.0, 1 - 2.2 * p) * (1 - 0.6 * age)) / 5
            r = 1.08 ** round(math.log(max(r, 8.0), 1.08))  # Few sizes and tones: their pictures are kept.
            ink.glow(x, y + r * 0.22, r * 1.15, mix(dark, _FIRE, 0.5 * warm), alpha * 0.85, blend=0, core=0.12)
            ink.glow(
                x - r * 0.10 * side, y - r * 0.18, r * 0.92, mix(pale, _FIRE, warm), alpha * 0.85, blend=0, core=0.06
            )
