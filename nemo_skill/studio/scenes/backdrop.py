"""A backdrop for people and animals: a plain colour, or, where a prompt names no place, lights out of focus."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nemo_skill.studio.plan.pictures import dishes
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, rect
from nemo_skill.studio.scenes.light import Light, indoors, mix, rgb
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.world import Baked, World

_LUMA = np.array([0.3, 0.59, 0.11], np.float32)
# Wall, floor and the lights before them, where no colour is named.
_QUIET = (
    ("#8d9a86", "#b9ae94", "#fff2cf"),
    ("#b39a80", "#c9b294", "#ffe9c4"),
    ("#8496a6", "#aab0ae", "#f4f6ff"),
    ("#a68f8c", "#c4ada0", "#ffe6dc"),
)
_LEAFY = (("#3f6a48", "#86a86c", "#eef6c0"), ("#4a6f5a", "#9ab07c", "#ffe6c8"))
_SKY = ("#74b4e2", "#bfe0ee", "#ffffff")
_DARK = ("#2a2f3c", "#3a3a42", "#ffc890")


class BackdropScene:
    """A wall that runs into the floor, lit from one side."""

    def __init__(self, world: World) -> None:
        self._world = world
        plan = world.plan
        world.horizon, world.ground_row = world.h * 0.60, world.h * 0.90
        world.closeness = 1.55 if world.w >= world.h else 1.8
        self._plain = bool(plan.backdrop)
        if self._plain:
            self._wall = self._floor = rgb(plan.backdrop)
            self._glint = mix(plan.backdrop, (255, 255, 255), 0.5)
        else:
            rows: tuple[tuple[str, str, str], ...] = _QUIET if plan.mood != "dark" else (_DARK,)
            if any(s.kind in dishes() and dishes()[s.kind][3] == "bloom" for s in plan.subjects):
                world.keys = world.keys[:1]  # Days of a time-lapse have one light.
                rows = (_SKY,) if plan.beyond in ("sky", "lake", "sea") else _LEAFY
            self._wall, self._floor, self._glint = map(rgb, rows[int(world.rng(771).integers(0, len(rows)))])
        self._black = float(self._wall @ _LUMA) < 70
        world.keys = [self._lit(key) for key in (world.keys[:1] if self._plain else world.keys)]
        self._back = Baked(world, self._bake)
        self._far = Baked(world, lambda light: self._discs(light, 0), soft=True)
        self._near = Baked(world, lambda light: self._discs(light, 1), soft=True)
        self._dust = Motes(world, "#fff2da", 26, size=2.2, rise=8, salt=772, pulse=0.7)

    def _lit(self, light: Light) -> Light:
        """A studio's lamps; without a colour the light of the hour, softened as in a room."""
        if not self._plain:
            return indoors(light)
        return replace(
            light, key=np.array([0.98, 0.92, 0.86], np.float32) * (1.08 if self._black else 1.0),
            ambient=np.array([0.30, 0.31, 0.36] if self._black else [0.46, 0.46, 0.48], np.float32), veil=0.0, moon=0.0,
            lamps=0.3 * self._black, sun=np.array([0.76, 0.3], np.float32), sun_colour=rgb("#fff2e0"), haze=self._wall,
        )  # fmt: skip

    def behind(self, ink: Ink, t: float) -> None:
        """Wall and floor, and lights that drift a little."""
        self._back.place(ink, t, 0, 0)
        if not self._plain:
            drift = math.sin(t * 0.35)
            self._far.place(ink, t, -20 + 14 * drift, 0)
            self._near.place(ink, t, -20 - 18 * drift, 0)

    def before(self, ink: Ink, t: float) -> None:
        """Dust in the light."""
        self._dust.draw(ink, t, strength=0.22 if self._plain and not self._black else 0.5)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        w, h, foot = world.w, world.h, world.h * 0.70
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        lit = 1.0 if self._plain else 0.0
        pale = (255, 250, 240)

        def tone(colour: object, share: float) -> np.ndarray:
            """A studio keeps its colour; elsewhere it is that of the hour."""
            own = np.asarray(rgb(colour) * (0.35 + 0.65 * share), np.float32)
            return mix(mix(light.shade(colour, share), light.horizon, 0.14), own, lit)

        high, low, near = tone(self._wall, 0.45), tone(self._wall, 1.0), tone(self._floor, 0.95)
        with Ink(pixels, unit=world.unit) as ink:
            ink.fill(rect(0, 0, w, foot + 1), Linear(0, 0, 0, foot, [(0, high, 1), (0.75, low, 1), (1, low, 1)]))
            ground = [(0, low, 1), (0.25, mix(low, near, 0.6), 1), (1, near * 0.55, 1)]
            ink.fill(rect(0, foot, w, h - foot), Linear(0, foot, 0, h, ground))
            strong = 0.10 if self._black else 0.5
            ink.glow(w * 0.56, h * 0.42, h * 0.8, mix(low, pale, 0.35), strong, blend=0)
            ink.glow(w * 0.5, h * 0.92, w * 0.42, mix(near, pale, 0.3), strong, squash=0.2, blend=0)
            for x in (-0.1 * w, 1.1 * w):
                ink.glow(x, h * 0.4, h * 0.95, high * 0.4, 0.5, blend=0)
        return pixels

    def _discs(self, light: Light, near: int) -> Pixels:
        """Lights out of focus, in the upper part of the frame."""
        world = self._world
        pixels = np.zeros((world.pixels(world.h * 0.72), world.pixels(world.w + 40), 4), np.uint8)
        on = 0.10 + 0.16 * light.lamps
        tones = [mix(self._glint, light.sun_colour, 0.3), self._glint]
        if light.lamps > 0.4:
            tones = [rgb("#ffb868"), rgb("#ffd9a0"), rgb("#ff8a70"), rgb("#8ac0ff")]
        with Ink(pixels, unit=world.unit) as ink, ink.blurred(2 + 3 * near):
            for a, b, c in world.rng(773 + near).random((13, 3)).tolist():
                r = (34 + 46 * c) * (1 + 0.9 * near)
                x, y = a * (world.w + 40), (0.05 + 0.8 * b * b) * world.h * 0.66
                ink.fill(ellipse(x, y, r), tones[int(c * len(tones))], on * (0.6 + 0.6 * b))
                ink.stroke(ellipse(x, y, r * 0.97), 2.5, tones[int(c * len(tones))], on * 0.7)
        return pixels
