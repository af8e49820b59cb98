"""A table in a room with a window: the stage for things, close and shallow in focus."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nemo_skill.studio.scenes.illustrated import thing
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.objects import THINGS
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.showcase import is_showcase, turn_of
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World

_SURFACES = {
    "wood": ("#6b4226", "#b47c48"),
    "marble": ("#b9b6b2", "#f4f2ee"),
    "studio": ("#a99f97", "#dcd4ca"),
    "dark": ("#221a1a", "#4a3a34"),
}


def indoors(light: Light) -> Light:
    """Daylight through a window, or warm lamps when it is dark outside."""
    lamp = np.array([0.86, 0.60, 0.38], np.float32)
    share = light.lamps * 0.9
    return replace(
        light,
        key=light.key + (lamp - light.key) * share,
        ambient=light.ambient * (1 - share) + np.array([0.34, 0.26, 0.22], np.float32) * share,
        sun_colour=mix(light.sun_colour, (255, 206, 140), share),
        haze=mix(light.haze, (150, 96, 60), share),
        veil=0.0,
        sun=np.array([0.74, min(0.6, float(light.sun[1]))], np.float32),
    )


class TableScene:
    """Wall, window and lamps out of focus; the table top in perspective."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.keys = [indoors(key) for key in world.keys]
        words = world.plan.words
        text = world.plan.prompt.lower()
        studio = any(w in words for w in ("studio", "pedestal", "podium")) or "背景" in text
        self._surface = (
            "marble"
            if "marble" in text or "大理石" in text
            else "studio"
            if studio
            else "dark"
            if world.plan.mood == "dark"
            else "wood"
        )
        self.edge = world.h * 0.60
        world.desk = self.edge
        world.horizon = world.h * 0.42
        world.ground_row = world.h * 0.80
        self._back = Baked(world, self._bake_room)
        self._top = Baked(world, self._bake_table)
        self._beam = Baked(world, self._bake_beam, soft=True)
        rng = world.rng(601)
        self._bokeh = rng.random((22, 4))
        self._dust = Motes(world, "#fff0cf", 34, size=2.0, rise=9, salt=602, pulse=0.6)

    def behind(self, ink: Ink, t: float) -> None:
        """Room, lights out of focus, sunbeam, table."""
        world = self._world
        light = world.light(t)
        self._back.place(ink, t, 0, 0)
        self._draw_bokeh(ink, t, light)
        if light.lamps < 0.6:
            self._beam.place(ink, t, 0, 0, alpha=0.82 + 0.18 * math.sin(t * 0.5))
        self._top.place(ink, t, 0, self.edge)
        warm = mix(light.sun_colour, light.horizon, 0.2)
        halo(
            ink,
            world,
            world.w * 0.62,
            world.h * 0.84,
            world.w * 0.42,
            warm,
            0.22 * (1 - 0.6 * light.lamps),
            squash=0.42,
        )

    def before(self, ink: Ink, t: float) -> None:
        """Dust in the light."""
        light = self._world.light(t)
        self._dust.draw(ink, t, strength=0.45 * (1 - 0.6 * light.lamps))

    def _bake_beam(self, light: Light) -> Pixels:
        """Two shafts of light that fall from the window across the room."""
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        side = 1 if light.sun[0] > 0.5 else -1
        x, y, reach = world.w * (0.5 + 0.52 * side), -40.0, world.h * 0.95
        tint = mix(light.sun_colour, (255, 255, 255), 0.2)
        with Ink(pixels, unit=world.unit) as ink, ink.blurred(16):
            for near, far, width in ((0.30, 1.02, 0.17), (0.62, 1.36, 0.13)):
                left = x - side * world.w * (near - 0.3) * 0.4
                foot = x - side * world.w * (far - 0.2) * 0.62
                points = [
                    (left, y),
                    (left - side * world.w * width * 0.6, y),
                    (foot - side * world.w * width, y + reach),
                    (foot + side * 40, y + reach),
                ]
                ink.fill(polygon(points), Linear(0, 0, 0, reach, [(0, tint, 0.26), (0.7, tint, 0.14), (1, tint, 0)]))
        return pixels

    def _draw_bokeh(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        strength = 0.10 + 0.5 * light.lamps
        for a, b, c, d in self._bokeh:
            x, y = a * world.w + 14 * math.sin(t * 0.3 + 6 * d), (0.04 + 0.52 * b) * world.h
            r = 18 + 46 * c
            tone = ((255, 196, 120), (255, 226, 180), (255, 160, 100), (190, 210, 255))[int(d * 4)]
            pulse = strength * (0.75 + 0.25 * math.sin(t * (0.5 + c) + 9 * a))
            ink.fill(ellipse(x, y, r), tone, 0.20 * pulse)
            ink.stroke(ellipse(x, y, r * 0.96), 2.0, tone, 0.16 * pulse)

    def _bake_room(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        side = 1 if light.sun[0] > 0.5 else -1
        wall = {"marble": "#a7a49f", "studio": "#b7a99c", "dark": "#3a2e33", "wood": "#b79a80"}[self._surface]
        with Ink(pixels, unit=world.unit) as ink:
            low, high = light.shade(wall, 0.12), light.shade(wall, 0.70)
            stops = [(0, high if side < 0 else low * 0.8, 1), (1, low * 0.8 if side < 0 else high, 1)]
            ink.fill(rect(0, 0, world.w, world.h), Linear(0, 0, world.w, 0, stops))
            if self._surface == "studio":
                ink.glow(
                    world.w * 0.5, world.h * 0.36, world.w * 0.5, light.shade("#fff4e6", 1.0), 0.55, squash=0.8, blend=0
                )
            else:
                with ink.blurred(15):
                    self._furniture(ink, light, side)
        return pixels

    def _furniture(self, ink: Ink, light: Light, side: int) -> None:
        world = self._world
        glass = mix(light.sky[2], light.sky[4], 0.5)
        w, h = min(560.0, world.w * 0.42), world.h * 0.52
        x = world.w * 0.5 + side * world.w * 0.30 - w / 2
        ink.glow(x + w / 2, world.h * 0.24, w * 1.5, glass, 0.65 * (1 - light.moon * 0.6), squash=0.8)
        ink.fill(rect(x - 18, -30, w + 36, h + 48, 6), light.shade("#d9cdbd", 0.5))
        ink.fill(
            rect(x, -20, w, h + 20),
            Linear(
                0, 0, 0, h, [(0, light.sky[1], 1), (1, mix(light.sky[4], (255, 255, 255), 0.35 * (1 - light.lamps)), 1)]
            ),
        )
        ink.fill(
            smooth(
                [
                    (x, h),
                    (x, h * 0.72),
                    (x + w * 0.3, h * 0.60),
                    (x + w * 0.55, h * 0.70),
                    (x + w * 0.8, h * 0.56),
                    (x + w, h * 0.68),
                    (x + w, h),
                ]
            ),
            light.shade("#5f7a4a", 0.6, 0.5),
        )
        for u in (0.5,):
            ink.fill(rect(x + w * u - 8, -20, 16, h + 20), light.shade("#d9cdbd", 0.35))
        ink.fill(rect(x, h * 0.44, w, 12), light.shade("#d9cdbd", 0.35))
        far = world.w * 0.5 - side * world.w * 0.30
        ink.fill(rect(far - 190, world.h * 0.17, 380, 14), light.shade("#5b3f2c", 0.4))
        rng = world.rng(610)
        bx = far - 176
        while bx < far + 120:
            bw, bh = 16 + 20 * rng.random(), 70 + 50 * rng.random()
            ink.fill(
                rect(bx, world.h * 0.17 - bh, bw, bh),
                light.shade(("#7a3f32", "#3d5a63", "#b58a4a", "#5d5a70", "#6c7a4c")[int(rng.integers(0, 5))], 0.45),
            )
            bx += bw + 3
        for k in range(7):
            a = -1.4 + 0.45 * k
            ink.fill(
                ellipse(far + 165 + 40 * math.sin(a), world.h * 0.17 - 62 - 30 * math.cos(a), 34, 13, a),
                light.shade("#4f7a46", 0.3 + 0.08 * k),
            )

    def _bake_table(self, light: Light) -> Pixels:
        world = self._world
        height, width = world.height - round(self.edge * world.unit), world.width
        low, high = (
            np.asarray(light.shade(c, lit)) for c, lit in zip(_SURFACES[self._surface], (0.25, 0.85), strict=True)
        )
        rng = world.rng(620)
        y = (np.arange(height) + 1.0) / height
        z = 1.0 / (0.30 + y)
        field = fbm(256, max(64, width // 2), 7, 5, rng, octaves=6, gain=0.55)
        if self._surface == "wood":
            grain = fbm(512, max(64, width // 4), 46, 2, rng, octaves=5, gain=0.62)
            tone = 0.35 * enlarge(field, 512, width) + 0.65 * enlarge(grain, 512, width)
            planks = 5
            v = (z - z.min()) / (z.max() - z.min())
            index = np.clip(v * 511, 0, 511).astype(int)
            tone = tone[index]
            seam = np.abs(((v * planks) % 1.0) - 0.5) * 2
            shade = rng.random(planks + 1)[np.minimum((v * planks).astype(int), planks)] * 0.22
            tone = (
                np.clip(tone * 1.25 - 0.15 + shade[:, None], 0, 1)
                - (np.clip((seam - 0.965) / 0.035, 0, 1) * 0.5)[:, None]
            )
        elif self._surface == "marble":
            veins = fbm(256, max(64, width // 2), 5, 4, rng, octaves=6, ridged=True)
            index = np.clip((z - z.min()) / (z.max() - z.min()) * 255, 0, 255).astype(int)
            tone = (
                1
                - 0.8 * np.clip((enlarge(veins, 256, width)[index] - 0.55) / 0.45, 0, 1) ** 2
                - 0.2 * enlarge(field, 256, width)[index]
            )
        else:
            tone = np.full((height, width), 0.6, np.float32) + 0.12 * (enlarge(field, height, width) - 0.5)
        colour = low + (high - low) * np.clip(tone, 0, 1)[..., None]
        side = 1 if light.sun[0] > 0.5 else -1
        x = np.linspace(-1, 1, width)[None, :, None] * side
        sheen = np.clip(1 - np.abs(x - 0.35) / 0.9, 0, 1) ** 2 * (1 - y)[:, None, None] ** 1.3
        colour = colour + (mix(light.sky[4], light.sun_colour, 0.5) - colour) * (
            0.50 * sheen * (1 - 0.55 * light.lamps)
        )
        colour = colour * (1 - 0.34 * y[:, None, None] ** 2) * (0.86 + 0.14 * x)
        rgba = np.full((height, width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes(np.asarray(colour, np.float32), rng)
        soft = max(2, round(5 * world.unit))
        fade = np.clip(np.arange(height) / soft, 0, 1)[:, None]
        rgba[..., 3] = (255 * fade).astype(np.uint8)
        rgba[..., :3] = (rgba[..., :3] * fade[..., None]).astype(np.uint8)
        return rgba


class StillLife:
    """The things of a plan, side by side on the table."""

    speed = 0.0

    def __init__(self, world: World, kinds: list[tuple[str, str | None, int]]) -> None:
        self._world = world
        alone = is_showcase(world.plan)  # A podium holds one of each.
        self._kinds = [(k, c) for k, c, n in kinds for _ in range(1 if alone else max(1, min(3, n)))][:3]

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Each in its place, the first in the middle."""
        world = self._world
        count = len(self._kinds)
        scale = min(1.18, world.w / 1920 * 1.25 + 0.18, world.h / 1080 * 1.18) * (1.24 if count == 1 else 0.84)
        turn = 1.0
        if is_showcase(world.plan):
            turn, scale = turn_of(t), min(1.46, world.w / 1080 * 1.46) * (1.0 if count == 1 else 0.6)
        beside = any(s.group == "person" for s in world.plan.subjects)
        if beside:
            scale *= 0.62
        wide = min(world.w * 0.34, 520.0)
        places = [(0.0, 0.0), (-1.0, -46.0), (1.0, -30.0)]
        for i in sorted(range(count), key=lambda k: places[k][1]):
            (kind, colour), (dx, dy) = self._kinds[i], places[i]
            with ink.moved(
                world.w * (0.64 if beside else 0.5) + dx * wide,
                world.h * 0.83 + dy,
                scale=scale * turn * (1 + dy / 400),
                stretch=1 / turn,
            ):
                (THINGS.get(kind) or thing(kind))(ink, light, t + i * 1.7, colour)
